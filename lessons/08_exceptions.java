//JAVA 25+
import module java.base;

/// # 08 · Exceptions wait in the future
///
/// A task that throws does so on the thread that runs it, out of reach of a `catch` around the
/// `submit`. The executor catches the exception and puts it into the task's future, and there it
/// waits. It is thrown again, wrapped in an [ExecutionException], when somebody calls `get()`;
/// `getCause()` is what went wrong. If nobody asks the future, nobody hears of it.
///
/// A future that is done can also be asked for its `state()`: `SUCCESS`, `FAILED` or `CANCELLED`.
/// After `SUCCESS`, `resultNow()` is the result; after `FAILED`, `exceptionNow()` is the exception,
/// not wrapped. In any other state the two throw [IllegalStateException].
///
/// **Predict a count.** Five downloads of one second each; the second and the fourth fail. The code
/// below has a `try` and a `catch`. The last line but one ends in `saved, … failed`: how many does
/// it say have failed? Guess, then run:
///
///     ./jbang lessons/08_exceptions.java
class TaskExceptions {

    record Outcome<T>(List<T> results, List<Throwable> causes) {}

    void main() throws Exception {
        Outcome<String> outcome = settle(List.of(
                () -> download("photo 1"),
                () -> refuse("photo 2"),
                () -> download("photo 3"),
                () -> refuse("photo 4"),
                () -> download("photo 5")));

        outcome.results().forEach(photo -> say("saved " + photo));
        outcome.causes().forEach(cause -> say("failed: " + cause.getMessage()));
        say(outcome.results().size() + " saved, " + outcome.causes().size() + " failed");
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Two downloads have vanished without a trace:
    ///
    ///     1.0 s  main  saved photo 1
    ///     1.0 s  main  saved photo 3
    ///     1.0 s  main  saved photo 5
    ///     1.0 s  main  3 saved, 0 failed
    ///     Finished in 1.0 seconds
    ///
    /// Nothing ever arrives in that `catch`. Which call would it have to surround? Solved:
    ///
    ///     1.0 s  main  saved photo 1
    ///     1.0 s  main  saved photo 3
    ///     1.0 s  main  saved photo 5
    ///     1.0 s  main  failed: photo 2: 404 not found
    ///     1.0 s  main  failed: photo 4: 404 not found
    ///     1.0 s  main  3 saved, 2 failed
    ///     Finished in 1.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs all tasks at the same time, however many, each exactly once, and returns when all have
    /// ended: the results of those that succeeded, and the very exceptions that the others threw,
    /// both in the order of the tasks. No failure loses another task's result.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - The exceptions are not wrapped, and errors such as [StackOverflowError] are among them.
    /// - The same task given twice runs twice, and may give different results.
    /// - Results are never null: no task returns null.
    /// - The list stays as it is.
    /// - No tasks give two empty lists, at once.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static <T> Outcome<T> settle(List<Callable<T>> tasks) throws InterruptedException {
        var futures = new ArrayList<Future<T>>();
        var results = new ArrayList<T>();
        var causes = new ArrayList<Throwable>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var task : tasks) {
                try {
                    futures.add(executor.submit(task));
                } catch (Exception e) {
                    causes.add(e);
                }
            }
        }
        for (var future : futures) {
            if (future.state() == Future.State.SUCCESS) {
                results.add(future.resultNow());
            }
        }
        return new Outcome<>(results, causes);
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Ask each future with `get()`, and put one `catch` around the whole loop:
    /// `1 saved, 1 failed`, for the first failure loses everything behind it. Then hand the
    /// executor one more task with `execute`, and let it throw an exception of yours. `execute`
    /// returns no future in which the exception could wait: the thread prints `Exception in thread`
    /// and a stack trace, and the five downloads end as before.

    static String download(String photo) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(1));
        return photo;
    }

    static String refuse(String photo) throws IOException, InterruptedException {
        Thread.sleep(Duration.ofSeconds(1));
        throw new FileNotFoundException(photo + ": 404 not found");
    }

    static void say(String event) {
        var name = Thread.currentThread().getName();
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
