package probe;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Stream;

/// The platform threads that an exercise has started, by the groups that they are in.
///
/// A platform thread inherits the group of the thread that makes it. One that is made on a virtual thread, or on a worker of
/// the common pool, is in the group that the JDK has for these; whoever else is there belongs to the JDK.
final class StartedThreads {

    private static final ThreadGroup ON_VIRTUAL_THREADS = Thread.ofVirtual().unstarted(() -> {}).getThreadGroup();
    private static final String ON_THE_COMMON_POOL = "InnocuousForkJoinWorkerThreadGroup";
    private static final String CARRIERS = "CarrierThreads";

    private StartedThreads() {
    }

    /// Those that were started on a thread of `group` or of a group below it, on a virtual thread, or on the common pool.
    static Stream<Thread> of(ThreadGroup group) {
        return all().filter(thread -> thread.getThreadGroup() instanceof ThreadGroup its
                && (group.parentOf(its) || its == ON_VIRTUAL_THREADS || its.getName().equals(ON_THE_COMMON_POOL))
                && !isOfTheCommonPool(thread));
    }

    /// The group of the lesson in whose test `group` is, or itself if there is none.
    static ThreadGroup lesson(ThreadGroup group) {
        return Stream.iterate(group, each -> each != null, ThreadGroup::getParent)
                .filter(each -> each.getParent() == LessonExtension.LESSONS).findFirst().orElse(group);
    }

    /// The workers of the common pool, which the JDK lends to everybody.
    static Stream<Thread> ofTheCommonPool() {
        return all().filter(StartedThreads::isOfTheCommonPool);
    }

    /// The carriers of virtual threads, which it lends to everybody as well.
    static Stream<Thread> carriers() {
        return all().filter(thread -> thread.getThreadGroup() instanceof ThreadGroup its && its.getName().equals(CARRIERS));
    }

    /// All platform threads of the JVM.
    static Stream<Thread> all() {
        var root = LessonExtension.PROBE;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var threads = new Thread[root.activeCount() + 64];
        return Arrays.stream(threads, 0, root.enumerate(threads));
    }

    /// Its workers, and the thread that counts their delays.
    private static boolean isOfTheCommonPool(Thread thread) {
        return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool()
                || thread.getClass().getName().equals("java.util.concurrent.DelayScheduler") && thread.getName().startsWith("ForkJoinPool.commonPool-");
    }
}
