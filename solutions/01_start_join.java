//JAVA 25+
import module java.base;

/// # 01 · Start and join
///
/// A *thread* makes one call after the other; a program can have many threads, and what they do overlaps
/// in time. `new Thread(task)` makes one. `start()` lets it run its task beside the caller, which goes on
/// at once. `join()` waits until the thread has ended.
///
/// The task is handed over, not called: `StartJoin::nap` names the method for somebody else to call.
/// `nap()` would call it here and now, and leave nothing to hand over.
///
/// **Predict.** `runBoth` is given two naps of one second and makes two threads for them. After how many
/// seconds does the last line appear? Which names stand in the middle column? Guess, then run:
///
///     jbang lessons/01_start_join.java
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
    /// Who took the naps? Find the call that made it so. Solved, a run looks like this; whether `Thread-0`
    /// or `Thread-1` comes first may change from run to run:
    ///
    ///     0.0 s  Thread-0  a nap begins
    ///     0.0 s  Thread-1  a nap begins
    ///     1.0 s  Thread-1  a nap ends
    ///     1.0 s  Thread-0  a nap ends
    ///     Finished in 1.0 seconds
    ///
    /// **Modify.** Once it is solved, delete the two joins and run it again. The line `Finished in` no longer
    /// comes last, and it lies: both naps are still to end.

    // --- your turn ---------------------------------------------------------------

    /// Runs both tasks at the same time, each exactly once, and returns when both have ended. Waiting for that
    /// costs no processor time. Many threads may call it at once, and then all their tasks run at the same
    /// time; it leaves no thread of its own behind.
    ///
    /// If one throws, the other still runs and is still waited for, and the exception is not lost: this method
    /// throws it, itself or as a cause, or it ends the thread that ran the task, and that thread prints it. If
    /// the calling thread is interrupted while it waits, this method throws [InterruptedException], as `join()`
    /// does, or leaves the thread's interrupt flag set, as `nap()` does.
    static void runBoth(Runnable first, Runnable second) throws InterruptedException {
        var one = new Thread(first);
        var two = new Thread(second);
        one.start();
        two.start();
        one.join();
        two.join();
    }

    // --- end of your turn --------------------------------------------------------

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
        IO.println(seconds(sinceStart()) + " s  " + Thread.currentThread().getName() + "  " + event);
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
