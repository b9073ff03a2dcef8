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

@LessonTest("07_map_streams")
@DisplayName("07 Map with streams: map(inputs, task, atMost)")
class MapStreamsTest {

    @Test
    @DisplayName("The task is applied to each input once, equal ones too, and the results keep the order of the inputs.")
    void mapsInOrder() throws Exception {
        for (var inputs : List.of(List.of(5, 4, 3, 2, 1), List.of(7, 7, 8), List.of(1))) {
            var work = Work.instant();

            var results = MapStreams.map(inputs, work.function(input -> input * 10), 2);

            assertThat(work).hasRunOnceForEach(inputs);
            assertInOrder(results, inputs.stream().map(input -> input * 10).toList());
        }

        assertThat(MapStreams.map(List.of(7, 7), _ -> new Object(), 2))
                .overridingErrorMessage("Two equal inputs were given one and the same result: each has a call, and a result, of its own.")
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("As many calls as allowed are in progress at the same time.")
    void runsAsManyAsAllowed() throws Exception {
        int tasks = Work.crowd();
        var work = Work.meeting(tasks);

        var results = MapStreams.map(numbers(tasks), work.function(Function.identity()), tasks);

        assertThat(work).overlapped(tasks);
        assertInOrder(results, numbers(tasks));
    }

    @Test
    @DisplayName("More calls than allowed are never in progress, and no fewer while there is enough to do.")
    void keepsTheLimit() throws Exception {
        for (int atMost : new int[] {3, 1}) {
            var work = Work.meeting(atMost);

            MapStreams.map(numbers(4 * atMost), work.function(Function.identity()), atMost);

            assertThat(work).neverExceeded(atMost).overlapped(atMost);
        }
        for (int inputs : new int[] {3, 4, 5, 7}) {
            var work = Work.meetingAtFirst(3);

            MapStreams.map(numbers(inputs), work.function(Function.identity()), 3);

            assertThat(work).neverExceeded(3).overlapped(3);
        }
    }

    @Test
    @DisplayName("However long the calls in progress last, the next one waits for one of them to end, at no cost.")
    void waitsForAFreePlace() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> MapStreams.map(numbers(4), work.function(Function.identity()), 2));
        work.awaitRuns(2);

