package workbook.timeline;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What a run of a lesson did with its time, as Flight Recorder has recorded it. All times are seconds since the
/// lesson's class was loaded, which is when its `main` is about to begin.
///
/// @param rows    the lesson's threads, `main` first, the others in the order in which they started
/// @param leftOut how many threads of which kind are no row, because the JDK runs them for itself
/// @param begin   the zero of these times, in nanoseconds since 1970
/// @param end     when the last thread ended; where one has not ended, the last moment that was recorded
/// @param whole   whether the recording was finished; if not, the program was killed, and what it did last is missing
public record Recording(List<Row> rows, Map<String, Integer> leftOut, long begin, double end, boolean whole) {

    /// What a thread does with a stretch of its time.
    enum State {
        /// It has started, and no wait is recorded. It may compute, want a processor, or wait for what is not recorded,
        /// such as a file.
        RUNS("runs", '#', '█', 32),
        SLEEPS("sleeps", '=', '═', 34),
        /// For a monitor, a `Lock` or a `Semaphore` that others have.
        WAITS_FOR_LOCK("waits for a lock", 'x', '×', 31),
        /// For what another thread does: its end, its result, an element in a queue, a signal.
        WAITS_FOR_THREAD("waits for a thread", '.', '·', 90),
        WAITS_FOR_NETWORK("waits for the network", '~', '≈', 35),
        /// A pool's thread between tasks.
        HAS_NO_TASK("has no task", '_', '_', 90),
        /// It had not ended when the recording did, and what it did since its last wait was not recorded.
        UNKNOWN("did not end", '?', '?', 31);

        final String words;
        final char ascii;
        final char symbol;
        /// The number of its colour on a terminal (ECMA-48).
        final int ansi;

        State(String words, char ascii, char symbol, int ansi) {
            this.words = words;
            this.ascii = ascii;
            this.symbol = symbol;
            this.ansi = ansi;
        }

        /// Whether a thread in this state waits in the middle of its task.
        boolean isWait() {
            return this != RUNS && this != HAS_NO_TASK && this != UNKNOWN;
        }

        /// Whether this wait would also be there if the tasks ran one after the other. One for a lock or for a thread
        /// would not: that lasts as long as what other threads do, which is counted on their rows.
        boolean isWork() {
            return this == SLEEPS || this == WAITS_FOR_NETWORK;
        }
    }

    /// A stretch of a thread's time.
    ///
    /// @param line the line of the lesson that waited, counted from 1; 0 where there is none
    record Span(State state, double start, double end, int line) {

        double seconds() {
            return end - start;
        }
    }

    /// A thread.
    ///
    /// @param name  as the lessons print it: that of a virtual thread without a name is made of its number
    /// @param ended whether it ended before the recording did
    /// @param spans all of its time, from its start to its end, without gaps
    public record Row(String name, boolean virtual, double start, double end, boolean ended, List<Span> spans) {}

    /// What the waits of all threads come to.
    ///
    /// @param peak   how many threads waited at once, at most
    /// @param waited seconds of sleep and network, added up over all threads
    /// @param faster how many times as long it would have taken with these waits one after the other, and all else as
    ///               it was: the waits are laid end to end in place of the time during which there was at least one.
    ///               None where nothing slept or waited for the network.
    /// @param shared whether some of these waits are for the network. They may be longer than they would have been
    ///               alone, since those that overlap share a line; so `faster` is then an upper bound
    public record Figures(int peak, double waited, OptionalDouble faster, boolean shared) {}

    public Figures figures() {
        var work = spans().filter(span -> span.state.isWork()).toList();
        double waited = work.stream().mapToDouble(Span::seconds).sum();
        double oneAfterTheOther = end - covered(work) + waited;
        return new Figures(peak(), waited,
                waited > 0 ? OptionalDouble.of(oneAfterTheOther / end) : OptionalDouble.empty(),
                work.stream().anyMatch(span -> span.state == State.WAITS_FOR_NETWORK));
    }

    /// The states that occur, in the order of their declaration.
    List<State> states() {
        return spans().map(Span::state).distinct().sorted().toList();
    }

    private Stream<Span> spans() {
        return rows.stream().flatMap(row -> row.spans.stream());
    }

    /// The time during which there was at least one of `spans`.
    private static double covered(List<Span> spans) {
        double covered = 0;
        double until = Double.NEGATIVE_INFINITY;
        for (var span : spans.stream().sorted((a, b) -> Double.compare(a.start, b.start)).toList()) {
            covered += Math.max(0, span.end - Math.max(span.start, until));
            until = Math.max(until, span.end);
        }
        return covered;
    }

    private int peak() {
        record Step(double at, int change) {}
        var steps = spans().filter(span -> span.state.isWait() && span.seconds() > 0)
                .flatMap(span -> Stream.of(new Step(span.start, 1), new Step(span.end, -1)))
                .sorted((a, b) -> a.at == b.at ? a.change - b.change : Double.compare(a.at, b.at))
                .toList();
        int now = 0;
        int peak = 0;
        for (var step : steps) {
            now += step.change;
            peak = Math.max(peak, now);
        }
        return peak;
    }
}
