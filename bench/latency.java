//JAVA 25+
//MAIN Latency
//SOURCES Machine.java
//SOURCES ../solutions/04_executor.java
//SOURCES ../tests/04_executor_test.java
//SOURCES ../tests/probe/*.java
//SOURCES ../tests/probe/inside/*.java
//SOURCES ../tests/probe/interleaving/*.java
// The libraries that the paired tests are written with, in the versions of the pom, and JUnit's launcher.
//DEPS org.junit:junit-bom:5.14.4@pom
//DEPS org.junit.jupiter:junit-jupiter
//DEPS org.junit.platform:junit-platform-testkit
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.awaitility:awaitility:4.3.0
//DEPS com.google.code.gson:gson:2.15.0

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Measures how long a learner waits for a verdict, side by side in one run: after a save in `watch`, with a cold
/// `check`, with Maven, and for all lessons at once. From a time, the waiting built into the tests is taken off: what
/// the same test takes in a JVM that has run it many times.
///
///     ./jbang bench/latency.java
///
/// Exit status: 0 when every figure reaches its target, 1 when one does not.
class Latency {

    static final int SAVES = 30;
    static final Path HOME = Path.of("").toAbsolutePath();

    boolean reached = true;

    void main() throws Exception {
        IO.println(Machine.description());
        double waiting = waitingInTheTest();
        print("waiting built into the test of lesson 04", waiting);

        var folder = copyOfTheWorkbook();
        try {
            command(folder, "check", "--all");      // fills every cache
            firstEvening(folder, waiting);
            secondEvening(folder);
            target("cold ./jbang workbook check 04", best(5, () -> command(folder, "check", "04")) - waiting, 1.5);
            double longest = longestOfAll(folder);
            target("check --all, less the longest lesson's time", best(2, () -> command(folder, "check", "--all")) - longest, 4);
            print("for comparison: ./mvnw -q test of lesson 04", seconds(() -> run(HOME, "./mvnw", "-q", "test", "-Dtest=ExecutorSubmitTest")) - waiting);
        } finally {
            delete(folder);
        }
        System.exit(reached ? 0 : 1);
    }

