import static java.util.stream.IntStream.range;
import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("08_exceptions")
@DisplayName("08 Exceptions wait in the future: settle(tasks)")
class TaskExceptionsTest {

    final Work working = Work.instant();

    @Test
    @DisplayName("Where every task succeeds there are all results, in the order of the tasks, and no causes.")
    void collectsResults() throws Exception {
        var outcome = TaskExceptions.settle(working.callables("b", "a", "c"));

        assertThat(working).hasRunOnceForEach(List.of("b", "a", "c"));
        assertInOrder(outcome.results(), List.of("b", "a", "c"));
        assertThat(outcome.causes()).overridingErrorMessage("No task threw anything, and the causes are %s.", outcome.causes()).isEmpty();
    }

    @Test
    @DisplayName("What a task throws is among the causes: the exception itself, not a wrapper.")
    void collectsTheVeryExceptions() throws Exception {
        for (var failure : List.of(new IOException("checked"), new IllegalStateException("unchecked"),
                new StackOverflowError("an error"), new AssertionError("another"), new ExecutionException("wrapped by the task itself", new IOException()),
                new CompletionException("wrapped by the task itself", new IOException()), new CancellationException("by the task itself"),
                new UncheckedIOException("wrapped by the task itself", new IOException()), new RuntimeException("wrapped by the task itself", new IOException()),
                new TimeoutException("by the task itself"), new LinkageError("an error"), new OutOfMemoryError("another"))) {
            var work = Work.failing(failure);
            var task = work.callable("never");

            var outcome = TaskExceptions.settle(List.of(task, task));

            assertThat(outcome.results())
                    .overridingErrorMessage("Two tasks threw %s and no other ran, yet the results are %s.", failure, outcome.results())
                    .isEmpty();
            assertThat(outcome.causes())
                    .overridingErrorMessage("Two tasks threw %s, and the causes are %s.", failure, outcome.causes())
                    .containsExactly(failure, failure);
            assertThat(work).hasRun(2);
        }
    }

    @Test
    @DisplayName("A failure loses no other task's result, and results and causes keep the order of the tasks.")
    void losesNothing() throws Exception {
        var failures = List.of(new IOException("the first failure"), new IllegalStateException("the second failure"));
        var results = List.of("a", new IOException("a result, which no task has thrown"), "a");

        var outcome = TaskExceptions.settle(List.of(failing(failures.get(0)), working.callable(results.get(0)), working.callable(results.get(1)),
                failing(failures.get(1)), working.callable(results.get(2))));

        assertInOrder(outcome.results(), results);
        assertThat(outcome.causes())
                .overridingErrorMessage("The tasks threw %s, and the causes are %s.", failures, outcome.causes())
                .isEqualTo(failures);
    }

    @Test
    @DisplayName("All tasks are in progress at the same time, however many.")
    void runsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        var outcome = TaskExceptions.settle(numbered(work, tasks));

