package probe;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// What [LessonTest] promises. Each test body runs on a [Caller] in a thread group of its own, and platform
/// threads inherit the group of the thread that makes them: so the threads of the exercise are known. After a
/// test in which the exercise did not return, the others of its class are not run: each would hang as long.
final class LessonExtension implements BeforeAllCallback, InvocationInterceptor {

    /// The group of the threads that belong to the probe.
    static final ThreadGroup PROBE = new ThreadGroup("probe");

    /// How long a test may take, and the patience, counted in turns, with a machine too busy for that.
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// How often it is granted to an exercise whose tasks still begin and end: such a one is slow, and does not hang.
    private static final int GRACES = 2;

    /// Threads that the JDK makes for itself on the caller's behalf and keeps.
    private static final List<String> KEPT_BY_THE_JDK = List.of("ForkJoinPool.commonPool-", "HttpClient-");

    private boolean hung;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Judged.compile(context.getRequiredTestClass().getAnnotation(LessonTest.class).value());
    }

    @Override
    public void interceptTestMethod(Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (hung) {
            test.skip();
            throw new TestAbortedException("Not run: the method did not return in an earlier test.");
        }
        Uncaught.begin();
        var group = new ThreadGroup(context.getDisplayName());
        var thrown = new AtomicReference<Throwable>();
        var body = new Caller(group, () -> proceed(test, thrown));
        try (var streams = new Streams()) {
            body.start();
            body.join(LIMIT);
            if (hangs(body)) {
                refuseHang(body, context);
            }
            if (streams.misuse().isPresent()) {
                throw new AssertionError(streams.misuse().get());
            }
            if (thrown.get() != null) {
                throw thrown.get();
            }
            refuseUncaught();
            refuseLeftovers(group);
        } finally {
            Work.releaseEverything();
            left(group).forEach(Thread::interrupt);
        }
    }

    private static boolean hangs(Caller body) {
        for (int grace = 0; grace < GRACES; grace++) {
            long before = Work.steps();
            if (Patience.until(GRACE, () -> !body.isAlive())) {
                return false;
            }
            if (Work.steps() == before) {
                break;
            }
        }
        return true;
    }

    private static void proceed(Invocation<Void> test, AtomicReference<Throwable> thrown) {
        try {
            test.proceed();
        } catch (LinkageError e) {
            thrown.set(new AssertionError(failedInitialiser(e).orElse(
                    "The lesson's class or method has another name or signature than its test calls: " + e.getMessage()), e));
        } catch (AssertionError e) {
            thrown.set(e);
        } catch (Throwable e) {
            thrown.set(Frames.lessonLine(e.getStackTrace())
                    .<Throwable>map(line -> new AssertionError("The method threw %s, at %s.".formatted(e, line), e))
                    .orElse(e));
        }
    }

    /// What a static initialiser threw. The JVM tells the first test that needs the class, and repeats it to the others.
    private static Optional<String> failedInitialiser(LinkageError e) {
        var failed = e instanceof ExceptionInInitializerError ? e : e.getCause();
        if (!(failed instanceof ExceptionInInitializerError)) {
            return Optional.empty();
        }
        var thrown = failed.getCause() != null ? failed.getCause() : failed;
        var words = failed.getCause() != null ? thrown.toString()
                : thrown.getMessage().replaceFirst("^Exception (.*) \\[in thread .*$", "$1");
        return Optional.of("The lesson's class cannot be used, because its static initialiser threw %s%s.".formatted(words,
                Frames.lessonLine(thrown.getStackTrace()).map(line -> ", at " + line).orElse("")));
    }

    private static void refuseUncaught() {
        if (Uncaught.unexpected() instanceof Throwable thrown) {
            throw new AssertionError("An exception ended one of the threads: %s%s.".formatted(thrown,
                    Frames.lessonLine(thrown.getStackTrace()).map(line -> ", at " + line).orElse("")), thrown);
        }
    }

    private static void refuseLeftovers(ThreadGroup group) {
        if (!Patience.until(() -> left(group).isEmpty())) {
            var names = left(group).stream().map(Thread::getName).sorted().toList();
            throw new AssertionError("Still alive after the method returned: " + some(names, ", ")
                    + ". Whoever starts a thread sees to its end; whoever opens an executor closes it.");
        }
        if (!Patience.until(() -> openClients() <= 1)) {
            throw new AssertionError(openClients() + " HttpClients are still open, each with a thread of its own: "
                    + "one can send every request.");
        }
    }

    /// An open [java.net.http.HttpClient] has one selector thread. It is in no test's group if the client was
    /// made on a virtual thread.
    static long openClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .count();
    }

    /// Says which threads wait where; the report's entries say it of each, for a reader that has room for all. A body
    /// that ends while its threads are looked at does not hang.
    private void refuseHang(Caller body, ExtensionContext context) {
        var waiting = ThreadDump.explain();
        hung = body.isAlive();
        if (hung) {
            waiting.forEach(thread -> context.publishReportEntry("thread", thread));
            throw new AssertionError("The method does not return: "
                    + (waiting.isEmpty() ? "nothing of it is left to see" : some(waiting, "; ")) + ".");
        }
    }

    private static String some(List<String> all, String separator) {
        return all.stream().limit(3).collect(Collectors.joining(separator))
                + (all.size() > 3 ? separator + "and more" : "");
    }

    private static List<Thread> left(ThreadGroup group) {
        var threads = new Thread[group.activeCount() + 64];
        return Arrays.stream(threads, 0, group.enumerate(threads))
                .filter(thread -> KEPT_BY_THE_JDK.stream().noneMatch(thread.getName()::startsWith))
                .toList();
    }
}
