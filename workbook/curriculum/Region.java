package workbook.curriculum;

import java.nio.file.Path;

/// A lesson's text in three parts: the exercise between its two marker lines, and what stands before and after.
/// The marker lines and the blank lines beside them belong to what stands around.
public record Region(String before, String exercise, String after) {

    public static final String BEGIN = "    // --- your turn ---------------------------------------------------------------\n\n";
    public static final String END = "\n    // --- end of your turn --------------------------------------------------------\n";

    /// @throws Mistake if `text`, which is that of `file`, has not each marker line once, in this order
    public static Region of(Path file, String text) {
        int begin = once(file, text, BEGIN);
        int end = once(file, text, END);
        if (begin > end) {
            throw new Mistake(file, line(text, end + END.indexOf("//")), "The end of your turn comes before its beginning.");
        }
        int start = Math.min(begin + BEGIN.length(), end);
        return new Region(text.substring(0, start), text.substring(start, end), text.substring(end));
    }

    /// The lesson with another exercise in it.
    public String with(String other) {
        return before + other.stripTrailing() + "\n" + after;
    }

    private static int once(Path file, String text, String marker) {
        int at = text.indexOf(marker);
        if (at < 0) {
            throw new Mistake(file, "This line, with a blank one "
                    + (marker == BEGIN ? "after" : "before") + " it, is missing: " + marker.strip());
        }
        int again = text.indexOf(marker, at + 1);
        if (again > 0) {
            throw new Mistake(file, line(text, again + marker.indexOf("//")), "This line stands here a second time: " + marker.strip());
        }
        return at;
    }

    /// The line in which `position` is, counted from 1.
    public static int line(String text, int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }
}
