package probe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import probe.inside.MadeThreads;

/// The threads that an exercise has left behind: those that were started [in its groups][StartedThreads], and those that it has
/// [made][MadeThreads] itself, virtual ones too; without those that the JDK keeps for itself.
///
/// The JDK makes most of its own apart from an exercise's: cleaners, the process reaper, keep-alive timers. Some it makes
/// on whatever thread happens to need them first. No list of names tells those from a thread that the exercise should have
/// ended; what a thread does, and who made it, does:
///
/// - In a line of a lesson, it does the exercise's work, and so does a worker of the common pool.
/// - Begun in a method of another module than `java.base`, or internal to that, it does the work of this part of the JDK:
///   AWT's event queue, or the selector of an HttpClient, and the workers that share its number. Such a part ends its
///   threads, or has them as daemons, so that they keep no program from its end; where it is neither, as the HttpServer's,
///   whoever started that part has to stop it. (AWT's are no daemons and end by themselves, a second after the last use.)
/// - Otherwise it is a thread as anybody may have it, plain, of an executor or of a timer. It is the JDK's if such a part
///   made it, as a SwingWorker makes its pool, and the exercise's if the lesson did: see [Caller#getContextClassLoader].
final class Leftovers {

    private final ThreadGroup group;
    private final Set<Thread> before;

    /// Begins to look at the exercise that is called in `group`.
    Leftovers(ThreadGroup group) {
        this.group = group;
        before = StartedThreads.of(group).collect(Collectors.toSet());
        MadeThreads.forget();
    }

    /// Lets the common pool have the thread that counts its delays, before a test is the first to need that.
    static void begin() {
        CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS).execute(() -> {});
    }

    /// Waits until none is left, as long as patience lasts, and longer while they become fewer. Answers which are left. What
    /// hundreds of threads do that are about to end is not looked at: a look at each costs more than it takes to end.
    List<Thread> awaitEnd() {
        var alive = new AtomicLong(-1);
        BooleanSupplier none = () -> {
            long now = all().count();
            return now == 0 || alive.getAndSet(now) == now && threads().isEmpty();
        };
        for (long before = Long.MAX_VALUE; !Patience.until(none); before = alive.get()) {
            var left = threads();
            if (alive.get() >= before || left.isEmpty()) {
                return left;
            }
        }
        return List.of();
    }

    /// The live threads that the exercise should have ended.
    List<Thread> threads() {
        return all().filter(thread -> !isKeptByTheJdk(thread)).toList();
    }

    /// How many HttpClients are open. Each has one selector thread, which is in no test's group if the client was made on a
    /// virtual thread.
    static long openClients() {
        return selectors().count();
    }

    private Stream<Thread> all() {
        return Stream.of(StartedThreads.of(group).filter(thread -> !before.contains(thread)),
                StartedThreads.ofTheCommonPool().filter(thread -> Frames.isInLesson(thread.getStackTrace())),
                MadeThreads.alive().stream()).flatMap(each -> each).distinct();
    }

    private static boolean isKeptByTheJdk(Thread thread) {
        if (thread.isVirtual()) {
            return false;
        }
        var trace = thread.getStackTrace();
        return !Frames.isInLesson(trace)
                && (Frames.beganInTheJdk(trace) && (thread.isDaemon() || Frames.beganInAwt(trace)) || Caller.madeForTheJdk(thread) || isOfAnOpenClient(thread));
    }

    private static boolean isOfAnOpenClient(Thread thread) {
        return selectors().anyMatch(selector -> thread.getName().startsWith(selector.getName().replace("SelectorManager", "")));
    }

    private static Stream<Thread> selectors() {
        return StartedThreads.all()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"));
    }
}
