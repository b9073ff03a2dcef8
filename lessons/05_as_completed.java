//JAVA 25+
import module java.base;

/// # 05 · As completed
///
/// A loop over a list of futures gets the results in the order in which the tasks were submitted.
/// Often you want the first result as soon as there is one: to show it, to store it, to start the
/// next step. That is *completion order*.
///
/// The executor here is `Executors.newVirtualThreadPerTaskExecutor()`, which gives each task a
/// virtual thread of its own: a thread scheduled by the JVM, so cheap that there is no pool and no
/// size to choose. This executor gives them no names; the lines below call them by their number.
///
/// **Predict an order.** Five naps of 5, 4, 3, 2 and 1 seconds are submitted in this order, and
/// each result is printed: `received the nap of … seconds`. In which order do they appear? After
/// how many seconds does the first? Guess, then run:
///
///     ./jbang lessons/05_as_completed.java
class AsCompleted {

    void main() throws Exception {
        List<Callable<Integer>> naps = List.of(
                () -> nap(5), () -> nap(4), () -> nap(3), () -> nap(2), () -> nap(1));
        forEachCompleted(naps, length -> say("received the nap of " + length + " seconds"));

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** The shortest nap is over after one second. Its result waits for four more:
    ///
    ///     1.0 s  virtual-30  the nap of 1 seconds ends
    ///     2.0 s  virtual-29  the nap of 2 seconds ends
    ///     3.0 s  virtual-28  the nap of 3 seconds ends
    ///     4.0 s  virtual-25  the nap of 4 seconds ends
    ///     5.0 s  virtual-23  the nap of 5 seconds ends
    ///     5.0 s  main  received the nap of 5 seconds
    ///     5.0 s  main  received the nap of 4 seconds
    ///     5.0 s  main  received the nap of 3 seconds
    ///     5.0 s  main  received the nap of 2 seconds
    ///     5.0 s  main  received the nap of 1 seconds
    ///     Finished in 5.0 seconds
    ///
    /// Which `get()` is `main` in during the first five seconds? Solved, each result arrives when
    /// it exists:
    ///
    ///     1.0 s  virtual-30  the nap of 1 seconds ends
    ///     1.0 s  main  received the nap of 1 seconds
    ///     2.0 s  virtual-29  the nap of 2 seconds ends
    ///     2.0 s  main  received the nap of 2 seconds
    ///     ...
    ///     5.0 s  virtual-23  the nap of 5 seconds ends
    ///     5.0 s  main  received the nap of 5 seconds
    ///     Finished in 5.0 seconds
    ///
    /// The whole takes 5.0 seconds either way. What has changed is how long you wait for the first
    /// result.
    ///
    /// **Look up** [ExecutorCompletionService]: it wraps an executor, and puts each future into a
    /// queue when its task ends. `take()` waits for the next one there.

    // --- your turn ---------------------------------------------------------------

    /// Runs all tasks at the same time, however many, each exactly once, and gives each result to
    /// `action` as soon as its task has ended, before it waits for the next. Returns when every
    /// task and every call of `action` has ended.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Calls of `action` never overlap; any thread may make them.
    /// - The same task given twice runs twice, and may give different results.
    /// - Results are never null: no task returns null.
    /// - The list stays as it is.
    /// - Given an empty list, it returns at once.
    /// - If a task throws, so does this method, at once or at the end: the same exception, or one
    ///   with it as a cause.
    /// - After a failure `action` may or may not be given the results that are left.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static <T> void forEachCompleted(List<Callable<T>> tasks, Consumer<? super T> action)
            throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (var task : tasks) {
                futures.add(executor.submit(task));
            }
            for (var future : futures) {
                action.accept(future.get());
            }
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Run the tasks on a pool of two threads. The results arrive in another order, 4
    /// and 5, then 3 and 2 or 2 and 3, and at last 1, and the last line says 8.0 seconds. Why does
    /// the shortest nap come last?

    static int nap(int length) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(length));
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
