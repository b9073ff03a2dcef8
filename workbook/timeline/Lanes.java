package workbook.timeline;

import static java.util.Comparator.comparingDouble;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import workbook.timeline.Recording.Row;
import workbook.timeline.Recording.Span;
import workbook.timeline.Recording.State;

/// The rows of a recording as they are drawn: each by itself where they are few; where they are many, those together
/// that are alike, with how many they are.
///
/// Rows are alike when their names differ in numbers only, they do the same in the same lines in the same order, and
/// they look the same. Where that leaves too many, rows that begin near each other share a lane, and each moment shows
/// what most of those do that are there. No row is left out.
final class Lanes {

    /// More threads than this are grouped.
    static final int MOST = 24;

    private Lanes() {
    }

    /// One line of the drawing.
    ///
    /// @param name    of the thread; of several, with `*` in place of the numbers
    /// @param threads how many it stands for
    /// @param spans   what it shows, in order
    /// @param waits   what these threads waited for and in which line, the longest first
    record Lane(String name, int threads, List<Span> spans, List<Total> waits) {

        /// Those of its waits that can be seen where a cell is the least that can; where none can, the one that the lane
        /// shows most of, if it shows a wait at all.
        List<Total> seen(double cell) {
            var seen = waits.stream().filter(wait -> wait.seconds / threads >= cell / 2).toList();
            return seen.isEmpty() ? waits.stream().filter(wait -> wait.state == mostly()).limit(1).toList() : seen;
        }

        /// The state that takes the most of its time.
        State mostly() {
            return spans.stream().collect(Collectors.groupingBy(Span::state, Collectors.summingDouble(Span::seconds)))
                    .entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(State.RUNS);
        }
    }

    /// The waits in one state and one line of the lesson, those of all threads of a lane together.
    record Total(State state, int line, double seconds) {}

    /// The lanes of a recording, in the order in which they begin, `main` first.
    ///
    /// @param most  how many lanes there may be
    /// @param scale what of the time can be told apart
    static List<Lane> of(Recording recording, int most, Scale scale) {
        var rows = recording.rows();
        if (rows.size() <= most) {
            return rows.stream().map(row -> lane(List.of(row), row.spans())).toList();
        }
        var kinds = grouped(rows, Lanes::deeds);
        if (kinds.size() > most) {
            kinds = grouped(rows, row -> pattern(row.name()));
        }
        if (kinds.size() > most) {
            kinds = List.of(rows);
        }
        int spare = most - kinds.size();
        var lanes = new ArrayList<Lane>();
        for (var kind : kinds) {
            lanes.addAll(lanes(kind, 1 + (int) ((long) spare * kind.size() / rows.size()), scale));
        }
        return List.copyOf(lanes);
    }

    private static List<Lane> lanes(List<Row> kind, int most, Scale scale) {
        var looks = grouped(kind, row -> scale.states(List.of(row.spans())));
        if (looks.size() <= most) {
            return looks.stream().map(alike -> lane(alike, alike.getFirst().spans())).toList();
        }
        var ordered = kind.stream().sorted(comparingDouble(Row::start).thenComparingDouble(Row::end)).toList();
        var lanes = new ArrayList<Lane>();
        for (int i = 0; i < most; i++) {
            var part = ordered.subList(i * ordered.size() / most, (i + 1) * ordered.size() / most);
            lanes.add(lane(part, scale.spans(part.stream().map(Row::spans).toList())));
        }
        return lanes;
    }

    private static Lane lane(List<Row> rows, List<Span> spans) {
        record Place(State state, int line) {}
        var places = rows.stream().flatMap(row -> row.spans().stream()).filter(span -> span.state().isWait())
                .collect(Collectors.groupingBy(span -> new Place(span.state(), span.line()), LinkedHashMap::new,
                        Collectors.summingDouble(Span::seconds)));
        var waits = places.entrySet().stream()
                .map(entry -> new Total(entry.getKey().state, entry.getKey().line, entry.getValue()))
                .sorted(comparingDouble(Total::seconds).reversed()).toList();
        var name = rows.getFirst().name();
        return new Lane(rows.size() == 1 ? name : pattern(name), rows.size(), spans, waits);
    }

