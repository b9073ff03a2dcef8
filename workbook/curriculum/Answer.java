package workbook.curriculum;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// An answer to a lesson.
///
/// @param shown how its file is named in what the verdict says
/// @param fault why it cannot be compiled, in one sentence that names the file, or null
public record Answer(Lesson lesson, String shown, String text, String fault) {

    /// Bytes; a solution has a hundredth of it.
    private static final long LONGEST = 1_000_000;

    /// What jbang would fetch or read besides the file.
    private static final Pattern NOT_THE_JDK = Pattern.compile("(?m)^//(?:DEPS|REPOS|SOURCES|FILES|MODULE|JAVAAGENT) +\\S.*");
    private static final Pattern PREVIEW = Pattern.compile("(?m)^//(?:PREVIEW\\b|[A-Z_]+ .*--enable-preview).*");

    /// What may stand before a package line.
    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("\\s+|//.*|/\\*(?s:.*?)\\*/");
    private static final Pattern PACKAGE = Pattern.compile("package\\s[^;\\n]*;?");

    public Answer(Lesson lesson, String shown, String text) {
        this(lesson, shown, text, fault(shown, text));
    }

    /// What stands in the learner's file.
    public static Answer of(Lesson lesson) {
        return of(lesson, lesson.file());
    }

    public static Answer of(Lesson lesson, Path file) {
        return of(lesson, file, lesson.shown(file));
    }

    /// @param shown how it is named in what the verdict says
    public static Answer of(Lesson lesson, Path file, String shown) {
        try {
            return new Answer(lesson, shown, Lesson.read(file, LONGEST));
        } catch (Mistake e) {
            boolean lost = file.equals(lesson.file()) && Files.notExists(file) && !Files.isSymbolicLink(file);
            return unfit(lesson, shown, e.sentence() + (lost ? " " + lesson.remedy() : ""));
        }
    }

    /// A file that is no answer.
    public static Answer unfit(Lesson lesson, String shown, String sentence) {
        return new Answer(lesson, shown, "", shown + ": " + sentence);
    }

    /// Whether it is what stands in the learner's own file.
    public boolean isOwn() {
        return shown.equals(lesson.shown(lesson.file()));
    }

    /// What keeps it from being judged: its fault, or else that its marker lines are not as they were given out. Without them
    /// it may compile and run. Null if there is nothing.
    public String flaw() {
        if (fault != null) {
            return fault;
        }
        try {
            Region.check(Path.of(shown), text);
            return null;
        } catch (Mistake e) {
            return e.getMessage();
        }
    }

    private static String fault(String shown, String text) {
        if (text.isBlank()) {
            return shown + ": The file is empty.";
        }
        var more = NOT_THE_JDK.matcher(text);
        if (more.find()) {
            return at(shown, text, more.start()) + "Answers use the JDK alone, and this asks for more: " + more.group();
        }
        var preview = PREVIEW.matcher(text);
        if (preview.find()) {
            return at(shown, text, preview.start()) + "Answers do without preview features, and this asks for them: " + preview.group();
        }
        int begin = 0;
        for (var passed = BLANK_OR_COMMENT.matcher(text); passed.lookingAt(); passed.region(begin, text.length())) {
            begin = passed.end();
        }
        var line = PACKAGE.matcher(text).region(begin, text.length());
        return !line.lookingAt() ? null
                : at(shown, text, begin) + "A lesson is in no package, and this line puts it into one: " + line.group();
    }

    private static String at(String shown, String text, int position) {
        return shown + ":" + Region.line(text, position) + ": ";
    }
}
