package probe.inside;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The threads that rewritten classes of a lesson have made or started themselves (see [Rewriting]): no thread group has the
/// virtual ones, and of the others some are in a group that the lesson has chosen.
public final class MadeThreads {

    private static final int MANY = 5000;

    private static final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private MadeThreads() {
    }

    /// Those that have begun and have not ended.
    public static List<Thread> alive() {
        return made.stream().filter(Thread::isAlive).toList();
    }

    /// Forgets those made so far.
    public static void forget() {
        made.clear();
    }

    /// Notes a thread that rewritten code has been given.
    public static Thread note(Thread thread) {
        if (thread != null) {
            if (made.size() > MANY) {
                made.removeIf(each -> each.getState() == Thread.State.TERMINATED);
            }
            made.add(thread);
        }
        return thread;
    }

    /// Notes what rewritten code is about to start, if it is a thread.
    public static void noteStart(Object started) {
        if (started instanceof Thread thread) {
            note(thread);
        }
    }

    /// A factory whose threads are noted, in place of one that rewritten code has been given.
    public static ThreadFactory note(ThreadFactory factory) {
        return factory == null ? null : task -> note(factory.newThread(task));
    }

    /// [Executors#newVirtualThreadPerTaskExecutor], whose threads are noted.
    public static ExecutorService newVirtualThreadPerTaskExecutor() {
        return Executors.newThreadPerTaskExecutor(note(Thread.ofVirtual().factory()));
    }
}
