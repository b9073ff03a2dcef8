package probe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import probe.inside.DefaultHandler;

/// The exceptions that the JVM would have printed during a test, because they have ended a thread and nobody has taken them; and
/// those that a test provokes.
final class Uncaught {

    /// Threads end while a test looks: so both can be read while they grow.
    private static final Queue<Throwable> expected = new ConcurrentLinkedQueue<>();
    private static final Queue<Throwable> reached = new ConcurrentLinkedQueue<>();

    private Uncaught() {
    }

    static void begin() {
        expected.clear();
        reached.clear();
        Thread.setDefaultUncaughtExceptionHandler(Uncaught::end);
    }

    /// A group whose threads' exceptions end here.
    static ThreadGroup group(ThreadGroup parent, String name) {
        return new ThreadGroup(parent, name) {
            @Override
            public void uncaughtException(Thread thread, Throwable thrown) {
                end(thread, thrown);
            }
        };
    }

    /// What the JVM does with an exception that no handler of a thread or group has taken: it gives it to the one that the
    /// lesson has set for all threads, or prints it.
    private static void end(Thread thread, Throwable thrown) {
        if (DefaultHandler.get() instanceof Thread.UncaughtExceptionHandler handler) {
            handler.uncaughtException(thread, thrown);
        } else {
            reached.add(thrown);
        }
    }

    /// Notes that the test itself throws `failure`.
    static <T extends Throwable> T expect(T failure) {
        expected.add(failure);
        return failure;
    }

    /// Whether somebody hears of `failure`: the JVM would have printed it, or something of it has been printed, its message or
    /// its type.
    static boolean isHeard(Throwable failure) {
        var printed = Streams.printed();
        return reachedHandler(failure) || printed.contains(failure.getMessage()) || printed.contains(failure.getClass().getSimpleName());
    }

    /// Whether the test has let a task fail.
    static boolean isProvoked() {
        return !expected.isEmpty();
    }

    private static boolean reachedHandler(Throwable failure) {
        return reached.stream().anyMatch(thrown -> isIn(thrown, failure));
    }

    /// What ended a thread although no test threw it.
    static Throwable unexpected() {
        return reached.stream()
                .filter(thrown -> expected.stream().noneMatch(failure -> isIn(thrown, failure)))
                .findFirst().orElse(null);
    }

    /// Whether `failure` itself is `thrown`, one of its causes, or suppressed in one of them.
    static boolean isIn(Throwable thrown, Throwable failure) {
        return chain(thrown).stream().anyMatch(each -> each == failure);
    }

    /// `thrown` and its causes, each once.
    static Set<Throwable> causes(Throwable thrown) {
        var causes = Collections.<Throwable>newSetFromMap(new IdentityHashMap<>());
        for (var each = thrown; each != null && causes.add(each); ) {
            each = each.getCause();
        }
        return causes;
    }

    /// `thrown`, its causes, and what is suppressed in them, each once.
    static List<Throwable> chain(Throwable thrown) {
        var chain = new ArrayList<Throwable>();
        collect(thrown, chain);
        return chain;
    }

    private static void collect(Throwable thrown, List<Throwable> chain) {
        if (thrown != null && chain.stream().noneMatch(each -> each == thrown)) {
            chain.add(thrown);
            collect(thrown.getCause(), chain);
            for (var suppressed : thrown.getSuppressed()) {
                collect(suppressed, chain);
            }
        }
    }
}
