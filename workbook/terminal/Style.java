package workbook.terminal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jline.terminal.TerminalBuilder;

/// How words look on a terminal that shows colours; on another one, and where `NO_COLOR` is not empty, they are plain.
/// (See no-color.org.)
public final class Style {

    public static final boolean TERMINAL = System.console() != null && System.console().isTerminal();
    public static final boolean COLOUR = TERMINAL && System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(System.getenv("TERM"));

    /// Terminals that would show what makes a link.
    private static final boolean LINKS = COLOUR && !String.valueOf(System.getenv("TERM")).matches("linux|vt\\d.*|ansi|cons.*|sun");

    private static final int COLUMNS = TERMINAL ? columns() : 0;

    private Style() {
    }

    /// The columns that the terminal had when the workbook began, or `other` where there is none, or none that says.
    public static int columns(int other) {
        return COLUMNS > 0 ? COLUMNS : other;
    }

    private static int columns() {
        try (var terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            return terminal.getSize().getColumns();
        } catch (IOException e) {
            return 0;
        }
    }

    /// Whether the signs of a drawing reach the reader as they are.
    public static boolean canDraw() {
        var name = System.getProperty("stdout.encoding");
        return name != null && Charset.forName(name).newEncoder().canEncode("█═×·≈");
    }

    static String bold(String words) {
        return wrap(1, words);
    }

    public static String faint(String words) {
        return wrap(2, words);
    }

    public static String good(String words) {
        return wrap(32, words);
    }

    public static String bad(String words) {
        return wrap(31, words);
    }

    /// The words as a link that opens `file` when it is clicked, on terminals that know the OSC 8 sequence.
    static String link(Path file, String words) {
        return LINKS ? "\033]8;;" + file.toUri() + "\033\\" + words + "\033]8;;\033\\" : words;
    }

    /// Words with code in them, which Markdown has between backticks. They stay where there are no colours, for then nothing else sets it apart.
    public static String prose(String words) {
        return COLOUR ? words.replaceAll("`([^`]+)`", "\033[36m$1\033[0m") : words;
    }

    private static String wrap(int code, String words) {
        return COLOUR ? "\033[" + code + "m" + words + "\033[0m" : words;
    }
}
