import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("02_thread_list")
@DisplayName("02 A list of threads: runTimes(times, task)")
class ThreadListTest {

    @Test
    @DisplayName("The task runs as many times as asked.")
    void runsAsOftenAsAsked() throws Exception {
        for (int times : new int[] {1, 2, 7}) {
            var work = Work.instant();

            ThreadList.runTimes(times, work.runnable());

            assertThat(work).hasRun(times);
        }
    }

    @Test
    @DisplayName("All runs are in progress at the same time, however many.")
    void runsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        ThreadList.runTimes(tasks, work.runnable());

        assertThat(work).hasRun(tasks).overlapped(tasks);
    }

    @Test
    @DisplayName("runTimes() returns after the last run has ended, whichever that is.")
    void waitsForEveryRun() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> ThreadList.runTimes(4, work.runnable()));

        assertThat(call).waitsFor(work, 4);
    }

    @Test
    @DisplayName("Ten naps take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> ThreadList.runTimes(10, work.runnable()));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Zero times returns at once.")
    void runsZeroTimes() throws Exception {
        var work = Work.instant();

        ThreadList.runTimes(0, work.runnable());

        assertThat(work).hasRun(0);
    }

    @Test
    @DisplayName("A call waits for its own runs, whatever another call does meanwhile.")
    void keepsCallsApart() throws Exception {
        var held = Work.held();
        // Of three runs, the one that is let go last is not the first that the call joins.
        var call = Call.to(() -> ThreadList.runTimes(3, held.runnable()));
        held.awaitRuns(3);

        ThreadList.runTimes(3, Work.instant().runnable());

        assertThat(call).waitsFor(held, 3);
    }

    @Test
    @DisplayName("Called from many threads, it runs the task as often as all of them ask.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(2 * CALLERS);

        var task = work.runnable();
        Call.fromMany(() -> ThreadList.runTimes(2, task));

        assertThat(work).hasRun(2 * CALLERS).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("If runs throw, somebody hears of it, and the others still run and are waited for.")
    void survivesFailures() throws Exception {
        for (var failure : List.of(new IllegalStateException("no paper in tray 7"), new StackOverflowError("no paper in tray 7"))) {
            var work = Work.heldThenFailing(failure).lastStays();

            var call = Call.to(() -> ThreadList.runTimes(4, work.runnable()));

            assertThat(call).waitsFor(work, 4).reports(failure);
        }
    }

    @Test
    @DisplayName("If one run throws, whichever that is, somebody hears of it.")
    void hearsOfEveryRun() throws Exception {
        for (int failing = 1; failing <= 3; failing++) {
            int number = failing;
            var failure = new IllegalStateException("no paper in tray 7");
            var late = Work.heldThenFailing(failure);
            var begun = new AtomicInteger();

            var call = Call.to(() -> ThreadList.runTimes(3, () -> (begun.incrementAndGet() == number ? late : Work.instant()).runnable().run()));

            assertThat(call).waitsFor(late, 1).reports(failure);
        }
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> ThreadList.runTimes(3, work.runnable()));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> ThreadList.runTimes(3, last.runnable()));

        assertThat(lastCall).heedsALateInterrupt(last, 3);
    }
}
