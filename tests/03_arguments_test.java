import static java.util.Collections.nCopies;
import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;
import static probe.Work.CROWD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("03_arguments")
@DisplayName("03 Passing arguments: runEach(naps, task)")
class PassingArgumentsTest {

    @Test
    @DisplayName("The task runs once for each nap, and is given that nap.")
    void givesEachRunItsOwnNap() throws Exception {
        var naps = Stream.concat(Stream.of(Duration.ofNanos(2_500_000), Duration.ZERO), naps(CROWD).stream()).toList();
        var work = Work.instant();

        PassingArguments.runEach(naps, work.consumer());

        assertThat(work).hasRunOnceForEach(naps);
    }

    @Test
    @DisplayName("All runs are in progress at the same time, however many.")
    void runsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var naps = naps(tasks);
        var work = Work.meeting(tasks);

        PassingArguments.runEach(naps, work.consumer());

        assertThat(work).hasRunOnceForEach(naps).overlapped(tasks);
    }

    @Test
    @DisplayName("runEach() returns after the last run has ended, whichever that is.")
    void waitsForEveryRun() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> PassingArguments.runEach(naps(4), work.consumer()));

        assertThat(call).waitsFor(work, 4);
    }

    @Test
    @DisplayName("Ten naps take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> PassingArguments.runEach(naps(10), work.consumer()));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Equal naps have a run each, at the same time, and all are waited for.")
    void runsEqualNapsToo() throws Exception {
        // The run that is let go last is the first of the two.
        var naps = List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(3));
        var work = Work.instant();
        var held = Work.held();

        PassingArguments.runEach(naps, work.consumer());
        var call = Call.to(() -> PassingArguments.runEach(naps, held.consumer()));

        assertThat(work).hasRunOnceForEach(naps);
        assertThat(call).waitsFor(held, 4);

        var same = Work.meeting(10);

        PassingArguments.runEach(nCopies(10, Duration.ofMillis(1)), same.consumer());

        assertThat(same).hasRun(10).overlapped(10);
    }

    @Test
    @DisplayName("The list of naps is left as it was; an empty one returns at once.")
    void leavesTheListAlone() throws Exception {
        var naps = new ArrayList<>(naps(3));
        naps.add(1, Duration.ofMillis(7));
        var before = List.copyOf(naps);

        PassingArguments.runEach(naps, Work.instant().consumer());
        PassingArguments.runEach(List.of(), Work.instant().consumer());

        assertThat(naps).isEqualTo(before);
    }

    @Test
    @DisplayName("A call waits for its own runs, whatever another call does meanwhile.")
    void keepsCallsApart() throws Exception {
        var held = Work.held();
        var call = Call.to(() -> PassingArguments.runEach(naps(2), held.consumer()));
        held.awaitRuns(2);

        PassingArguments.runEach(naps(2), Work.instant().consumer());

        assertThat(call).waitsFor(held, 2);
    }

    @Test
    @DisplayName("Called from many threads, each call serves its own naps.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(2 * CALLERS);

        var naps = naps(2);
        Consumer<Duration> task = work.consumer();
        Call.fromMany(() -> PassingArguments.runEach(naps, task));

        assertThat(work).hasRunOnceForEach(nCopies(CALLERS, naps(2)).stream().flatMap(List::stream).toList())
                .overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("If runs throw, somebody hears of it, and the others still run and are waited for.")
    void survivesFailures() throws Exception {
        for (var failure : List.of(new IllegalStateException("no paper in tray 7"), new StackOverflowError("no paper in tray 7"))) {
            var work = Work.heldThenFailing(failure).lastStays();

            var call = Call.to(() -> PassingArguments.runEach(naps(4), work.consumer()));

            assertThat(call).waitsFor(work, 4).reports(failure);
            assertThat(work).hasRunOnceForEach(naps(4));
        }
    }

    @Test
    @DisplayName("If one run throws, whichever that is, somebody hears of it.")
    void hearsOfEveryRun() throws Exception {
        for (var failing : naps(3)) {
            var failure = new IllegalStateException("no paper in tray 7");
            var late = Work.heldThenFailing(failure);

            var call = Call.to(() -> PassingArguments.runEach(naps(3), nap -> (nap.equals(failing) ? late : Work.instant()).consumer().accept(nap)));

            assertThat(call).waitsFor(late, 1).reports(failure);
        }
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> PassingArguments.runEach(naps(3), work.consumer()));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> PassingArguments.runEach(naps(3), last.consumer()));

        assertThat(lastCall).heedsALateInterrupt(last, 3);
    }

    private static List<Duration> naps(int count) {
        return LongStream.rangeClosed(1, count).mapToObj(Duration::ofMillis).toList();
    }
}
