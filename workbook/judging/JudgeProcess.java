package workbook.judging;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Settings;
import workbook.judging.Judge.Event;
import workbook.judging.Verdict.Crashed;
import workbook.judging.Verdict.Passed;
import workbook.judging.Verdict.Refused;
import workbook.judging.Verdict.Stuck;
import workbook.judging.Verdict.Test;

/// The other end of a [Judge]: starts its JVM, hears what it says, and ends it.
final class JudgeProcess implements AutoCloseable {

    /// Megabytes of heap; a solution needs a tenth of it.
    static final int HEAP = 256;

    /// Characters of output; a test that prints as much is in an endless loop.
    static final int MOST_OUTPUT = 1_000_000;

    private static final int LAST_LINES = 10;
    private static final Gson gson = new Gson();

    private static final String CLASSES = "classes";

    private final Lesson lesson;
    private final Path tests;
    private final Process process;
    private final Path folder;
    private final String secret = UUID.randomUUID().toString();
    private final Deque<String> output = new ArrayDeque<>();
    private final Map<String, Test> results = new LinkedHashMap<>();
    private final List<String> threads = new ArrayList<>();
    /// Completed once, with what was known then: a judge may go on for a moment after its first failure has decided.
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private volatile Settings settings = Settings.USUAL;
    private volatile long heard = System.nanoTime();
    private int planned;
    private boolean ended;
    private String how;

