package workbook.pages;

import java.util.regex.Pattern;

/// Text as a page, a picture and a terminal can show it, and XML 1.0 can hold it. Threads have the names, and print the
/// words, that a learner's code gives them.
public final class Printable {

    private static final Pattern NOT = Pattern.compile("[^\\t\\n -~\\xa0-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]");

    private Printable() {
    }

    /// The same text with U+FFFD in place of what cannot be shown.
    public static String text(String text) {
        return NOT.matcher(text).replaceAll("\ufffd");
    }

    /// The same in one line.
    public static String line(String text) {
        return text(text).replaceAll("\\s", " ");
    }
}
