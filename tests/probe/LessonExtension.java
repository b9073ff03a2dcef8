package probe;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import probe.inside.DefaultHandler;
import probe.inside.Twin;
import probe.interleaving.EveryInterleaving;
import probe.interleaving.Player;

/// What [LessonTest] promises. Each test body is that of the test's [Twin], and runs on a [Caller] in a thread group of the lesson, and platform
/// threads inherit the group of the thread that makes them: so the threads of the exercise are known. After a
/// test in which the exercise did not return, the others of its class are not run: each would hang as long.
final class LessonExtension implements BeforeAllCallback, InvocationInterceptor {

    /// The group of the threads that belong to the probe, and the one below which each lesson has a group of its own.
    static final ThreadGroup PROBE = new ThreadGroup("probe");
    static final ThreadGroup LESSONS = new ThreadGroup("lessons");

    /// How long nothing may happen, no task begin or end and no call return, until the exercise is said to hang; and the
    /// patience, counted in turns, with a machine too busy for that.
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// So often whoever waits for the verdict hears of schedules that are still being run.
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /// How long a call may take whose tasks still begin and end: such a one is slow, or begins tasks without end.
    private static final Duration SLOWEST = Duration.ofSeconds(20);

    private ThreadGroup group;
    private Twin twin;

    /// Why the tests that are left need not run, or null.
    private String over;
    private boolean hasLeftThreads;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Leftovers.begin();
        DefaultHandler.set(null);
        group = Uncaught.group(LESSONS, context.getDisplayName());
        var test = context.getRequiredTestClass();
        var lesson = test.getAnnotation(LessonTest.class).value();
        var answer = Judged.classes(lesson);
        try {
            twin = new Twin(test, answer, lesson + ".java");
            Work.exceed(twin.numbers());
        } catch (RuntimeException | LinkageError e) {
            throw ownFault(e);
        }
    }

    @Override
    public void interceptTestMethod(Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        test.skip();
        if (over != null) {
            throw new TestAbortedException("Not run: " + over);
        }
        if (System.getProperty("workbook.play") != null) {
            Player.want(System.in, context::publishReportEntry);
        }
        Uncaught.begin();
        var leftovers = new Leftovers(group);
        var thrown = new AtomicReference<Throwable>();
        var body = new Caller(group, () -> proceed(method, context.getRequiredTestInstance(), thrown));
        body.setContextClassLoader(twin);
        try (var streams = new Streams()) {
            body.start();
            if (hangs(body, context)) {
                refuseHang(body, context);
            }
            if (streams.misuse().isPresent()) {
                throw new AssertionError(streams.misuse().get());
            }
            if (thrown.get() != null) {
                throw thrown.get();
            }
            refuseUncaught();
            refuse(leftovers);
        } catch (Throwable e) {
            if (Boolean.getBoolean("workbook.firstFailure")) {
                over = "an earlier test has failed, and one is enough.";
            }
            throw e;
        } finally {
            for (var explored : EveryInterleaving.explored()) {
                context.publishReportEntry("explored", explored.sentence());
                explored.steps().forEach(step -> context.publishReportEntry(Map.of("by", step.thread(), "does", step.does(), "line", "" + step.line())));
            }
            Work.releaseEverything();
            leftovers.threads().forEach(Thread::interrupt);
        }
    }

    private static boolean hangs(Caller body, ExtensionContext context) throws InterruptedException {
        long calls = endedSoFar();
        long steps = Work.steps();
        long told = System.nanoTime();
        for (long called = told, moved = called; !body.join(Duration.ofMillis(50)); ) {
            long now = System.nanoTime();
            if (calls != endedSoFar()) {
                calls = endedSoFar();
                called = moved = now;
                if (now - told > SIGN_OF_LIFE.toNanos()) {
                    context.publishReportEntry("alive", "" + calls);
                    told = now;
                }
            } else if (steps != Work.steps()) {
                steps = Work.steps();
                moved = now;
            }
            boolean quiet = now - moved > LIMIT.toNanos();
            boolean slow = now - called > SLOWEST.toNanos();
            if ((quiet || slow) && !isPatient(body) && (slow || !Patience.until(GRACE, moves(body, calls, steps)))) {
                return true;
            }
        }
        return false;
    }

    /// Whether the test itself waits, which on a busy machine may take as long, or whoever plays it.
    private static boolean isPatient(Caller body) {
        return Player.wanted() != null || Arrays.stream(body.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(Patience.class.getName()));
    }

    /// Calls of the exercise, and schedules.
    private static long endedSoFar() {
        return Call.endedSoFar() + EveryInterleaving.runs();
    }

    private static BooleanSupplier moves(Caller body, long calls, long steps) {
        return () -> !body.isAlive() || calls != endedSoFar() || steps != Work.steps();
    }

    private void proceed(ReflectiveInvocationContext<Method> method, Object test, AtomicReference<Throwable> thrown) {
        try {
            twin.invoke(method.getExecutable(), test, method.getArguments());
        } catch (VerifyError | ClassFormatError e) {
            thrown.set(ownFault(e));
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

    /// javac's classes are valid; so what is not has become so by being rewritten.
    private static AssertionError ownFault(Throwable e) {
        return new AssertionError("The workbook failed to look inside the answer, which is the workbook's fault and not the answer's: " + e, e);
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

    /// Once is enough: what leaves its threads behind mostly does so in each test, and each would be waited for.
    private void refuse(Leftovers leftovers) {
        var left = hasLeftThreads ? List.<Thread>of() : leftovers.awaitEnd();
        if (!left.isEmpty()) {
            hasLeftThreads = true;
            var names = left.stream().map(ThreadDump::name).sorted().toList();
            throw new AssertionError("Still alive after the method returned: " + some(names, ", ")
                    + ". Whoever starts a thread sees to its end; whoever opens an executor closes it.");
        }
        if (!Patience.until(() -> Leftovers.openClients() <= 1)) {
            throw new AssertionError(Leftovers.openClients() + " HttpClients are still open, each with a thread of its own: "
                    + "one can send every request.");
        }
    }

    /// Says which threads wait where; the report's entries say it of each, for a reader that has room for all. A body
    /// that ends while its threads are looked at does not hang.
    private void refuseHang(Caller body, ExtensionContext context) {
        var waiting = ThreadDump.explain();
        if (body.isAlive()) {
            over = "the method did not return in an earlier test.";
            waiting.forEach(thread -> context.publishReportEntry("thread", thread));
            throw new AssertionError("The method does not return: "
                    + (waiting.isEmpty() ? "nothing of it is left to see" : some(waiting, "; ")) + ".");
        }
    }

    private static String some(List<String> all, String separator) {
        return all.stream().limit(3).collect(Collectors.joining(separator))
                + (all.size() > 3 ? separator + "and more" : "");
    }
}
