import static probe.ProbeAssertions.*;
import static probe.Work.CROWD;
import static probe.interleaving.EveryInterleaving.everyInterleaving;
import static probe.interleaving.EveryInterleaving.step;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Work;
import probe.interleaving.Plain;

@LessonTest("16_once")
@DisplayName("16 Once for each key: Memo with get(key)")
class ComputeOnceTest {

    private static final int MOST_KEYS = 12;

    /// Each call gives another object, equal to the others of its number.
    private static Integer key(int number) {
        return 300 + 3 * number;
    }

    private static String value(Integer key) {
        return "value of " + key;
    }

    /// A memo, and what has come of the calls of it.
    static class Asked {

        final ComputeOnce.Memo<Integer, String> memo = new ComputeOnce.Memo<>(this::compute);
        final Plain<Integer> written = new Plain<>("written", 0);
        final Map<Integer, Integer> computed = new ConcurrentHashMap<>();
        final Map<Integer, Boolean> inProgress = new ConcurrentHashMap<>();
        volatile AssertionError fault;

        void get(int number) {
            var key = key(number);
            var value = asked(key);
            if (!value(key).equals(value)) {
                refuse("get(%s) returned %s.".formatted(key, value));
            }
        }

        /// What `get` returns; or throws, unless that comes of a fault that has been found.
        String asked(Integer key) {
            try {
                return memo.get(key);
            } catch (RuntimeException | Error e) {
                endsWell();
                throw e;
            }
        }

        private String compute(Integer key) {
            int times = computed.merge(key, 1, Integer::sum);
            if (inProgress.put(key, true) == Boolean.TRUE) {
                refuse("The value of %s is computed twice at the same time.".formatted(key));
            }
            step("computes the value of " + key);
            try {
                return computed(key, times);
            } finally {
                inProgress.put(key, false);
            }
        }

        /// @param times how often it has been computed, this time included
        String computed(Integer key, int times) {
            return value(key);
        }

        void refuse(String sentence) {
            if (fault == null) {
                fault = new AssertionError(sentence);
            }
            throw fault;
        }

        void endsWell() {
            if (fault != null) {
                throw fault;
            }
        }

        /// Each of so many keys has been computed once.
        void hasComputedOnce(int keys) {
            endsWell();
            for (int number = 0; number < keys; number++) {
                var key = key(number);
                int times = computed.getOrDefault(key, 0);
                assertThat(times).overridingErrorMessage("The value of %s was computed %d times.", key, times).isOne();
            }
        }
    }

