import static java.util.Collections.nCopies;
import static java.util.stream.IntStream.range;
import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("09_io_or_cpu")
@DisplayName("09 Waiting or computing: waitForAll(tasks), computeAll(tasks)")
class IoOrCpuTest {

    static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    @DisplayName("Both run each task once and return the results in the order of the tasks.")
    void returnResultsInOrder() throws Exception {
        var work = Work.instant();
        var results = List.of("b", "a", "c");

        var waited = IoOrCpu.waitForAll(work.callables("b", "a", "c"));
        assertThat(work).hasRun(3);
        assertInOrder(waited, results);
        var computed = IoOrCpu.computeAll(work.callables("b", "a", "c"));
        assertThat(work).hasRun(6);
        assertInOrder(computed, results);
    }

    @Test
    @DisplayName("waitForAll() has all tasks in progress at the same time, however many.")
    void waitForAllRunsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        var results = IoOrCpu.waitForAll(numbered(work, tasks));

        assertThat(work).overlapped(tasks);
        assertInOrder(results, range(0, tasks).boxed().toList());
    }

    @Test
    @DisplayName("computeAll() has as many tasks in progress as there are processors, or one more.")
    void computeAllRunsOneForEachProcessor() throws Exception {
        var work = Work.meeting(PROCESSORS);

        IoOrCpu.computeAll(numbered(work, 4 * PROCESSORS));

        assertThat(work).overlapped(PROCESSORS).neverExceeded(PROCESSORS + 1);

        for (int tasks : List.of(PROCESSORS, PROCESSORS + 1, 2 * PROCESSORS - 1)) {
            var few = Work.meetingAtFirst(PROCESSORS);

            IoOrCpu.computeAll(numbered(few, tasks));

            assertThat(few).overlapped(PROCESSORS).neverExceeded(PROCESSORS + 1);
        }
    }

    @Test
    @DisplayName("However long the tasks in progress last, computeAll() begins the next when one of them has ended, at no cost.")
    void computeAllWaitsForAFreePlace() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> IoOrCpu.computeAll(numbered(work, 4 * PROCESSORS)));
        work.awaitRuns(PROCESSORS);

        assertThat(call).beginsNoMoreThan(PROCESSORS + 1, work, 4 * PROCESSORS);
        assertInOrder(call.result(), range(0, 4 * PROCESSORS).boxed().toList());
    }

    @Test
    @DisplayName("waitForAll() returns after the last task has ended.")
    void waitForAllWaits() throws Exception {
        waitsFor(Work.held());
        waitsFor(Work.held().lastStays());
    }

    private void waitsFor(Work work) throws Exception {
        var call = Call.to(() -> IoOrCpu.waitForAll(work.callables("a", "b", "c")));

        assertThat(call).waitsFor(work, 3);
        assertInOrder(call.result(), List.of("a", "b", "c"));
    }

    @Test
    @DisplayName("computeAll() returns after the last task has ended.")
    void computeAllWaits() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> IoOrCpu.computeAll(List.of(work.callable("a"))));

        assertThat(call).waitsFor(work, 1);
    }

    @Test
    @DisplayName("Both keep the order when the tasks end in another.")
    void keepTheOrder() throws Exception {
        var waiting = Work.held();
        var computing = Work.held();

        var waitForAll = Call.to(() -> IoOrCpu.waitForAll(waiting.callables("a", "b", "c")));
        waiting.release("c");
        waiting.releaseAll();
        var computeAll = Call.to(() -> IoOrCpu.computeAll(computing.callables("a", "b")));
        if (PROCESSORS > 1) {
            computing.release("b");
        }
        computing.releaseAll();

        assertInOrder(waitForAll.result(), List.of("a", "b", "c"));
        assertInOrder(computeAll.result(), List.of("a", "b"));
    }

    @Test
    @DisplayName("waitForAll(): ten naps take less than half of their time one after the other.")
    void waitForAllIsFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> IoOrCpu.waitForAll(numbered(work, 10)));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("The same task given twice runs twice, and the results have that of each run.")
    void runTheSameTaskTwice() throws Exception {
        var work = Work.meeting(2);
        var waiting = work.counting();
        int atOnce = Math.min(2, PROCESSORS);
        var own = Work.meeting(atOnce);
        var computing = own.counting();

        var waited = IoOrCpu.waitForAll(List.of(waiting, waiting));
        var computed = IoOrCpu.computeAll(List.of(computing, computing));

        assertThat(work).hasRun(2).overlapped(2);
        assertThat(own).hasRun(2).overlapped(atOnce);
        assertInAnyOrder(waited, List.of(1, 2));
        assertInAnyOrder(computed, List.of(1, 2));
    }

    @Test
    @DisplayName("The list of tasks is left as it was; an empty one gives an empty list at once.")
    void leaveTheListAlone() throws Exception {
        var tasks = new ArrayList<>(Work.instant().callables("a", "b"));
        var before = List.copyOf(tasks);

        IoOrCpu.waitForAll(tasks);
        IoOrCpu.computeAll(tasks);

        assertThat(tasks).isEqualTo(before);
        assertThat(IoOrCpu.waitForAll(List.of())).isEmpty();
        assertThat(IoOrCpu.computeAll(List.of())).isEmpty();
    }

    @Test
    @DisplayName("What a call has returned stays as it is when the next one is made, and more results than one sees at a glance are in order.")
    void returnListsOfTheirOwn() throws Exception {
        var numbers = range(0, 300).boxed().toList();

        var waited = IoOrCpu.waitForAll(Work.instant().callables("a", "b"));
        IoOrCpu.waitForAll(Work.instant().callables("c", "d"));
        var computed = IoOrCpu.computeAll(numbered(Work.instant(), 300));
        IoOrCpu.computeAll(Work.instant().callables("c", "d"));

        assertInOrder(waited, List.of("a", "b"));
        assertInOrder(computed, numbers);
    }

    @Test
    @DisplayName("After a failure computeAll() has no more tasks in progress than before.")
    void computeAllKeepsTheLimitAfterAFailure() throws Exception {
        var failing = Work.failing(new IOException("the task failed")).<Integer>callable(0);
        var work = Work.napping(Duration.ofMillis(20));
        var tasks = new ArrayList<>(nCopies(PROCESSORS + 2, failing));
        tasks.addAll(numbered(work, 4 * PROCESSORS));

        catchThrowable(() -> IoOrCpu.computeAll(tasks));

        assertThat(work).neverExceeded(PROCESSORS + 1);
    }

    @Test
    @DisplayName("Called from many threads, each call returns its own results.")
    void serveManyCallers() throws Exception {
        var work = Work.meeting(2 * CALLERS);

        var returnedTheirOwn = Call.fromMany(() -> {
            var own = List.of(new Object(), new Object());
            return IoOrCpu.waitForAll(work.callables(own.toArray())).equals(own)
                    && IoOrCpu.computeAll(Work.instant().callables(own.toArray())).equals(own);
        });

        assertThat(returnedTheirOwn)
                .overridingErrorMessage("Called from many threads, some calls returned the results of others: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("Called from many threads with one and the same list, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var tasks = work.callables("a", "b");

        Call.fromMany(() -> {
            IoOrCpu.waitForAll(tasks);
        });

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("While one call computes, another computes as well.")
    void computeBesideAnother() throws Exception {
        var lasting = Work.held();

        var call = Call.to(() -> IoOrCpu.computeAll(numbered(lasting, PROCESSORS)));
        lasting.awaitRuns(PROCESSORS);
        var another = Call.to(() -> IoOrCpu.computeAll(numbered(Work.instant(), PROCESSORS)));

        assertThat(another).returnsMeanwhile();
        assertThat(call).waitsFor(lasting, PROCESSORS);
    }

    @Test
    @DisplayName("If a task throws, so do both, with the task's exception itself as a cause.")
    void throwWhatATaskThrows() throws Exception {
        for (var failure : List.of(new IOException("the task failed"), new StackOverflowError("the task failed"),
                new CancellationException("the task failed"), new InterruptedException("the task failed"), new TimeoutException("the task failed"))) {
            var failing = Work.failing(failure);
            var tasks = List.of(Work.instant().callable("a"), failing.callable("b"), Work.instant().callable("c"));

            var waiting = Call.to(() -> IoOrCpu.waitForAll(tasks));
            var computing = Call.to(() -> IoOrCpu.computeAll(tasks));

            assertThat(waiting).throwsItself(failure);
            assertThat(computing).throwsItself(failure);
            assertThat(failing).hasRun(2);
        }
    }

    @Test
    @DisplayName("If every task fails, both still throw: a failure does not keep the tasks behind it from their turn.")
    void throwWhenEveryTaskFails() throws Exception {
        var failure = new IOException("the task failed");
        var tasks = range(0, 4 * PROCESSORS).mapToObj(_ -> Work.failing(new IOException(failure)).callable("a")).toList();

        var waiting = Call.to(() -> IoOrCpu.waitForAll(tasks));
        var computing = Call.to(() -> IoOrCpu.computeAll(tasks));

        assertThat(waiting).throwsItself(failure);
        assertThat(computing).throwsItself(failure);
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedAnInterrupt() throws Exception {
        var waiting = Work.held();
        var computing = Work.held();

        var waitForAll = Call.to(() -> IoOrCpu.waitForAll(waiting.callables("a", "b", "c")));
        var computeAll = Call.to(() -> IoOrCpu.computeAll(computing.callables("a", "b", "c")));

        assertThat(waitForAll).heedsAnInterrupt(waiting);
        assertThat(computeAll).heedsAnInterrupt(computing);
    }

    private static List<Callable<Integer>> numbered(Work work, int tasks) {
        return range(0, tasks).boxed().map(work::callable).toList();
    }
}
