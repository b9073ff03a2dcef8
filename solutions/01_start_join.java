//JAVA 25+
import module java.base;

/// # 01 · Start and join
///
/// A *thread* makes one call after the other; a program can have many threads, and what they do
/// overlaps in time. `new Thread(task)` makes one. `start()` lets it run its task beside the
/// caller, which goes on at once. `join()` waits until the thread has ended.
///
/// The task is handed over, not called: `StartJoin::nap` names the method for somebody else to
/// call. `nap()` would call it here and now, and leave nothing to hand over.
///
/// **Predict the seconds.** `runBoth` is given two naps of one second and makes two threads for
/// them. After how many seconds does the last line appear? Which names stand in the middle column?
/// Guess, then run:
///
///     ./jbang lessons/01_start_join.java
class StartJoin {

    void main() throws InterruptedException {
        runBoth(StartJoin::nap, StartJoin::nap);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Two threads exist, and yet:
    ///
    ///     0.0 s  main  a nap begins
    ///     1.0 s  main  a nap ends
    ///     1.0 s  main  a nap begins
    ///     2.0 s  main  a nap ends
    ///     Finished in 2.0 seconds
    ///
    /// Who took the naps? Which call made it so? Solved, a run looks like this; whether `Thread-0`
    /// or `Thread-1` comes first may change from run to run:
    ///
    ///     0.0 s  Thread-0  a nap begins
    ///     0.0 s  Thread-1  a nap begins
    ///     1.0 s  Thread-1  a nap ends
    ///     1.0 s  Thread-0  a nap ends
    ///     Finished in 1.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs both tasks at the same time, each exactly once, and returns when both have ended.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Both may be the same task, which then runs twice.
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
    static void runBoth(Runnable first, Runnable second) throws InterruptedException {
        var one = new Thread(first);
        var two = new Thread(second);
        one.start();
        two.start();
        one.join();
        two.join();
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Delete both joins, or whatever else waits in your answer, and run it again.
    /// `Finished in 0.0 seconds` no longer comes last, and it lies: both naps are still to end.

    static void nap() {
        say("a nap begins");
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("a nap ends");
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
