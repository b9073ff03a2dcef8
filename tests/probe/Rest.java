package probe;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Whether an exercise rests while its tasks are held: none of its threads does anything, nor one that the JDK lends to it.
///
/// A thread does something while it is runnable, whether a busy machine lets it run or not, unless it is in one of the JDK's
/// native methods that wait for input.
final class Rest {

    private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private final ThreadGroup group;
    private final Map<Long, Long> before = new HashMap<>();
    private final Thread looking = Thread.currentThread();
    private int looks;

    /// Begins to look at the exercise that is called in `group`: at all threads of the lesson but the current one, which looks.
    Rest(ThreadGroup group) {
        this.group = StartedThreads.lesson(group);
        threads().forEach(thread -> before.put(thread.threadId(), cpu(thread)));
    }

    /// Whether three looks in a row have found it at rest; each call is a look, until they have. Between them all threads get a turn:
    /// on a busy machine, one that has been told to go on seems to wait until it does.
    boolean isSeen() {
        if (looks < 3) {
            looks = threads().anyMatch(Rest::acts) ? 0 : looks + 1;
            if (looks == 1 || looks == 2) {
                Patience.giveTurn();
            }
        }
        return looks >= 3;
    }

    /// The processor time that its threads have used since the beginning, in milliseconds.
    long spentMillis() {
        return threads().mapToLong(thread -> Math.max(0, cpu(thread) - before.getOrDefault(thread.threadId(), 0L))).sum() / 1_000_000;
    }

    private Stream<Thread> threads() {
        return Stream.of(StartedThreads.of(group), StartedThreads.ofTheCommonPool(), StartedThreads.carriers()).flatMap(each -> each)
                .filter(thread -> thread != looking);
    }

    private static boolean acts(Thread thread) {
        if (thread.getState() != Thread.State.RUNNABLE) {
            return false;
        }
        var trace = thread.getStackTrace();
        return trace.length > 0 && !(trace[0].isNativeMethod() && trace[0].getClassName().matches("(java\\.(io|net)|sun\\.(nio|net))\\..*"));
    }

    private static long cpu(Thread thread) {
        return Math.max(0, threads.getThreadCpuTime(thread.threadId()));
    }
}
