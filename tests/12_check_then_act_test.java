import static java.util.stream.IntStream.range;
import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;

@LessonTest("12_check_then_act")
@DisplayName("12 Check, then act: Seats with reserve(seat, name) and holder(seat)")
class CheckThenActTest {

    /// Seats, and who has been told that one is theirs.
    static final class Asked {
        final CheckThenAct.Seats seats = new CheckThenAct.Seats();
        Boolean ada;
        Boolean bob;

        void ada(String seat) {
            ada = seats.reserve(seat, "Ada");
        }

        void bob(String seat) {
            bob = seats.reserve(seat, "Bob");
        }

        /// Whoever has been told true has the seat, and it has somebody.
        void hasTheSeat(String seat, String name, boolean told, String... others) {
            var holder = seats.holder(seat);
            if (told) {
                assertThat(holder).overridingErrorMessage("reserve() returned true to %s, and then holder() was %s.", name, holder).isEqualTo(name);
            } else {
                assertThat(holder).overridingErrorMessage("reserve() returned false to %s, and then holder() was %s.", name, holder).isIn((Object[]) others);
            }
        }

        void areBothTold() {
            assertThat(ada && bob).overridingErrorMessage("Ada and Bob asked for two different free seats, and got %s and %s.", ada, bob).isTrue();
            assertHolder(seats, "A1", "Ada");
            assertHolder(seats, "A2", "Bob");
        }
    }

