package probe.inside;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The virtual threads that rewritten classes of a lesson have made (see [Rewriting]): no thread group has them.
public final class VirtualThreads {

    private static final int MANY = 5000;

    private static final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private VirtualThreads() {
    }

    /// Those that have been made and have not ended; it may be that they have not begun.
    public static List<Thread> alive() {
        return made.stream().filter(Thread::isAlive).toList();
    }

    /// Forgets those made so far.
    public static void forget() {
        made.clear();
    }

    /// Notes a thread that rewritten code has been given.
    public static Thread note(Thread thread) {
        if (thread != null && thread.isVirtual()) {
            if (made.size() > MANY) {
                made.removeIf(each -> each.getState() == Thread.State.TERMINATED);
            }
            made.add(thread);
        }
        return thread;
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