    private JudgeProcess(Lesson lesson, Path tests, Process process, Path folder) {
        this.lesson = lesson;
        this.tests = tests;
        this.process = process;
        this.folder = folder;
        var listener = Thread.ofVirtual().start(() -> listen(process.getInputStream()));
        var reader = Thread.ofVirtual().start(() -> read(process.getErrorStream()));
        Thread.ofVirtual().start(() -> {
            try {
                listener.join();
                reader.join();
                process.waitFor();
                decide();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /// Starts a JVM that makes itself ready for the paired test of `lesson`; the answer may still be compiled.
    ///
    /// @param options for this JVM, besides the usual ones
    /// @param ending  `halt`, or `exit` where the JVM has something to do at its end
    static JudgeProcess start(Workshop workshop, Lesson lesson, List<String> options, String ending) {
        var folder = Disk.temporaryFolder();
        var tests = workshop.testClasses(lesson);
        var command = new ArrayList<>(List.of(LessonRun.java(), "-Xmx" + HEAP + "m", "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=3", "-XX:-UsePerfData", "-Xlog:disable"));
        command.addAll(options);
        command.addAll(List.of("-cp", workshop.classPath(), "workbook.judging.Judge", lesson.testClassName(), lesson.name() + ".java",
                ending, tests.toString(), folder.resolve(CLASSES).toString()));
        try {
            Files.createDirectory(folder.resolve(CLASSES));
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            return new JudgeProcess(lesson, tests, builder.start(), folder);
        } catch (IOException e) {
            throw new Mistake(Path.of(command.getFirst()), "This cannot be started: " + e.getMessage() + ".");
        }
    }

    /// Where the answer's classes belong, before [#begin].
    Path classes() {
        return folder.resolve(CLASSES);
    }

    /// Whether this one is alive and was started for `lesson` as its test is now.
    boolean isReadyFor(Workshop workshop, Lesson lesson) {
        return process.isAlive() && this.lesson.equals(lesson) && tests.equals(workshop.testClasses(lesson));
    }

    /// Tells the judge that the answer is compiled.
    void begin(Settings settings) {
        this.settings = settings;
        heard = System.nanoTime();
        try {
            var stdin = process.outputWriter();
            stdin.write(secret + "\n");
            stdin.flush();      // and stays open: the judge ends with this process, however that ends
        } catch (IOException e) {
            // It has ended already; await() says how.
        }
    }

    /// Waits for the judge to say that it is done, or to end, as long as it says something every `silence`.
    Verdict await(Duration silence) throws InterruptedException {
        while (true) {
            try {
                return verdict.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - heard > silence.toNanos()) {
                    end("Nothing has happened for %d seconds, so the run was stopped.".formatted(silence.toSeconds()));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Mistake mistake ? mistake : new IllegalStateException(e);
            }
        }
    }

    /// Waits for the JVM to end by itself, for a minute at most.
    void awaitExit() throws InterruptedException {
        process.waitFor(1, TimeUnit.MINUTES);
    }

    /// Ends the JVM and whatever it has started.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Disk.delete(folder);
    }

    private synchronized void decide() {
        if (planned == 0 && how == null) {
            verdict.completeExceptionally(new Mistake(Path.of(LessonRun.java()), ("The JVM of the tests ended with status %d before the "
                    + "first of them began, which is no fault of the answer; its last words: %s").formatted(process.exitValue(), String.join(" ", output))));
        }
        verdict.complete(verdict());
    }

    private Verdict verdict() {
        var all = List.copyOf(results.values());
        boolean failed = all.stream().anyMatch(test -> test.failure() != null);
        boolean settled = failed && settings.firstFailure();
        if (how == null && !ended && !settled) {
            how = lastWords();
        }
        if (how == null && (all.isEmpty() || all.size() != planned) && !settled) {
            how = "%d of %d tests have run.".formatted(all.size(), planned);
        }
        if (!threads.isEmpty() && failed) {
            return new Stuck(all, List.copyOf(threads));
        }
        if (how != null) {
            return new Crashed(all, how, List.copyOf(output));
        }
        return all.stream().allMatch(Test::passed) ? new Passed(all) : new Refused(all);
    }

    /// How the JVM ended, where it did not say so itself.
    private String lastWords() {
        int status = process.exitValue();
        if (status == 3 && output.stream().anyMatch(line -> line.startsWith("Terminating due to java.lang.OutOfMemoryError"))) {
            return "The answer used up the memory of its JVM, %d MB.".formatted(HEAP);
        }
        return "The JVM ended with status %d before the tests had ended.".formatted(status);
    }

    private void listen(InputStream stdout) {
        try (var lines = new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith(secret + " ")) {
                    hear(gson.fromJson(line.substring(secret.length() + 1), Event.class));
                } else {
                    keep(line);
                }
            }
        } catch (IOException | JsonSyntaxException e) {
            // Cut off in the middle of a word: it was ended.
        }
    }

    private synchronized void hear(Event event) {
        heard = System.nanoTime();
        switch (event.kind()) {
            case "plan" -> planned = event.tests();
            case "test" -> {
                results.merge(event.test().sentence(), event.test(), (before, now) -> before.failure() == null ? now : before);
                threads.addAll(event.threads());
                settings.watcher().accept(event.test());
                if (settings.firstFailure() && event.test().failure() != null) {
                    decide();
                }
            }
            case "exit" -> how = "System.exit was called%s: it ends the whole program, and the tests with it."
                    .formatted(event.where() == null ? "" : " at " + event.where());
            case "flood" -> how = "More than %d threads were alive at once: something starts threads without end."
                    .formatted(Judge.MOST_THREADS);
            case "end" -> {
                ended = true;
                decide();
            }
            default -> throw new IllegalStateException(event.kind());
        }
    }

    private void read(InputStream stderr) {
        try (var reader = new InputStreamReader(stderr, StandardCharsets.UTF_8)) {
            var buffer = new char[8192];
            var line = new StringBuilder();
            long total = 0;
            for (int length; (length = reader.read(buffer)) >= 0; ) {
                total += length;
                if (total > MOST_OUTPUT) {
                    end("More than a million characters were printed: something prints without end.");
                }
                line.append(buffer, 0, length);
                for (int end; (end = line.indexOf("\n")) >= 0; line.delete(0, end + 1)) {
                    keep(line.substring(0, end).stripTrailing());
                }
                if (line.length() > 1000) {
                    line.setLength(1000);
                }
            }
            if (!line.isEmpty()) {
                keep(line.toString());
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    private synchronized void keep(String line) {
        output.addLast(line);
        if (output.size() > LAST_LINES) {
            output.removeFirst();
        }
    }

    private synchronized void end(String how) {
        this.how = how;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
