package workbook.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;

/// Where a command prints lines for a person to read. On a terminal, one that is too long is broken between its words, and what follows is
/// indented as it is; a word that has no room by itself, such as a path, is left to the terminal. What is to be copied, or read by a program, is
/// printed to `System.out`.
public final class Lines extends PrintWriter {

    private final int width = Style.columns(Integer.MAX_VALUE);

    public Lines(PrintStream stream) {
        super(stream, true);
    }

    @Override
    public void println(Object lines) {
        println(String.valueOf(lines));
    }

    @Override
    public void println(String lines) {
        Text.wrap(List.of(lines.split("\n", -1)), width, false).forEach(super::println);
    }
}
