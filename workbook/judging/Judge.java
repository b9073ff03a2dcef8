package workbook.judging;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The main class of the JVM in which one paired test runs, once.
///
/// It makes itself ready, and begins when it reads a line from its standard input: a secret. What it has to say it
/// writes to the standard output, a line of JSON for each [Event], behind that secret, which nothing else in this JVM
/// knows. So an answer that prints, that exits early, or that closes a stream cannot speak for its test. What the
/// answer prints goes to the standard error.
final class Judge {

    /// What the judge says: `plan` first, with the number of tests; a `test` after each; last, `end`. In between, or
    /// in place of the rest, `exit` where the answer ends the JVM, and `flood` where it starts threads without end.
    ///
    /// @param threads which thread of a hanging exercise waits for what, and where
    record Event(String kind, int tests, Verdict.Test test, List<String> threads, String where) {}

    /// More platform threads than any right answer needs, at any number of processors that is usual.
    static final int MOST_THREADS = 3000;

    private static final PrintStream channel = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final Gson gson = new Gson();

    private final String secret;
    private final String lessonFile;
    private volatile boolean ended;

    private Judge(String secret, String lessonFile) {
        this.secret = secret;
        this.lessonFile = lessonFile;
    }

    /// @param arguments the class of the test, the file name of its lesson, `halt` or `exit` for the way to end, and the
    ///                  two folders with their classes
    static void main(String... arguments) throws Exception {
        System.setOut(System.err);
        Locale.setDefault(Locale.ROOT);     // the tests' sentences are the same everywhere
        var loader = new URLClassLoader(new URL[] {Path.of(arguments[3]).toUri().toURL(), Path.of(arguments[4]).toUri().toURL()},
                Judge.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        var launcher = LauncherFactory.create();
        var plan = launcher.discover(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(loader.loadClass(arguments[0]))).build());
        gson.toJson(new Event("warm", 0, new Verdict.Test("", "", "", true), List.of(), ""));

        var stdin = new BufferedReader(new InputStreamReader(System.in));
        var secret = stdin.readLine();
        if (secret == null) {
            return;
        }
        Thread.ofPlatform().daemon().name("parent watcher").start(() -> endWithParent(stdin));
        var judge = new Judge(secret, arguments[1]);
        judge.say(new Event("plan", (int) plan.countTestIdentifiers(TestIdentifier::isTest), null, null, null));
        Runtime.getRuntime().addShutdownHook(new Thread(judge::explainExit));
        Thread.ofPlatform().daemon().name("thread counter").start(judge::watchThreads);
        launcher.execute(plan, judge.new Listener());
        judge.ended = true;
        judge.say(new Event("end", 0, null, null, null));
        if (arguments[2].equals("exit")) {
            System.exit(0);
        }
        // Not exit: the answer may have left threads and hooks that would keep this JVM from ending.
        Runtime.getRuntime().halt(0);
    }

    /// Waits for the end of the standard input, which comes when the process that reads the verdict is gone.
    private static void endWithParent(BufferedReader stdin) {
        try {
            stdin.readLine();
        } catch (IOException e) {
            // Gone as well.
        }
        Runtime.getRuntime().halt(1);
    }

    private void say(Event event) {
        channel.println(secret + " " + gson.toJson(event));
    }

    private void explainExit() {
        if (!ended) {
            var where = Thread.getAllStackTraces().values().stream()
                    .filter(trace -> Stream.of(trace).anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown")))
                    .map(this::lineOf).findFirst().orElse(null);
            say(new Event("exit", 0, null, null, where));
        }
    }

    private void watchThreads() {
        var threads = ManagementFactory.getThreadMXBean();
        try {
            while (threads.getThreadCount() <= MOST_THREADS) {
                Thread.sleep(50);
            }
            say(new Event("flood", threads.getThreadCount(), null, null, null));
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            // Somebody interrupts every thread there is; the tests will say so.
        }
    }

    /// The innermost line of the answer in `trace`, or null.
    private String lineOf(StackTraceElement[] trace) {
        return Stream.of(trace).filter(frame -> lessonFile.equals(frame.getFileName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()).orElse(null);
    }

    private String lineOf(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(20)
                .map(cause -> lineOf(cause.getStackTrace()))
                .filter(line -> line != null).findFirst().orElse(null);
    }

    private final class Listener implements TestExecutionListener {

        private final Map<String, List<String>> threads = new HashMap<>();
        private TestPlan plan;

        @Override
        public void testPlanExecutionStarted(TestPlan plan) {
            this.plan = plan;
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            threads.computeIfAbsent(test.getUniqueId(), _ -> new ArrayList<>()).addAll(entry.getKeyValuePairs().values());
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            leaves(test).forEach(leaf -> say(leaf, null, null, false));
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            var thrown = result.getThrowable().orElse(null);
            if (test.isTest()) {
                boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
                boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
                say(test, failed ? message(thrown) : null, failed ? lineOf(thrown) : null, !aborted);
            } else if (thrown != null) {
                // What fails around the tests fails each of them.
                leaves(test).forEach(leaf -> say(leaf, message(thrown), lineOf(thrown), true));
            }
        }

        private void say(TestIdentifier test, String failure, String where, boolean ran) {
            Judge.this.say(new Event("test", 0, new Verdict.Test(test.getDisplayName(), failure, where, ran),
                    threads.getOrDefault(test.getUniqueId(), List.of()), null));
        }

        private List<TestIdentifier> leaves(TestIdentifier test) {
            return test.isTest() ? List.of(test)
                    : plan.getDescendants(test).stream().filter(TestIdentifier::isTest).toList();
        }

        private static String message(Throwable thrown) {
            var message = thrown.getMessage();
            return thrown instanceof AssertionError && message != null ? message.strip() : "The test itself failed: " + thrown;
        }
    }
}
