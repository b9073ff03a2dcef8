//JAVA 25+
//MAIN Timelines
//SOURCES Machine.java
//SOURCES ../workbook/Workbook.java

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import workbook.timeline.RecordedRun;

/// Measures what a recording costs, side by side with the same run without one, and how long a big one takes to be drawn.
/// A machine that does other things at the same time only ever adds to a time, so the best of several runs counts.
///
///     ./jbang bench/timeline.java
///
/// Exit status: 0 when every figure reaches its target, 1 when one does not.
class Timelines {

    static final int STARTS = 15;
    static final int RUNS = 5;

    /// Prints a line when its `main` begins, and ends.
    static final String EMPTY = "class Empty { void main() { IO.println(\"main\"); } }";

    /// Runs a lesson and prints how many seconds that took.
    static final String TIMED = """
            class Timed { void main() throws Exception {
                long start = System.nanoTime();
                new %s().main();
                IO.println("seconds " + (System.nanoTime() - start) / 1e9);
            } }""";

    static final String MANY = """
            import module java.base;
            class Many { void main() {
                try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 10_000; i++) executor.submit(() -> { Thread.sleep(1000); return 0; });
                }
            } }""";

    /// Those of Workbook.java.
    static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m", "-Xmx192m", "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED");

    static Path folder;
    boolean reached = true;

    void main() throws Exception {
        IO.println(Machine.description());
        folder = Files.createTempDirectory("timelines");
        try {
            start();
            share("02_thread_list", "ThreadList");
            share("09_io_or_cpu", "IoOrCpu");
            draw();
        } finally {
            delete(folder);
        }
        System.exit(reached ? 0 : 1);
    }

    void start() throws Exception {
        var classes = compiled("Empty", EMPTY);
        double plain = Double.MAX_VALUE;
        double events = Double.MAX_VALUE;
        double recorded = Double.MAX_VALUE;
        for (int i = 0; i < STARTS; i++) {
            plain = Math.min(plain, secondsToMain(List.of(), classes));
            events = Math.min(events, secondsToMain(List.of("-XX:StartFlightRecording:settings=none,filename=" + folder.resolve("none.jfr"), "-Xlog:jfr*=off"), classes));
            recorded = Math.min(recorded, secondsToMain(options(), classes));
        }
        print("from the start of a JVM to main", plain);
        print("the same with Flight Recorder and no event at all", events);
        target("the recording, from the start of a JVM to main", recorded - plain, "s", 0.3);
    }

    void share(String lesson, String className) throws Exception {
        var solution = Files.readString(Path.of("solutions", lesson + ".java"));
        var classes = compiled("Timed", solution + TIMED.formatted(className));
        double plain = Double.MAX_VALUE;
        double recorded = Double.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            plain = Math.min(plain, secondsOfMain(List.of(), classes));
            recorded = Math.min(recorded, secondsOfMain(options(), classes));
        }
        print("lesson " + lesson.substring(0, 2) + ", solved, from the beginning of main to its end", plain);
        target("the recording's share of that", 100 * (recorded / plain - 1), "%", 2);
    }

    void draw() throws Exception {
        var home = folder.resolve("workbook");
        for (var part : List.of("lessons", "solutions", "tests/probe")) {
            Files.createDirectories(home.resolve(part));
        }
        Files.writeString(home.resolve("lessons/00_many.java"), MANY);
        finish(java(options(), compiled("Many", MANY) + File.separator, "Many"));
        var recording = Files.move(folder.resolve("recording.jfr"), folder.resolve("many.jfr"));
        double best = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            var drawing = java(OPTIONS, System.getProperty("java.class.path"), "workbook.Workbook", "timeline", "0", "--from", recording.toString())
                    .directory(home.toFile()).redirectOutput(folder.resolve("drawn").toFile()).start();
            while (drawing.isAlive()) {
                most = Math.max(most, residentMegabytes(drawing));
                Thread.sleep(20);
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
            if (!Files.readString(folder.resolve("drawn")).contains("At most")) {
                throw new IllegalStateException(Files.readString(folder.resolve("drawn")));
            }
        }
        target("drawing 10,000 threads, the process", best, "s", 2);
        target("its memory, resident", most, "MB", 300);
    }

    /// The options with which the workbook records a run in [#folder].
    static List<String> options() {
        return RecordedRun.options(folder);
    }

    static double secondsToMain(List<String> options, Path classes) throws Exception {
        long start = System.nanoTime();
        var process = java(options, classes + File.separator, "Empty").start();
        process.inputReader().readLine();
        double seconds = (System.nanoTime() - start) / 1e9;
        process.waitFor();
        return seconds;
    }

    static double secondsOfMain(List<String> options, Path classes) throws Exception {
        return finish(java(options, classes + File.separator, "Timed")).stream().filter(line -> line.startsWith("seconds "))
                .mapToDouble(line -> Double.parseDouble(line.substring(8))).findFirst().orElseThrow();
    }

    static ProcessBuilder java(List<String> options, String classPath, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    static List<String> finish(ProcessBuilder builder) throws Exception {
        var process = builder.start();
        var lines = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join("\n", lines));
        }
        return lines;
    }

    static double residentMegabytes(Process process) throws IOException {
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", "" + process.pid()).start();
        var line = ps.inputReader().readLine();
        return line == null ? 0 : Long.parseLong(line.strip()) / 1024.0;
    }

    static Path compiled(String name, String text) throws IOException {
        var source = Files.writeString(folder.resolve(name + ".java"), text);
        var classes = Files.createDirectories(folder.resolve("classes-" + text.hashCode()));
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), source.toString()) != 0) {
            throw new IllegalStateException(name + " does not compile.");
        }
        return classes;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    void target(String what, double value, String unit, double target) {
        reached &= value <= target;
        IO.println(String.format(Locale.ROOT, "%-62s %7.2f %-2s   target: at most %s %s, %s", what, value, unit,
                target < 1 ? "" + target : "" + (int) target, unit, value <= target ? "reached" : "missed"));
    }

    static void print(String what, double seconds) {
        IO.println(String.format(Locale.ROOT, "%-62s %7.2f s", what, seconds));
    }
}
