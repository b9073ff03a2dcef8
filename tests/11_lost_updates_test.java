import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;

@LessonTest("11_lost_updates")
@DisplayName("11 Lost updates: Counter with add(amount) and total()")
class LostUpdatesTest {

    /// A counter, and what has come of the calls of it. Amounts are 1, 2, 4, so a sum says which of them are in it.
    static final class Counted {
        final LostUpdates.Counter counter = new LostUpdates.Counter();
        private long begun;
        private long returned;

        void add(long amount) {
            begun += amount;
            counter.add(amount);
            returned += amount;
        }

        /// What it says has all that had returned before, and nothing that had not begun.
        void total() {
            long atLeast = returned;
            long total = counter.total();
            long atMost = begun;
            assertThat((total & atLeast) == atLeast && (total & ~atMost) == 0)
                    .overridingErrorMessage("Before total() was called, additions of %d in all had returned; before it returned, additions of %d in all had begun. It is %d.",
                            atLeast, atMost, total)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("No addition of two threads is lost, in whatever order their steps happen.")
    void losesNoAddition() throws Throwable {
        for (long second : List.of(3L, -3L, 5_000_000_000L)) {
            everyInterleaving(LostUpdates.Counter::new)
                    .of(counter -> counter.add(2), counter -> counter.add(second))
                    .endsWith(counter -> {
                        long total = counter.total();
                        assertThat(total).overridingErrorMessage("Two threads added 2 and %d, and the total is %d.", second, total).isEqualTo(2 + second);
                    });
        }
    }

    @Test
    @DisplayName("No addition is lost where one thread adds twice while another adds.")
    void losesNoneOfThree() throws Throwable {
        everyInterleaving(LostUpdates.Counter::new)
                .of(counter -> {
                    counter.add(1);
                    counter.add(2);
                }, counter -> counter.add(4))
                .endsWith(counter -> {
                    long total = counter.total();
                    assertThat(total).overridingErrorMessage("One thread added 1 and 2, another 4, and the total is %d.", total).isEqualTo(7);
                });
    }

    @Test
    @DisplayName("Asked while another thread adds, total() has what had returned before, and what is in progress or not.")
    void hasWhatHasReturned() throws Throwable {
        everyInterleaving(Counted::new)
                .of(its -> {
                    its.add(1);
                    its.add(2);
                }, Counted::total)
                .endsWith(Counted::total);
    }

    @Test
    @DisplayName("A thread that has added finds its own addition in total(), whatever another adds meanwhile.")
    void hasOnesOwn() throws Throwable {
        everyInterleaving(Counted::new)
                .of(its -> its.add(1), its -> {
                    its.add(2);
                    its.total();
                })
                .endsWith(Counted::total);
    }

    @Test
    @DisplayName("Two may ask at once, and both are told what was added before.")
    void tellsBoth() throws Throwable {
        everyInterleaving(() -> {
            var its = new Counted();
            its.add(1);
            return its;
        }).of(Counted::total, Counted::total).endsWith(Counted::total);
    }

    @Test
    @DisplayName("An addition is in total() whole or not at all.")
    void addsWholeAmounts() throws Throwable {
        everyInterleaving(LostUpdates.Counter::new)
                .of(counter -> counter.add(-1), counter -> {
                    long total = counter.total();
                    assertThat(total).overridingErrorMessage("One thread added -1 to 0 while another asked, and the total was %d.", total).isIn(0L, -1L);
                })
                .endsWith(counter -> assertTotal(counter, -1));
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Two counters have nothing in common.")
    void sharesNothing() throws Throwable {
        everyInterleaving(() -> List.of(new LostUpdates.Counter(), new LostUpdates.Counter()))
                .of(counters -> counters.getFirst().add(2), counters -> counters.getLast().add(3))
                .endsWith(counters -> {
                    var totals = counters.stream().map(LostUpdates.Counter::total).toList();
                    assertThat(totals).overridingErrorMessage("One thread added 2 to one counter, another added 3 to another, and the totals are %s.", totals)
                            .containsExactly(2L, 3L);
                });
    }

    @Test
    @DisplayName("One thread may add to two counters.")
    void sharesNothingOfAThread() {
        var one = new LostUpdates.Counter();
        var other = new LostUpdates.Counter();

        one.add(2);
        other.add(3);
        one.add(4);

        assertTotal(one, 6);
        assertTotal(other, 3);
    }

    @Test
    @DisplayName("Any number of threads may add.")
    void servesManyThreads() throws Exception {
        var counter = new LostUpdates.Counter();

        Call.fromMany(() -> {
            for (int i = 0; i < 1000; i++) {
                counter.add(1);
            }
        });

        long total = counter.total();
        assertThat(total).overridingErrorMessage("%d threads added 1 a thousand times each, and the total is %d.", Call.CALLERS, total)
                .isEqualTo(1000 * Call.CALLERS);
    }

    @Test
    @DisplayName("A counter begins at 0, and adds amounts of any size and sign.")
    void addsAnyAmount() {
        long sum = 0;
        var counter = new LostUpdates.Counter();
        assertTotal(counter, sum);

        for (long amount : List.of(3_000_000_000L, 3_000_000_000L, 0L, -7_000_000_000L, Long.MIN_VALUE + 1_000_000_001L, Long.MAX_VALUE, Long.MAX_VALUE)) {
            counter.add(amount);
            sum += amount;
            assertTotal(counter, sum);
        }

        var lowest = new LostUpdates.Counter();
        lowest.add(Long.MIN_VALUE);
        assertTotal(lowest, Long.MIN_VALUE);
        lowest.add(Long.MAX_VALUE);
        assertTotal(lowest, -1);
    }

    @Test
    @DisplayName("Called with the interrupt flag set, both do what they do and leave it set.")
    void keepsTheFlag() throws Exception {
        var counter = new LostUpdates.Counter();

        var flags = Call.to(() -> {
            Thread.currentThread().interrupt();
            counter.add(2);
            boolean afterAdd = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            assertTotal(counter, 2);
            return List.of(afterAdd, Thread.currentThread().isInterrupted());
        }).result();

        assertThat(flags.getFirst()).overridingErrorMessage("add() was called with the interrupt flag set, and has cleared it.").isTrue();
        assertThat(flags.getLast()).overridingErrorMessage("total() was called with the interrupt flag set, and has cleared it.").isTrue();
    }

    @Test
    @DisplayName("So it is while another thread adds.")
    void countsWithTheFlagSet() throws Throwable {
        everyInterleaving(Counted::new)
                .of(its -> {
                    Thread.currentThread().interrupt();
                    its.add(1);
                    Thread.currentThread().interrupt();
                    its.total();
                }, its -> {
                    its.add(2);
                    its.add(4);
                })
                .endsWith(Counted::total);
    }

    private static void assertTotal(LostUpdates.Counter counter, long sum) {
        long total = counter.total();
        assertThat(total).overridingErrorMessage("The sum of all that was added is %d, and the total is %d.", sum, total).isEqualTo(sum);
    }
}
