package workbook.timeline;

import static java.util.Comparator.comparingLong;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.pages.Printable;
import workbook.timeline.Recording.Row;
import workbook.timeline.Recording.Span;
import workbook.timeline.Recording.State;

/// Makes a [Recording] of the events in a file.
///
/// The JVM records the waits of platform threads. Of those of virtual threads it records sleeping and sockets only, so
/// the recording traces the methods of the JDK in which threads wait, too (see [RecordedRun#options]). Where two events
/// speak of one wait, the longer one is taken. What no event tells is how long a virtual thread waits at
/// `synchronized`: such time counts as running.
public final class RecordingReader {

    /// A wait, in nanoseconds since 1970.
    ///
    /// @param future whether it is for a `CompletableFuture`
    private record Wait(long start, long end, State state, int line, boolean future) {}

    private static final class Life {
        final long id;
        String name = "";
        String group = "";
        String parent = "";
        boolean virtual;
        boolean serves;
        long start = Long.MIN_VALUE;
        long end = Long.MAX_VALUE;
        long seen = Long.MIN_VALUE;
        long firstRequest = Long.MAX_VALUE;
        final List<Wait> waits = new ArrayList<>();

        Life(long id) {
            this.id = id;
        }

        boolean ended() {
            return end != Long.MAX_VALUE;
        }
    }

    /// What in a stack trace tells one wait from another.
    ///
    /// @param inner  what the lesson's innermost frame has called, innermost first, each as `class.method`
    /// @param line   of that frame; 0 where there is none
    /// @param serves whether the JDK's HTTP server has called the lesson
    private record Stack(List<String> inner, int line, boolean serves) {

        private static final Stack NONE = new Stack(List.of(), 0, false);

        /// A lesson is all that is on the class path, and is in no package.
        static Stack of(List<String> methods, List<Integer> lines) {
            int lesson = 0;
            while (lesson < methods.size() && (methods.get(lesson).matches(".+\\..+\\..+") || lines.get(lesson) <= 0)) {
                lesson++;
            }
            return new Stack(List.copyOf(methods.subList(0, lesson)), lesson < methods.size() ? lines.get(lesson) : 0,
                    methods.stream().anyMatch(name -> name.startsWith("sun.net.httpserver.")));
        }

        boolean has(String... beginnings) {
            return inner.stream().anyMatch(name -> Stream.of(beginnings).anyMatch(name::startsWith));
        }

        /// What a thread with this stack does, which has parked, sleeps, or waits in `Object.wait`.
        State state() {
            if (has("sun.nio.ch.", "java.net.", "sun.net.", "jdk.internal.net.http.")) {
                return State.WAITS_FOR_NETWORK;
            }
            if (has(JUC + "ThreadPoolExecutor.getTask", JUC + "ForkJoinPool.awaitWork")) {
                return State.HAS_NO_TASK;
            }
            if (has(JUC + "locks.ReentrantLock", JUC + "locks.ReentrantReadWriteLock", JUC + "locks.StampedLock", JUC + "Semaphore")) {
                return State.WAITS_FOR_LOCK;
            }
            boolean timed = has("java.lang.Thread.sleep", JUC + "locks.LockSupport.parkNanos", JUC + "locks.LockSupport.parkUntil");
            return timed && inner.stream().allMatch(SLEEPING.asPredicate()) ? State.SLEEPS : State.WAITS_FOR_THREAD;
        }

        /// The same for a stack of the thread dump, in which there are threads that run, too.
        State dumpedState() {
            if (inner.isEmpty() || has("RUNNABLE", "java.lang.Shutdown.")) {
                return State.RUNS;
            }
            return has("BLOCKED") ? State.WAITS_FOR_LOCK : state();
        }
    }

    private static final String JUC = "java.util.concurrent.";
    private static final Pattern SLEEPING = Pattern.compile("\\.LockSupport\\.|\\.Unsafe\\.|Thread\\.(sleep|park)|\\.TimeUnit\\.sleep|\\.parkVirtualThread");
    private static final int MAGIC = 0x464c5200;
    private static final int HEAD = 68;
    private static final String HTTP_CLIENT = "HttpClient-\\d+-(SelectorManager|Worker-\\d+)";
    private static final Pattern DUMPED_ID = Pattern.compile("^\"[^\n]*\" #(\\d+) ");
    private static final Pattern DUMPED_STATE = Pattern.compile("java\\.lang\\.Thread\\.State: (\\w+)");
    private static final Pattern DUMPED_FRAME = Pattern.compile("(?:[^(/]*/)?([^(/]+)\\((?:[^):]*:(\\d+))?[^)]*\\).*");

    private final Path file;
    private final Path threads;
    private final String lessonClass;
    private final Map<Long, Life> lives = new HashMap<>();
    private final Map<RecordedThread, Life> known = new IdentityHashMap<>();
    private final Map<RecordedStackTrace, Stack> stacks = new IdentityHashMap<>();
    private long begin = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private Life main;
    private String dump;

    private RecordingReader(Path file, Path threads, String lessonClass) {
        this.file = file;
        this.threads = threads;
        this.lessonClass = lessonClass;
    }