    static double waitingInTheTest() {
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass("ExecutorSubmitTest")).build();
        var times = new ArrayList<Double>();
        for (int i = 0; i < 12; i++) {
            long start = System.nanoTime();
            LauncherFactory.create().execute(request);
            times.add((System.nanoTime() - start) / 1e9);
        }
        return median(times.subList(4, times.size()));
    }

    /// A lesson in `watch`, through a pipe.
    interface Watched {
        void with(Process watch, BufferedReader out) throws Exception;
    }

    static void watch(Path folder, String lesson, Watched action) throws Exception {
        Files.writeString(folder.resolve("lessons/progress.txt"), "at " + lesson + "\n");
        var watch = new ProcessBuilder("./jbang", "workbook", "watch").directory(folder.toFile()).start();
        try (var out = watch.inputReader()) {
            awaitVerdict(out);
            action.with(watch, out);
        } finally {
            watch.descendants().forEach(ProcessHandle::destroy);
            watch.destroy();
        }
    }

    /// Saves a right answer again and again, and waits for the verdict each time.
    static List<Double> saves(BufferedReader out, Path folder, String lesson, int saves) throws Exception {
        var times = new ArrayList<Double>();
        var solution = Files.readString(folder.resolve("solutions/" + lesson + ".java"));
        for (int i = 0; i < saves; i++) {
            Thread.sleep(1000);     // nobody reads a verdict and types an answer in less
            long start = System.nanoTime();
            save(folder, lesson, solution + "// " + i + "\n");
            awaitVerdict(out);
            times.add((System.nanoTime() - start) / 1e9);
        }
        return times;
    }

    void firstEvening(Path folder, double waiting) throws Exception {
        watch(folder, "04_executor", (watch, out) -> {
            var times = saves(out, folder, "04_executor", SAVES).stream().map(seconds -> seconds - waiting).toList();
            target("save to verdict in watch, median of " + SAVES, median(times), 0.25);
            target("save to verdict in watch, worst of " + SAVES, times.stream().max(Comparator.naturalOrder()).get(), 0.5);
            Thread.sleep(1000);
            targetMegabytes("memory of the idle watcher, resident", residentMegabytes(watch.pid()), 150);
        });
    }

    /// The lessons whose tests run many schedules, against the others.
    void secondEvening(Path folder) throws Exception {
        var first = new ArrayList<Double>();
        for (var lesson : lessons(folder)) {
            var times = new ArrayList<Double>();
            watch(folder, lesson, (_, out) -> times.addAll(saves(out, folder, lesson, 7)));
            double seconds = median(times);
            int number = Integer.parseInt(lesson.substring(0, 2));
            if (number < 10) {
                first.add(seconds);
                print("save to verdict, " + lesson, seconds);
            } else if (number > 10) {
                target("save to verdict, " + lesson + ", beyond the first evening", seconds - median(first), number == 17 ? 0.4 : 0.15);
            }
        }
    }

    static List<String> lessons(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("solutions"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", "")).sorted().toList();
        }
    }

    static void save(Path folder, String lesson, String text) throws IOException {
        var part = Files.writeString(folder.resolve("lessons/part"), text);
        Files.move(part, folder.resolve("lessons/" + lesson + ".java"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void awaitVerdict(BufferedReader out) throws IOException {
        for (String line; !(line = out.readLine()).contains("Passed."); ) {
            if (line.contains("✗")) {
                throw new IllegalStateException(line);
            }
        }
    }

    static double residentMegabytes(long pid) throws Exception {
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", "" + pid).start();
        return Long.parseLong(ps.inputReader().readLine().strip()) / 1024.0;
    }

    /// The seconds of the slowest lesson, checked alone.
    static double longestOfAll(Path folder) throws Exception {
        double longest = 0;
        for (int i = 0; i <= 10; i++) {
            var lesson = "" + i;
            longest = Math.max(longest, best(2, () -> command(folder, "check", lesson)));
        }
        return longest;
    }

    static Path copyOfTheWorkbook() throws IOException {
        var copy = Files.createTempDirectory("latency");
        try (var files = Files.walk(HOME)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = HOME.relativize(file).toString().replace('\\', '/');
                if (name.matches("(lessons|solutions|tests|guide|workbook|\\.jbang)/.*|jbang.*")) {
                    var target = copy.resolve(name.replaceFirst("^solutions/", "lessons/"));
                    for (var to : name.startsWith("lessons/") ? List.<Path>of() : name.startsWith("solutions/") ? List.of(target, copy.resolve(name)) : List.of(target)) {
                        Files.createDirectories(to.getParent());
                        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
            }
        }
        return copy;
    }

    interface Work {
        void run() throws Exception;
    }

    static void command(Path folder, String... arguments) throws Exception {
        var words = new ArrayList<>(List.of("./jbang", "workbook"));
        words.addAll(List.of(arguments));
        run(folder, words.toArray(String[]::new));
    }

    static void run(Path folder, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        var output = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join("\n", output));
        }
    }

    static double best(int times, Work work) throws Exception {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            best = Math.min(best, seconds(work));
        }
        return best;
    }

    static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    void target(String what, double seconds, double target) {
        reached &= seconds <= target;
        IO.println(String.format(Locale.ROOT, "%-52s %6.2f s    target: at most %.2f s, %s", what, seconds, target, seconds <= target ? "reached" : "missed"));
    }

    void targetMegabytes(String what, double megabytes, double target) {
        reached &= megabytes <= target;
        IO.println(String.format(Locale.ROOT, "%-52s %6.0f MB   target: at most %.0f MB, %s", what, megabytes, target, megabytes <= target ? "reached" : "missed"));
    }

    static void print(String what, double seconds) {
        IO.println(String.format(Locale.ROOT, "%-52s %6.2f s", what, seconds));
    }
}
