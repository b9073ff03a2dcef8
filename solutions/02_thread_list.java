//JAVA 25+
import module java.base;

/// # 02 · A list of threads
///
/// Two threads fit into two variables. Ten want a loop to start them and a list to remember them, because
/// whoever starts a thread has to find it again to join it.
///
/// **Predict.** `runTimes` starts ten threads, one nap of a second each, and joins all ten. After how many
/// seconds does the last line appear? Guess, then run:
///
///     jbang lessons/02_thread_list.java
class ThreadList {

    void main() throws InterruptedException {
        runTimes(10, ThreadList::nap);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Ten threads, ten names, and still one nap after the other:
    ///
    ///     0.0 s  Thread-0  a nap begins
    ///     1.0 s  Thread-0  a nap ends
    ///     1.0 s  Thread-1  a nap begins
    ///     2.0 s  Thread-1  a nap ends
    ///     ...
    ///     9.0 s  Thread-9  a nap begins
    ///     10.0 s  Thread-9  a nap ends
    ///     Finished in 10.0 seconds
    ///
    /// What does the calling thread do between starting `Thread-0` and starting `Thread-1`? Solved, all ten
    /// begin before the first one ends:
    ///
    ///     0.0 s  Thread-0  a nap begins
    ///     0.0 s  Thread-1  a nap begins
    ///     ...
    ///     1.0 s  Thread-8  a nap ends
    ///     1.0 s  Thread-9  a nap ends
    ///     Finished in 1.0 seconds
    ///
    /// **Modify.** Ask for a thousand naps in `main`. Does it still take one second?

    // --- your turn ---------------------------------------------------------------

    /// Runs `task` as often as `times` says, all runs at the same time, however many, and returns when every
    /// run has ended. Waiting for that costs no processor time. If `times` is 0, it returns at once. Many
    /// threads may call it at once, and then all their runs are in progress at the same time; it leaves no
    /// thread of its own behind.
    ///
    /// If a run throws, the others still go on and are waited for, and the exception is not lost: this method
    /// throws it, itself or as a cause, or it ends the thread that made the run, and that thread prints it. If
    /// the calling thread is interrupted while it waits, this method throws [InterruptedException] or leaves
    /// the thread's interrupt flag set.
    static void runTimes(int times, Runnable task) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < times; i++) {
            var thread = new Thread(task);
            thread.start();
            threads.add(thread);
        }
        for (var thread : threads) {
            thread.join();
        }
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