        assertThat(work).overlapped(tasks);
        assertInOrder(outcome.results(), range(0, tasks).boxed().toList());
    }

    @Test
    @DisplayName("settle() returns after the last task has ended, also when another has failed long before.")
    void waitsForEveryTask() throws Exception {
        waitsFor(Work.held());
        waitsFor(Work.held().lastStays());
    }

    private void waitsFor(Work work) throws Exception {
        var failure = new IOException("failed at once");

        var results = Call.to(() -> TaskExceptions.settle(
                List.of(failing(failure), work.callable("a"), work.callable("b"))).results());

        assertThat(results).waitsFor(work, 2);
        assertInOrder(results.result(), List.of("a", "b"));
    }

    @Test
    @DisplayName("The order is kept when the tasks end in another.")
    void keepsTheOrder() throws Exception {
        var work = Work.held();
        var first = new IOException("the first failure");
        var second = new IOException("the second failure");
        var firstFailing = Work.heldThenFailing(first);
        var secondFailing = Work.heldThenFailing(second);

        var call = Call.to(() -> {
            var outcome = TaskExceptions.settle(List.of(work.callable("a"), firstFailing.callable("b"),
                    work.callable("c"), secondFailing.callable("d")));
            return List.of(outcome.results(), outcome.causes());
        });
        secondFailing.release("d");
        work.release("c");
        firstFailing.release("b");
        work.release("a");

        assertThat(call.result())
                .overridingErrorMessage("The last task ended first, and the results and causes are %s: in which order are they collected?", call.result())
                .containsExactly(List.of("a", "c"), List.of(first, second));
    }

    @Test
    @DisplayName("Ten naps take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> TaskExceptions.settle(numbered(work, 10)));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("The same task given twice runs twice, and the results have that of each run.")
    void runsTheSameTaskTwice() throws Exception {
        var work = Work.meeting(2);

        var same = work.counting();
        var outcome = TaskExceptions.settle(List.of(same, same));

        assertThat(work).hasRun(2).overlapped(2);
        assertInAnyOrder(outcome.results(), List.of(1, 2));
    }

    @Test
    @DisplayName("The list of tasks is left as it was; an empty one gives two empty lists at once.")
    void leavesTheListAlone() throws Exception {
        var tasks = new ArrayList<>(working.callables("a", "b"));
        var before = List.copyOf(tasks);

        TaskExceptions.settle(tasks);
        var nothing = TaskExceptions.settle(List.of());

        assertThat(tasks).isEqualTo(before);
        assertThat(nothing.results()).overridingErrorMessage("There were no tasks, and the results are %s.", nothing.results()).isEmpty();
        assertThat(nothing.causes()).overridingErrorMessage("There were no tasks, and the causes are %s.", nothing.causes()).isEmpty();
    }

    @Test
    @DisplayName("What a call has returned stays as it is when the next one is made.")
    void returnsListsOfItsOwn() throws Exception {
        var failure = new IOException("the task failed");

        var outcome = TaskExceptions.settle(List.of(working.callable("a"), failing(failure)));
        TaskExceptions.settle(List.of(working.callable("b"), failing(new IOException("the next task failed"))));

        assertInOrder(outcome.results(), List.of("a"));
        assertInOrder(outcome.causes(), List.of(failure));
    }

    @Test
    @DisplayName("Called from many threads, each call settles its own tasks.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(CALLERS);

        var collectedItsOwn = Call.fromMany(() -> {
            var result = new Object();
            var failure = new IOException("the task failed");
            var outcome = TaskExceptions.settle(List.of(work.callable(result), Work.failing(failure).callable(result)));
            return outcome.results().equals(List.of(result)) && outcome.causes().equals(List.of(failure));
        });

        assertThat(collectedItsOwn)
                .overridingErrorMessage("Called from many threads, some calls collected what belonged to others, or not their own: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(CALLERS);
    }

    @Test
    @DisplayName("A task that throws InterruptedException has failed like any other: nobody has interrupted the caller.")
    void collectsATasksInterrupt() throws Exception {
        var failure = new InterruptedException("thrown by the task itself");

        var causes = Call.to(() -> TaskExceptions.settle(List.of(working.callable("a"), failing(failure), working.callable("b"))).causes());

        assertThatCode(causes::result)
                .overridingErrorMessage("A task threw InterruptedException, and so did settle(), whose caller nobody has interrupted.")
                .doesNotThrowAnyException();
        assertThat(causes.result()).overridingErrorMessage("A task threw %s, and the causes are %s.", failure, causes.result()).isEqualTo(List.of(failure));
    }

    @Test
    @DisplayName("Called from many threads with one and the same list, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var tasks = work.callables("a", "b");

        Call.fromMany(() -> {
            TaskExceptions.settle(tasks);
        });

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> TaskExceptions.settle(work.callables("a", "b")).results());

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> TaskExceptions.settle(last.callables("a", "b")));

        assertThat(lastCall).heedsALateInterrupt(last, 2);
    }

    private static <T> Callable<T> failing(Throwable failure) {
        return Work.failing(failure).callable(null);
    }

    private static List<Callable<Integer>> numbered(Work work, int tasks) {
        return range(0, tasks).boxed().map(work::callable).toList();
    }
}