        assertThat(call).beginsNoMoreThan(2, work, 4);
        assertInOrder(call.result(), numbers(4));
    }

    @Test
    @DisplayName("map() returns after the last call has ended.")
    void waitsForEveryCall() throws Exception {
        waitsFor(Work.held());
        waitsFor(Work.held().lastStays());
    }

    private void waitsFor(Work work) throws Exception {
        var call = Call.to(() -> MapStreams.map(numbers(3), work.function(Function.identity()), 3));

        assertThat(call).waitsFor(work, 3);
        assertInOrder(call.result(), numbers(3));
    }

    @Test
    @DisplayName("The results keep the order of the inputs when the calls end in another order.")
    void keepsTheOrderWhenCallsEndInAnother() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> MapStreams.map(List.of("a", "b", "c"), work.function(String::toUpperCase), 3));
        work.release("c");
        work.release("a");
        work.release("b");

        assertInOrder(call.result(), List.of("A", "B", "C"));
    }

    @Test
    @DisplayName("Ten naps, five at a time, take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = Work.napping(Duration.ofMillis(50));

        var timing = Timing.of(10, work, () -> MapStreams.map(numbers(10), work.function(Function.identity()), 5));

        assertThat(timing).isFast();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("A limit larger than the list is fine.")
    void acceptsALargeLimit() throws Exception {
        var work = Work.meeting(3);

        MapStreams.map(numbers(3), work.function(Function.identity()), 1000);

        assertThat(work).hasRunOnceForEach(numbers(3)).overlapped(3);
    }

    @Test
    @DisplayName("Equal inputs do not wait for each other.")
    void runsEqualInputsAtTheSameTime() throws Exception {
        var work = Work.meeting(2);

        MapStreams.map(List.of(7, 7), work.function(Function.identity()), 2);

        assertThat(work).overlapped(2);
    }

    @Test
    @DisplayName("The list of inputs is left as it was; an empty one gives an empty list at once.")
    void leavesTheListAlone() throws Exception {
        var inputs = new ArrayList<>(numbers(3));

        MapStreams.map(inputs, Work.instant().function(Function.identity()), 2);
        var nothing = MapStreams.map(List.of(), Work.instant().function(Function.identity()), 2);

        assertThat(inputs).isEqualTo(numbers(3));
        assertThat(nothing)
                .overridingErrorMessage("There were no inputs, and the method returned %s: no inputs give an empty list.", nothing)
                .isEmpty();
    }

    @Test
    @DisplayName("Called from many threads, each call keeps its own limit and returns its own results.")
    void servesManyCallers() throws Exception {
        var work = Work.meeting(2 * CALLERS);

        var returnedItsOwn = Call.fromMany(() -> {
            var own = List.of(new Object(), new Object(), new Object(), new Object());
            return MapStreams.map(own, work.function(Function.identity()), 2).equals(own);
        });

        assertThat(returnedItsOwn)
                .overridingErrorMessage("Called from many threads, some calls returned the results of others: what do they share?")
                .containsOnly(true);
        assertThat(work).overlapped(2 * CALLERS).neverExceeded(2 * CALLERS);
    }

    @Test
    @DisplayName("If a call of the task throws, so does map(), with the task's exception itself or as a cause.")
    void throwsWhatATaskThrows() throws Exception {
        for (int atMost : new int[] {2, 1}) {
            for (var failure : List.of(new IllegalStateException("the task failed"), new StackOverflowError("the task failed"),
                    new CancellationException("the task failed"), new UncheckedIOException("the task failed", new IOException()))) {
                for (int number : new int[] {0, 4, 5}) {
                    var once = Work.failing(failure);
                    var failing = once.<Integer, Integer>function(n -> n);
                    var working = Work.instant().<Integer, Integer>function(n -> n);

                    var call = Call.to(() -> MapStreams.map(numbers(6), n -> (n == number ? failing : working).apply(n), atMost));

                    assertThat(call).throwsItself(failure);
                    assertThat(once).hasRun(1);
                }
            }
        }
    }

    @Test
    @DisplayName("After a failure no more calls are in progress than before.")
    void keepsTheLimitAfterAFailure() throws Exception {
        var failing = Work.failing(new IllegalStateException("the task failed")).<Integer, Integer>function(n -> n);
        var work = Work.napping(Duration.ofMillis(20));
        Function<Integer, Integer> working = work.function(Function.identity());

        catchThrowable(() -> MapStreams.map(numbers(12), n -> (n < 4 ? failing : working).apply(n), 2));

        assertThat(work).neverExceeded(2);
    }

    @Test
    @DisplayName("If every call of the task throws, so does map(), with one of these exceptions itself or as a cause.")
    void throwsWhenEveryCallFails() throws Exception {
        for (int atMost : new int[] {2, 1}) {
            var failure = new IllegalStateException("the task failed");

            var call = Call.to(() -> MapStreams.map(numbers(5), Work.failing(failure).function(Function.identity()), atMost));

            assertThat(call).throwsItself(failure);
        }
    }

    @Test
    @DisplayName("Called from many threads with one and the same list, no call waits for another.")
    void sharesNoLock() throws Exception {
        var work = Work.meeting(2 * CALLERS);
        var inputs = numbers(2);
        Function<Integer, Integer> task = work.function(Function.identity());

        Call.fromMany(() -> {
            MapStreams.map(inputs, task, 2);
        });

        assertThat(work).overlapped(2 * CALLERS);
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();

        var call = Call.to(() -> MapStreams.map(numbers(3), work.function(Function.identity()), 3));

        assertThat(call).heedsAnInterrupt(work);

        var first = Work.held();
        var firstCall = Call.to(() -> MapStreams.map(numbers(3), first.function(Function.identity()), 1));

        assertThat(firstCall).heedsAnInterrupt(first);

        var last = Work.held().lastStays();
        var lastCall = Call.to(() -> MapStreams.map(numbers(3), last.function(Function.identity()), 3));

        assertThat(lastCall).heedsALateInterrupt(last, 3);
    }

    private static List<Integer> numbers(int count) {
        return range(0, count).boxed().toList();
    }
}
