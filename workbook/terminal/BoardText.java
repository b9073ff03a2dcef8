package workbook.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import workbook.judging.Play;
import workbook.judging.Verdict;
import workbook.session.View;

/// A [View.Board] in lines of text: a column for each thread, with what it has done, and below that what it would do next.
final class BoardText {

    /// Lines for the last steps, so that there is room for all in a terminal of 24 lines.
    private static final int ROOM = 7;

    private static final int MOST_COLUMNS = 4;

    private final View.Board board;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    private BoardText(View.Board board, int width) {
        this.board = board;
        this.width = width;
    }

    static List<String> of(View.Board board, int width) {
        var text = new BoardText(board, width);
        text.draw();
        return text.lines;
    }

    private void draw() {
        var position = board.position();
        lines.addAll(Text.wrap(Style.prose(board.task()), width));
        lines.add("");
        var threads = position.threads().stream().limit(MOST_COLUMNS).toList();
        row(threads.stream().map(thread -> List.of(Style.bold(thread.number() + " " + thread.name()))).toList());
        for (var step : last(position.steps(), threads.size())) {
            row(threads.stream().map(thread -> thread.name().equals(step.thread()) ? cell(step, threads.size()) : List.<String>of()).toList());
        }
        row(threads.stream().map(thread -> next(thread, threads.size())).toList());
        if (!position.values().isEmpty()) {
            lines.add("");
            lines.addAll(Text.wrap(position.values().entrySet().stream().map(value -> value.getKey() + ": " + Text.shown(value.getValue()))
                    .collect(Collectors.joining("   ")), width));
        }
        lines.add("");
        lines.addAll(Text.wrap(Text.shown(board.status()).replaceFirst("^Done", Style.good("Done")), width));
    }

    private List<Verdict.Step> last(List<Verdict.Step> steps, int columns) {
        int from = steps.size();
        for (int room = ROOM; from > 0 && room >= cell(steps.get(from - 1), columns).size(); from--) {
            room -= cell(steps.get(from - 1), columns).size();
        }
        return steps.subList(from, steps.size());
    }

    private List<String> next(Play.Thread thread, int of) {
        var step = thread.step();
        if (step == null) {
            return List.of(Style.faint("has ended"));
        }
        return (thread.canGoOn() ? Text.wrap("next: " + words(step), column(of)).stream().map(Style::good)
                : Text.wrap(words(step), column(of)).stream().map(Style::bad)).toList();
    }

    private List<String> cell(Verdict.Step step, int of) {
        return Text.wrap(words(step), column(of));
    }

    private static String words(Verdict.Step step) {
        return Text.shown(step.does()) + (step.line() == 0 ? "" : " (line " + step.line() + ")");
    }

    private int column(int of) {
        return width / of - 2;
    }

    /// One line for each line of the highest cell.
    private void row(List<List<String>> cells) {
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < height; i++) {
            var line = new StringBuilder();
            for (var cell : cells) {
                var part = i < cell.size() ? cell.get(i) : "";
                line.append(part).append(" ".repeat(Math.max(0, column(cells.size()) + 2 - Text.columns(AttributedString.fromAnsi(part)))));
            }
            lines.add(line.toString().stripTrailing());
        }
    }
}
