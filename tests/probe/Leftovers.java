package probe;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The threads that an exercise has left behind, without those that the JDK keeps for itself.
///
/// A platform thread inherits the group of the thread that makes it, so the threads of a test are those of its group. The
/// JDK makes most of its own apart from that: the common pool, cleaners, the process reaper, keep-alive timers. Some it makes
/// on whatever thread happens to need them first. No list of names tells those from a thread that the exercise should have
/// ended; what a thread does, and who made it, does:
///
/// - In a line of a lesson, it does the exercise's work.
/// - Begun in a method of another module than `java.base`, or internal to that, it does the work of this part of the JDK:
///   AWT's event queue, or the selector of an HttpClient, and the workers that share its number.
/// - Otherwise it is a thread as anybody may have it, plain, of an executor or of a timer. It is the JDK's if such a part
///   made it, as a SwingWorker makes its pool, and the exercise's if the lesson did: see [Caller#getContextClassLoader].
final class Leftovers {

    private Leftovers() {
    }

    /// Lets the common pool have the thread that counts its delays, before a test is the first to need that.
    static void begin() {
        CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS).execute(() -> {});
    }

    /// Whether none of these is left. What hundreds of threads do that are about to end is not looked at: a look at each
    /// costs more than it takes to end.
    static BooleanSupplier none(ThreadGroup group) {
        var alive = new AtomicLong(-1);
        return () -> {
            long now = all(group).count();
            return now == 0 || alive.getAndSet(now) == now && in(group).isEmpty();
        };
    }

    /// The live threads of `group` that its exercise should have ended.
    static List<Thread> in(ThreadGroup group) {
        return all(group).filter(thread -> !isKeptByTheJdk(thread)).toList();
    }

    /// How many HttpClients are open. Each has one selector thread, which is in no test's group if the client was made on a
    /// virtual thread.
    static long openClients() {
        return selectors().count();
    }

    private static Stream<Thread> all(ThreadGroup group) {
        var threads = new Thread[group.activeCount() + 64];
        return Arrays.stream(threads, 0, group.enumerate(threads));
    }

    private static boolean isKeptByTheJdk(Thread thread) {
        var trace = thread.getStackTrace();
        return !Frames.isInLesson(trace) && (Frames.beganInTheJdk(trace) || Caller.madeForTheJdk(thread) || isOfAnOpenClient(thread));
    }

    private static boolean isOfAnOpenClient(Thread thread) {
        return selectors().anyMatch(selector -> thread.getName().startsWith(selector.getName().replace("SelectorManager", "")));
    }

    private static Stream<Thread> selectors() {
        var root = LessonExtension.PROBE;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return all(root)
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"));
    }
}
