import static java.util.stream.IntStream.range;
import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;
import static probe.Work.CROWD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("05_as_completed")
@DisplayName("05 As completed: forEachCompleted(tasks, action)")
class AsCompletedTest {

    @Test
    @DisplayName("Each task runs exactly once, and the action is given each result once.")
    void passesEachResultOn() throws Exception {
        var results = List.of("a", "b", "c");
        var work = Work.instant();
        var action = action(Work.instant());

        AsCompleted.forEachCompleted(work.callables("a", "b", "c"), action.consumer());

        assertThat(work).hasRunOnceForEach(results);
        assertThat(action).hasRun(3);
        assertInAnyOrder(action.inputs(), results);
    }

    @Test
    @DisplayName("All tasks are in progress at the same time, however many.")
    void runsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        AsCompleted.forEachCompleted(numbered(work, tasks), Work.instant().consumer());

        assertThat(work).overlapped(tasks);
    }

    @Test
    @DisplayName("forEachCompleted() returns after the last task has ended.")
    void waitsForEveryTask() throws Exception {
        waitsFor(Work.held());
        waitsFor(Work.held().lastStays());
    }

    private void waitsFor(Work work) throws Exception {
        var action = action(Work.instant());

        var call = Call.to(() -> AsCompleted.forEachCompleted(work.callables("a", "b", "c"), action.consumer()));

        assertThat(call).waitsFor(work, 3);
        assertThat(action)
                .overridingErrorMessage("The tasks gave a, b and c, and the action had been given %s when the method returned.", action.inputs())
                .hasRunOnceForEach(List.of("a", "b", "c"));
    }

    @Test
    @DisplayName("The action is given a result when its task ends, while the other tasks are still running.")
    void passesResultsOnInCompletionOrder() throws Exception {
        var work = Work.held();
        var action = action(Work.instant());

        var call = Call.to(() -> AsCompleted.forEachCompleted(work.callables("a", "b", "c", "d"), action.consumer()));

        for (var next : List.of("c", "a", "d", "b")) {
            work.release(next);
            assertThat(action).isNextGiven(next);
        }
        call.result();
        assertThat(action.inputs()).containsExactly("c", "a", "d", "b");
    }

    @Test
    @DisplayName("forEachCompleted() returns after the last call of the action has ended.")
    void waitsForTheAction() throws Exception {
        var work = Work.instant();
        var action = action(Work.held());

        var call = Call.to(() -> AsCompleted.forEachCompleted(work.callables("a", "b", "c"), action.consumer()));
        action.releaseRun(1);
        action.releaseRun(2);
        action.awaitRuns(3);

        assertThat(call).waitsFor(action, 3);
    }

    @Test
    @DisplayName("Ten naps take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.ofPrompt(10, work, () -> AsCompleted.forEachCompleted(numbered(work, 10), Work.instant().consumer()));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("The same task given twice runs twice, and the action is given the result of each run.")
    void runsTheSameTaskTwice() throws Exception {
        var work = Work.meeting(2);
        var action = action(Work.instant());

        var same = work.counting();
        AsCompleted.forEachCompleted(List.of(same, same), action.consumer());

        assertThat(work).hasRun(2).overlapped(2);
        assertThat(action).hasRun(2);
        assertInAnyOrder(action.inputs(), List.of(1, 2));
    }

    @Test
    @DisplayName("The action is given equal results as often as there are.")
    void passesEqualResultsOn() throws Exception {
        var action = action(Work.instant());

        AsCompleted.forEachCompleted(Work.instant().callables("a", "a", "b"), action.consumer());

        assertInAnyOrder(action.inputs(), List.of("a", "a", "b"));
    }

    @Test
    @DisplayName("The action is called with one result at a time.")
    void neverOverlapsItsCalls() throws Exception {
        var work = Work.meeting(CROWD);
        var action = action(Work.napping(Duration.ofMillis(1)));

        AsCompleted.forEachCompleted(numbered(work, CROWD), action.consumer());

        assertThat(action).hasRun(CROWD)
                .overridingErrorMessage("The action was called again before it had returned: its calls came from several threads and overlapped.")
                .neverExceeded(1);
    }

    @Test
    @DisplayName("However long a call of the action lasts, the next one waits for its end, at no cost, and no result is lost.")
    void keepsResultsForTheAction() throws Exception {
        var work = Work.instant();
        var action = action(Work.held());

        var call = Call.to(() -> AsCompleted.forEachCompleted(work.callables("a", "b", "c"), action.consumer()));
        action.awaitRuns(1);

        assertThat(call).beginsNoMoreThan(1, action, 3);
        assertInAnyOrder(action.inputs(), List.of("a", "b", "c"));
    }

    @Test
    @DisplayName("The list of tasks is left as it was; an empty one returns at once.")
    void leavesTheListAlone() throws Exception {
        var action = action(Work.instant());
        var tasks = new ArrayList<>(Work.instant().callables("a", "b"));
        var before = List.copyOf(tasks);

        AsCompleted.forEachCompleted(tasks, Work.instant().consumer());
        AsCompleted.forEachCompleted(List.<Callable<String>>of(), action.consumer());

        assertThat(tasks).isEqualTo(before);
        assertThat(action).hasRun(0);
    }

    @Test
    @DisplayName("Called from many threads, each call passes its own results on.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var calls = new AtomicInteger();

        var passedItsOwn = Call.fromMany(() -> {
            int call = calls.incrementAndGet();
            var action = action(Work.instant());
            AsCompleted.forEachCompleted(work.callables(call, -call), action.consumer());
            return action.inputs().size() == 2 && action.inputs().containsAll(List.of(call, -call));
        });

        assertThat(passedItsOwn)
                .overridingErrorMessage("Called from many threads, some calls passed on the results of others: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("If a task throws, so does forEachCompleted(), with the task's exception itself as a cause.")
    void throwsWhatATaskThrows() throws Exception {
        for (var failure : List.of(new IOException("the task failed"), new StackOverflowError("the task failed"),
                new CancellationException("the task failed"), new InterruptedException("the task failed"), new TimeoutException("the task failed"))) {
            var work = Work.instant();
            var failing = Work.failing(failure);
            var tasks = List.of(work.callable("a"), failing.callable("b"), work.callable("c"));

            var call = Call.to(() -> AsCompleted.forEachCompleted(tasks, Work.instant().consumer()));

            assertThat(call).throwsItself(failure);
            assertThat(failing).hasRun(1);
        }
    }

    @Test
    @DisplayName("Called from many threads with one and the same list, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var tasks = work.callables("a", "b");

        Call.fromMany(() -> AsCompleted.forEachCompleted(tasks, Work.instant().consumer()));

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("While the action of one call lasts, another call passes its own results on.")
    void waitsForNoActionOfAnother() throws Exception {
        var tasks = Work.instant().callables("a", "b");
        var lasting = action(Work.held());
        var call = Call.to(() -> AsCompleted.forEachCompleted(tasks, lasting.consumer()));
        lasting.awaitRuns(1);

        var another = Call.to(() -> AsCompleted.forEachCompleted(tasks, Work.instant().consumer()));

        assertThat(another).returnsMeanwhile(lasting);
        lasting.releaseAll();
        call.result();
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> AsCompleted.forEachCompleted(work.callables("a", "b", "c"), Work.instant().consumer()));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> AsCompleted.forEachCompleted(last.callables("a", "b", "c"), Work.instant().consumer()));

        assertThat(lastCall).heedsALateInterrupt(last, 3);

        var lasting = action(Work.held());
        var callOfTheAction = Call.to(() -> AsCompleted.forEachCompleted(Work.instant().callables("a"), lasting.consumer()));

        assertThat(callOfTheAction).heedsAnInterrupt(lasting);
    }

    private static Work action(Work work) {
        return work.called("action", "calls of the action");
    }

    private static List<Callable<Integer>> numbered(Work work, int tasks) {
        return range(0, tasks).boxed().map(work::callable).toList();
    }
}
