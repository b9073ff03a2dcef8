//JAVA 25+
//MAIN Soak
//SOURCES Machine.java
//SOURCES ../solutions/*.java
//SOURCES ../tests/[0-9]*_test.java
//SOURCES ../tests/probe/*.java
//SOURCES ../tests/probe/inside/*.java
//SOURCES ../tests/probe/interleaving/*.java
// The libraries that the paired tests are written with, in the versions of the pom,
// and JUnit's launcher, which runs tests from a program; its test kit brings it along.
//DEPS org.junit:junit-bom:5.14.4@pom
//DEPS org.junit.jupiter:junit-jupiter
//DEPS org.junit.platform:junit-platform-testkit
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.awaitility:awaitility:4.3.0
//DEPS com.google.code.gson:gson:2.15.0

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Runs all paired tests against the solutions again and again, in three JVMs beside each other: one with the
/// machine's own number of processors, two told to use 1 and 8. Half of the repetitions have eight busy processes
/// beside them as well. Prints what failed.
///
///     ./jbang bench/soak.java                 200 repetitions for each number of processors
///     ./jbang bench/soak.java 20              fewer
///     ./jbang bench/soak.java answers 2       every answer of the guide twice, wrong and right, in the same conditions
///
/// Exit status: 0 when nothing failed, 1 when something did, 2 for a wrong argument.
class Soak {

    /// Repetitions that share a JVM, so that every tenth one begins with a cold one.
    static final int PER_JVM = 10;
    static final int BUSY_PROCESSES = 8;

    record Count(long tests, long failures) {
        Count plus(Count other) {
            return new Count(tests + other.tests, failures + other.failures);
        }
    }

    void main(String... args) throws Exception {
        switch (args.length == 0 ? "200" : args[0]) {
            case "child" -> runTests(Integer.parseInt(args[1]));
            case "spin" -> spin();
            case "answers" -> System.exit(soakAnswers(args.length < 2 ? "1" : args[1]) ? 0 : 1);
            case String number when number.matches("[1-9]\\d{0,4}") -> System.exit(soak(Integer.parseInt(number)) ? 0 : 1);
            case String other -> {
                System.err.println("soak takes a number of repetitions, and '" + other + "' is none.");
                System.exit(2);
            }
        }
    }

    boolean soak(int repetitions) throws Exception {
        IO.println(Machine.description());
        IO.println("processors   beside            repetitions      tests   failures   minutes");
        long failures = measure(false, repetitions - repetitions / 2) + measure(true, repetitions / 2);
        return failures == 0;
    }

    /// Has the workbook's own gate judge every answer, in series and each in a JVM of its own, and print what it finds, on an
    /// idle and on a busy machine.
    boolean soakAnswers(String times) throws Exception {
        IO.println(Machine.description());
        boolean good = true;
        for (boolean busy : new boolean[] {false, true}) {
            IO.println(busy ? BUSY_PROCESSES + " busy processes beside" : "nothing beside");
            for (var way : List.of(List.<String>of(), List.of("--apart"))) {
                var command = new ArrayList<>(List.of("./jbang", "workbook", "dev", "check", "--cpus", "1,2,8", "--times", times));
                command.addAll(way);
                good &= beside(busy, () -> new ProcessBuilder(command).inheritIO().start().waitFor()) == 0;
            }
        }
        return good;
    }

    /// Does `work`, with busy processes beside it if `busy`.
    static <T> T beside(boolean busy, Callable<T> work) throws Exception {
        var spinning = new ArrayList<Process>();
        var stop = new Thread(() -> spinning.forEach(Process::destroyForcibly));
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            for (int i = 0; busy && i < BUSY_PROCESSES; i++) {
                spinning.add(java("-Xmx16m", "spin").start());
            }
            return work.call();
        } finally {
            stop.run();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /// Repeats the tests for each number of processors, the three beside each other.
    long measure(boolean busy, int repetitions) throws Exception {
        return beside(busy, () -> repeatAll(busy, repetitions));
    }

    long repeatAll(boolean busy, int repetitions) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var rows = Stream.of(Runtime.getRuntime().availableProcessors(), 1, 8)
                    .map(processors -> executor.submit(() -> repeat(processors, busy, repetitions)))
                    .toList();
            long failures = 0;
            for (var row : rows) {
                failures += row.get();
            }
            return failures;
        }
    }

    long repeat(int processors, boolean busy, int repetitions) throws Exception {
        long start = System.nanoTime();
        var count = new Count(0, 0);
        for (int done = 0; done < repetitions; done += PER_JVM) {
            count = count.plus(child(processors, Math.min(PER_JVM, repetitions - done)));
        }
        IO.println("%10d   %-16s %12d %10d %10d %9.1f".formatted(processors, busy ? BUSY_PROCESSES + " busy processes" : "",
                repetitions, count.tests, count.failures, Duration.ofNanos(System.nanoTime() - start).toMillis() / 60_000.0));
        return count.failures;
    }

    /// Runs the tests in a JVM of their own, passes on what it prints of failures, and reads the counts that it ends with.
    Count child(int processors, int repetitions) throws Exception {
        var child = java("-XX:ActiveProcessorCount=" + processors, "child", "" + repetitions)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var count = new Count(0, 1);
        for (var line : child.inputReader().lines().toList()) {
            if (line.startsWith("counted ")) {
                var words = line.split(" ");
                count = new Count(Long.parseLong(words[1]), Long.parseLong(words[2]));
            } else {
                IO.println("    " + line);
            }
        }
        return child.waitFor() == 0 ? count : new Count(0, 1);
    }

    void runTests(int repetitions) throws Exception {
        var request = LauncherDiscoveryRequestBuilder.request().selectors(
                testClasses().map(name -> selectClass(name)).toList()).build();
        long tests = 0;
        long failures = 0;
        for (int i = 0; i < repetitions; i++) {
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, summary);
            tests += summary.getSummary().getTestsFoundCount();
            failures += summary.getSummary().getTotalFailureCount();
            summary.getSummary().getFailures().forEach(failure -> IO.println(
                    failure.getTestIdentifier().getDisplayName() + " " + failure.getException()));
        }
        IO.println("counted " + tests + " " + failures);
        System.exit(0);
    }

    /// The classes of the paired tests, whose file names begin with a digit and tell nothing of them.
    static Stream<String> testClasses() throws IOException {
        try (var files = Files.list(Path.of("tests"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d\\d_.*_test\\.java"))
                    .map(Soak::className).sorted().toList().stream();
        }
    }

    static String className(Path test) {
        try {
            return Files.readAllLines(test).stream().filter(line -> line.startsWith("class "))
                    .findFirst().orElseThrow().split(" ")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProcessBuilder java(String option, String... arguments) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), option,
                "-cp", System.getProperty("java.class.path"), "Soak"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
