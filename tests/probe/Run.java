package probe;

import java.util.concurrent.CountDownLatch;
import probe.inside.HurriedTime;

/// One run of recorded work: what it was given, and on which thread it began. Times are [System#nanoTime] values.
final class Run {

    final Object input;
    final Thread thread = Thread.currentThread();
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean interrupted;
    volatile boolean interruptedAfterALimit;
    volatile boolean ended;
    volatile long endedAt;

    Run(Object input) {
        this.input = input;
    }

    /// Notes that the run has been interrupted, and whether a limit on time was over by then.
    void interrupt() {
        interruptedAfterALimit = HurriedTime.aLimitIsOver();
        interrupted = true;
    }

    void end() {
        endedAt = System.nanoTime();
        ended = true;
    }
}
