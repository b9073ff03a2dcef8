package workbook.judging;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import workbook.curriculum.Answer;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Mark;
import workbook.judging.Checker.Settings;
import workbook.judging.Judge.Ending;
import workbook.judging.Judge.Event;
import workbook.judging.Judge.Order;
import workbook.judging.Judge.Text;

/// The other end of a [Judge]: starts its JVM, tells it what to judge, hears what it says, and ends it.
final class JudgeProcess implements AutoCloseable {

    /// Megabytes of heap; a solution needs a tenth of it.
    static final int HEAP = 256;

    /// Characters of output; a JVM that prints as much is in an endless loop.
    static final int MOST_OUTPUT = 1_000_000;

    /// Characters that a judge says, with all the steps of threads; and of these in one line. Several judges are heard at once.
    private static final int MOST_SAID = 10_000_000;
    private static final int LONGEST_SAID = 2_000_000;

    /// Megabytes of memory that a confined judge may have, with its heap and all the JVM needs beside it; a solution has a third of it.
    private static final long MOST_MEMORY = 768;

    /// Threads that the JVM has besides those that it counts.
    private static final int MARGIN = 100;

    /// How long a confined judge may go on, whatever it says meanwhile; and how often it is looked at.
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final int LAST_LINES = 10;
    private static final int LONGEST_LINE = 1000;
    private static final Gson gson = new Gson();

    private final Ending ending;
    private final Process process;
    private final Path folder;
    private final String secret = UUID.randomUUID().toString();
    private Order order;
    private int orders = 1;
    private final Deque<String> output = new ConcurrentLinkedDeque<>();
    private volatile Trial trial = new Trial(Settings.USUAL, false, output);
    private final BlockingQueue<Map<String, String>> played = new LinkedBlockingQueue<>();
    private Integer status;

