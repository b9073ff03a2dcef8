//JAVA 25+
import module java.base;

/// # 06 · Map
///
/// Often the work is one function and a list of inputs, and you want a list of results in the same order. That
/// is *map*, as in `inputs.stream().map(task).toList()`, with the calls overlapping.
///
/// `executor.invokeAll(tasks)` is submit for a whole list: it hands every task over, waits until all have
/// ended, and returns their futures in the order of the tasks, whichever ended first. After it no `get()` has
/// anything to wait for.
///
/// | | order of the results | good for |
/// |---|---|---|
/// | submit, then as completed (05) | in which the tasks end | acting on each result as it arrives |
/// | map (06) | of the inputs | a batch whose results belong together |
///
/// **Predict.** Naps of 5, 4, 3, 2 and 1 seconds are mapped to their lengths. After how many seconds does the
/// last line appear before you change anything, after how many at best, and in which order do the results
/// stand? Guess, then run:
///
///     jbang lessons/06_invoke_all.java
class InvokeAll {

    void main() throws Exception {
        List<Integer> results = map(List.of(5, 4, 3, 2, 1), InvokeAll::nap);
        say("the results are " + results);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** The sum of five naps:
    ///
    ///     5.0 s  main  the nap of 5 seconds ends
    ///     9.0 s  main  the nap of 4 seconds ends
    ///     12.0 s  main  the nap of 3 seconds ends
    ///     14.0 s  main  the nap of 2 seconds ends
    ///     15.0 s  main  the nap of 1 seconds ends
    ///     15.0 s  main  the results are [5, 4, 3, 2, 1]
    ///     Finished in 15.0 seconds
    ///
    /// Solved, the longest of five naps, and the results in the order of the inputs although they came to be
    /// in the opposite one:
    ///
    ///     1.0 s  virtual-30  the nap of 1 seconds ends
    ///     2.0 s  virtual-29  the nap of 2 seconds ends
    ///     3.0 s  virtual-28  the nap of 3 seconds ends
    ///     4.0 s  virtual-25  the nap of 4 seconds ends
    ///     5.0 s  virtual-23  the nap of 5 seconds ends
    ///     5.0 s  main  the results are [5, 4, 3, 2, 1]
    ///     Finished in 5.0 seconds
    ///
    /// **Modify.** Use a pool of two threads: why 8 seconds? Then collect the results in one [ArrayList] to
    /// which every task adds its own, and look at their order.

    // --- your turn ---------------------------------------------------------------

    /// Applies `task` to every input, all at the same time however many, each exactly once, also where two inputs
    /// are equal. Returns the results in the order of the inputs when all have ended; the list of inputs stays
    /// as it is. No inputs: an empty list, at once.
    ///
    /// If a call of `task` throws, so does this method, with that exception itself or as a cause. If the caller
    /// is interrupted while it waits, it throws [InterruptedException] or keeps its interrupt flag. Many threads
    /// may call it at once, and it leaves no thread of its own behind.
    static <T, R> List<R> map(List<T> inputs, Function<? super T, ? extends R> task) throws Exception {
        var tasks = new ArrayList<Callable<R>>();
        for (T input : inputs) {
            tasks.add(() -> task.apply(input));
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<R>();
            for (var future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    // --- end of your turn --------------------------------------------------------

    static int nap(int length) {
        try {
            Thread.sleep(Duration.ofSeconds(length));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("the nap of " + length + " seconds ends");
        return length;
    }

    static void say(String event) {
        var thread = Thread.currentThread();
        var name = thread.isVirtual() ? "virtual-" + thread.threadId() : thread.getName();
        IO.println(seconds(sinceStart()) + " s  " + name + "  " + event);
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
