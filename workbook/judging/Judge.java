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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import workbook.curriculum.Mistake;

/// The main class of the JVM in which paired tests run: one of them, or a series, one after the other.
///
/// It makes itself ready, and begins when it reads a line from its standard input: a secret. What it has to say it
/// writes to the standard output, a line of JSON for each [Event], behind that secret, which nothing else in this JVM
/// knows. So an answer that prints, that exits early, or that closes a stream cannot speak for its test. What the
/// answer prints goes to the standard error.
///
/// A series goes on only while each answer leaves the JVM as it was. A further [Order] comes through the standard input,
/// and its classes have a loader of their own.
final class Judge {

    /// What the judge says: `plan` first, with the number and the names of the tests, before anything of the answer has run; a `test` after each; last, `end`. In between, or
    /// in place of the rest, `compile` and `compiled` before it where the answer is compiled here, `play` where a test is played, `alive` where one goes on for long, `exit` where the answer ends the JVM, and `flood` where it starts threads without end.
    ///
    /// @param threads which thread of a hanging exercise waits for what, and where
    /// @param clean   at the end, whether the answer has left the JVM as it was
    /// @param play    what a test that is played says, for `play`
    /// @param compiled what came of compiling here, for `compiled`
    record Event(String kind, int tests, Verdict.Test test, List<String> threads, String where, boolean clean, Map<String, String> play, Compiled compiled) {

        Event(String kind) {
            this(kind, 0, null, null, null, false, null, null);
        }
    }

    /// What came of compiling an answer where it is judged.
    ///
    /// @param failure why javac came to nothing, in a sentence that names the file, or null
    /// @param lack    that it has not the lesson's class, in such a sentence, or null
    /// @param marks   calls that no answer needs
    record Compiled(List<Verdict.Problem> problems, String failure, String lack, List<Checker.Mark> marks) {}

    /// An answer that is compiled here.
    ///
    /// @param name of the lesson's class
    record Text(String shown, String text, String name) {}

    /// What a judge does when the answer is judged.
    enum Ending {
        /// It ends at once, whatever the answer has left behind.
        HALT,
        /// It waits for another answer; told that there is none, by an empty line, it ends as programs do, for the JVM may have something
        /// to do at its end.
        WAIT
    }

    /// A test, and the answer that it judges.
    ///
    /// @param lesson the file name of the lesson
    /// @param tests  the folder with the classes of the test, and those of the solution that it was compiled against
    /// @param answer the folder for those of the answer, which need not be there before the judge is told to begin
    record Order(String test, String lesson, Path tests, Path answer) {

        static final int LINES = 4;

        static Order of(List<String> lines) {
            return new Order(lines.get(0), lines.get(1), Path.of(lines.get(2)), Path.of(lines.get(3)));
        }

        List<String> lines() {
            return List.of(test, lesson, tests.toString(), answer.toString());
        }
    }

    /// The name of the one test that is [played][Play], or null where all are judged. The requests come through the standard input.
    private static final String PLAYED = System.getProperty("workbook.play");

    /// Characters of what an answer makes its test say: a page, of which a person reads the beginning.
    static final int LONGEST = 10_000;

    /// The property that says that the answer is compiled here, as a stranger's is.
    static final String COMPILES = "workbook.compiles";

    /// More platform threads than any right answer needs, at any number of processors that is usual.
    static final int MOST_THREADS = 3000;
    static final String FLOOD = "More than %d threads were alive at once: something starts threads without end.".formatted(MOST_THREADS);

    /// Tells the probe where the classes of the answer are.
    private static final String CLASSES = "workbook.classes";

    /// Tells the probe that tests after a first failure need not run.
    private static final String FIRST_FAILURE = "workbook.firstFailure";

    private static final PrintStream channel = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final Gson gson = new Gson();

