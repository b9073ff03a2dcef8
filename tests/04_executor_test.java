import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("04_executor")
@DisplayName("04 An executor: both(first, second)")
class ExecutorSubmitTest {

    @Test
    @DisplayName("It returns both results, the first task's first.")
    void returnsBothResultsInOrder() throws Exception {
        var work = Work.instant();

        var results = ExecutorSubmit.both(work.callable("b"), work.callable("a"));

        assertThat(work).hasRunOnceForEach(List.of("b", "a"));
        assertInOrder(results, List.of("b", "a"));
    }

    @Test
    @DisplayName("Both tasks are in progress at the same time.")
    void runsBothAtTheSameTime() throws Exception {
        var work = Work.meeting(2);

        ExecutorSubmit.both(work.callable("a"), work.callable("b"));

        assertThat(work).overlapped(2);
    }

    @Test
    @DisplayName("both() returns after both tasks have ended.")
    void waitsForBoth() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> ExecutorSubmit.both(work.callable("a"), work.callable("b")));

        assertThat(call).waitsFor(work, 2);
        assertInOrder(call.result(), List.of("a", "b"));
    }

    @Test
    @DisplayName("The results keep their order when the second task ends first.")
    void keepsTheOrder() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> ExecutorSubmit.both(work.callable("a"), work.callable("b")));
        work.release("b");
        work.release("a");

        assertInOrder(call.result(), List.of("a", "b"));
    }

    @Test
    @DisplayName("Both results are waited for when the first task ends first.")
    void waitsForTheSecondResult() throws Exception {
        var work = Work.held().lastStays();

        var call = Call.to(() -> ExecutorSubmit.both(work.callable("a"), work.callable("b")));

        assertThat(call).waitsFor(work, 2);

        assertInOrder(call.result(), List.of("a", "b"));
    }

    @Test
    @DisplayName("Two naps take less time than one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(200));

        var timing = Timing.of(2, work, () -> ExecutorSubmit.both(work.callable("a"), work.callable("b")));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("The same task given twice runs twice, and gives the result of each run.")
    void runsTheSameTaskTwice() throws Exception {
        var work = Work.meeting(2);

        var same = work.counting();
        var results = ExecutorSubmit.both(same, same);

        assertThat(work).hasRun(2).overlapped(2);
        assertInAnyOrder(results, List.of(1, 2));
    }

    @Test
    @DisplayName("What a call has returned stays as it is when the next one is made.")
    void returnsAListOfItsOwn() throws Exception {
        var work = Work.instant();

        var results = ExecutorSubmit.both(work.callable("a"), work.callable("b"));
        ExecutorSubmit.both(work.callable("c"), work.callable("d"));

        assertInOrder(results, List.of("a", "b"));
    }

    @Test
    @DisplayName("Called from many threads, all their tasks are in progress at the same time.")
    void servesManyCallers() throws Exception {
        int callers = Work.crowd() / 2;
        var work = Work.meeting(2 * callers);

        var returnedItsOwn = Call.from(callers, () -> {
            var own = List.of(new Object(), new Object());
            return ExecutorSubmit.both(work.callable(own.getFirst()), work.callable(own.getLast())).equals(own);
        });

        assertThat(returnedItsOwn)
                .overridingErrorMessage("Called from many threads, some calls returned the results of others: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(2 * callers);
    }

    @Test
    @DisplayName("If either task throws, so does both(), with the task's exception itself as a cause.")
    void throwsWhatATaskThrows() throws Exception {
        for (var failure : List.of(new IOException("the task failed"), new StackOverflowError("the task failed"),
                new CancellationException("the task failed"), new InterruptedException("the task failed"), new TimeoutException("the task failed"))) {
            var failing = Work.failing(failure);
            var other = Work.instant();

            var first = Call.to(() -> ExecutorSubmit.both(failing.callable("a"), other.callable("b")));
            var second = Call.to(() -> ExecutorSubmit.both(other.callable("a"), failing.callable("b")));

            assertThat(first).throwsItself(failure);
            assertThat(second).throwsItself(failure);
            assertThat(failing).hasRun(2);
        }
    }

    @Test
    @DisplayName("Called from many threads with the same two tasks, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var first = work.callable("a");
        var second = work.callable("b");

        Call.fromMany(() -> {
            ExecutorSubmit.both(first, second);
        });

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> ExecutorSubmit.both(work.callable("a"), work.callable("b")));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> ExecutorSubmit.both(last.callable("a"), last.callable("b")));

        assertThat(lastCall).heedsALateInterrupt(last, 2);
    }
}
