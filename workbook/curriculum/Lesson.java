package workbook.curriculum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A lesson and the files that belong to it, all found by its name.
///
/// @param workbook the folder of the workbook that it is learnt in
/// @param home     the folder that has its files: the same, or that of a course which somebody has written beside it
/// @param name     such as `04_executor`
public record Lesson(Path workbook, Path home, String name) {

    private static final Pattern TEST_CLASS = Pattern.compile("(?m)^(?:final )?class (\\w+)Test\\b");
    private static final Pattern COMPILED_TEST = Pattern.compile("(\\w+)Test\\.class");
    private static final Pattern PASTED = Pattern.compile("(?m)^ *///  +" + Prediction.FINISHED + "$");
    private static final Pattern TITLE = Pattern.compile("(?m)^/// # \\d\\d · (.+)$");

    /// One of the workbook's own.
    public Lesson(Path home, String name) {
        this(home, home, name);
    }

    /// Whether it is one of a course beside the workbook.
    public boolean isOfCourse() {
        return !home.equals(workbook);
    }

    public String number() {
        return name.substring(0, 2);
    }

    public Path file() {
        return home.resolve("lessons", name + ".java");
    }

    /// @throws WrongName if it is a kit's, which has none
    public Path solution() {
        if (isOfKit()) {
            throw new WrongName("There is no solution of lesson " + number() + " here: this is a kit for learners, and it has none.");
        }
        return home.resolve("solutions", name + ".java");
    }

    /// The lesson where no learner writes: its solution or, in a kit, its starter. Around the exercise they are the same.
    public Path original() {
        return isOfKit() ? starters(home).resolve(name + ".java") : solution();
    }

    public Path test() {
        return home.resolve("tests", name + "_test.java");
    }

    /// The folder that a kit has in place of [#test]: the classes of the paired test, and those of the starter that it was
    /// compiled against.
    public Path testClasses() {
        return home.resolve("tests", "compiled", name);
    }

    public Path page() {
        return home.resolve("guide", name + ".md");
    }

    /// Whether it is one of a kit: that has starters in place of solutions, and of the tests nothing but their classes.
    public boolean isOfKit() {
        return Files.isDirectory(starters(home));
    }

    /// The folder that makes a workbook a kit.
    static Path starters(Path home) {
        return home.resolve("starters");
    }

    /// The files that are wired by the lesson's name.
    public Stream<Path> files() {
        return Stream.of(file(), original(), isOfKit() ? testClasses() : test(), page());
    }

    /// The lesson's text as it is given out: the guide's Start in the solution's frame, which is the lesson's.
    public String starter() {
        return Region.of(original(), read(original())).with(Page.read(page()).start());
    }

    /// The title in the lesson's first lines, such as `An executor`.
    public String title() {
        var title = TITLE.matcher(prose());
        return title.find() ? title.group(1) : name.substring(3).replace('_', ' ');
    }

    /// The lesson's class, such as `ExecutorSubmit`: the one that the paired test is named after.
    public String className() {
        if (isOfKit()) {
            return compiledClassName();
        }
        var test = TEST_CLASS.matcher(read(test()));
        if (!test.find()) {
            throw new Mistake(test(), "There is no class here whose name ends in Test, after that of the lesson's class.");
        }
        return test.group(1);
    }

    private String compiledClassName() {
        try (var classes = Files.list(testClasses())) {
            return classes.map(file -> COMPILED_TEST.matcher(file.getFileName().toString())).filter(Matcher::matches).map(name -> name.group(1))
                    .findFirst().orElseThrow(() -> new Mistake(testClasses(), "There is no class here whose name ends in Test."));
        } catch (IOException e) {
            throw new Mistake(testClasses(), "The folder cannot be read", e);
        }
    }

    /// The class of the paired test, such as `ExecutorSubmitTest`.
    public String testClassName() {
        return className() + "Test";
    }

    /// What puts the learner's file back, in a sentence.
    String remedy() {
        return "To have it back: " + resetCommand();
    }

    /// What a person types to have the learner's file as in the beginning.
    public String resetCommand() {
        return "./jbang workbook " + (isOfCourse() ? "--lessons " + shown(home) + " " : "") + "reset " + number();
    }

    /// The first paragraph under the title, as one line of plain words.
    public String firstParagraph() {
        var paragraph = prose().lines()
                .dropWhile(line -> !line.startsWith("/// # "))
                .skip(2)
                .takeWhile(line -> line.startsWith("/// "))
                .map(line -> line.substring(4))
                .toList();
        return String.join(" ", paragraph).replaceAll("[*`]|\\[(?=[A-Z])|(?<=\\w)\\]", "");
    }

    /// What the lesson asks before it is run.
    ///
    /// @throws Mistake if it does not say
    public Prediction prediction() {
        return Prediction.in(original(), Prose.paragraphs(read(original()), "**Predict"));
    }

    /// What there is to try below the exercise, a paragraph each.
    public List<String> modify() {
        return Prose.paragraphs(Region.of(original(), read(original())).after(), "**Modify.**").stream().map(Prose::plain).toList();
    }

    /// The seconds with which each output that is pasted into the lesson ends: the first is before the exercise, the last after.
    public List<String> seconds() {
        return PASTED.matcher(read(original())).results().map(found -> found.group(1)).toList();
    }

    /// `file` as a person in the workbook's folder would name it.
    public String shown(Path file) {
        return file.startsWith(workbook) ? workbook.relativize(file).toString() : file.toString();
    }

    /// The text around the exercise, from where no learner writes, if that is there.
    private String prose() {
        try {
            return read(Files.exists(original()) ? original() : file());
        } catch (Mistake e) {
            return "";
        }
    }

    /// The text of `file`, without a byte order mark, and with lines that end in `\n` alone.
    ///
    /// @throws Mistake if it cannot be read
    public static String read(Path file) {
        return read(file, Long.MAX_VALUE);
    }

    /// The same, of a file that has not more bytes than `most`.
    static String read(Path file, long most) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Disk.read(file, most))).toString();
            return text.replaceFirst("^\uFEFF", "").replaceAll("\r\n?", "\n");
        } catch (CharacterCodingException e) {
            throw new Mistake(file, "The file is not text in UTF-8.");
        }
    }
}
