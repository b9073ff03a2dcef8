package workbook.book;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import workbook.judging.Verdict;

/// The order of steps in which a test failed, as a table with a column for each thread. Below a step that waits for another thread, wakes one
/// or starts one is a row with an arrow to that one's column.
///
/// @param sentence what was to be
/// @param failure  what was
public record Order(String sentence, String failure, List<String> threads, List<Row> rows) {

    /// @param style `step` or `reach`
    record Row(String style, List<Cell> cells) {}

    /// A cell, or several cells of a row as one.
    ///
    /// @param span  how many columns it has
    /// @param does  what the thread did, or empty
    /// @param line  in which it did so, or empty
    /// @param arrow `left` or `right` for an arrow from the middle of the first or last column to that of the other; else empty
    /// @param style `waits` or `wakes`
    record Cell(int span, String does, String line, String arrow, String style) {

        static Cell empty(int span) {
            return new Cell(span, "", "", "", "");
        }
    }

    private static final Pattern WAITS = Pattern.compile("which (.+) holds$|^waits in join\\(\\) for (.+)$");
    private static final Pattern WAKES = Pattern.compile("^(?:notifies|starts) (.+)$");

    /// Of the first test in `verdict` that knows it; none if no test does.
    public static List<Order> in(Verdict verdict) {
        return verdict.tests().stream().filter(test -> !test.steps().isEmpty()).limit(1).map(Order::of).toList();
    }

    private static Order of(Verdict.Test test) {
        var threads = test.steps().stream().map(Verdict.Step::thread).distinct().sorted().toList();
        var rows = new ArrayList<Row>();
        for (var step : test.steps()) {
            int at = threads.indexOf(step.thread());
            rows.add(new Row("step", cells(threads.size(), at, new Cell(1, step.does(), step.line() == 0 ? "" : "" + step.line(), "", ""))));
            for (var style : List.of("waits", "wakes")) {
                for (var other : others(style.equals("waits") ? WAITS : WAKES, step.does())) {
                    int to = threads.indexOf(other);
                    if (to >= 0 && to != at) {
                        rows.add(new Row("reach", cells(threads.size(), Math.min(at, to),
                                new Cell(Math.abs(at - to) + 1, "", "", to > at ? "right" : "left", style))));
                    }
                }
            }
        }
        return new Order(test.sentence(), test.failure(), threads, rows);
    }

    private static List<String> others(Pattern pattern, String does) {
        var found = pattern.matcher(does);
        return found.find() ? List.of((found.group(1) != null ? found.group(1) : found.group(2)).split(", ")) : List.of();
    }

    /// A row of so many columns, empty but for `cell`.
    private static List<Cell> cells(int columns, int at, Cell cell) {
        return Stream.of(Stream.generate(() -> Cell.empty(1)).limit(at), Stream.of(cell), Stream.generate(() -> Cell.empty(1)).limit(columns - at - cell.span))
                .flatMap(cells -> cells).toList();
    }
}
