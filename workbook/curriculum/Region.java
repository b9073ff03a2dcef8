package workbook.curriculum;

import java.nio.file.Path;

/// A lesson's text in three parts: the exercise between its two marker lines, and what stands before and after.
/// The marker lines and the blank lines beside them belong to what stands around.
public record Region(String before, String exercise, String after) {

    public static final String BEGIN = "    // --- your turn ---------------------------------------------------------------\n\n";
    public static final String END = "\n    // --- end of your turn --------------------------------------------------------\n";

    /// @throws Mistake if `text`, which is that of `file`, has not each marker line once, in this order, with its blank line
    public static Region of(Path file, String text) {
        check(file, text);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < 0) {
            throw new Mistake(file, "This line, with a blank one %s it, is missing: %s"
                    .formatted(begin < 0 ? "after" : "before", (begin < 0 ? BEGIN : END).strip()));
        }
        int start = Math.min(begin + BEGIN.length(), end);
        return new Region(text.substring(0, start), text.substring(start, end), text.substring(end));
    }

    /// Holds the text of an answer against the least that it keeps: each marker line once, in this order.
    ///
    /// @throws Mistake if it is otherwise
    static void check(Path file, String text) {
        int begin = once(file, text, BEGIN.strip());
        int end = once(file, text, END.strip());
        if (begin > end) {
            throw new Mistake(file, line(text, end), "The end of your turn comes before its beginning.");
        }
    }

    /// The exercise without the comment with which it begins: the promise, which is the same in each answer.
    public String code() {
        return exercise.replaceFirst("\\A( *///.*\n)+", "").stripTrailing();
    }

    /// The lesson with another exercise in it.
    public String with(String other) {
        return before + other.stripTrailing() + "\n" + after;
    }

    /// Where `marker` is, however many dashes it ends with.
    private static int once(Path file, String text, String marker) {
        var words = marker.substring(0, marker.indexOf("----"));
        int at = text.indexOf(words);
        if (at < 0) {
            throw new Mistake(file, "This line is missing: " + marker);
        }
        int again = text.indexOf(words, at + 1);
        if (again > 0) {
            throw new Mistake(file, line(text, again), "This line stands here a second time: " + marker);
        }
        return at;
    }

    /// The line in which `position` is, counted from 1.
    public static int line(String text, int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }
}