    /// JUnit with the one engine that is needed: to look for others takes longer than some tests.
    private static final Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false).addTestEngines(new JupiterTestEngine())
            .enableLauncherSessionListenerAutoRegistration(false).enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false).enableTestExecutionListenerAutoRegistration(false).build());

    /// What knows the classes of the last order's test, and which these are: the next one mostly has the same.
    private static Path testsLoaded;
    private static ClassLoader loader;

    private final String secret;
    private volatile Order order;
    private volatile boolean ended;

    private Judge(String secret) {
        this.secret = secret;
    }

    /// @param arguments an [Ending], whether the first failure of an answer is enough, and the lines of an [Order]
    static void main(String... arguments) throws Exception {
        System.setOut(System.err);
        Locale.setDefault(Locale.ROOT);     // the tests' sentences are the same everywhere
        System.setProperty(FIRST_FAILURE, arguments[1]);
        var ending = Ending.valueOf(arguments[0]);
        var order = Order.of(List.of(arguments).subList(2, arguments.length));
        var plan = plan(order);
        gson.toJson(new Event("warm", 0, new Verdict.Test("", "", "", true, List.of(new Verdict.Step("", "", 0)), List.of("")), List.of(), "", true, Map.of(), null));

        var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var secret = stdin.readLine();
        if (secret == null) {
            return;
        }
        var lines = new LinkedBlockingQueue<String>();
        if (PLAYED == null) {
            Thread.ofPlatform().daemon().name("parent listener").start(() -> listen(stdin, lines));
        }
        var judge = new Judge(secret);
        Runtime.getRuntime().addShutdownHook(new Thread(judge::explainExit));
        Thread.ofPlatform().daemon().name("thread counter").start(judge::watchThreads);
        if (Boolean.getBoolean(COMPILES) && !judge.compile(order, gson.fromJson(lines.take(), Text.class))) {
            Runtime.getRuntime().halt(0);
        }
        var before = ending == Ending.WAIT ? Surroundings.now() : null;
        judge.judge(order, plan, before);
        while (ending == Ending.WAIT) {
            var next = new ArrayList<>(List.of(lines.take()));
            if (next.getFirst().isEmpty()) {
                System.exit(0);
            }
            while (next.size() < Order.LINES) {
                next.add(lines.take());
            }
            order = Order.of(next);
            judge.judge(order, plan(order), before);
        }
        // Not exit: the answer may have left threads and hooks that would keep this JVM from ending.
        Runtime.getRuntime().halt(0);
    }

    /// The tests of an order, in a class loader of their own, which is the current thread's. They name the tests and no more: those
    /// that run are loaded again, with each answer.
    private static TestPlan plan(Order order) throws Exception {
        if (!order.tests.equals(testsLoaded)) {
            loader = new URLClassLoader(new URL[] {order.tests.toUri().toURL()}, Judge.class.getClassLoader());
            testsLoaded = order.tests;
        }
        Thread.currentThread().setContextClassLoader(loader);
        return launcher.discover(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(loader.loadClass(order.test)))
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(PLAYED == null || !test.isTest() || test.getDisplayName().equals(PLAYED))).build());
    }

    /// Compiles an answer and looks at its classes, before any of them is loaded.
    ///
    /// @return whether it can be judged
    private boolean compile(Order order, Text text) throws IOException {
        say(new Event("compile"));
        Files.createDirectories(order.answer);
        List<Verdict.Problem> problems = List.of();
        String failure = null;
        String lack = null;
        List<Checker.Mark> marks = List.of();
        try {
            problems = new Compiler().compile(List.of(new Compiler.Source(text.shown, order.lesson, text.text)), List.of(), order.answer);
            lack = problems.isEmpty() ? Compiler.lack(text.shown, text.name, order.answer).orElse(null) : null;
            marks = problems.isEmpty() ? AllowList.look(order.answer, order.tests, order.lesson) : marks;
        } catch (Mistake e) {
            failure = e.getMessage();
        }
        say(new Event("compiled", 0, null, null, null, false, null, new Compiled(problems.stream().map(Judge::cut).toList(), failure, lack, marks)));
        return problems.isEmpty() && failure == null && lack == null;
    }

    private void judge(Order order, TestPlan plan, Surroundings before) {
        this.order = order;
        System.setProperty(CLASSES, order.answer.toString());
        ended = false;
        var names = plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream()).filter(TestIdentifier::isTest).map(TestIdentifier::getDisplayName).toList();
        say(new Event("plan", names.size(), null, names, null, false, null, null));
        var listener = new Listener();
        launcher.execute(plan, listener);
        ended = true;
        System.clearProperty(CLASSES);
        say(new Event("end", 0, null, null, null, before != null && listener.threads.isEmpty() && before.areBack(), null, null));
    }

    /// Reads what the runner writes until that ends, which it does when the process that reads the verdict is gone.
    private static void listen(BufferedReader stdin, BlockingQueue<String> lines) {
        try {
            for (String line; (line = stdin.readLine()) != null; ) {
                lines.add(line);
            }
        } catch (IOException e) {
            // Gone as well.
        }
        Runtime.getRuntime().halt(1);
    }

    /// The beginning of what is too long to be read, and that it was longer.
    private static String cut(String words) {
        return words.length() <= LONGEST ? words : "%s … (cut here: it has %,d characters)".formatted(words.substring(0, LONGEST), words.length());
    }

    private static Verdict.Problem cut(Verdict.Problem problem) {
        return new Verdict.Problem(problem.file(), problem.line(), problem.column(), cut(problem.source()), cut(problem.message()));
    }

    private void say(String kind, int number, String where) {
        say(new Event(kind, number, null, null, where, false, null, null));
    }

    private void say(Event event) {
        channel.println(secret + " " + gson.toJson(event));
    }

    private void explainExit() {
        if (!ended) {
            var where = Thread.getAllStackTraces().values().stream()
                    .filter(trace -> Stream.of(trace).anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown")))
                    .map(this::lineOf).findFirst().orElse(null);
            say("exit", 0, where);
        }
    }

    private void watchThreads() {
        var threads = ManagementFactory.getThreadMXBean();
        try {
            while (threads.getThreadCount() <= MOST_THREADS) {
                Thread.sleep(50);
            }
            say("flood", threads.getThreadCount(), null);
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            // Somebody interrupts every thread there is; the tests will say so.
        }
    }

    /// The innermost line of the answer in `trace`, or null.
    private String lineOf(StackTraceElement[] trace) {
        return Stream.of(trace).filter(frame -> order.lesson.equals(frame.getFileName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()).orElse(null);
    }

    private String lineOf(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(20)
                .map(cause -> lineOf(cause.getStackTrace()))
                .filter(line -> line != null).findFirst().orElse(null);
    }

    private final class Listener implements TestExecutionListener {

        private final Map<String, List<String>> threads = new HashMap<>();
        private final Map<String, List<String>> explored = new HashMap<>();
        private final Map<String, List<Verdict.Step>> steps = new HashMap<>();
        private TestPlan plan;

        @Override
        public void testPlanExecutionStarted(TestPlan plan) {
            this.plan = plan;
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            var its = entry.getKeyValuePairs();
            if (its.containsKey("alive")) {
                Judge.this.say(new Event("alive", 0, null, null, null, false, null, null));
            } else if (its.containsKey("play")) {
                Judge.this.say(new Event("play", 0, null, null, null, false, its, null));
            } else if (its.containsKey("does")) {
                add(steps, test, new Verdict.Step(cut(its.get("by")), cut(its.get("does")), Integer.parseInt(its.get("line"))));
            } else {
                its.forEach((key, value) -> add(key.equals("thread") ? threads : explored, test, cut(value)));
            }
        }

        private static <T> void add(Map<String, List<T>> entries, TestIdentifier test, T entry) {
            entries.computeIfAbsent(test.getUniqueId(), _ -> new ArrayList<>()).add(entry);
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
                say(test, failed ? sentence(test, thrown) : null, failed ? lineOf(thrown) : null, !aborted);
            } else if (thrown != null) {
                // What fails around the tests fails each of them.
                leaves(test).forEach(leaf -> say(leaf, message(thrown), lineOf(thrown), true));
            }
        }

        private void say(TestIdentifier test, String failure, String where, boolean ran) {
            Judge.this.say(new Event("test", 0, new Verdict.Test(test.getDisplayName(), failure, where, ran,
                    steps.getOrDefault(test.getUniqueId(), List.of()), explored.getOrDefault(test.getUniqueId(), List.of())),
                    threads.getOrDefault(test.getUniqueId(), List.of()), null, true, null, null));
        }

        private List<TestIdentifier> leaves(TestIdentifier test) {
            return test.isTest() ? List.of(test)
                    : plan.getDescendants(test).stream().filter(TestIdentifier::isTest).toList();
        }

        /// The failure without the steps, if these have been told besides.
        private String sentence(TestIdentifier test, Throwable thrown) {
            var message = message(thrown);
            return steps.containsKey(test.getUniqueId()) ? message.split("\n\n")[0] : message;
        }

        private static String message(Throwable thrown) {
            var message = thrown.getMessage();
            return cut(thrown instanceof AssertionError && message != null ? message.strip() : "The test itself failed: " + thrown);
        }
    }
}
