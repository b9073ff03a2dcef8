import static java.util.stream.IntStream.range;
import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;
import static probe.interleaving.EveryInterleaving.interrupt;
import static probe.interleaving.EveryInterleaving.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        final int capacity;
        final WaitingForIt.Buffer<String> buffer;
        final AtomicInteger put = new AtomicInteger();
        final AtomicInteger asked = new AtomicInteger();
        final Queue<String> taken = new ConcurrentLinkedQueue<>();
        volatile boolean isInterrupted;

        Handover(int capacity, String... items) throws InterruptedException {
            this.capacity = capacity;
            buffer = new WaitingForIt.Buffer<>(capacity);
            put(items);
        }

        /// What has been put, and nobody has begun to take, is in the buffer.
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
            String item;
            try {
                item = buffer.take();
            } catch (InterruptedException e) {
                asked.decrementAndGet();
                throw e;
            }
            assertThat(item).overridingErrorMessage("A call of take() returned null, and no item is null.").isNotNull();
            taken.add(item);
        }

        /// Calls it on a thread of its own, which may be interrupted.
        Thread start(WaitingForIt.Job call) {
            return WaitingForIt.start("the interrupted", () -> {
                step("begins");
                try {
                    call.run();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            });
        }

        void interrupt(Thread thread) throws InterruptedException {
            step("is about to interrupt it");
            WaitingForIt.sendHome(thread);
        }

        void hasHandedOver(String... items) {
            assertThat(taken).overridingErrorMessage("%s went in, and %s came out.", List.of(items), taken).containsExactlyInAnyOrder(items);
        }
    }

    @Test
    @DisplayName("As many items as the capacity go in before one comes out, and come out in the order in which they went in.")
    void keepsTheOrder() throws Exception {
        for (int capacity : List.of(1, 3, 100)) {
            var buffer = new WaitingForIt.Buffer<Integer>(capacity);
            for (int round = 0; round < 3; round++) {
                int first = round;
                var items = range(0, capacity).mapToObj(i -> first + (i % 2 == 0 ? i : -i)).toArray(Integer[]::new);      // in no order of theirs
                for (var item : items) {
                    buffer.put(item);
                }
                assertTaken(buffer, items);
            }
        }
    }

    @Test
    @DisplayName("A buffer that is full lets the next item in when one comes out, and not before.")
    void letsOneInForOne() throws Throwable {
        everyInterleaving(() -> new Handover(3, "a", "b", "c"))
                .of(its -> its.put("d"), Handover::take)
                .endsWith(its -> {
                    its.take();
                    its.take();
                    its.take();
                    its.hasHandedOver("a", "b", "c", "d");
                });
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
        assertTaken(one, "a");
    }

    @Test
    @DisplayName("What is put into one buffer wakes whoever waits there, and not in its place one who waits at another.")
    void wakesWhoWaitsThere() throws Throwable {
        everyInterleaving(() -> List.of(new Handover(1), new Handover(1)))
                .of(its -> its.getFirst().take(), its -> its.getLast().take(), its -> {
                    its.getLast().put("b");
                    its.getFirst().put("a");
                })
                .endsWith(its -> {
                    its.getFirst().hasHandedOver("a");
                    its.getLast().hasHandedOver("b");
                });
    }

    @Test
    @DisplayName("While one buffer is full, others are filled.")
    void fillsAnother() throws Throwable {
        everyInterleaving(() -> List.of(new Handover(1, "a"), new Handover(1)))
                .of(its -> its.getFirst().put("b"), its -> {
                    its.getLast().put("c");
                    its.getFirst().take();
                })
                .endsWith(its -> {
                    its.getFirst().take();
                    its.getFirst().hasHandedOver("a", "b");
                });
    }

    @Test
    @DisplayName("Two threads that take get the two items of a third, in whatever order their steps happen.")
    void servesTwoWhoTake() throws Throwable {
        everyInterleaving(() -> new Handover(2))
                .of(its -> its.put("a", "b"), Handover::take, Handover::take)
                .endsWith(its -> its.hasHandedOver("a", "b"));
    }

    @Test
    @DisplayName("Two threads that put get the two places that a third makes, in whatever order their steps happen.")
    void servesTwoWhoPut() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> its.put("b"), its -> its.put("c"), its -> {
                    its.take();
                    its.take();
                })
                .endsWith(its -> {
                    its.take();
                    its.hasHandedOver("a", "b", "c");
                });
    }

    @Test
    @DisplayName("Where two threads put at once, a third takes what is in, and not what is yet to come.")
    void takesWhatIsIn() throws Throwable {
        everyInterleaving(() -> new Handover(2))
                .of(its -> its.put("a"), its -> its.put("b"), Handover::take)
                .endsWith(its -> {
                    its.take();
                    its.hasHandedOver("a", "b");
                });
    }

    @Test
    @DisplayName("Where there is room for two, two items less let two go on who wait for room.")
    void wakesAsManyAsHaveRoom() throws Throwable {
        everyInterleaving(() -> {
            var buffer = new WaitingForIt.Buffer<String>(2);
            buffer.put("a");
            buffer.put("b");
            return buffer;
        }).of(buffer -> buffer.put("c"), buffer -> buffer.put("d"), buffer -> {
            buffer.take();
            buffer.take();
        }).endsWith(_ -> {});
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
        everyInterleaving(() -> new WaitingForIt.Buffer<String>(2))
                .of(buffer -> {
                    for (var item : List.of("a", "b", "c")) {
                        buffer.put(item);
                    }
                }, buffer -> assertTaken(buffer, "a", "b", "c"))
                .endsWith(_ -> {});
    }

    @Test
    @DisplayName("take() waits for an item, however long, at no cost.")
    void takeWaits() throws Exception {
        var its = new Handover(1);
        var work = Work.held().called("put", "puts");

        var putting = Call.to(() -> its.put(work.callable("a").call(), "b"));
        var taking = List.of(Call.to(its::take), Call.to(its::take));

        assertThat(taking.getFirst()).waitsFor(work, 1);
        putting.result();
        taking.getFirst().result();
        taking.getLast().result();
        its.hasHandedOver("a", "b");
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
        assertTaken(its.buffer, "b");
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Threads in any number may call both.")
    void servesManyThreads() throws Exception {
        var its = new Handover(1);

        Call.fromMany(() -> {
            for (int i = 0; i < 20; i++) {
                its.put("a");
                its.take();
            }
        });

        assertThat(its.taken).overridingErrorMessage("%d items went in, and %d came out.", 20 * Call.CALLERS, its.taken.size()).hasSize(20 * Call.CALLERS);
    }

    @Test
    @DisplayName("Equal items, or one put twice, are two items.")
    void keepsEqualItems() throws Exception {
        var buffer = new WaitingForIt.Buffer<String>(3);

        buffer.put("a");
        buffer.put("b");
        buffer.put(new String("a"));

        assertTaken(buffer, "a", "b", "a");

        buffer.put("a");
        buffer.put("a");
        buffer.put(new String("a"));

        assertTaken(buffer, "a", "a", "a");
    }

    @Test
    @DisplayName("An interrupt ends the wait of take(), which has taken nothing.")
    void takeHeedsAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> its.interrupt(its.start(its::take)))
                .endsWith(its -> {
                    assertThat(its.isInterrupted).overridingErrorMessage("take() was interrupted while it waited, and threw no InterruptedException.").isTrue();
                    its.buffer.put("a");
                    assertTaken(its.buffer, "a");
                });
    }

    @Test
    @DisplayName("A take() that was interrupted leaves no room for one more.")
    void makesNoRoomForTheInterrupted() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> {
                    its.interrupt(its.start(its::take));
                    its.put("a");
                    its.put("b");
                }, Handover::take)
                .endsWith(its -> {
                    its.take();
                    its.hasHandedOver("a", "b");
                });
    }

    @Test
    @DisplayName("An interrupt ends the wait of put(), which has put nothing.")
    void putHeedsAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> its.interrupt(its.start(() -> its.put("b"))))
                .endsWith(its -> {
                    assertThat(its.isInterrupted).overridingErrorMessage("put() was interrupted while it waited, and threw no InterruptedException.").isTrue();
                    assertTaken(its.buffer, "a");
                    its.buffer.put("c");
                    assertTaken(its.buffer, "c");
                });
    }

    @Test
    @DisplayName("An item that comes as a take() is interrupted is taken by that or by another.")
    void losesNoItemToAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> {
                    var thread = its.start(its::take);
                    its.put("a");
                    its.interrupt(thread);
                    its.put("b");
                }, Handover::take)
                .endsWith(its -> {
                    if (its.isInterrupted) {
                        its.take();
                    }
                    its.hasHandedOver("a", "b");
                });
    }

    @Test
    @DisplayName("Where one that waits in take() is interrupted, the others are served as if it had not been there.")
    void keepsNoPlaceForTheInterrupted() throws Throwable {
        everyInterleaving(() -> new Handover(1))
                .of(its -> {
                    var thread = its.start(its::take);
                    interrupt(thread);
                    its.put("a");
                    WaitingForIt.sendHome(thread);
                    if (!its.isInterrupted) {
                        its.put("b");
                    }
                }, Handover::take)
                .endsWith(its -> assertThat(its.taken).overridingErrorMessage("One call of take() was interrupted, another was not, and taken was %s.", its.taken)
                        .hasSize(its.isInterrupted ? 1 : 2));
    }

    @Test
    @DisplayName("Room that is made as a put() is interrupted is filled by that or by another.")
    void losesNoRoomToAnInterrupt() throws Throwable {
        everyInterleaving(() -> new Handover(1, "a"))
                .of(its -> {
                    var thread = its.start(() -> its.put("b"));
                    its.take();
                    its.interrupt(thread);
                    its.take();
                }, its -> its.put("c"))
                .endsWith(its -> {
                    if (its.isInterrupted) {
                        its.hasHandedOver("a", "c");
                    } else {
                        its.take();
                        its.hasHandedOver("a", "b", "c");
                    }
                });
    }

    @Test
    @DisplayName("Called with the interrupt flag set, each either throws or does what it does and leaves the flag set.")
    void heedsTheFlag() throws Exception {
        var buffer = new WaitingForIt.Buffer<String>(2);
        buffer.put("a");

        boolean isPut = withTheFlagSet("put()", () -> buffer.put("b"));
        boolean isTaken = withTheFlagSet("take()", () -> assertTaken(buffer, "a"));

        if (!isTaken) {
            assertTaken(buffer, "a");
        }
        if (isPut) {
            assertTaken(buffer, "b");
        }
        buffer.put("c");
        assertTaken(buffer, "c");
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

    @SafeVarargs
    private static <T> void assertTaken(WaitingForIt.Buffer<T> buffer, T... items) throws InterruptedException {
        var taken = new ArrayList<T>();
        for (int i = 0; i < items.length; i++) {
            taken.add(buffer.take());
        }
        assertThat(taken).overridingErrorMessage("%s went in, and %s came out.", List.of(items), taken).containsExactly(items);
    }
}
