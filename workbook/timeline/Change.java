package workbook.timeline;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import workbook.timeline.Transcript.Line;

/// What differs between a run and another of the same lesson, as far as they printed it.
final class Change {

    /// Seconds by which two runs of one program may differ on a busy machine, and the share of its time.
    private static final double NOISE = 0.2;
    private static final double NOISE_SHARE = 0.05;

    /// From this share of the time on, one sees in the bars that one run is faster.
    private static final double SEEN_IN_BARS = 0.25;

    /// The last line of each lesson, without its seconds: those stand beside the picture.
    private static final String FINISHED = "Finished";

    private Change() {
    }

    /// For each line of `run` whether `other` has not printed it at about that time.
    static List<Boolean> changed(RecordedRun run, RecordedRun other) {
        var lines = run.printed();
        var counterparts = counterparts(lines, other.printed());
        return IntStream.range(0, lines.size()).mapToObj(i -> counterparts.get(i) == null
                || apart(lines.get(i), counterparts.get(i)) > noise(run, other)).toList();
    }

    /// Where two runs take about as long, a sentence for each of them that says what changed: when the line comes that moved
    /// most, or else the last one that the other has not. Empty sentences where that is seen, and where there is one run.
    static List<String> sentences(List<RecordedRun> runs) {
        return runs.size() == 1 ? List.of("") : sentences(runs.getFirst(), runs.getLast());
    }

    private static List<String> sentences(RecordedRun one, RecordedRun other) {
        double longer = Math.max(one.recording().end(), other.recording().end());
        if (Math.abs(one.recording().end() - other.recording().end()) > Math.max(longer * SEEN_IN_BARS, NOISE)) {
            return List.of("", "");
        }
        var lines = one.printed();
        var counterparts = counterparts(lines, other.printed());
        var moved = IntStream.range(0, lines.size()).filter(i -> counterparts.get(i) != null && !said(lines.get(i)).equals(FINISHED)).boxed()
                .max(comparingDouble(i -> apart(lines.get(i), counterparts.get(i))))
                .filter(i -> apart(lines.get(i), counterparts.get(i)) > noise(one, other));
        if (moved.isPresent()) {
            return List.of(at(lines.get(moved.get())), at(counterparts.get(moved.get())));
        }
        var mine = lastOfItsOwn(one, other);
        var others = lastOfItsOwn(other, one);
        return List.of(prints(mine, others), prints(others, mine));
    }

    private static String at(Line line) {
        return "It prints “%s” at %.1f\u00a0s.".formatted(line.text(), line.at());
    }

    private static String prints(String own, String others) {
        return !own.isEmpty() ? "It prints “" + own + "”." : !others.isEmpty() ? "It does not print “" + others + "”." : "";
    }

    private static String lastOfItsOwn(RecordedRun run, RecordedRun other) {
        var counterparts = counterparts(run.printed(), other.printed());
        return IntStream.range(0, counterparts.size()).filter(i -> counterparts.get(i) == null)
                .mapToObj(i -> run.printed().get(i).text()).reduce("", (_, last) -> last);
    }

    /// For each of `lines` the one of `others` that says the same, or null: for the second that says so the second, and so on.
    private static List<Line> counterparts(List<Line> lines, List<Line> others) {
        var free = new HashMap<String, ArrayList<Line>>();
        others.forEach(line -> free.computeIfAbsent(said(line), _ -> new ArrayList<>()).add(line));
        var counterparts = new ArrayList<Line>();
        for (var line : lines) {
            var same = free.getOrDefault(said(line), new ArrayList<>());
            counterparts.add(same.isEmpty() ? null : same.removeFirst());
        }
        return counterparts;
    }

    /// What a line says besides the time that its run took.
    private static String said(Line line) {
        return line.text().replaceFirst("^Finished in [\\d.]+ seconds$", FINISHED);
    }

    private static double apart(Line line, Line counterpart) {
        return Math.abs(line.at() - counterpart.at());
    }

    private static double noise(RecordedRun one, RecordedRun other) {
        return Math.max(NOISE, NOISE_SHARE * Math.max(one.recording().end(), other.recording().end()));
    }
}
