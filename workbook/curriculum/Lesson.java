package workbook.curriculum;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A lesson and the files that belong to it, all found by its name.
///
/// @param home the folder of the workbook
/// @param name such as `04_executor`
public record Lesson(Path home, String name) {

    private static final Pattern TEST_CLASS = Pattern.compile("(?m)^(?:final )?class (\\w+)");
    private static final Pattern TITLE = Pattern.compile("(?m)^/// # \\d\\d · (.+)$");

    public String number() {
        return name.substring(0, 2);
    }

    public Path file() {
        return home.resolve("lessons", name + ".java");
    }

    public Path solution() {
        return home.resolve("solutions", name + ".java");
    }

    public Path test() {
        return home.resolve("tests", name + "_test.java");
    }

    public Path page() {
        return home.resolve("guide", name + ".md");
    }

    /// The lesson's text as it is given out: the guide's Start in the solution's frame, which is the lesson's.
    public String starter() {
        return Region.of(solution(), read(solution())).with(Page.read(page()).start());
    }

    /// The title in the lesson's first lines, such as `An executor`. It is read where no learner writes.
    public String title() {
        return first(TITLE, solution());
    }

    /// The lesson's class, such as `ExecutorSubmit`.
    public String className() {
        return first(TEST_CLASS, file());
    }

    /// The class of the paired test, such as `ExecutorSubmitTest`.
    public String testClassName() {
        return first(TEST_CLASS, test());
    }

    /// The first paragraph under the title, as one line of plain words.
    public String firstParagraph() {
        var prose = read(solution()).lines()
                .dropWhile(line -> !line.startsWith("/// # "))
                .skip(2)
                .takeWhile(line -> line.startsWith("/// "))
                .map(line -> line.substring(4))
                .toList();
        return String.join(" ", prose).replaceAll("[*`]|\\[(?=[A-Z])|(?<=\\w)\\]", "");
    }

    /// What the lesson asks before it is run.
    ///
    /// @throws Mistake if it does not say
    public Prediction prediction() {
        return Prediction.in(solution(), Prose.paragraphs(read(solution()), "**Predict"));
    }

    /// What there is to try below the exercise, a paragraph each.
    public List<String> modify() {
        return Prose.paragraphs(Region.of(solution(), read(solution())).after(), "**Modify.**").stream().map(Prose::plain).toList();
    }

    /// The seconds with which each output that is pasted into the lesson ends: the first is before the exercise, the last after.
    public List<String> seconds() {
        return read(solution()).lines().filter(line -> line.strip().startsWith("///")).map(Prediction.FINISHED::matcher)
                .filter(Matcher::find).map(found -> found.group(1)).toList();
    }

    /// `file` as a person in the workbook's folder would name it.
    public String shown(Path file) {
        return home.relativize(file).toString();
    }

    private static String first(Pattern pattern, Path file) {
        var found = pattern.matcher(read(file));
        if (!found.find()) {
            throw new Mistake(file, "There is no line like " + pattern.pattern().replaceFirst("^\\(\\?m\\)", "") + ".");
        }
        return found.group(1);
    }

    /// The text of `file`, with lines that end in `\n` alone.
    ///
    /// @throws Mistake if it cannot be read
    public static String read(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (NoSuchFileException e) {
            throw new Mistake(file, "The file is missing.");
        } catch (CharacterCodingException e) {
            throw new Mistake(file, "The file is not text in UTF-8.");
        } catch (IOException e) {
            throw new Mistake(file, "The file cannot be read: " + e.getMessage() + ".");
        }
    }
}