    @Test
    @DisplayName("Of two who ask for a free seat exactly one gets true, and has it, in whatever order their steps happen.")
    void sellsASeatOnce() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.ada("A1"), its -> its.bob("A1"))
                .endsWith(its -> {
                    assertThat(its.ada ^ its.bob).overridingErrorMessage("Ada and Bob asked for the same free seat, and got %s and %s.", its.ada, its.bob).isTrue();
                    assertHolder(its.seats, "A1", its.ada ? "Ada" : "Bob");
                });
    }

    @Test
    @DisplayName("Different seats are for all who ask for them.")
    void sellsEverySeat() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.ada("A1"), its -> its.bob("A2"))
                .endsWith(Asked::areBothTold);
    }

    @Test
    @DisplayName("As soon as reserve() has returned, true or false, holder() names who has the seat.")
    void namesTheHolderAtOnce() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> {
                    its.ada("A1");
                    its.hasTheSeat("A1", "Ada", its.ada, "Bob");
                }, its -> {
                    its.bob("A1");
                    its.hasTheSeat("A1", "Bob", its.bob, "Ada");
                })
                .endsWith(its -> {});
    }

    @Test
    @DisplayName("Asked while another thread reserves, holder() is null at first, and then the name, for ever.")
    void namesTheHolderForEver() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.ada("A1"), its -> {
                    var first = its.seats.holder("A1");
                    var second = its.seats.holder("A1");
                    assertThat(first).overridingErrorMessage("Only Ada asked for the seat, and holder() was %s.", first).isIn(null, "Ada");
                    assertThat(second).overridingErrorMessage("holder() was %s and then %s.", first, second).isIn(first, "Ada");
                })
                .endsWith(its -> assertHolder(its.seats, "A1", "Ada"));
    }

    @Test
    @DisplayName("A seat that is taken stays with its holder while another asks for it.")
    void keepsTheHolder() throws Throwable {
        everyInterleaving(() -> {
            var its = new Asked();
            its.ada("A1");
            return its;
        })
                .of(its -> its.bob("A1"), its -> assertHolder(its.seats, "A1", "Ada"))
                .endsWith(its -> {
                    assertThat(its.bob).overridingErrorMessage("A seat was taken, and reserve() returned %s to another.", its.bob).isFalse();
                    assertHolder(its.seats, "A1", "Ada");
                });
    }

    @Test
    @DisplayName("Two who ask under one name are two: one gets true, the other false.")
    void tellsEqualNamesApart() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.ada = its.seats.reserve("A1", "Ada"), its -> its.bob = its.seats.reserve("A1", "Ada"))
                .endsWith(its -> {
                    assertThat(its.ada ^ its.bob).overridingErrorMessage("Two threads asked for the same free seat under one name, and got %s and %s.", its.ada, its.bob).isTrue();
                    assertHolder(its.seats, "A1", "Ada");
                });
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Seats are the same if they are equal, and so are names.")
    void comparesByEquals() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> its.ada(new String("A1")), its -> its.bob(new String("A1")))
                .endsWith(its -> {
                    assertThat(its.ada ^ its.bob).overridingErrorMessage("Ada and Bob asked for a free seat by two equal strings, and got %s and %s.", its.ada, its.bob).isTrue();
                    assertHolder(its.seats, new String("A1"), its.ada ? "Ada" : "Bob");
                });
    }

    @Test
    @DisplayName("Two objects of this class have nothing in common.")
    void sharesNothing() throws Throwable {
        everyInterleaving(() -> List.of(new Asked(), new Asked()))
                .of(its -> its.getFirst().ada("A1"), its -> its.getLast().bob("A1"))
                .endsWith(its -> {
                    var told = List.of(its.getFirst().ada, its.getLast().bob);
                    assertThat(told).overridingErrorMessage("Ada reserved a seat in one hall, Bob the seat of that name in another, and they got %s.", told)
                            .containsOnly(true);
                    assertHolder(its.getFirst().seats, "A1", "Ada");
                    assertHolder(its.getLast().seats, "A1", "Bob");
                });
    }

    @Test
    @DisplayName("A free seat has no holder; who asks again for a seat that is taken gets false, the holder too.")
    void reservesOnce() {
        var seats = new CheckThenAct.Seats();

        assertHolder(seats, "A1", null);
        assertTold(seats, "A1", "Ada", true);
        assertTold(seats, "A1", "Ada", false);
        assertTold(seats, "A1", new String("Ada"), false);
        assertTold(seats, "A1", "Bob", false);
        assertHolder(seats, "A1", "Ada");
        assertHolder(seats, "A2", null);
        assertTold(seats, "A2", "Ada", true);
        assertTold(seats, "a1", "Bob", true);
        assertHolder(seats, "a1", "Bob");
        assertTold(seats, "Aa", "Ada", true);
        assertTold(seats, "BB", "Bob", true);       // of the same hash code
        assertHolder(seats, "BB", "Bob");
    }

    @Test
    @DisplayName("Any number of threads may ask for any number of seats.")
    void servesManyThreads() throws Exception {
        var seats = new CheckThenAct.Seats();
        var told = new AtomicInteger();
        int hall = 50;

        Call.fromMany(() -> range(0, hall).filter(number -> seats.reserve("seat " + number, "Ada")).forEach(_ -> told.incrementAndGet()));

        assertThat(told.get()).overridingErrorMessage("%d threads asked for each of %d seats, and %d times it was given away.", Call.CALLERS, hall, told.get())
                .isEqualTo(hall);
    }

    @Test
    @DisplayName("Called with the interrupt flag set, both do what they do and leave it set.")
    void keepsTheFlag() throws Exception {
        var seats = new CheckThenAct.Seats();

        var flags = Call.to(() -> {
            Thread.currentThread().interrupt();
            assertTold(seats, "A1", "Ada", true);
            boolean afterReserve = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            assertHolder(seats, "A1", "Ada");
            return List.of(afterReserve, Thread.currentThread().isInterrupted());
        }).result();

        assertThat(flags.getFirst()).overridingErrorMessage("reserve() was called with the interrupt flag set, and has cleared it.").isTrue();
        assertThat(flags.getLast()).overridingErrorMessage("holder() was called with the interrupt flag set, and has cleared it.").isTrue();
    }

    @Test
    @DisplayName("So it is while another asks for the same seat.")
    void reservesWithTheFlagSet() throws Throwable {
        everyInterleaving(Asked::new)
                .of(its -> {
                    Thread.currentThread().interrupt();
                    its.ada("A1");
                    Thread.currentThread().interrupt();
                    its.hasTheSeat("A1", "Ada", its.ada, "Bob");
                }, its -> its.bob("A1"))
                .endsWith(its -> assertThat(its.ada ^ its.bob)
                        .overridingErrorMessage("Ada, interrupted, and Bob asked for the same free seat, and got %s and %s.", its.ada, its.bob).isTrue());
    }

    private static void assertHolder(CheckThenAct.Seats seats, String seat, String name) {
        var holder = seats.holder(seat);
        assertThat(holder).overridingErrorMessage("The holder of a seat is %s, and should be %s.", holder, name).isEqualTo(name);
    }

    private static void assertTold(CheckThenAct.Seats seats, String seat, String name, boolean expected) {
        boolean told = seats.reserve(seat, name);
        assertThat(told).overridingErrorMessage("reserve(\"%s\", \"%s\") returned %s, the holder being %s.", seat, name, told, seats.holder(seat))
                .isEqualTo(expected);
    }
}