    private JudgeProcess(Ending ending, Order first, Process process, Path folder) {
        this.ending = ending;
        this.order = first;
        this.process = process;
        this.folder = folder;
        var listener = Thread.ofVirtual().start(() -> listen(process.getInputStream()));
        var reader = Thread.ofVirtual().start(() -> read(process.getErrorStream()));
        Thread.ofVirtual().start(() -> {
            try {
                listener.join();
                reader.join();
                over(process.waitFor());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /// Starts a JVM that makes itself ready for the paired test of `lesson`; the answer may still be compiled. One that lives for
    /// a second compiles little, and its many short threads take little memory each, so that there is none to collect.
    ///
    /// @param options for this JVM, besides the usual ones
    static JudgeProcess start(Workshop workshop, Lesson lesson, List<String> options, boolean firstFailure, Ending ending) {
        return start(workshop, lesson, options, firstFailure, ending, false);
    }

    /// @param confined whether the answer is a stranger's: then it is compiled by the judge, too, and both see nothing but what they need
    static JudgeProcess start(Workshop workshop, Lesson lesson, List<String> options, boolean firstFailure, Ending ending, boolean confined) {
        var folder = Disk.temporaryFolder();
        var inside = confined ? Confinement.FOLDER : folder;
        var order = order(workshop, lesson, inside.resolve("classes1"));
        List<String> command = new ArrayList<>(List.of(LessonRun.java(), "-Xmx" + HEAP + "m", "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=3",
                "-XX:TLABSize=16k", "-XX:-ResizeTLAB", "-XX:-UsePerfData", "-Xlog:disable",
                "-Djava.io.tmpdir=" + inside));
        command.addAll(options);
        command.addAll(List.of("-cp", workshop.classPath(), Judge.class.getName(), ending.name(), "" + firstFailure));
        command.addAll(order.lines());
        try {
            if (confined) {
                command.add(1, "-D" + Judge.COMPILES + "=true");
                command.addAll(1, Confinement.OPTIONS);
                var judge = new JudgeProcess(ending, order, Confinement.wrap(folder, command, workshop.readable(lesson)).start(), folder);
                Thread.ofVirtual().start(judge::watch);
                return judge;
            }
            Files.createDirectory(order.answer());
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            return new JudgeProcess(ending, order, builder.start(), folder);
        } catch (IOException e) {
            throw new Mistake(Path.of(command.getFirst()), "This cannot be started: " + e.getMessage() + ".");
        }
    }

    private static Order order(Workshop workshop, Lesson lesson, Path classes) {
        return new Order(lesson.testClassName(), lesson.name() + ".java", workshop.testClasses(lesson), classes);
    }

    /// Where the answer's classes belong, before [#begin].
    Path classes() {
        return order.answer();
    }

    /// Whether this one is alive and was started for `lesson` as its test is now.
    boolean isReadyFor(Workshop workshop, Lesson lesson) {
        return process.isAlive() && order.equals(order(workshop, lesson, order.answer()));
    }

    /// Gives the judge, which has judged an answer already, another one.
    void next(Workshop workshop, Lesson lesson) {
        Disk.delete(order.answer());
        order = order(workshop, lesson, folder.resolve("classes" + ++orders));
        try {
            Files.createDirectory(order.answer());
        } catch (IOException e) {
            throw new Mistake(order.answer(), "This cannot be made: " + e.getMessage() + ".");
        }
    }

    /// Tells the judge that the answer is compiled.
    void begin(Settings settings) {
        hold(new Trial(settings, ending == Ending.WAIT, output));
        try {
            var stdin = process.outputWriter(StandardCharsets.UTF_8);
            stdin.write(orders == 1 ? secret + "\n" : String.join("\n", order.lines()) + "\n");
            stdin.flush();      // and stays open: the judge ends with this process, however that ends
        } catch (IOException e) {
            // It has ended already; await() says how.
        }
    }

    /// Tells a confined judge what it is to compile.
    void begin(Settings settings, Answer answer) {
        begin(settings);
        ask(gson.toJson(new Text(answer.shown(), answer.text(), answer.lesson().className())));
    }

    /// Calls in the answer that no answer needs.
    List<Mark> marks() {
        return trial.marks();
    }

    /// Hands the judge a line: a request to a test that is played, or a text.
    void ask(String request) {
        try {
            var stdin = process.outputWriter(StandardCharsets.UTF_8);
            stdin.write(request + "\n");
            stdin.flush();
        } catch (IOException e) {
            // It has ended; hear() says so.
        }
    }

    /// What a test that is played says next; empty if nothing comes so long, or nothing can come any more.
    Map<String, String> hear(Duration silence) throws InterruptedException {
        return Objects.requireNonNullElse(played.poll(silence.toMillis(), TimeUnit.MILLISECONDS), Map.of());
    }

    /// Waits for the judge to say that it is done, or to end, as long as it says something every `silence`.
    Verdict await(Duration silence) throws InterruptedException {
        for (var verdict = trial.await(silence); ; verdict = trial.await(silence)) {
            if (verdict.isPresent()) {
                return verdict.get();
            }
            trial.silent();
            end("Nothing has happened for %d seconds, so the run was stopped.".formatted(silence.toSeconds()));
        }
    }

    /// Whether the JVM is as it was before the answer, and can judge another one.
    boolean isClean() {
        return trial.endedCleanly();
    }

    /// Tells a judge that goes on that there is nothing left, and waits for the JVM to end by itself, for a minute at most.
    void awaitExit() throws InterruptedException {
        ask("");
        process.waitFor(1, TimeUnit.MINUTES);
    }

    /// Ends the JVM and whatever it has started.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Disk.delete(folder);
    }

    private synchronized void hold(Trial next) {
        trial = next;
        if (status != null) {
            trial.over(status);
        }
    }

    private synchronized void over(int status) {
        this.status = status;
        played.add(Map.of());
        trial.over(status);
    }

    private void keep(String line) {
        output.addLast(line);
        if (output.size() > LAST_LINES) {
            output.removeFirst();
        }
    }

    private void listen(InputStream stdout) {
        try {
            readLines(stdout, MOST_SAID, LONGEST_SAID, line -> {
                if (line.startsWith(secret + " ")) {
                    var event = gson.fromJson(line.substring(secret.length() + 1), Event.class);
                    if (event.play() != null) {
                        played.add(event.play());
                    } else {
                        trial.hear(event);
                    }
                } else {
                    keep(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
                }
            });
        } catch (RuntimeException e) {
            trial.garbled("What was said cannot be read.");
        }
    }

    private void read(InputStream stderr) {
        readLines(stderr, MOST_OUTPUT, LONGEST_LINE, line -> keep(line.stripTrailing()));
    }

    /// Reads to the end, but not more than `most` characters, nor more than about `longest` of a line.
    private void readLines(InputStream stream, int most, int longest, Consumer<String> action) {
        try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            var buffer = new char[8192];
            var line = new StringBuilder();
            long total = 0;
            for (int length; (length = reader.read(buffer)) >= 0; ) {
                total += length;
                if (total > most) {
                    end("More than a million characters were printed: something prints without end.");
                }
                int begin = 0;
                int searched = line.length();
                line.append(buffer, 0, length);
                for (int end; (end = line.indexOf("\n", Math.max(begin, searched))) >= 0; begin = end + 1) {
                    action.accept(line.substring(begin, end));
                }
                line.delete(0, begin);
                if (line.length() > longest) {
                    line.setLength(longest);
                }
            }
            if (!line.isEmpty()) {      // cut off in the middle of a word: it has ended
                keep(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    /// Stops a confined judge that uses too much, or does not come to an end. It is looked at from outside, where the answer cannot keep
    /// anybody from looking.
    private void watch() {
        long looks = 0;     // which are counted, for the clock goes on while this program is stopped
        Optional<Path> jvm = Optional.empty();
        try {
            while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (jvm.filter(Files::exists).isEmpty()) {     // below bubblewrap's second process, when that has begun
                    jvm = process.children().flatMap(ProcessHandle::children).map(each -> Path.of("/proc/%d/status".formatted(each.pid()))).findFirst();
                }
                var status = jvm.map(JudgeProcess::status).orElse(Map.of());
                if (status.getOrDefault("VmRSS", 0L) + status.getOrDefault("VmSwap", 0L) > MOST_MEMORY << 10) {
                    end("The answer used more than %d MB of memory: something outside the heap grows without end.".formatted(MOST_MEMORY));
                } else if (status.getOrDefault("Threads", 0L) > Judge.MOST_THREADS + MARGIN) {
                    end(Judge.FLOOD);
                } else if (++looks > LONGEST.dividedBy(LOOK)) {
                    end("The run took more than %d minutes, so it was stopped.".formatted(LONGEST.toMinutes()));
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The numbers in what the system says of a process; none where it has ended.
    private static Map<String, Long> status(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.matches("(VmRSS|VmSwap|Threads):.*")).map(line -> line.split(":"))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> Long.parseLong(parts[1].replaceAll("\\D", ""))));
        } catch (IOException | UncheckedIOException e) {
            return Map.of();
        }
    }

    private void end(String how) {
        trial.stopped(how);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