    /// Reads the recording of a run of `lesson`.
    ///
    /// @throws Mistake if the file is missing, empty, cut off or no recording, or has no run of this lesson in it
    public static Recording read(Path file, Lesson lesson) {
        return read(file, null, lesson);
    }

    /// The same, with a dump of all threads that was made just before the run was stopped.
    ///
    /// @param threads the dump, in JSON; it may be null or missing
    static Recording read(Path file, Path threads, Lesson lesson) {
        return new RecordingReader(file, threads, lesson.className()).read();
    }

    private Recording read() {
        refuseWhatIsNoRecording();
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                keep(recording.readEvent());
            }
        } catch (IOException | RuntimeException e) {
            throw new Mistake(file, "The recording is damaged: " + e.getMessage());
        }
        if (main == null) {
            throw new Mistake(file, "There is no run of " + lessonClass + " in this recording.");
        }
        main.start = begin;
        return recording();
    }

    /// Looks at the head of the file, which says how long its first part is, because the JDK's parser waits for what is
    /// missing, and does not say in plain words what it found.
    private void refuseWhatIsNoRecording() {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                throw new Mistake(file, "The recording is empty.");
            }
            if (bytes.length() < Integer.BYTES || bytes.readInt() != MAGIC) {
                throw new Mistake(file, "This is not a recording of Flight Recorder.");
            }
            bytes.seek(Long.BYTES);
            if (bytes.length() < HEAD || bytes.readLong() > bytes.length()) {
                throw new Mistake(file, "The recording is cut off after %,d bytes, and what is left of it cannot be read."
                        .formatted(bytes.length()));
            }
        } catch (IOException e) {
            throw new Mistake(file, Files.exists(file) ? "The recording cannot be read: " + e.getMessage() + "."
                    : "The recording is missing.");
        }
    }

    private void keep(RecordedEvent event) {
        var name = event.getEventType().getName();
        var thread = event.getThread();
        long start = nanos(event.getStartTime());
        if (name.equals("jdk.ThreadDump")) {
            dump = event.getString("result");
            last = Math.max(last, start);
        } else if (name.equals("jdk.Shutdown")) {
            last = Math.max(last, start);
        }
        if (thread == null || thread.getJavaThreadId() <= 0) {
            return;
        }
        var life = known.computeIfAbsent(thread, this::life);
        long end = start + event.getDuration().toNanos();
        switch (name) {
            case "jdk.ClassDefine" -> {
                if (event.getClass("definedClass").getName().equals(lessonClass) && start < begin) {
                    begin = start;
                    main = life;
                }
            }
            case "jdk.ThreadStart" -> {
                life.start = start;
                var parent = event.getThread("parentThread");
                life.parent = parent == null || parent.getJavaName() == null ? "" : parent.getJavaName();
            }
            case "jdk.VirtualThreadStart" -> life.start = start;
            case "jdk.ThreadEnd", "jdk.VirtualThreadEnd" -> life.end = start;
            case "jdk.ThreadSleep" -> add(life, event, start, end, State.SLEEPS);
            case "jdk.JavaMonitorEnter" -> add(life, event, start, end, State.WAITS_FOR_LOCK);
            case "jdk.SocketRead", "jdk.SocketWrite" -> add(life, event, start, end, State.WAITS_FOR_NETWORK);
            case "jdk.ThreadPark", "jdk.JavaMonitorWait" -> add(life, event, start, end, null);
            case "jdk.MethodTrace" -> {
                var method = event.<RecordedMethod>getValue("method");
                if (method.getName().equals("sendAsync")) {
                    life.firstRequest = Math.min(life.firstRequest, start);
                } else if (method.getType().getName().startsWith("sun.net.httpserver.")) {
                    life.serves = true;
                } else if (end - start >= RecordedRun.SHORTEST.toNanos()) {
                    add(life, event, start, end, null);
                }
            }
            default -> { }
        }
        if (!name.equals("jdk.ClassDefine")) {
            life.seen = Math.max(life.seen, end);
            last = Math.max(last, end);
        }
    }

    private Life life(RecordedThread thread) {
        var life = lives.computeIfAbsent(thread.getJavaThreadId(), Life::new);
        life.virtual = thread.isVirtual();
        var name = thread.getJavaName();
        life.name = name == null || name.isEmpty() ? "virtual-" + thread.getJavaThreadId() : Printable.line(name);
        var group = thread.getThreadGroup();
        life.group = group == null ? "" : group.getName();
        return life;
    }

    /// @param state what the thread does, or null where its stack tells that
    private void add(Life life, RecordedEvent event, long start, long end, State state) {
        var trace = event.getStackTrace();
        var stack = trace == null ? Stack.NONE : stacks.computeIfAbsent(trace, RecordingReader::stack);
        life.serves |= stack.serves;
        life.waits.add(new Wait(start, end, state != null ? state : stack.state(), stack.line,
                stack.has(JUC + "CompletableFuture.")));
    }

    private static Stack stack(RecordedStackTrace trace) {
        var frames = trace.getFrames();
        return Stack.of(frames.stream().map(RecordedFrame::getMethod)
                        .map(method -> method.getType().getName() + "." + method.getName()).toList(),
                frames.stream().map(RecordedFrame::getLineNumber).toList());
    }

    private Recording recording() {
        var rows = new ArrayList<Life>();
        var leftOut = new TreeMap<String, Integer>();
        for (var life : lives.values()) {
            var owner = owner(life);
            if (owner.isEmpty()) {
                rows.add(life);
            } else if (life.seen >= begin) {
                leftOut.merge(owner, 1, Integer::sum);
            }
        }
        long end = rows.stream().mapToLong(life -> life.ended() ? life.end : last).max().orElse(last);
        var dumped = dumpedStacks();
        return new Recording(
                rows.stream().sorted(comparingLong((Life life) -> life == main ? Long.MIN_VALUE : life.start)
                        .thenComparing(life -> life.name)).map(life -> row(life, end, dumped)).toList(),
                leftOut, begin, seconds(end), dump != null);
    }

    /// Who runs a thread that is not the lesson's; empty for one that is.
    private String owner(Life life) {
        if (life == main) {
            return "";
        }
        if (life.group.equals("CarrierThreads")) {
            return "that carry virtual threads";
        }
        if (life.name.matches(HTTP_CLIENT) || life.parent.matches(HTTP_CLIENT) && life.waits.stream().allMatch(wait -> wait.line == 0)) {
            return "of HttpClient";
        }
        if (life.serves || life.name.matches("HTTP-Dispatcher|idle-timeout-task|req-rsp-timeout-task")) {
            return "of the HTTP server";
        }
        boolean jdks = life.group.equals("system") || life.group.equals("InnocuousThreadGroup") || life.start < begin
                || life.name.matches("DestroyJavaVM|JFR Shutdown Hook|.*-delayScheduler|(\\w+-Poller|SubPoller)(-\\d+)?");
        return jdks ? "of the JDK" : "";
    }

    private Row row(Life life, long end, Map<Long, Stack> dumped) {
        var spans = new ArrayList<Span>();
        long until = life.start;
        var waits = life.waits.stream().sorted(comparingLong(Wait::start).thenComparing(comparingLong(Wait::end).reversed())).toList();
        for (var wait : waits) {
            if (wait.end <= until) {
                continue;
            }
            if (wait.start > until) {
                spans.add(span(State.RUNS, until, wait.start, 0));
            }
            boolean answer = wait.future && wait.state == State.WAITS_FOR_THREAD && wait.start >= life.firstRequest;
            spans.add(span(answer ? State.WAITS_FOR_NETWORK : wait.state, Math.max(wait.start, until), wait.end, wait.line));
            until = wait.end;
        }
        long rowEnd = Math.max(life.ended() ? life.end : end, until);
        if (rowEnd > until) {
            var open = life.ended() ? Stack.NONE : dumped.get(life.id);
            spans.add(open == null ? span(State.UNKNOWN, until, rowEnd, 0) : span(open.dumpedState(), until, rowEnd, open.line));
        }
        return new Row(life.name, life.virtual, seconds(life.start), seconds(rowEnd), life.ended(), List.copyOf(spans));
    }

    private Span span(State state, long start, long end, int line) {
        return new Span(state, seconds(start), seconds(end), line);
    }

    private double seconds(long nanos) {
        return (nanos - begin) / 1e9;
    }

    static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /// What each thread was doing in the end. A wait is recorded as it ends, and these had not ended; a recording ends with
    /// a dump of the platform threads, and a run that was stopped has left one of all threads.
    private Map<Long, Stack> dumpedStacks() {
        var found = new HashMap<Long, Stack>();
        for (var part : dump == null ? new String[0] : dump.split("\n\n")) {
            var id = DUMPED_ID.matcher(part);
            var state = DUMPED_STATE.matcher(part);
            if (id.find() && state.find()) {
                found.put(Long.parseLong(id.group(1)), dumped(state.group(1), part.lines().filter(line -> line.startsWith("\tat "))
                        .map(line -> line.substring(4)).toList()));
            }
        }
        record Thread(long tid, String state, List<String> stack) {}
        record Container(List<Thread> threads) {}
        record Threads(List<Container> threadContainers) {}
        record Dump(Threads threadDump) {}
        if (threads != null && Files.exists(threads)) {
            new Gson().fromJson(Lesson.read(threads), Dump.class).threadDump.threadContainers.stream().flatMap(container -> container.threads.stream())
                    .forEach(thread -> found.putIfAbsent(thread.tid, dumped(thread.state, thread.stack)));
        }
        return found;
    }

    private static Stack dumped(String state, List<String> frames) {
        var methods = new ArrayList<String>();
        var lines = new ArrayList<Integer>();
        if (state.equals("BLOCKED") || state.equals("RUNNABLE")) {
            methods.add(state);
            lines.add(0);
        }
        for (var frame : frames) {
            var parts = DUMPED_FRAME.matcher(frame);
            if (parts.matches()) {
                methods.add(parts.group(1));
                lines.add(parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)));
            }
        }
        return Stack.of(methods, lines);
    }
}
