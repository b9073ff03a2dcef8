//JAVA 25+
import module java.base;

/// # 07 · Map with streams, and a limit
///
/// A stream says what map does in a few lines, and it is tempting to put the futures into it:
///
///     var executor = Executors.newFixedThreadPool(atMost);
///     List<R> results = inputs.stream()
///             .map(input -> executor.submit(() -> task.apply(input)))
///             .map(future -> result(future))
///             .toList();
///
/// A stream is *lazy*, though: its steps do nothing until the last one, here `toList()`, wants the
/// results, and then each element goes through all the steps before the next one is fetched. Only a
/// step that needs all elements first, such as sorting, or a `toList()` that ends one stream before
/// another begins, finishes the steps in front of it for all elements.
///
/// There is a second question here: how many at once. Virtual threads are cheap, but the server at
/// the other end is not yours. `gather(Gatherers.mapConcurrent(atMost, task))` is a stream step
/// that maps on virtual threads, at most so many at a time, and keeps the order.
///
/// **Predict the seconds.** Ten naps of one second are mapped through a pool of five threads. After
/// how many seconds does the last line appear before you change anything, and after how many at
/// best? Guess, then run:
///
///     ./jbang lessons/07_map_streams.java
class MapStreams {

    void main() throws Exception {
        List<Integer> results = map(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), MapStreams::nap, 5);
        say("the results are " + results);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Five threads, and never two of them busy:
    ///
    ///     1.0 s  pool-1-thread-1  nap 1 ends
    ///     2.0 s  pool-1-thread-2  nap 2 ends
    ///     3.0 s  pool-1-thread-3  nap 3 ends
    ///     ...
    ///     10.0 s  pool-1-thread-5  nap 10 ends
    ///     10.0 s  main  the results are [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    ///     Finished in 10.0 seconds
    ///
    /// When is the second task submitted? Would `inputs.parallelStream()` be an answer? Solved,
    /// five naps fill the first second and five the next:
    ///
    ///     1.0 s  virtual-25  nap 2 ends
    ///     1.0 s  virtual-23  nap 1 ends
    ///     ...
    ///     2.0 s  virtual-35  nap 10 ends
    ///     2.0 s  main  the results are [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    ///     Finished in 2.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Applies `task` to every input, each exactly once, and returns the results in the order of
    /// the inputs when all calls have ended. Never more than `atMost` calls, which is 1 or more,
    /// are in progress at the same time, and as many as that where there are enough inputs.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - The next call may begin when one has ended, or when a whole batch has.
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
    static <T, R> List<R> map(List<T> inputs, Function<T, R> task, int atMost) throws Exception {
        try (var executor = Executors.newFixedThreadPool(atMost)) {
            return inputs.stream()
                    .map(input -> executor.submit(() -> task.apply(input)))
                    .map(future -> result(future))
                    .toList();
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Change the limit in `main` to 10, then to 1: 1.0 seconds, then 10.0. Then write
    /// the stream at the top of this file again, and put `.sorted((one, other) -> 0)`, which leaves
    /// the order as it is, between its two `map` steps. With five threads that takes 2.0 seconds:
    /// to sort, it needs all elements, so all tasks are submitted before the first result is asked
    /// for. The pool wants to be closed, as in 04, or its threads keep the program from ending.

    /// `future.get()`, in a form that a stream accepts: with no checked exception.
    static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a result");
        }
    }

    static int nap(int number) {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("nap " + number + " ends");
        return number;
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
