//JAVA 25+
import module java.base;

/// # 04 · An executor
///
/// Threads made by hand give nothing back: [Runnable] has no result. An *executor* takes that work
/// over. It owns the threads, it is handed tasks, and for each task it returns a [Future], a
/// receipt for a result that does not exist yet.
///
/// - `Executors.newFixedThreadPool(2)` makes an executor with a *pool* of at most two threads. A
///   task that finds both busy waits in a queue.
/// - A [Callable] is a task that returns a value and may throw any exception. (A [Runnable] may
///   throw no checked one.)
/// - `executor.submit(task)` hands the task over and returns its future at once.
/// - `future.get()` waits until that task has ended and returns its result.
/// - `try (var executor = ...) { }` closes the executor at the end of the block. Closing waits for
///   every task and then lets the threads go, also when something in the block has thrown.
///
/// **Predict the seconds.** `both` submits two naps of one second to a pool of two threads and
/// returns both results. After how many seconds does the last line appear? Guess, then run:
///
///     ./jbang lessons/04_executor.java
class ExecutorSubmit {

    void main() throws Exception {
        List<String> results = both(() -> nap(1), () -> nap(2));
        say("the results are " + results);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** A pool of two threads, and never both busy:
    ///
    ///     0.0 s  pool-1-thread-1  nap 1 begins
    ///     1.0 s  pool-1-thread-1  nap 1 ends
    ///     1.0 s  pool-1-thread-2  nap 2 begins
    ///     2.0 s  pool-1-thread-2  nap 2 ends
    ///     2.0 s  main  the results are [nap 1, nap 2]
    ///     Finished in 2.0 seconds
    ///
    /// What is `main` doing during the first second? Solved:
    ///
    ///     0.0 s  pool-1-thread-1  nap 1 begins
    ///     0.0 s  pool-1-thread-2  nap 2 begins
    ///     1.0 s  pool-1-thread-2  nap 2 ends
    ///     1.0 s  pool-1-thread-1  nap 1 ends
    ///     1.0 s  main  the results are [nap 1, nap 2]
    ///     Finished in 1.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs both tasks at the same time, each exactly once, and returns their results when both
    /// have ended: the first task's, then the second's.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - The same task given twice runs twice, and may give different results.
    /// - Results are never null: no task returns null.
    /// - If a task throws, so does this method, at once or at the end: the same exception, or one
    ///   with it as a cause.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static <T> List<T> both(Callable<T> first, Callable<T> second) throws Exception {
        try (var executor = Executors.newFixedThreadPool(2)) {
            T one = executor.submit(first).get();
            T two = executor.submit(second).get();
            return List.of(one, two);
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Give `both` a pool of one thread, `Executors.newFixedThreadPool(1)`: it takes
    /// 2.0 seconds again, and `pool-1-thread-1` takes both naps. Then try
    /// `Executors.newVirtualThreadPerTaskExecutor()`, which has no pool and no size, and gives each
    /// task a *virtual* thread of its own: 1.0 seconds, on threads that have numbers for names.
    /// Lesson 05 says what they are.

    static String nap(int number) throws InterruptedException {
        say("nap " + number + " begins");
        Thread.sleep(Duration.ofSeconds(1));
        say("nap " + number + " ends");
        return "nap " + number;
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
