import static java.util.stream.IntStream.range;
import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;
import static probe.interleaving.EveryInterleaving.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Work;

@LessonTest("17_waiting_for_it")
@DisplayName("17 Waiting for it: Buffer with put(item) and take()")
class WaitingForItTest {

    /// A buffer, and what has come of the calls of it.
    static final class Handover {
        final WaitingForIt.Buffer<String> buffer;
        final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger interrupted = new AtomicInteger();
        private final int capacity;
        private final AtomicInteger put = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();

        Handover(int capacity, String... items) throws InterruptedException {
            this.capacity = capacity;
            buffer = new WaitingForIt.Buffer<>(capacity);
            for (var item : items) {
                put(item);
            }
        }

        /// Puts them one after the other. Whatever is in the buffer then has been put, and nobody has begun to take it.
        void put(String... items) throws InterruptedException {
            for (var item : items) {
                buffer.put(item);
                int in = put.incrementAndGet();
                int out = asked.get();
                assertThat(in - out).overridingErrorMessage("The capacity is %d, and %d calls of put() have returned when no more than %d of take() had begun.",
                        capacity, in, out).isLessThanOrEqualTo(capacity);
            }
        }

        void take() throws InterruptedException {
            asked.incrementAndGet();
            var item = buffer.take();
            assertThat(item).overridingErrorMessage("A call of take() returned null, and no item is null.").isNotNull();
            taken.add(item);
        }

        void takeAll(int items) throws InterruptedException {
            for (int i = 0; i < items; i++) {
                take();
            }
        }

        /// Lets a thread of its own do it, interrupts that at some step or other, and waits for its end.
        void interrupt(Runnable call) throws InterruptedException {
            var thread = WaitingForIt.start("the interrupted", call::run);
            step("is about to interrupt it");
            WaitingForIt.sendHome(thread);
        }

        /// What a thread does that takes an item, or is interrupted before.
        void takeOrGiveUp() {
            step("calls take()");
            try {
                take();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }

        void putOrGiveUp(String item) {
            step("calls put()");
            try {
                put(item);
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }

        void hasHandedOver(String... items) {
            assertThat(taken).overridingErrorMessage("%s went in, and %s came out.", List.of(items), taken).containsExactlyInAnyOrder(items);
        }
    }

    @Test
    @DisplayName("Items come out in the order in which they went in; as many as the capacity go in before one comes out.")
    void keepsTheOrder() throws Exception {
        for (int capacity : List.of(1, 3, 100)) {
            var buffer = new WaitingForIt.Buffer<Integer>(capacity);
            for (int round = 0; round < 3; round++) {
                var items = range(round, round + capacity).boxed().toList();
                for (var item : items) {
                    buffer.put(item);
                }
                var taken = new ArrayList<Integer>();
                for (int i = 0; i < capacity; i++) {
                    taken.add(buffer.take());
                }
                assertThat(taken).overridingErrorMessage("%s went in, and %s came out.", items, taken).isEqualTo(items);
            }
        }
    }

    @Test
    @DisplayName("Two buffers have nothing in common.")
    void sharesNothing() throws Exception {
        var one = new WaitingForIt.Buffer<String>(2);
        var other = new WaitingForIt.Buffer<String>(3);

        one.put("a");
        other.put("b");
        var taken = other.take();

        assertThat(taken).overridingErrorMessage("One buffer was given a, another b, and what came out of the other is %s.", taken).isEqualTo("b");
        assertThat(one.take()).isEqualTo("a");
    }

    @Test
    @DisplayName("Two threads that take get the two items of a third, in whatever order their steps happen.")
    void servesTwoWhoTake() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> its.put("a", "b"), Handover::take, Handover::take)
                .endsWith(its -> its.hasHandedOver("a", "b"));
    }

