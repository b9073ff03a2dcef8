package workbook.curriculum;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// What a learner has done so far: `lessons/progress.txt`, one line a lesson, which a person can read and mend.
///
///     at 05_as_completed
///     04_executor passed 1f3870be guessed 1.5
///     11_lost_updates refused 77c0a3d1 switches 2
///
/// Every change reads the file, changes one line and replaces the file in one step, while it holds a lock that other
/// runners wait for; so none loses another one's change, and a runner that is killed loses at most its last step.
/// Where the file cannot be written, the runner says so once, and remembers until it ends.
public final class Progress {

    /// @param verdict `passed` or `refused`, or null if there is none yet; what has passed once stays passed
    /// @param text    which text of the lesson the verdict is about, as [#fingerprint] gives it
    /// @param guess   what the learner predicted, a word, or null
    /// @param fewest  switches between threads with which the learner, as their scheduler, has done the lesson's task, or null
    public record Entry(String verdict, String text, String guess, Integer fewest) {
        public static final Entry NONE = new Entry(null, null, null, null);

        public boolean passed() {
            return "passed".equals(verdict);
        }
    }

    private static final Pattern AT = Pattern.compile("at +(\\S+)");
    private static final Pattern LINE = Pattern.compile("(\\d\\d_\\w+)(?: +(passed|refused) +([0-9a-f]+))?(?: +guessed +(\\S+))?(?: +switches +(\\d{1,6}))?");

    private static final long LONGEST = 1_000_000;

    private final Path file;
    private final Consumer<String> notice;

    /// The state, since it could not be written, or null.
    private State unwritten;

    private record State(String at, Map<String, Entry> entries) {}

    private static final State NOTHING = new State(null, Map.of());

    /// @param notice told, in one sentence, when a part of the file was damaged, and when the file cannot be kept
    public Progress(Path home, Consumer<String> notice) {
        this.file = home.resolve("lessons/progress.txt");
        this.notice = notice;
    }

    /// The lesson that the learner was last at, or else the first.
    public Lesson at(Curriculum curriculum) {
        var name = locked(UnaryOperator.identity()).at;
        return curriculum.lessons().stream().filter(lesson -> lesson.name().equals(name)).findFirst()
                .orElse(curriculum.lessons().getFirst());
    }

    public Entry of(Lesson lesson) {
        return locked(UnaryOperator.identity()).entries.getOrDefault(lesson.name(), Entry.NONE);
    }

    /// Whether an answer of the learner has passed; what stands in the file now may be another one.
    public boolean passed(Lesson lesson) {
        return of(lesson).passed();
    }

    /// Whether what stands in the learner's file is another text than the one that the verdict is about.
    public boolean changed(Lesson lesson) {
        var entry = of(lesson);
        return entry.verdict != null && !fingerprint(Answer.of(lesson).text()).equals(entry.text);
    }

    public void moveTo(Lesson lesson) {
        locked(state -> new State(lesson.name(), state.entries));
    }

    public void guess(Lesson lesson, String word) {
        change(lesson, entry -> new Entry(entry.verdict, entry.text, word.isBlank() ? null : word.strip().replaceAll("\\s+", ","), entry.fewest));
    }

    /// Notes the verdict on `text`, the whole text of the learner's file.
    public void judged(Lesson lesson, String text, boolean passed) {
        change(lesson, entry -> entry.passed() && !passed ? entry
                : new Entry(passed ? "passed" : "refused", fingerprint(text), entry.guess, entry.fewest));
    }

    /// Keeps the fewest switches of those with which the task was done.
    public void played(Lesson lesson, int switches) {
        change(lesson, entry -> new Entry(entry.verdict, entry.text, entry.guess, entry.fewest == null ? switches : Math.min(entry.fewest, switches)));
    }

    private void change(Lesson lesson, UnaryOperator<Entry> change) {
        locked(state -> {
            var entries = new TreeMap<>(state.entries);
            entries.put(lesson.name(), change.apply(entries.getOrDefault(lesson.name(), Entry.NONE)));
            return new State(state.at, entries);
        });
    }

    /// Reads the state and, if `change` makes another one of it, writes that; no other runner does so meanwhile.
    private synchronized State locked(UnaryOperator<State> change) {
        var lock = Disk.cache().resolve("progress-" + fingerprint(file.toString()) + ".lock");
        try (var channel = FileChannel.open(Files.createDirectories(lock.getParent()).resolve(lock.getFileName()),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE); var _ = channel.lock()) {
            return rewritten(change);
        } catch (IOException e) {
            return rewritten(change);       // without a lock, which cannot be had here
        }
    }

    private State rewritten(UnaryOperator<State> change) {
        if (unwritten != null) {
            return unwritten = change.apply(unwritten);
        }
        var damaged = new ArrayList<String>();
        State after;
        try {
            var before = read(damaged);
            after = change.apply(before);
            if (damaged.isEmpty() && after.equals(before)) {
                return after;
            }
        } catch (Mistake e) {
            notice.accept(e.getMessage() + " Your progress is not kept.");
            return unwritten = change.apply(NOTHING);
        }
        try {
            if (!damaged.isEmpty()) {
                notice.accept(damage(damaged, setAside()));
            }
            write(after);
        } catch (IOException e) {
            notice.accept(new Mistake(file, "Your progress cannot be kept", e).getMessage());
            unwritten = after;
        }
        return after;
    }

    /// What the file says, but for the lines that are `damaged`.
    private State read(List<String> damaged) {
        var entries = new TreeMap<String, Entry>();
        String at = null;
        var text = Files.exists(file) ? new String(Disk.read(file, LONGEST), StandardCharsets.UTF_8) : "";
        for (var line : text.replaceFirst("^\uFEFF", "").lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
            var place = AT.matcher(line);
            var lesson = LINE.matcher(line);
            if (place.matches()) {
                at = place.group(1);
            } else if (lesson.matches()) {
                entries.put(lesson.group(1), new Entry(lesson.group(2), lesson.group(3), lesson.group(4),
                        lesson.group(5) == null ? null : Integer.valueOf(lesson.group(5))));
            } else {
                damaged.add(line.length() > 40 ? line.substring(0, 40) + "..." : line);
            }
        }
        return new State(at, entries);
    }

    private String damage(List<String> lines, Path aside) {
        return "%s: %s damaged, and left out: '%s'. The whole file is kept as %s.".formatted(file,
                lines.size() == 1 ? "A line is" : lines.size() + " lines are", lines.getFirst(), aside.getFileName());
    }

    /// Copies the file to where there is none yet.
    private Path setAside() throws IOException {
        for (int i = 1; ; i++) {
            var aside = file.resolveSibling("progress-damaged" + (i == 1 ? "" : "-" + i) + ".txt");
            if (Files.notExists(aside, LinkOption.NOFOLLOW_LINKS)) {
                return Files.copy(file, aside);
            }
        }
    }

    private void write(State state) throws IOException {
        if (state.equals(NOTHING)) {
            Files.delete(file);
            return;
        }
        var lines = new ArrayList<String>();
        if (state.at != null) {
            lines.add("at " + state.at);
        }
        state.entries.forEach((name, entry) -> lines.add(name
                + (entry.verdict == null ? "" : " " + entry.verdict + " " + entry.text)
                + (entry.guess == null ? "" : " guessed " + entry.guess)
                + (entry.fewest == null ? "" : " switches " + entry.fewest)));
        Disk.write(file, String.join("\n", lines) + "\n");
    }

    /// A few characters that differ where the texts differ.
    private static String fingerprint(String text) {
        return Disk.hash(List.of(text.replaceAll("(?m)[ \t\r]+$", "")));
    }
}
