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
    /// Solved, it takes as long as the longest nap, and the results stand in the order of the inputs although
    /// the naps ended in the opposite order:
    ///
    ///     1.0 s  virtual-30  the nap of 1 seconds ends
    ///     2.0 s  virtual-29  the nap of 2 seconds ends
    ///     3.0 s  virtual-28  the nap of 3 seconds ends
    ///     4.0 s  virtual-25  the nap of 4 seconds ends
    ///     5.0 s  virtual-23  the nap of 5 seconds ends
    ///     5.0 s  main  the results are [5, 4, 3, 2, 1]
    ///     Finished in 5.0 seconds
    ///
    /// **Modify.** Use a pool of two threads: why 8 seconds? Then let every task add its result to one
    /// `Collections.synchronizedList(new ArrayList<>())`, and look at the order. (A plain [ArrayList] is not
    /// made for several threads: it can lose elements.)

    // --- your turn ---------------------------------------------------------------

    /// Applies `task` to every input, all at the same time, however many, each exactly once, also where two
    /// inputs are equal. Returns the results in the order of the inputs when all have ended; the list of inputs
    /// stays as it is. Waiting costs no processor time. No inputs: an empty list, at once.
    ///
    /// If a call of `task` throws, so does this method, with that exception itself or as a cause. If the
    /// calling thread is interrupted while it waits, this method throws [InterruptedException] or leaves the
    /// thread's interrupt flag set. Many threads may call it at once, and then all their calls of `task` run at
    /// the same time; it leaves no thread of its own behind.
    static <T, R> List<R> map(List<T> inputs, Function<T, R> task) throws Exception {
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
