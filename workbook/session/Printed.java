package workbook.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// What a program prints, while it does: its last lines, of which none is endless, and what those answer that were asked for.
/// However much is printed, this stays small.
final class Printed {

    private static final int MOST_LINES = 200;
    private static final int LONGEST = 1000;

    private final Pattern asked;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<String> found = new ArrayDeque<>();
    private final StringBuilder unfinished = new StringBuilder();
    private boolean cut;

    /// @param asked lines whose one group is collected
    Printed(Pattern asked) {
        this.asked = asked;
    }

    /// Takes the first `count` of `part`, which may begin and end within a line.
    synchronized void print(char[] part, int count) {
        for (int i = 0; i < count; i++) {
            char c = part[i];
            if (c == '\n') {
                endLine();
            } else if (unfinished.length() < LONGEST) {
                unfinished.append(c);
            } else {
                cut = true;
            }
        }
    }

    private void endLine() {
        if (!unfinished.isEmpty() && unfinished.charAt(unfinished.length() - 1) == '\r') {
            unfinished.setLength(unfinished.length() - 1);
        }
        var line = line();
        keep(lines, line);
        var answer = asked.matcher(line);
        if (answer.find()) {
            keep(found, answer.group(1));
        }
        unfinished.setLength(0);
        cut = false;
    }

    private String line() {
        return unfinished + (cut ? "…" : "");
    }

    private static void keep(Deque<String> queue, String line) {
        queue.add(line);
        if (queue.size() > MOST_LINES) {
            queue.remove();
        }
    }

    /// The last lines, the one included that has not ended yet.
    synchronized List<String> lines() {
        var all = new ArrayList<>(lines);
        if (!unfinished.isEmpty()) {
            all.add(line());
        }
        return all;
    }

    /// What the lines that were asked for answered, in their order.
    synchronized List<String> found() {
        return List.copyOf(found);
    }
}
