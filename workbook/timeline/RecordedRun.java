package workbook.timeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jline.utils.Signals;
import workbook.curriculum.Answer;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.LessonRun;

/// A lesson's own `main`, run with Flight Recorder.
///
/// @param whose     whose answer it is, in words, such as `The solution`
/// @param recording what was recorded
/// @param printed   what it printed, in order; empty where nobody listened
/// @param ending    how the run ended, in a sentence; empty where it ended by itself, with status 0
public record RecordedRun(Answer answer, String whose, Recording recording, List<Transcript.Line> printed, String ending) {

    /// A run of which there is the recording and nothing else.
    public RecordedRun(Answer answer, String whose, Recording recording) {
        this(answer, whose, recording, List.of(), "");
    }

    /// Whose answer in which file.
    String title() {
        return whose + ": " + answer.shown();
    }

    /// Whether it printed lines that name their thread, which pictures mark.
    boolean marks() {
        return printed.stream().anyMatch(line -> !line.thread().isEmpty());
    }

    /// Waits shorter than this are not recorded, and count as running.
    static final Duration SHORTEST = Duration.ofMillis(1);

    /// How long a run that is told to stop may take to write its recording.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// How long what a run has printed may take to arrive after its end.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final List<String> WAITS = List.of("jdk.ThreadSleep", "jdk.ThreadPark", "jdk.JavaMonitorEnter",
            "jdk.JavaMonitorWait", "jdk.SocketRead", "jdk.SocketWrite", "jdk.MethodTrace");
    private static final List<String> MOMENTS = List.of("jdk.ThreadStart", "jdk.ThreadEnd", "jdk.VirtualThreadStart",
            "jdk.VirtualThreadEnd", "jdk.ClassDefine", "jdk.Shutdown", "jdk.ThreadDump");

    /// Methods in which threads wait without an event of their own, virtual threads or all. In the last two nothing waits:
    /// one asks for an answer that will be waited for in a future, the other tells a server's threads from the lesson's,
    /// and counts however short it is.
    private static final List<String> TRACED = List.of("java.util.concurrent.locks.LockSupport::park",
            "java.util.concurrent.locks.LockSupport::parkNanos", "java.util.concurrent.locks.LockSupport::parkUntil",
            "java.lang.Object::wait", "sun.nio.ch.NioSocketImpl::accept", "sun.nio.ch.NioSocketImpl::connect",
            "jdk.internal.net.http.HttpClientImpl::sendAsync", "sun.net.httpserver.ServerImpl$Exchange::run");

    /// The options of a JVM that records a run in `folder`, for [#recording] to read.
    public static List<String> options(Path folder) {
        var settings = new TreeMap<String, String>();
        for (var event : WAITS) {
            settings.put(event + "#enabled", "true");
            settings.put(event + "#stackTrace", "true");
            settings.put(event + "#threshold", SHORTEST.toMillis() + " ms");
        }
        for (var event : MOMENTS) {
            settings.put(event + "#enabled", "true");
            settings.put(event + "#stackTrace", "false");
        }
        settings.put("jdk.SocketRead#throttle", "off");
        settings.put("jdk.SocketWrite#throttle", "off");
        settings.put("jdk.ThreadDump#period", "endChunk");
        settings.put("jdk.MethodTrace#threshold", "0 ms");
        settings.put("jdk.MethodTrace#filter", String.join(";", TRACED));
        // Flight Recorder's own start is much code that runs few times: less of it is compiled, and what computes still is.
        return List.of("-XX:CompileThresholdScaling=4", "-Xlog:jfr*=error",
                "-XX:FlightRecorderOptions:stackdepth=256,repository=" + quoted(folder.resolve("parts")),
                "-XX:StartFlightRecording:settings=none,dumponexit=true,filename=" + quoted(finished(folder)) + ","
                        + settings.entrySet().stream().map(setting -> "+" + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(",")));
    }

    private static String quoted(Path path) {
        if (path.toString().contains("'") && path.toString().contains("\"")) {
            throw new Mistake(path, "Flight Recorder takes no folder with both quotes in its name. Set TMPDIR to another.");
        }
        return path.toString().contains("'") ? "\"" + path + "\"" : "'" + path + "'";
    }

    private static Path threads(Path folder) {
        return folder.resolve("threads.json");
    }

    private static Path finished(Path folder) {
        return folder.resolve("recording.jfr");
    }

    /// The recording that a JVM with [#options] has made in `folder`.
    ///
    /// @throws Mistake if there is none, or nothing in it
    public static Recording recording(Path folder, Lesson lesson) {
        return RecordingReader.read(file(folder), threads(folder), lesson);
    }

    /// The file of that recording. Where the JVM was killed, it is in parts that lie side by side, and is the sequence of
    /// them.
    private static Path file(Path folder) {
        var finished = finished(folder);
        var joined = folder.resolve("parts.jfr");
        try (var files = Files.walk(folder)) {
            if (Files.exists(finished) && Files.size(finished) > 0) {
                return finished;
            }
            var parts = files.filter(file -> file.toString().endsWith(".jfr") && !file.equals(finished) && !file.equals(joined))
                    .sorted().toList();
            try (var out = Files.newOutputStream(joined)) {
                for (var part : parts) {
                    Files.copy(part, out);
                }
            }
            return joined;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last second of `runs`.
    static double end(List<RecordedRun> runs) {
        return runs.stream().mapToDouble(run -> run.recording().end()).max().orElse(0);
    }

    /// Runs the lesson whose classes are in `classes` to its end, or until it is interrupted with Ctrl-C or the limit is
    /// reached; what was recorded until then counts.
    ///
    /// @param shown where what it prints goes as it comes; null for this process's own output, and nobody listens then:
    ///              a lesson may look different where it prints to a terminal
    /// @param limit the longest time that it may take, or null
    /// @param keep  where the recording is kept, or null
    /// @throws Mistake if it leaves no recording behind, or that cannot be kept
    public static RecordedRun of(Answer answer, String whose, Path classes, List<String> arguments, OutputStream shown, Duration limit,
                                 Path keep) throws IOException, InterruptedException {
        var folder = Disk.temporaryFolder();
        try {
            var charset = System.out.charset();
            var options = new ArrayList<>(options(folder));
            options.add("-Dstdout.encoding=" + charset);
            var builder = LessonRun.command(answer.lesson(), classes, options, arguments)
                    .redirectInput(Redirect.INHERIT).redirectError(Redirect.INHERIT)
                    .redirectOutput(shown == null ? Redirect.INHERIT : Redirect.PIPE);
            var transcript = new Transcript(charset);
            var ending = await(builder, limit, threads(folder), in -> listen(in, transcript, shown));
            var file = file(folder);
            if (Files.size(file) == 0) {
                throw new Mistake(Path.of(answer.shown()), "Nothing was recorded. " + ending);
            }
            if (keep != null) {
                keep(file, keep);
            }
            var recording = RecordingReader.read(file, threads(folder), answer.lesson());
            return new RecordedRun(answer, whose, recording, transcript.lines(recording.begin()), ending);
        } finally {
            Disk.delete(folder);
        }
    }

    private static void keep(Path recording, Path file) {
        try {
            Files.copy(recording, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Mistake(file, "The recording cannot be written: " + e + ".");
        }
    }

    /// Starts the process and waits for it to end; ends it where somebody wants that or the limit is reached.
    ///
    /// Ctrl-C, which a terminal sends to both processes, stops neither at once, so that there is time to ask the lesson
    /// what its threads are doing. (On Windows there is not.)
    ///
    /// @param threads  where that is written
    /// @param listener takes what it prints
    /// @return how it ended, in a sentence
    private static String await(ProcessBuilder builder, Duration limit, Path threads, Consumer<InputStream> listener)
            throws IOException, InterruptedException {
        var stopped = new AtomicReference<String>();
        var process = ignoringInterrupts(builder).start();
        Runnable stop = () -> stopped.compareAndSet(null, "The lesson was interrupted.");
        var interrupt = Signals.register("INT", stop);
        var terminate = Signals.register("TERM", stop);
        var listening = Thread.ofVirtual().start(() -> listener.accept(process.getInputStream()));
        try {
            long start = System.nanoTime();
            while (stopped.get() == null && !process.waitFor(50, TimeUnit.MILLISECONDS)) {
                if (limit != null && System.nanoTime() - start > limit.toNanos()) {
                    stopped.compareAndSet(null, "The lesson was stopped after " + limit.toSeconds() + " s.");
                }
            }
            if (stopped.get() != null) {
                dumpThreads(process, threads);
                process.destroy();
                if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            // A process that the lesson has started may go on, and hold its output open.
            listening.join(LAST_WORDS);
            int status = process.exitValue();
            return stopped.get() != null ? stopped.get() : status == 0 ? "" : "The lesson ended with status " + status + ".";
        } finally {
            process.destroyForcibly();
            Signals.unregister("INT", interrupt);
            Signals.unregister("TERM", terminate);
        }
    }

    /// The same process, deaf to Ctrl-C.
    private static ProcessBuilder ignoringInterrupts(ProcessBuilder builder) {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            builder.command().addAll(0, List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        }
        return builder;
    }

    /// Asks a process what all its threads are doing. The recording itself will tell that of platform threads only.
    private static void dumpThreads(Process process, Path file) throws InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var asking = new ProcessBuilder(jcmd, "" + process.pid(), "Thread.dump_to_file", "-format=json", file.toString())
                    .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
            if (!asking.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                asking.destroyForcibly();
            }
        } catch (IOException e) {
            // What these threads were doing stays unknown.
        }
    }

    private static void listen(InputStream in, Transcript transcript, OutputStream shown) {
        var bytes = new byte[8192];
        try (in) {
            for (int count; (count = in.read(bytes)) >= 0; ) {
                transcript.hear(RecordingReader.nanos(Instant.now()), bytes, count);
                shown.write(bytes, 0, count);
                shown.flush();
            }
        } catch (IOException e) {
            // The process has ended.
        }
    }
}