    /// What a row does and where, without when; a loop counts as one round.
    private static List<Object> deeds(Row row) {
        return List.of(pattern(row.name()), row.spans().stream().filter(span -> span.state() != State.RUNS)
                .map(span -> span.state() + " " + span.line()).distinct().toList());
    }

    private static String pattern(String name) {
        return name.replaceAll("\\d+", "*");
    }

    private static Collection<List<Row>> grouped(List<Row> rows, Function<Row, ?> by) {
        return rows.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList())).values();
    }

    /// A scale of cells, in each of which one state can be shown.
    ///
    /// @param step     seconds from one mark of the scale to the next: 1, 2 or 5 times a power of ten
    /// @param cellStep how many cells that are
    /// @param cells    how many cells there are in all
    record Scale(double step, int cellStep, int cells) {

        /// The finest scale of at most `cells` cells that reaches to the second `end` and has `between` of them or more
        /// from one mark to the next.
        static Scale of(double end, int cells, int between) {
            for (double power = 0.001; ; power *= 10) {
                for (int digit : new int[] {1, 2, 5}) {
                    double step = digit * power;
                    int marks = (int) Math.ceil(end / step);
                    if (Math.max(marks, 1) * (long) between <= cells) {
                        int cellStep = cells / Math.max(marks, 1);
                        return new Scale(step, cellStep, Math.max(1, (int) Math.ceil(end / step * cellStep)));
                    }
                }
            }
        }

        double cell() {
            return step / cellStep;
        }

        /// A mark of the scale in words, such as `0`, `0.5` or `10`.
        String mark(int number) {
            return new BigDecimal(number * step).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
        }

        /// For each cell what those of `rows` do that are there, most of them for most of it; null where together they are
        /// there for less than half a cell. Rows that are nowhere there so long are shown in the cell in which they begin.
        List<State> states(List<List<Span>> rows) {
            var states = new State[cells];
            var seconds = new double[cells][State.values().length];
            rows.forEach(spans -> spans.forEach(span -> add(span, seconds)));
            for (int i = 0; i < cells; i++) {
                int most = most(seconds[i]);
                if (DoubleStream.of(seconds[i]).sum() >= cell() / 2) {
                    states[i] = State.values()[most];
                }
            }
            if (Stream.of(states).allMatch(Objects::isNull)) {
                int first = cell(rows.getFirst().getFirst().start());
                states[first] = State.values()[most(seconds[first])];
            }
            return Arrays.asList(states);
        }

        /// The same as spans, without lines.
        List<Span> spans(List<List<Span>> rows) {
            var states = states(rows);
            var spans = new ArrayList<Span>();
            for (int i = 0, from = 0; i < cells; i++) {
                if (i + 1 == cells || states.get(i) != states.get(i + 1)) {
                    if (states.get(i) != null) {
                        spans.add(new Span(states.get(i), from * cell(), (i + 1) * cell(), 0));
                    }
                    from = i + 1;
                }
            }
            return spans;
        }

        private void add(Span span, double[][] seconds) {
            for (int i = cell(span.start()); i <= cell(span.end()); i++) {
                seconds[i][span.state().ordinal()] += Math.max(0, Math.min(span.end(), (i + 1) * cell()) - Math.max(span.start(), i * cell()));
            }
        }

        private int cell(double second) {
            return Math.clamp((long) (second / cell()), 0, cells - 1);
        }

        private static int most(double[] seconds) {
            return IntStream.range(0, seconds.length).boxed().max(comparingDouble(i -> seconds[i])).orElseThrow();
        }
    }
}