    @Test
    @DisplayName("Two threads that find the buffer full put their items when a third has made room, one at a time.")
    void servesTwoWhoPut() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> its.put("b"), its -> its.put("c"), its -> its.takeAll(2))
                .endsWith(its -> {
                    its.take();
                    its.hasHandedOver("a", "b", "c");
                });
    }

    @Test
    @DisplayName("Where there is room for two, two items let both go on who wait for one.")
    void wakesAsManyAsCanGoOn() throws Throwable {
        everyInterleaving(() -> new Handover(2))
                .of(its -> its.put("a", "b"), Handover::take, Handover::take)
                .endsWith(its -> its.hasHandedOver("a", "b"));
    }

    @Test
    @DisplayName("Where there is room for two, two that are made let both go on who wait for one.")
    void wakesAsManyAsHaveRoom() throws Throwable {
        everyInterleaving(() -> new Handover(2, "a", "b"))
                .of(its -> its.put("c"), its -> its.put("d"), its -> its.takeAll(2))
                .endsWith(its -> {
                    its.takeAll(2);
                    its.hasHandedOver("a", "b", "c", "d");
                });
    }

    @Test
    @DisplayName("A thread that waits for room, and is overtaken by another that puts, waits on.")
    void keepsTheCapacity() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> {
                    its.take();
                    its.put("b");
                    step("calls take() again");
                    its.take();
                }, its -> {
                    step("calls put()");
                    its.put("c");
                    its.take();
                })
                .endsWith(its -> its.hasHandedOver("a", "b", "c"));
    }

    @Test
    @DisplayName("What one thread puts, another takes in the same order, in whatever order their steps happen.")
    void keepsTheOrderOfOneThread() throws Throwable {
        for (int capacity : List.of(1, 2)) {
            everyInterleaving(() -> new Handover(capacity))
                    .of(its -> its.put("a", "b", "c"), its -> its.takeAll(3))
                    .endsWith(its -> assertThat(its.taken).overridingErrorMessage("a, b, c went in, and %s came out.", its.taken)
                            .containsExactly("a", "b", "c"));
        }
    }

    @Test
    @DisplayName("take() waits for an item, however long, at no cost.")
    void takeWaits() throws Exception {
        var its = new Handover(1);
        var work = Work.held().called("put", "puts");

        var putting = Call.to(() -> its.put(work.callable("a").call()));
        var taking = Call.to(its::take);

        assertThat(taking).waitsFor(work, 1);
        putting.result();
        taking.result();
        its.hasHandedOver("a");
    }

    @Test
    @DisplayName("put() waits for room, however long, at no cost.")
    void putWaits() throws Exception {
        var its = new Handover(1, "a");
        var work = Work.held().called("take", "takes");

        var taking = Call.to(() -> {
            work.callable("ready").call();
            its.take();
        });
        var putting = Call.to(() -> its.put("b"));

        assertThat(putting).waitsFor(work, 1);
        putting.result();
        taking.result();
        its.take();
        assertInOrder(its.taken, List.of("a", "b"));
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Equal items, or one put twice, are two items.")
    void keepsEqualItems() throws Exception {
        var buffer = new WaitingForIt.Buffer<String>(3);

        buffer.put("a");
        buffer.put("a");
        buffer.put(new String("a"));

        assertInOrder(List.of(buffer.take(), buffer.take(), buffer.take()), List.of("a", "a", "a"));
    }

    @Test
    @DisplayName("An interrupt ends the wait of take(), which has taken nothing.")
    void takeHeedsAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> its.interrupt(its::takeOrGiveUp))
                .endsWith(its -> {
                    assertThat(its.interrupted.get()).overridingErrorMessage("take() was interrupted while it waited, and threw no InterruptedException.").isOne();
                    its.buffer.put("a");
                    its.take();
                    its.hasHandedOver("a");
                });
    }

    @Test
    @DisplayName("An interrupt ends the wait of put(), which has put nothing.")
    void putHeedsAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(2, "a", "b"))
                .of(its -> its.interrupt(() -> its.putOrGiveUp("c")))
                .endsWith(its -> {
                    assertThat(its.interrupted.get()).overridingErrorMessage("put() was interrupted while it waited, and threw no InterruptedException.").isOne();
                    its.takeAll(2);
                    its.put("d");
                    its.take();
                    its.hasHandedOver("a", "b", "d");
                });
    }

    @Test
    @DisplayName("An item that comes as take() is interrupted is taken by that call or by the next.")
    void losesNoItemToAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> its.put("a"), its -> {
                    its.interrupt(its::takeOrGiveUp);
                    if (its.interrupted.get() == 1) {
                        its.take();
                    }
                })
                .endsWith(its -> its.hasHandedOver("a"));
    }

    @Test
    @DisplayName("Room that is made as put() is interrupted is filled by that call or by the next.")
    void losesNoRoomToAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> its.takeAll(2), its -> {
                    its.interrupt(() -> its.putOrGiveUp("b"));
                    if (its.interrupted.get() == 1) {
                        its.put("b");
                    }
                })
                .endsWith(its -> its.hasHandedOver("a", "b"));
    }

    @Test
    @DisplayName("Called with the interrupt flag set, each either throws or does what it does and leaves the flag set.")
    void heedsTheFlag() throws Exception {
        var its = new Handover(2, "a");

        boolean isPut = withTheFlagSet("put()", () -> its.put("b"));
        boolean isTaken = withTheFlagSet("take()", its::take);

        its.put("c");
        var left = new ArrayList<>(isPut ? List.of("a", "b", "c") : List.of("a", "c"));
        if (isTaken) {
            assertInOrder(its.taken, List.of(left.removeFirst()));
        }
        for (var item : left) {
            assertThat(its.buffer.take()).overridingErrorMessage("A call that threw InterruptedException has changed the buffer all the same.").isEqualTo(item);
        }
    }

    /// @return whether the call did what it does, rather than throw
    private static boolean withTheFlagSet(String name, Call.Exercise call) throws Exception {
        return Call.to(() -> {
            Thread.currentThread().interrupt();
            try {
                call.run();
            } catch (InterruptedException e) {
                return false;
            }
            assertThat(Thread.currentThread().isInterrupted())
                    .overridingErrorMessage("%s was called with the interrupt flag set, returned, and has cleared the flag.", name).isTrue();
            return true;
        }).result();
    }
}
