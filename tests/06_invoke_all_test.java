import static java.util.stream.IntStream.range;
import static probe.Call.CALLERS;
import static probe.ProbeAssertions.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Timing;
import probe.Work;

@LessonTest("06_invoke_all")
@DisplayName("06 Map: map(inputs, task)")
class InvokeAllTest {

    @Test
    @DisplayName("The task is applied to each input once, equal ones too, and the results keep the order of the inputs.")
    void mapsInOrder() throws Exception {
        for (var inputs : List.of(List.of(5, 4, 3, 2, 1), List.of(7, 7, 8), List.of(1))) {
            var work = Work.instant();

            var results = InvokeAll.map(inputs, work.function(input -> input * 10));

            assertThat(work).hasRunOnceForEach(inputs);
            assertInOrder(results, inputs.stream().map(input -> input * 10).toList());
        }

        assertThat(InvokeAll.map(List.of(7, 7), _ -> new Object()))
                .overridingErrorMessage("Two equal inputs were given one and the same result: each has a call, and a result, of its own.")
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("All calls are in progress at the same time, however many.")
    void runsAllAtTheSameTime() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        var results = InvokeAll.map(numbers(tasks), work.function(Function.identity()));

        assertThat(work).overlapped(tasks);
        assertInOrder(results, numbers(tasks));
    }

    @Test
    @DisplayName("map() returns after the last call has ended.")
    void waitsForEveryCall() throws Exception {
        waitsFor(Work.held());
        waitsFor(Work.held().lastStays());
    }

    private void waitsFor(Work work) throws Exception {
        var call = Call.to(() -> InvokeAll.map(numbers(3), work.function(Function.identity())));

        assertThat(call).waitsFor(work, 3);
        assertInOrder(call.result(), numbers(3));
    }

    @Test
    @DisplayName("The results keep the order of the inputs when the calls end in another order.")
    void keepsTheOrderWhenCallsEndInAnother() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> InvokeAll.map(List.of("a", "b", "c"), work.function(String::toUpperCase)));
        work.release("c");
        work.release("a");
        work.release("b");

        assertInOrder(call.result(), List.of("A", "B", "C"));
    }

    @Test
    @DisplayName("Ten naps take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> InvokeAll.map(numbers(10), work.function(Function.identity())));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Equal inputs do not wait for each other.")
    void runsEqualInputsAtTheSameTime() throws Exception {
        var work = Work.meeting(2);

        InvokeAll.map(List.of(7, 7), work.function(Function.identity()));

        assertThat(work).overlapped(2);
    }

    @Test
    @DisplayName("The list of inputs is left as it was; an empty one gives an empty list at once.")
    void leavesTheListAlone() throws Exception {
        var inputs = new ArrayList<>(numbers(3));

        InvokeAll.map(inputs, Work.instant().function(Function.identity()));
        var nothing = InvokeAll.map(List.of(), Work.instant().function(Function.identity()));

        assertThat(inputs).isEqualTo(numbers(3));
        assertThat(nothing)
                .overridingErrorMessage("There were no inputs, and the method returned %s: no inputs give an empty list.", nothing)
                .isEmpty();
    }

    @Test
    @DisplayName("The same call made twice runs all of it twice, and what the first has returned stays as it is.")
    void keepsNothingForTheNextCall() throws Exception {
        var work = Work.instant();
        Function<Integer, Integer> task = work.function(Function.identity());

        var results = InvokeAll.map(numbers(2), task);
        InvokeAll.map(numbers(2), task);
        InvokeAll.map(numbers(3), task);

        assertThat(work).hasRun(7);
        assertInOrder(results, numbers(2));
    }

    @Test
    @DisplayName("Called from many threads, each call returns its own results.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(3 * CALLERS);

        var returnedItsOwn = Call.fromMany(() -> {
            var own = List.of(new Object(), new Object(), new Object());
            return InvokeAll.map(own, work.function(Function.identity())).equals(own);
        });

        assertThat(returnedItsOwn)
                .overridingErrorMessage("Called from many threads, some calls returned the results of others: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(3 * CALLERS);
    }

    @Test
    @DisplayName("If a call of the task throws, so does map(), with the task's exception itself or as a cause.")
    void throwsWhatATaskThrows() throws Exception {
        for (var failure : List.of(new IllegalStateException("the task failed"), new StackOverflowError("the task failed"),
                new CancellationException("the task failed"), new UncheckedIOException("the task failed", new IOException()))) {
            for (int number : numbers(3)) {
                var once = Work.failing(failure);
                var failing = once.<Integer, Integer>function(n -> n);
                var working = Work.instant().<Integer, Integer>function(n -> n);

                var call = Call.to(() -> InvokeAll.map(numbers(3), n -> (n == number ? failing : working).apply(n)));

                assertThat(call).throwsItself(failure);
                assertThat(once).hasRun(1);
            }
        }
    }

    @Test
    @DisplayName("If every call of the task throws, so does map(), with one of these exceptions itself or as a cause.")
    void throwsWhenEveryCallFails() throws Exception {
        var failure = new IllegalStateException("the task failed");

        var call = Call.to(() -> InvokeAll.map(numbers(5), Work.failing(failure).function(Function.identity())));

        assertThat(call).throwsItself(failure);
    }

    @Test
    @DisplayName("Called from many threads with one and the same list, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var inputs = numbers(2);
        Function<Integer, Integer> task = work.function(Function.identity());

        Call.fromMany(() -> {
            InvokeAll.map(inputs, task);
        });

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> InvokeAll.map(numbers(3), work.function(Function.identity())));

        assertThat(call).heedsAnInterrupt(work);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> InvokeAll.map(numbers(3), last.function(Function.identity())));

        assertThat(lastCall).heedsALateInterrupt(last, 3);
    }

    private static List<Integer> numbers(int count) {
        return range(0, count).boxed().toList();
    }
}
