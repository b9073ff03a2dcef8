package workbook.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.timeline.Lanes.Lane;
import workbook.timeline.Lanes.Scale;
import workbook.timeline.Lanes.Total;
import workbook.timeline.Recording.State;

/// Draws recordings in characters: a lane for each thread, seconds along the bottom, beside it what was waited for and
/// in which line of the lesson. A character shows what the thread did for most of that time.
///
/// @param width  characters in a line; a drawing takes 72 at least
/// @param ascii  whether only ASCII characters are used
/// @param colour whether states have colours as well
public record TimelineText(int width, boolean ascii, boolean colour) {

    /// Where a lane waited in more places than this, the rest is counted and not named.
    private static final int MOST_WAITS = 3;

    private static final int NARROWEST = 72;
    private static final int LONGEST_NAME = 28;

    /// From so many characters of picture on, labels name the file, which some terminals make a link of.
    private static final int ROOM_FOR_FILES = 48;

    private static final int BETWEEN_MARKS = 8;

    /// The drawings of all `runs` under each other, on one scale.
    public List<String> draw(List<RecordedRun> runs) {
        int name = runs.stream().flatMap(run -> run.recording().rows().stream())
                .mapToInt(row -> row.name().length()).max().orElse(0);
        int most = runs.stream().mapToInt(run -> run.recording().rows().size()).max().orElse(0);
        if (most > Lanes.MOST) {
            name += count(most).length();
        }
        name = Math.clamp(name, "seconds".length(), LONGEST_NAME);
        int room = Math.max(width, NARROWEST) - name - 4;
        boolean files = room - labels(runs, true) >= ROOM_FOR_FILES;
        double end = RecordedRun.end(runs);
        var scale = Scale.of(end, room - labels(runs, files), BETWEEN_MARKS);

        var lines = new ArrayList<String>();
        for (var run : runs) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            draw(run, name, scale, files, lines);
        }
        return lines;
    }

    private int labels(List<RecordedRun> runs, boolean files) {
        return runs.stream().flatMap(run -> run.recording().rows().stream().flatMap(row -> row.spans().stream())
                        .map(span -> label(run, new Total(span.state(), span.line(), 0), files)))
                .mapToInt(String::length).max().orElse(0);
    }

    private void draw(RecordedRun run, int name, Scale scale, boolean files, List<String> lines) {
        var recording = run.recording();
        lines.add(run.title());
        lines.add("");
        for (var lane : Lanes.of(recording, Lanes.MOST, scale)) {
            var picture = scale.states(List.of(lane.spans())).stream().map(this::symbol).collect(Collectors.joining());
            var labels = labels(run, lane, scale, files);
            lines.add((fitted(lane, name) + "  " + picture + "  " + labels.getFirst()).stripTrailing());
            labels.stream().skip(1).forEach(label -> lines.add(" ".repeat(name + scale.cells() + 4) + label));
        }
        lines.add(("%-" + name + "s  %s").formatted("seconds", axis(scale)));
        lines.add("");
        lines.add(legend(recording));
        lines.addAll(sentences(run));
    }

    private static String axis(Scale scale) {
        var axis = new StringBuilder();
        for (int mark = 0; mark * scale.cellStep() <= scale.cells(); mark++) {
            axis.append(" ".repeat(mark * scale.cellStep() - axis.length())).append(scale.mark(mark));
        }
        return axis.toString();
    }

    private static String fitted(Lane lane, int width) {
        var count = lane.threads() == 1 ? "" : count(lane.threads());
        int room = width - count.length();
        var name = lane.name().length() <= room ? lane.name() : lane.name().substring(0, Math.max(0, room - 3)) + "...";
        return ("%-" + width + "s").formatted(name + count);
    }

    private static String count(int threads) {
        return " x %,d".formatted(threads);
    }

    /// Where a lane waited, except for what is too short to be seen.
    private static List<String> labels(RecordedRun run, Lane lane, Scale scale, boolean files) {
        var seen = lane.seen(scale.cell());
        if (seen.isEmpty()) {
            return List.of(lane.mostly().words);
        }
        var labels = seen.stream().limit(MOST_WAITS).map(wait -> label(run, wait, files));
        int more = seen.size() - MOST_WAITS;
        return more <= 0 ? labels.toList() : Stream.concat(labels, Stream.of("and in %d more places".formatted(more))).toList();
    }

    private static String label(RecordedRun run, Total wait, boolean files) {
        return wait.state().words + (wait.line() == 0 ? ""
                : files ? "  " + run.answer().lesson().name() + ".java:" + wait.line() : ", line " + wait.line());
    }

    /// The symbols that this drawing has, and what they stand for.
    private String legend(Recording recording) {
        return recording.states().stream().map(state -> symbol(state) + " " + state.words).collect(Collectors.joining("   "));
    }

    private String symbol(State state) {
        if (state == null) {
            return " ";
        }
        var symbol = String.valueOf(ascii ? state.ascii : state.symbol);
        return colour ? "\033[" + state.ansi + "m" + symbol + "\033[0m" : symbol;
    }

    private static String compared(double faster, boolean shared) {
        return faster < 1.05 ? "one after the other."
                : (shared ? "at most %.1f times as fast as one after the other, because a shared network makes each wait longer."
                        : "%.1f times as fast as one after the other.").formatted(faster);
    }

    static String threads(int count) {
        return "%,d thread%s".formatted(count, count == 1 ? "" : "s");
    }

    /// What the drawing comes to, in sentences.
    static List<String> sentences(RecordedRun run) {
        var recording = run.recording();
        var figures = recording.figures();
        var sentences = new ArrayList<String>();
        sentences.add(figures.peak() == 0 ? "No thread waited for a millisecond or longer."
                : "At most " + threads(figures.peak()) + " waited at once.");
        figures.faster().ifPresent(faster -> sentences.add("%.1f s of %s in %.1f s: ".formatted(figures.waited(),
                figures.shared() ? "sleep and network" : "sleep", recording.end()) + compared(faster, figures.shared())));
        if (!recording.leftOut().isEmpty()) {
            sentences.add("Left out: " + recording.leftOut().entrySet().stream()
                    .map(entry -> threads(entry.getValue()) + " " + entry.getKey()).collect(Collectors.joining(", ")) + ".");
        }
        if (!run.ending().isEmpty()) {
            sentences.add(run.ending());
        }
        if (!recording.whole()) {
            sentences.add("The recording was cut at %.1f s; what came later is not known.".formatted(recording.end()));
        }
        return sentences;
    }
}
