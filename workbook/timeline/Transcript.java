package workbook.timeline;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import workbook.pages.Printable;

/// Listens to what a run prints, and keeps each line with its time. Of very many lines the first and the last are kept, of
/// a very long one its beginning: what is kept has a bound, however long the run prints.
public final class Transcript {

    private static final int FIRST = 100;
    private static final int LAST = 100;
    private static final int LONGEST = 200;

    /// What a terminal takes for a colour or for its title, and does not show (ECMA-48).
    private static final Pattern COMMAND = Pattern.compile("\\e(\\[[0-?]*[ -/]*[@-~]|\\][^\\a\\e]*\\a?|.?)");

    /// The lines of the lessons begin with their time and their thread: `1.0 s  main  nap 1 ends`.
    private static final Pattern SAID = Pattern.compile("\\d+\\.\\d s  (\\S+(?: \\S+)*)  (.*)");

    /// A line.
    ///
    /// @param at     when its first character came, in seconds on the scale of the recording
    /// @param thread the thread that it names, as the lines of the lessons do; empty where it names none
    /// @param text   what else it says
    public record Line(double at, String thread, String text) {}

    private record Heard(long nanos, String text) {}

    private final Charset charset;
    private final List<Heard> first = new ArrayList<>();
    private final Deque<Heard> last = new ArrayDeque<>();
    private final byte[] line = new byte[4 * LONGEST];
    private int length;
    private boolean returned;
    private long since;
    private long leftOut;

    /// @param charset in which the run prints
    Transcript(Charset charset) {
        this.charset = charset;
    }

    /// Takes the first `count` of `bytes`, which were printed at `nanos` since 1970. What follows a carriage return is
    /// written over what stood before it.
    synchronized void hear(long nanos, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                end();
            } else if (bytes[i] == '\r') {
                returned = true;
            } else {
                length = returned ? 0 : length;
                returned = false;
                since = length == 0 ? nanos : since;
                if (length < line.length) {
                    line[length++] = bytes[i];
                }
            }
        }
    }

    private void end() {
        var text = COMMAND.matcher(new String(line, 0, length, charset)).replaceAll("").stripTrailing();
        length = 0;
        returned = false;
        if (text.isEmpty()) {
            return;
        }
        var heard = new Heard(since, Printable.line(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…"));
        if (first.size() < FIRST) {
            first.add(heard);
        } else {
            last.add(heard);
            if (last.size() > LAST) {
                last.remove();
                leftOut++;
            }
        }
    }

    /// What was printed until now, in order. In place of lines that were not kept there is one that says how many.
    ///
    /// @param begin the beginning of the scale, in nanoseconds since 1970
    synchronized List<Line> lines(long begin) {
        end();
        var gap = leftOut == 0 ? Stream.<Heard>empty()
                : Stream.of(new Heard(last.element().nanos, "… %,d lines are left out …".formatted(leftOut)));
        return Stream.of(first.stream(), gap, last.stream()).flatMap(lines -> lines).map(heard -> line(heard, begin)).toList();
    }

    private static Line line(Heard heard, long begin) {
        double at = Math.max(0, (heard.nanos - begin) / 1e9);
        var said = SAID.matcher(heard.text);
        return said.matches() ? new Line(at, said.group(1), said.group(2)) : new Line(at, "", heard.text);
    }
}
