import static probe.ProbeAssertions.*;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Work;

@LessonTest("00_synchronous")
@DisplayName("00 Synchronous: time(task)")
class SynchronousTest {

    /// Room for an answer that measures in milliseconds, or with a clock that is being set.
    static final Duration GRAIN = Duration.ofMillis(5);

    @Test
    @DisplayName("The task runs exactly once, and has ended when time() returns.")
    void runsTheTaskOnce() throws Exception {
        var work = Work.instant();
        var held = Work.held();

        Synchronous.time(work.runnable());
        var call = Call.to(() -> Synchronous.time(held.runnable()));

        assertThat(work).hasRun(1);
        assertThat(call).waitsFor(held, 1);
    }

    @Test
    @DisplayName("A nap is measured: no shorter than it was, no longer than the whole call took.")
    void measuresTheTask() {
        for (int millis : new int[] {20, 1010}) {
            var nap = Duration.ofMillis(millis);
            var work = Work.napping(nap);

            long start = System.nanoTime();
            var measured = Synchronous.time(work.runnable());
            var wholeCall = Duration.ofNanos(System.nanoTime() - start);

            assertThat(measured).overridingErrorMessage("time() returned null.").isNotNull();
            assertThat(measured)
                    .overridingErrorMessage("A nap of %d ms was measured as %d ms; the whole call took %d ms.",
                            millis, measured.toMillis(), wholeCall.toMillis())
                    .isGreaterThanOrEqualTo(nap.minus(GRAIN))
                    .isLessThanOrEqualTo(wholeCall.plus(GRAIN));
        }
    }

    @Test
    @DisplayName("Only the task is measured, not what happened before.")
    void startsAnewEachTime() {
        Synchronous.time(Work.napping(Duration.ofMillis(60)).runnable());

        long start = System.nanoTime();
        var second = Synchronous.time(Work.instant().runnable());
        var wholeCall = Duration.ofNanos(System.nanoTime() - start);

        assertThat(second)
                .overridingErrorMessage("A task that ends at once was measured as %d ms; the whole call took %d ms.",
                        second.toMillis(), wholeCall.toMillis())
                .isBetween(Duration.ZERO.minus(GRAIN), wholeCall.plus(GRAIN));
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("If the task throws, so does time().")
    void letsAnExceptionThrough() throws Exception {
        var failure = new IllegalStateException("the task failed");

        var call = Call.to(() -> Synchronous.time(Work.failing(failure).runnable()));

        assertThat(call).throwsItself(failure);
    }
}
