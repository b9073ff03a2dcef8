import static org.assertj.core.api.Assertions.catchThrowable;
import static probe.ProbeAssertions.*;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("01_start_join")
@DisplayName("01 Start and join: runBoth(first, second)")
class StartJoinTest {

    @Test
    @DisplayName("Each of the two tasks runs exactly once.")
    void runsEachTaskOnce() throws Exception {
        var first = Work.instant();
        var second = Work.instant();

        StartJoin.runBoth(first.runnable(), second.runnable());

        assertThat(first).hasRun(1);
        assertThat(second).hasRun(1);
    }

    @Test
    @DisplayName("Both are in progress at the same time.")
    void runsBothAtTheSameTime() throws Exception {
        var work = Work.meeting(2);

        StartJoin.runBoth(work.runnable(), work.runnable());

        assertThat(work).overlapped(2);
    }

    @Test
    @DisplayName("runBoth() returns after the first task has ended, if that is the last to end.")
    void waitsForTheFirst() throws Exception {
        var first = Work.held();

        var call = Call.to(() -> StartJoin.runBoth(first.runnable(), Work.instant().runnable()));

        assertThat(call).waitsFor(first, 1);
    }

    @Test
    @DisplayName("runBoth() returns after the second task has ended, if that is the last to end.")
    void waitsForTheSecond() throws Exception {
        var second = Work.held();

        var call = Call.to(() -> StartJoin.runBoth(Work.instant().runnable(), second.runnable()));

        assertThat(call).waitsFor(second, 1);
    }

    @Test
    @DisplayName("Two naps take less time than one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(200));

        var timing = Timing.of(2, work, () -> StartJoin.runBoth(work.runnable(), work.runnable()));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("The same task may be given twice.")
    void runsOneTaskTwice() throws Exception {
        var work = Work.meeting(2);
        var task = work.runnable();

        StartJoin.runBoth(task, task);

        assertThat(work).hasRun(2).overlapped(2);
    }

    @Test
    @DisplayName("Called from many threads, all their tasks are in progress at the same time.")
    void servesManyCallers() throws Exception {
        int callers = Work.crowd() / 2;
        var work = Work.meeting(2 * callers);

        Call.from(callers, () -> StartJoin.runBoth(work.runnable(), work.runnable()));

        assertThat(work).hasRun(2 * callers).overlapped(2 * callers);
    }

    @Test
    @DisplayName("A call waits for its own tasks, whatever another call does meanwhile.")
    void keepsCallsApart() throws Exception {
        var first = Work.held();
        var second = Work.held();
        var call = Call.to(() -> StartJoin.runBoth(first.runnable(), second.runnable()));
        first.awaitRuns(1);
        second.awaitRuns(1);

        StartJoin.runBoth(Work.instant().runnable(), Work.instant().runnable());
        first.releaseAll();

        assertThat(call).waitsFor(second, 1);
    }

    @Test
    @DisplayName("If the first task throws, somebody hears of it, and the second is still run and waited for.")
    void survivesAFailureOfTheFirst() throws Exception {
        for (var failure : List.of(new IllegalStateException("the first task failed"), new StackOverflowError("the first task failed"))) {
            var first = Work.failing(failure);
            var second = Work.held();

            var call = Call.to(() -> StartJoin.runBoth(first.runnable(), second.runnable()));
            first.awaitEnds(1);

            assertThat(call).waitsFor(second, 1).reports(failure);
        }
    }

    @Test
    @DisplayName("A call is not troubled by what a task of an earlier one has thrown.")
    void forgetsFailures() throws Exception {
        var failure = new IllegalStateException("a task of the first call failed");
        var failed = Call.to(() -> StartJoin.runBoth(Work.failing(failure).runnable(), Work.instant().runnable()));
        assertThat(failed).reports(failure);

        var thrown = catchThrowable(() -> StartJoin.runBoth(Work.instant().runnable(), Work.instant().runnable()));

        assertThat(thrown).overridingErrorMessage("Both tasks ended well, and the method threw what a task of an earlier call had thrown: %s.", thrown).isNull();
    }

    @Test
    @DisplayName("If the second task throws, somebody hears of it, and the first is still run and waited for.")
    void survivesAFailureOfTheSecond() throws Exception {
        for (var failure : List.of(new IllegalStateException("the second task failed"), new StackOverflowError("the second task failed"))) {
            var first = Work.held();
            var second = Work.failing(failure);

            var call = Call.to(() -> StartJoin.runBoth(first.runnable(), second.runnable()));
            second.awaitEnds(1);

            assertThat(call).waitsFor(first, 1).reports(failure);
        }
    }

    @Test
    @DisplayName("If a task throws late, when the other one has ended, somebody hears of it, too.")
    void hearsOfALateFailure() throws Exception {
        for (boolean first : new boolean[] {true, false}) {
            var failure = new IllegalStateException("the task failed late");
            var failing = Work.heldThenFailing(failure);
            var other = Work.instant();

            var call = Call.to(() -> StartJoin.runBoth((first ? failing : other).runnable(), (first ? other : failing).runnable()));

            assertThat(call).waitsFor(failing, 1).reports(failure);
        }
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> StartJoin.runBoth(work.runnable(), work.runnable()));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> StartJoin.runBoth(last.runnable(), last.runnable()));

        assertThat(lastCall).heedsALateInterrupt(last, 2);
    }
}
