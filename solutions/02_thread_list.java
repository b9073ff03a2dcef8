//JAVA 25+
import module java.base;

/// # 02 · A list of threads
///
/// Two threads fit into two variables. Ten want a loop to start them and a list to remember them,
/// because whoever starts a thread has to find it again to join it.
///
/// **Predict the seconds.** `runTimes` starts ten threads, one nap of a second each, and joins all
/// ten. After how many seconds does the last line appear? Guess, then run:
///
///     ./jbang lessons/02_thread_list.java
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
    /// What does the calling thread do between starting `Thread-0` and starting `Thread-1`? Solved,
    /// all ten begin before the first one ends:
    ///
    ///     0.0 s  Thread-0  a nap begins
    ///     0.0 s  Thread-1  a nap begins
    ///     ...
    ///     1.0 s  Thread-8  a nap ends
    ///     1.0 s  Thread-9  a nap ends
    ///     Finished in 1.0 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs `task` as often as `times` says, all runs at the same time, however many, and returns
    /// when every run has ended.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Where `times` is 0, it returns at once.
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

    /// **Modify.** Ask for a thousand naps in `main`: `runTimes(1000, ThreadList::nap)`. That took
    /// 1.4 seconds here, and ten thousand naps took 4.9. Such a thread belongs to the operating
    /// system, and starting it is not free; lesson 05 has cheaper ones.

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
