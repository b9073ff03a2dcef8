package workbook.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/// Lines of text on a terminal, which counts in columns and obeys what it should only show.
final class Text {

    private static final int TAB = 8;

    /// What a line begins with and its continuation does not: spaces, marks, the dash of an item.
    private static final Pattern HANG = Pattern.compile("^ *(?:[✓✗·>-] +)*");

    private static final Pattern POINTER = Pattern.compile(" *\\^");

    private Text() {
    }

    /// The line with nothing in it that a terminal obeys. Tabs become spaces; other control characters, and those that turn or
    /// hide what follows, become visible: `^[`, `\u202e`.
    static String shown(String line) {
        var shown = new StringBuilder();
        int column = 0;
        for (int c : line.codePoints().toArray()) {
            var sign = c == '\t' ? " ".repeat(TAB - column % TAB) : c < ' ' ? "^" + (char) (c + '@') : c == 0x7f ? "^?"
                    : switch (Character.getType(c)) {
                        case Character.CONTROL, Character.FORMAT, Character.SURROGATE,
                                Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> "\\u%04x".formatted(c);
                        default -> Character.toString(c);
                    };
            shown.append(sign);
            column += columns(sign);
        }
        return shown.toString();
    }

    /// The columns that the text takes: two for a character of East Asia, none for an accent.
    static int columns(CharSequence text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    /// The text, if it takes not more columns than `most`; or its beginning, and a sign that it is one.
    static String cut(String text, int most) {
        return columns(text) <= most ? text : new AttributedString(text).columnSubSequence(0, most - 1) + "…";
    }

    /// A stretch of a line, and how far it is indented.
    private record Piece(int from, int to, int indent) {}

    /// The line, styled or not, in lines of at most `width` columns. It is broken between words, and within one only where that
    /// has no room by itself; what follows is indented as the line is.
    static List<String> wrap(String line, int width) {
        return wrap(List.of(line), width, true);
    }

    /// The same of lines under each other. A compiler's `^` stays below what it points at.
    ///
    /// @param within whether words are broken that have no room by themselves
    static List<String> wrap(List<String> lines, int width, boolean within) {
        var wrapped = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var whole = AttributedString.fromAnsi(line);
            var text = whole.toString();
            var pieces = pieces(text, width, within);
            int pointed = i + 1 < lines.size() && POINTER.matcher(lines.get(i + 1)).matches() ? lines.get(++i).length() - 1 : -1;
            for (var piece : pieces) {
                wrapped.add(pieces.size() == 1 ? line : " ".repeat(piece.indent) + whole.subSequence(piece.from, piece.to).toAnsi());
                if (pointed >= piece.from && (pointed < piece.to || piece == pieces.getLast())) {
                    int column = piece.indent + columns(text.substring(piece.from, Math.min(pointed, text.length()))) + Math.max(0, pointed - text.length());
                    wrapped.add(" ".repeat(Math.min(column, width - 1)) + "^");
                    pointed = -1;
                }
            }
        }
        return wrapped;
    }

    private static List<Piece> pieces(String text, int width, boolean within) {
        if (columns(text) <= width) {
            return List.of(new Piece(0, text.length(), 0));
        }
        var begin = HANG.matcher(text);
        int hang = begin.find() && columns(begin.group()) <= width / 2 ? columns(begin.group()) : 0;
        var pieces = new ArrayList<Piece>();
        for (int from = 0; from < text.length(); ) {
            int indent = from == 0 ? 0 : hang;
            int to = end(text, from, width - indent, from == 0 ? begin.end() : from, within);
            int last = to;
            while (last > from && text.charAt(last - 1) == ' ') {
                last--;
            }
            pieces.add(new Piece(from, last, indent));
            from = to;
            while (from < text.length() && text.charAt(from) == ' ') {
                from++;
            }
        }
        return pieces;
    }

    /// Where the line ends that begins at `from` and has room for `width` columns.
    ///
    /// @param first where its first word begins
    private static int end(String text, int from, int width, int first, boolean within) {
        int space = -1;
        int used = 0;
        for (int i = from; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            used += Math.max(0, WCWidth.wcwidth(text.codePointAt(i)));
            if (text.charAt(i) == ' ' && i > first) {
                if (used > width) {
                    return i;
                }
                space = i;
            }
            if (used > width && text.charAt(i) != ' ' && (within || space > 0)) {
                return space > 0 ? space : Math.max(i, from + Character.charCount(text.codePointAt(from)));
            }
        }
        return text.length();
    }
}
