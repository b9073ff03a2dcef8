//JAVA 25+
import module java.base;

/// # 15 · Visibility
///
/// A thread need not see what another thread has written. The compiler may read a field once for a
/// million rounds of a loop, and keep it in a register from then on, as long as nothing in the loop
/// writes it: for the thread that runs the loop, all is as if it had been read each time. What
/// another thread does to the field counts only where the program orders the two.
///
/// It does so in few places. A write of a `volatile` field *happens before* every read that sees
/// it. What is done before a lock is let go happens before what is done by whoever takes it next,
/// what is done before `start()` before the thread's first step, and a thread's last step before
/// the return of a `join()` that waits for it; and an `interrupt()` before whatever notices it.
/// Each is an *edge* from one thread to another, and all that came before it on the one side is
/// visible to all that comes after it on the other.
///
/// Where two threads use a field, one of them writes it, and no edges lead from the one use to the
/// other, there is a *data race*. What is read then may be old, for ever.
///
/// **Predict a choice.** A worker counts as fast as it can. After 0.8 seconds `stop()` sets a field
/// to true that the worker's loop reads before each step. How long does the worker still count?
/// (a) not one step, (b) a few steps, (c) without end. Guess, then run:
///
///     ./jbang lessons/15_visibility.java
class Visibility {

    private long counted;
    private Thread countsOn;

    void main() throws InterruptedException {
        var counter = new Worker(this::count);
        counter.start();
        pause(Duration.ofMillis(800));
        counter.stop();
        say("stop() of the counter has returned");
        boolean hasEnded = countsOn.join(Duration.ofMillis(300));
        say(hasEnded ? "the counter has ended" : "the counter still counts");

        var printer = new Worker(Visibility::print);
        printer.start();
        pause(Duration.ofMillis(300));
        printer.stop();
        say("stop() of the printer has returned");
        pause(Duration.ofMillis(200));
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** The counter never learns that it is to stop. The printer, whose steps
    /// sleep, does learn it, but main does not wait for the page that is being printed:
    ///
    ///     0.8 s  main  stop() of the counter has returned
    ///     1.1 s  main  the counter still counts
    ///     1.1 s  worker  begins a page
    ///     1.3 s  worker  has printed it
    ///     1.3 s  worker  begins a page
    ///     1.4 s  main  stop() of the printer has returned
    ///     1.5 s  worker  has printed it
    ///     Finished in 1.6 seconds
    ///
    /// The loop is the same for both, and the field is. Why does the printer see the write, and is
    /// that something to rely on? Solved:
    ///
    ///     0.8 s  main  stop() of the counter has returned
    ///     0.8 s  main  the counter has ended
    ///     0.8 s  worker  begins a page
    ///     1.0 s  worker  has printed it
    ///     1.0 s  worker  begins a page
    ///     1.2 s  worker  has printed it
    ///     1.2 s  main  stop() of the printer has returned
    ///     Finished in 1.4 seconds

    // --- your turn ---------------------------------------------------------------

    /// Runs `step` again and again, one run after the other, on one thread, from `start()` to
    /// `stop()`. When `stop()` has returned, no step runs, and none begins.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - What was written before `start()` the steps see. What they wrote is seen after `stop()`.
    /// - The thread is not that of a caller, and it ends soon after `stop()`, daemon or not.
    /// - Between `start()` and `stop()` there may be no step at all.
    /// - `start()` is called once at most, and not while `stop()` is in progress. After `stop()` it
    ///   runs no step; it may throw.
    /// - `stop()` before `start()`, and `stop()` called again, do no harm. Several threads may call
    ///   it at once, and each call waits for the step in progress.
    /// - Called from within a step, `stop()` returns before that step has ended, and no step
    ///   follows. A call of another thread still waits for the step's end.
    /// - A step that throws, errors too, is the last one. What it threw reaches the thread's
    ///   handler for uncaught exceptions, is printed, or is thrown by one `stop()`, itself or as a
    ///   cause.
    /// - A step in progress may be interrupted or not. A step may clear its thread's flag.
    /// - If the caller of `stop()` is interrupted while it waits, or was before, it gets an
    ///   [InterruptedException], or waits on and keeps the flag. The worker stops all the same.
    /// - Two workers have nothing in common.
    /// - Waiting costs no processor time, on whichever thread.
    /// - A step is waited for, however long it lasts: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static class Worker {

        private final Thread thread;
        private volatile boolean stopped;

        Worker(Runnable step) {
            thread = Thread.ofPlatform().name("worker").daemon().unstarted(() -> {
                while (!stopped) {
                    step.run();
                }
            });
        }

        void start() {
            thread.start();
        }

        void stop() throws InterruptedException {
            stopped = true;
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Take the edge out of the solved lesson again: no `volatile`, and whatever else
    /// does its work. The run no longer ends, for main waits for a worker that sees nothing; end it
    /// with Ctrl+C. Then let `count()` call `say("counts")` now and then, such as each time that
    /// `counted % 100_000_000 == 0`: the run ends again. The compiler cannot look through printing,
    /// so it reads the field anew. The data race is still there, and the workbook finds it.

    void count() {
        if (counted++ == 0) {
            countsOn = Thread.currentThread();
        }
    }

    static void print() {
        say("begins a page");
        pause(Duration.ofMillis(200));
        say("has printed it");
    }

    /// Sleeps, until it is interrupted at most. That clears the flag, as the code of a step may.
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            return;
        }
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
