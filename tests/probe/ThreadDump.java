package probe;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which thread of an exercise waits for what, read from the JVM's own thread dump. That shows virtual threads too,
/// which no [java.lang.management.ThreadMXBean] does; the bean adds who owns a lock of `java.util.concurrent`, which
/// it knows of platform threads only.
final class ThreadDump {

    /// In code that stands around a lesson's own call: the probe's, or what the compiler has added, of which no line is known.
    private static final Pattern ADDED_FRAME = Pattern.compile("(.*/)?probe\\.(inside|interleaving)\\..*|.*\\(\\d\\d_\\w+(?<!_test)\\.java\\)");
    private static final Pattern LESSON_FRAME = Pattern.compile(".*\\((\\d\\d_\\w+(?<!_test)\\.java):(\\d+)\\)");

    /// A thread as the dump has it. Locks are named by class and identity, such as `java.lang.Object@1b2c`.
    private record Entry(long tid, String name, boolean virtual, String state, String blockedOn, String waitingOn,
            ParkBlocker parkBlocker, List<Owned> monitorsOwned, List<String> stack) {

        record ParkBlocker(String object) {}

        record Owned(int depth, List<String> locks) {}

        Optional<Matcher> lessonLine() {
            return stack.stream().map(LESSON_FRAME::matcher).filter(Matcher::matches).findFirst();
        }

        String at() {
            return lessonLine().map(frame -> " at " + frame.group(1) + ":" + frame.group(2)).orElse("");
        }

        boolean isCaller() {
            return name.equals("caller");
        }

        /// What it does there: `waits in Thread.join`, `waits for the lock of an Object`, `is computing`.
        String what() {
            if (state.equals("BLOCKED")) {
                return "waits for the lock of " + simpleName(blockedOn);
            }
            if (state.equals("RUNNABLE")) {
                return "is computing";
            }
            String called = "the lesson";
            for (var frame : stack) {
                if (LESSON_FRAME.matcher(frame).matches()) {
                    break;
                }
                if (!ADDED_FRAME.matcher(frame).matches()) {
                    var method = frame.substring(0, frame.indexOf('(')).replaceFirst(".*/", "");
                    called = method.startsWith("probe.") ? "a task" : method.replaceFirst(".*[.$](\\w+\\.\\w+)$", "$1");
                }
            }
            return "waits in " + called;
        }
    }

    private final Map<Long, Entry> threads = new LinkedHashMap<>();

    private ThreadDump() {
    }

    /// The threads that are in a line of a lesson, a sentence each; threads that do the same share one. First, where
    /// there is one, the cycle in which each holds the lock that the next one waits for.
    static List<String> explain() {
        return read(dump -> {
            var sentences = new ArrayList<String>();
            dump.cycle().ifPresent(sentences::add);
            sentences.addAll(dump.sentences(_ -> true));
            return sentences;
        });
    }

    /// The threads that compute in a line of a lesson, in the words of [#explain].
    static List<String> computing() {
        var computing = List.<String>of();
        for (int looks = 0; looks < 5 && computing.isEmpty(); looks++) {
            computing = read(dump -> dump.sentences(thread -> thread.state.equals("RUNNABLE")));    // one that yields may just be off its carrier
        }
        return computing;
    }

    private static List<String> read(Function<ThreadDump, List<String>> reader) {
        var dump = new ThreadDump();
        try {
            dump.read();
            return reader.apply(dump);
        } catch (IOException | JsonParseException e) {
            return List.of("the thread dump could not be read (" + e.getMessage() + ")");
        }
    }

    /// What a thread is called among those that are `told` of: callers of the lesson have a number where there are several.
    private String who(Entry thread, List<Entry> told) {
        var callers = threads.values().stream().filter(each -> each.isCaller() && told.contains(each)).toList();
        return !thread.isCaller() ? name(thread.name, thread.tid) : callers.size() < 2 ? "the calling thread" : "caller " + (callers.indexOf(thread) + 1);
    }

    private List<String> sentences(Predicate<Entry> which) {
        var told = threads.values().stream().filter(which.and(thread -> thread.lessonLine().isPresent())).toList();
        var alike = told.stream().collect(Collectors.groupingBy(thread -> thread.what() + thread.at(), LinkedHashMap::new, Collectors.toList()));
        return alike.entrySet().stream().map(each -> who(each.getValue().getFirst(), told)
                + (each.getValue().size() == 1 ? " " : " and " + (each.getValue().size() - 1) + " more: each ") + each.getKey()).toList();
    }

    /// The name of a thread, also where it has none, as virtual ones have.
    static String name(Thread thread) {
        return name(thread.getName(), thread.threadId());
    }

    private static String name(String name, long id) {
        return name.isEmpty() ? "virtual-" + id : name;
    }

    private void read() throws IOException {
        var folder = Files.createTempDirectory("threads");
        var file = folder.resolve("dump.json");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            var gson = new Gson();
            var containers = gson.fromJson(Files.readString(file), JsonObject.class)
                    .getAsJsonObject("threadDump").getAsJsonArray("threadContainers");
            for (var container : containers) {
                for (var thread : container.getAsJsonObject().getAsJsonArray("threads")) {
                    var entry = gson.fromJson(thread, Entry.class);
                    threads.put(entry.tid, entry);
                }
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private Optional<String> cycle() {
        var waitsFor = waitsFor();
        for (long first : waitsFor.keySet()) {
            var path = new ArrayList<Long>();
            for (Long next = first; next != null && !path.contains(next); next = waitsFor.get(next)) {
                path.add(next);
            }
            if (path.size() > 1 && waitsFor.get(path.getLast()) instanceof Long back && back == first) {
                var told = path.stream().map(threads::get).toList();
                return Optional.of(told.stream()
                        .map(thread -> who(thread, told) + " waits" + thread.at() + " for a lock that "
                                + who(threads.get(waitsFor.get(thread.tid)), told) + " holds")
                        .collect(Collectors.joining(", and ")) + ": none of them can go on");
            }
        }
        return Optional.empty();
    }

    /// For each thread that waits for a lock, the thread that holds it.
    private Map<Long, Long> waitsFor() {
        var owners = new HashMap<String, Long>();
        threads.values().stream().filter(thread -> thread.monitorsOwned != null).forEach(thread ->
                thread.monitorsOwned.forEach(owned -> owned.locks.forEach(lock -> owners.put(lock, thread.tid))));
        var waitsFor = new LinkedHashMap<Long, Long>();
        threads.values().stream()
                .filter(thread -> owners.containsKey(Objects.requireNonNullElse(thread.blockedOn, "")))
                .forEach(thread -> waitsFor.put(thread.tid, owners.get(thread.blockedOn)));
        var bean = ManagementFactory.getThreadMXBean();
        for (var info : bean.getThreadInfo(bean.getAllThreadIds())) {
            if (info != null && threads.containsKey(info.getThreadId()) && threads.containsKey(info.getLockOwnerId())) {
                waitsFor.put(info.getThreadId(), info.getLockOwnerId());
            }
        }
        return waitsFor;
    }

    private static String simpleName(String lock) {
        return lock == null ? "an object" : "a " + lock.replaceFirst("@.*", "").replaceFirst(".*[.$]", "");
    }
}
