package workbook.curriculum;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
///
/// Every change reads the file, changes one line and replaces the file in one step, while it holds a lock that other
/// runners wait for; so none loses another one's change, and a runner that is killed loses at most its last step.
public final class Progress {

    /// @param verdict `passed` or `refused`, or null if there is none yet
    /// @param text    which text of the exercise the verdict is about, as [#fingerprint] gives it
    /// @param guess   what the learner predicted, a word without spaces, or null
    public record Entry(String verdict, String text, String guess) {
        public static final Entry NONE = new Entry(null, null, null);
    }

    private static final String AT = "at ";
    private static final Pattern LINE = Pattern.compile("(\\S+)(?: +(passed|refused) +(\\S+))?(?: +guessed +(\\S+))?");

    private final Path file;
    private final Consumer<String> notice;

    private record State(String at, Map<String, Entry> entries) {}

    /// @param notice told, in one sentence, when a damaged file was set aside
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

    /// Whether what stands in the learner's file is what passed.
    public boolean passed(Lesson lesson) {
        var entry = of(lesson);
        return "passed".equals(entry.verdict) && fingerprint(Lesson.read(lesson.file())).equals(entry.text);
    }

    public void moveTo(Lesson lesson) {
        locked(state -> new State(lesson.name(), state.entries));
    }

    public void guess(Lesson lesson, String word) {
        change(lesson, entry -> new Entry(entry.verdict, entry.text, word));
    }

    /// Notes the verdict on `text`, the whole text of the learner's file. What has passed once stays passed.
    public void judged(Lesson lesson, String text, boolean passed) {
        change(lesson, entry -> !passed && "passed".equals(entry.verdict) ? entry : new Entry(passed ? "passed" : "refused", fingerprint(text), entry.guess));
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
        try (var lock = FileChannel.open(Files.createDirectories(Disk.cache()).resolve("progress-" + fingerprint(file.toString()) + ".lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE); var _ = lock.lock()) {
            var before = read();
            var after = change.apply(before);
            if (!after.equals(before)) {
                Disk.write(file, print(after));
            }
            return after;
        } catch (IOException e) {
            throw new Mistake(file, "Your progress cannot be kept: " + e.getMessage() + ".");
        }
    }

    private State read() throws IOException {
        var entries = new TreeMap<String, Entry>();
        String at = null;
        try {
            for (var line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                if (line.startsWith(AT)) {
                    at = line.substring(AT.length());
                } else if (!line.isBlank()) {
                    var parts = LINE.matcher(line.strip());
                    if (!parts.matches()) {
                        throw new IllegalArgumentException(line);
                    }
                    entries.put(parts.group(1), new Entry(parts.group(2), parts.group(3), parts.group(4)));
                }
            }
            return new State(at, entries);
        } catch (IllegalArgumentException | IOException e) {
            var aside = file.resolveSibling("progress-damaged.txt");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            notice.accept("The file of your progress was damaged. It is now " + aside.getFileName()
                    + ", and the lessons count as not begun; save one to have it judged again.");
            return new State(null, Map.of());
        }
    }

    private static String print(State state) {
        var lines = new ArrayList<String>();
        if (state.at != null) {
            lines.add(AT + state.at);
        }
        state.entries.forEach((name, entry) -> lines.add(name
                + (entry.verdict == null ? "" : " " + entry.verdict + " " + entry.text)
                + (entry.guess == null ? "" : " guessed " + entry.guess)));
        return String.join("\n", lines) + "\n";
    }

    /// A few characters that differ where the texts differ.
    public static String fingerprint(String text) {
        return Disk.hash(List.of(text.replaceAll("(?m)[ \t\r]+$", "")));
    }
}
