package probe;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// A thread that calls an exercise, and can be watched while it waits.
final class Caller extends Thread {

    private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    Caller(ThreadGroup group, Runnable body) {
        super(group, body, "caller");
        setDaemon(true);
    }

    boolean isWaiting() {
        return switch (getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    /// Whether it waits for a limited time that the exercise has chosen.
    /// ([ExecutorService#close][java.util.concurrent.ExecutorService#close()] repeats its wait of a day.)
    boolean isWaitingForATime() {
        return getState() == State.TIMED_WAITING && !Frames.any(getStackTrace(), "close");
    }

    /// Whether it is in [Thread#sleep].
    boolean isSleeping() {
        return getState() == State.TIMED_WAITING && Frames.any(getStackTrace(), "sleep");
    }

    /// How many times it has begun to wait, whether in `sleep`, in `join` or for a lock.
    long waits() {
        var info = threads.getThreadInfo(threadId());
        return info == null ? 0 : info.getWaitedCount();
    }

    /// The processor time that it has used, in milliseconds.
    long cpuMillis() {
        return threads.getThreadCpuTime(threadId()) / 1_000_000;
    }
}