    @Test
    @DisplayName("Two threads ask for one key: its value is computed once, and both get it, in whatever order their steps happen.")
    void computesOnce() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.get(0), its -> its.get(0))
                .endsWith(its -> its.hasComputedOnce(1));
    }

    @Test
    @DisplayName("Two threads ask for different keys: each gets the value of its own, and both are kept.")
    void keepsDifferentKeys() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.get(0), its -> its.get(1))
                .endsWith(its -> {
                    its.get(0);
                    its.get(1);
                    its.hasComputedOnce(2);
                });
    }

    @Test
    @DisplayName("Two memos have nothing in common.")
    void sharesNothing() {
        var first = new ComputeOnce.Memo<Integer, String>(_ -> "a value of the first");
        var second = new ComputeOnce.Memo<Integer, String>(_ -> "a value of the second");

        first.get(key(0));
        var value = second.get(key(0));

        assertThat(value).overridingErrorMessage("Two memos were asked for the same key, and the second gave %s.", value).isEqualTo("a value of the second");
    }

    @Test
    @DisplayName("Values of different keys are computed at the same time.")
    void computesDifferentKeysAtTheSameTime() throws Exception {
        int memos = (CROWD + MOST_KEYS - 1) / MOST_KEYS;
        int calls = memos * MOST_KEYS;
        var work = Work.meeting(calls);
        var inProgress = new AtomicInteger();
        var most = new AtomicInteger();
        var all = Stream.generate(() -> new ComputeOnce.Memo<Integer, String>(key -> {
            most.accumulateAndGet(inProgress.incrementAndGet(), Math::max);
            work.runnable().run();
            inProgress.decrementAndGet();
            return value(key);
        })).limit(memos).toList();
        var next = new AtomicInteger();

        Call.from(calls, () -> {
            int call = next.getAndIncrement();
            return all.get(call / MOST_KEYS).get(key(call % MOST_KEYS));
        });

        assertThat(most).overridingErrorMessage("%d memos were asked for %d keys each by as many threads, and at most %d of %d values were computed at the same time.",
                memos, MOST_KEYS, most.get(), calls).hasValue(calls);
    }

    @Test
    @DisplayName("All who ask for a key whose value is being computed wait for it, however long, at no cost.")
    void waitsForTheValue() throws Exception {
        var work = Work.held();
        var memo = new ComputeOnce.Memo<Integer, String>(work.function(ComputeOnceTest::value));
        var first = Call.to(() -> memo.get(key(0)));
        work.awaitRuns(1);

        var second = Call.to(() -> memo.get(key(0)));
        var third = Call.to(() -> memo.get(key(0)));

        assertThat(second).waitsFor(work, 1);
        assertInOrder(List.of(first.result(), second.result(), third.result()), Collections.nCopies(3, value(key(0))));
    }

    @Test
    @DisplayName("A value that is there is returned while others are computed.")
    void returnsWhatIsThere() throws Exception {
        var work = Work.held();
        var memo = new ComputeOnce.Memo<Integer, String>(key -> key.equals(key(0)) ? value(key) : work.<Integer, String>function(ComputeOnceTest::value).apply(key));
        memo.get(key(0));
        var slow = Call.to(() -> memo.get(key(1)));
        work.awaitRuns(1);

        var there = Call.to(() -> memo.get(key(0)));

        assertThat(there).returnsMeanwhile();
        work.releaseAll();
        slow.result();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Each of twelve keys is computed once, however often it is asked for, by an equal key.")
    void knowsEqualKeys() throws Exception {
        var work = Work.instant();
        var memo = new ComputeOnce.Memo<Integer, String>(work.function(ComputeOnceTest::value));

        for (int i = 0; i < 3 * MOST_KEYS; i++) {
            var key = key(i % MOST_KEYS);
            var value = memo.get(key);
            assertThat(value).overridingErrorMessage("get(%s) returned %s.", key, value).isEqualTo(value(key));
        }

        assertThat(work).hasRun(MOST_KEYS);
    }

    /// A key that is told from others by its number alone.
    record Seat(int number) {
        @Override
        public String toString() {
            return "a seat";
        }
    }

    @Test
    @DisplayName("Keys of any class will do, and values, exceptions among them.")
    void keepsAnyKeyAndValue() {
        var memo = new ComputeOnce.Memo<Seat, Exception>(seat -> new Exception("the value of " + seat.number()));

        for (int number : List.of(1, 2, 1)) {
            var value = memo.get(new Seat(number));
            assertThat(value).overridingErrorMessage("The value of seat %d was %s.", number, value).hasMessage("the value of " + number);
        }
    }

    @Test
    @DisplayName("Called with the interrupt flag set, get() gives a value or throws, and whoever asks next gets the value.")
    void survivesTheFlag() throws Exception {
        var memo = new ComputeOnce.Memo<Integer, String>(ComputeOnceTest::value);
        var call = Call.to(() -> {
            Thread.currentThread().interrupt();
            try {
                memo.get(300);
            } catch (RuntimeException e) {
                // as whoever is interrupted may do
            } finally {
                Thread.interrupted();
            }
            return memo.get(300);
        });

        assertThat(call.result()).overridingErrorMessage("After a call with the interrupt flag set, get(300) returned %s.", call.result()).isEqualTo(value(300));
    }

    @Test
    @DisplayName("Whoever gets a value sees all that its computing has written.")
    void ordersWhatIsWritten() throws Throwable {
        class Writing extends Asked {

            @Override
            String computed(Integer key, int times) {
                written.set(1);
                return super.computed(key, times);
            }

            void getAndRead() {
                get(0);
                written.get();
            }
        }

        everyInterleaving(Writing::new).of(Writing::getAndRead, Writing::getAndRead).endsWith(Asked::endsWell);
    }

    /// A memo whose first computation fails.
    static class Failing extends Asked {

        final Throwable failure;

        Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        String computed(Integer key, int times) {
            if (times == 1) {
                throw Failing.<RuntimeException>unchecked(failure);
            }
            return super.computed(key, times);
        }

        /// Asks, and where that failed asks once more.
        void ask() {
            if (fails()) {
                if (fails()) {
                    refuse("A failure had been thrown already when get() was called, and it threw that, too.");
                }
            }
        }

        boolean fails() {
            try {
                get(0);
                return false;
            } catch (RuntimeException | Error e) {
                endsWell();
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    if (cause == failure) {
                        return true;
                    }
                }
                if (e instanceof Error) {
                    throw e;
                }
                refuse("compute threw %s, and get() threw what has it nowhere among its causes: %s.".formatted(failure, e));
                return true;
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> E unchecked(Throwable e) throws E {
            throw (E) e;
        }

        void hasComputedAnew() {
            endsWell();
            int times = computed.get(key(0));
            assertThat(times).overridingErrorMessage("A value whose first computation failed was computed %d times in all.", times).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("A failure reaches who asked, is not kept, and lets nobody compute beside another.")
    void keepsNoFailure() throws Throwable {
        everyInterleaving(() -> new Failing(new IllegalStateException("the computation failed")))
                .of(Failing::ask, Failing::ask)
                .endsWith(Failing::hasComputedAnew);
    }

    @Test
    @DisplayName("An error reaches who asked, like any other failure.")
    void passesErrorsOn() throws Throwable {
        everyInterleaving(() -> new Failing(new StackOverflowError("the computation failed")))
                .of(Failing::fails, Failing::fails)
                .endsWith(its -> {
                    its.get(0);
                    its.hasComputedAnew();
                });
    }

    @Test
    @DisplayName("A null that is computed is kept like any other value, or refused each time.")
    void keepsOrRefusesNull() throws Throwable {
        class Nulls extends Asked {

            final ConcurrentLinkedQueue<Boolean> refused = new ConcurrentLinkedQueue<>();

            @Override
            String computed(Integer key, int times) {
                return null;
            }

            void ask() {
                try {
                    var value = asked(key(0));
                    if (value != null) {
                        refuse("compute returned null, and get() returned " + value + ".");
                    }
                    refused.add(false);
                } catch (RuntimeException e) {
                    endsWell();
                    refused.add(true);
                }
            }

            void keepsOrRefuses() {
                ask();
                if (refused.contains(false)) {
                    assertThat(refused).overridingErrorMessage("compute returned null, and get() returned that to one and threw at another.").doesNotContain(true);
                    int times = computed.get(key(0));
                    assertThat(times).overridingErrorMessage("compute returned null, and was asked for the same key %d times: null was not kept.", times).isOne();
                }
            }
        }

        everyInterleaving(Nulls::new).of(Nulls::ask, Nulls::ask).endsWith(Nulls::keepsOrRefuses);
    }

    @Test
    @DisplayName("Whoever is interrupted while waiting in get() learns of it, and takes nothing from the others.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held();
        var memo = new ComputeOnce.Memo<Integer, String>(work.function(ComputeOnceTest::value));
        var first = Call.to(() -> memo.get(key(0)));
        work.awaitRuns(1);
        var isFlagSet = new AtomicBoolean();

        var second = Call.to(() -> {
            try {
                var value = memo.get(key(0));
                return value == null ? "null" : value;
            } catch (RuntimeException | Error e) {
                return "value of 300";
            } finally {
                isFlagSet.set(Thread.currentThread().isInterrupted());
            }
        });

        assertThat(second).heedsAnInterrupt(work);
        assertThat(isFlagSet).overridingErrorMessage("get() was interrupted while it waited, threw an exception, and has left the interrupt flag cleared.").isTrue();
        assertThat(second.result()).overridingErrorMessage("get() was interrupted while it waited, and returned %s.", second.result()).isEqualTo("value of 300");
        var values = List.of(first.result(), memo.get(key(0)));
        assertInOrder(values, List.of("value of 300", "value of 300"));
        assertThat(work).hasRun(1);
    }
}
