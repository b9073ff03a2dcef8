//JAVA 25+
import module java.base;

/// # 06 · Map
///
/// Often the work is one function and a list of inputs, and you want a list of results in the same
/// order. That is *map*, as in `inputs.stream().map(task).toList()`, with the calls overlapping.
///
/// `executor.invokeAll(tasks)` is submit for a whole list: it hands every task over, waits until
/// all have ended, and returns their futures in the order of the tasks, whichever ended first.
/// After it no `get()` has anything to wait for.
///
/// | lesson | order of the results | good for |
/// |---|---|---|
/// | as completed (05) | in which the tasks end | acting on each result as it arrives |
/// | map (06) | of the inputs | a batch whose results belong together |
///
/// **Predict the seconds.** Naps of 5, 4, 3, 2 and 1 seconds are mapped to their lengths. After how
/// many seconds does the last line appear before you change anything, after how many at best, and
/// in which order do the results stand? Guess, then run:
///
///     ./jbang lessons/06_invoke_all.java
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
    /// Solved, it takes as long as the longest nap. The naps end in the opposite order; who puts
    /// the results into that of the inputs?
    ///
    ///     1.0 s  virtual-30  the nap of 1 seconds ends
    ///     2.0 s  virtual-29  the nap of 2 seconds ends
    ///     3.0 s  virtual-28  the nap of 3 seconds ends
    ///     4.0 s  virtual-25  the nap of 4 seconds ends
    ///     5.0 s  virtual-23  the nap of 5 seconds ends
    ///     5.0 s  main  the results are [5, 4, 3, 2, 1]
    ///     Finished in 5.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Applies `task` to every input, all at the same time, however many, each exactly once, and
    /// returns the results in the order of the inputs when all calls have ended.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Equal inputs have a call each, and may give different results.
    /// - Results are never null: no task returns null.
    /// - The list stays as it is.
    /// - An empty list gives an empty list, at once.
    /// - If a task throws, so does this method, at once or at the end: the same exception, or one
    ///   with it as a cause.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
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

    /// **Modify.** Run it on a pool of two threads: `Finished in 8.0 seconds`. Which naps follow
    /// the first two, and when? Then go back to a thread for each task, let every task add its
    /// result to one list, made by `Collections.synchronizedList`, and return that:
    /// `[1, 2, 3, 4, 5]`, the order in which the tasks ended. (A plain [ArrayList] is not made for
    /// several threads: it can lose elements.)

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
