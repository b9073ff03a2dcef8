//JAVA 25+
import module java.base;

/// # 03 · Passing arguments
///
/// A thread's task is a [Runnable], and `run()` takes no argument. A value reaches the task by
/// being *captured*: a lambda may use a local variable of the method around it.
///
///     String name = "Ada";
///     new Thread(() -> IO.println("Hello " + name)).start();
///
/// The lambda gets a copy of the value, which is why Java wants the variable to be *effectively
/// final*: assigned once and never changed. The variable of a for-each loop, `for (var nap :
/// naps)`, is a new one in each round and can be captured. The `i` of `for (int i = 0; i < n; i++)`
/// changes and cannot; copy it into a fresh variable inside the loop.
///
/// **Predict the seconds.** `runEach` is given ten naps of 1.5 seconds. After how many seconds does
/// the last line appear before you change anything, and what is the best that it can become? Guess,
/// then run:
///
///     ./jbang lessons/03_arguments.java
class PassingArguments {

    void main() throws InterruptedException {
        var naps = Collections.nCopies(10, Duration.ofMillis(1500));
        runEach(naps, PassingArguments::nap);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** A plain loop passes each nap to the task, on the calling thread:
    ///
    ///     0.0 s  main  a nap of 1.5 seconds begins
    ///     1.5 s  main  a nap of 1.5 seconds ends
    ///     ...
    ///     15.0 s  main  a nap of 1.5 seconds ends
    ///     Finished in 15.0 seconds
    ///
    /// Why can a thread's lambda capture `nap` here, though its value changes from round to round?
    /// Solved:
    ///
    ///     0.0 s  Thread-0  a nap of 1.5 seconds begins
    ///     0.0 s  Thread-1  a nap of 1.5 seconds begins
    ///     ...
    ///     1.5 s  Thread-9  a nap of 1.5 seconds ends
    ///     Finished in 1.5 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs `task` once for each of `naps`, all at the same time, however many, and returns when
    /// every run has ended. Each run is given its own nap.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Equal naps have a run each.
    /// - The list stays as it is.
    /// - Given an empty list, it returns at once.
    /// - If a run throws, all others still take place and are waited for.
    /// - What it throws is not lost: the method throws the same exception, or one with it as a
    ///   cause; or it ends its thread, which prints it; or you print something of it, its message
    ///   or its type.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static void runEach(List<Duration> naps, Consumer<Duration> task) throws InterruptedException {
        for (var nap : naps) {
            task.accept(nap);
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Give `main` ten naps of different lengths. Then pass each nap through a `static`
    /// field that the loop sets before it starts a thread, in place of capturing it: some lengths
    /// appear twice and others never. A thread reads the field when it begins, and by then the loop
    /// has gone on.

    static void nap(Duration length) {
        say("a nap of " + seconds(length) + " seconds begins");
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("a nap of " + seconds(length) + " seconds ends");
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
