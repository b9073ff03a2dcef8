package workbook.curriculum;

import java.util.ArrayList;
import java.util.List;

/// The prose of a lesson: its lines that begin with `///`.
final class Prose {

    private Prose() {
    }

    /// The paragraphs of `text` from the first that starts with `begin` up to the next line of code, each in one line. An item of
    /// a list and an example are paragraphs of their own.
    static List<String> paragraphs(String text, String begin) {
        var block = text.lines().map(String::strip).dropWhile(line -> !line.startsWith("/// " + begin))
                .takeWhile(line -> line.startsWith("///")).toList();
        var paragraphs = new ArrayList<String>();
        boolean open = false;
        for (var line : block) {
            var words = line.replaceFirst("^/// ?", "");
            boolean code = words.startsWith("    ");
            if (open && !words.isEmpty() && !code && !words.startsWith("- ")) {
                paragraphs.add(paragraphs.removeLast() + " " + words.strip());
            } else if (!words.isEmpty()) {
                paragraphs.add(words);
            }
            open = !words.isEmpty() && !code;
        }
        return paragraphs;
    }

    /// The words without the signs for emphasis and links; those around code stay.
    static String plain(String words) {
        return words.replaceAll("(?<![\\w*])\\*{1,2}+(?=\\S)|(?<=[^\\s*])\\*{1,2}+(?!\\w)", "").replaceAll("\\[([A-Z][\\w.#]*)\\](\\([^)]*\\))?", "$1");
    }
}
