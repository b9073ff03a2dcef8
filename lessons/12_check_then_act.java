//JAVA 25+
import module java.base;

/// # 12 · Check, then act
///
/// A [ConcurrentHashMap] may be used by any number of threads: each of its methods is atomic, and
/// never does one thread find it half changed by another. So what is built on it is safe, it seems.
///
/// But whoever *checks* and then *acts* makes two calls. `containsKey` says that a seat is free,
/// and that was so when it looked. Before `put` acts on it, another thread may have looked, too,
/// and found the same. Both are told that the seat is theirs. Two atomic calls in a row are not
/// one: what the first has found out may be over when the second begins.
///
/// There are two cures:
///
/// - One call that does both. `putIfAbsent` puts only where there is nothing, and returns what was
///   there before. `computeIfAbsent`, `compute`, `merge` and `replace` are of this kind.
/// - One lock for both. Whoever checks, acts, or reads holds it; a plain [HashMap] will do then.
///
/// **Predict a choice.** Eight windows sell the tickets of one hall with 200,000 seats, each from
/// the first seat to the last, and all ask the same [ConcurrentHashMap] whether a seat is free. How
/// many tickets are sold? (a) 200,000, (b) more, (c) fewer, (d) none, for an exception ends the
/// sale. Guess, then run:
///
///     ./jbang lessons/12_check_then_act.java
class CheckThenAct {

    static final int WINDOWS = 8;
    static final int SEATS = 200_000;

    void main() throws InterruptedException {
        var seats = new Seats();
        long tickets = sellAtAllWindows(seats);

        IO.println(SEATS + " seats, " + tickets + " tickets sold");
        IO.println(tickets - SEATS + " tickets are for a seat that somebody else has");
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** No exception, no broken map, and some seats are sold twice:
    ///
    ///     200000 seats, 200501 tickets sold
    ///     501 tickets are for a seat that somebody else has
    ///     Finished in 1.1 seconds
    ///
    /// The number is another in each run; a dozen runs gave 13 to 1267. One processor is enough for
    /// it: a thread that is halted after its look goes on later with what it saw then.
    ///
    /// A seat has been sold to two people. Which of the two does `holder` name? Solved:
    ///
    ///     200000 seats, 200000 tickets sold
    ///     0 tickets are for a seat that somebody else has
    ///     Finished in 0.5 seconds

    // --- your turn ---------------------------------------------------------------

    /// Seats that can be reserved once. Of all who call `reserve` for a free seat exactly one gets
    /// true, and has the seat for ever; all others get false. `holder` names who has a seat, and
    /// is null while it is free.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Threads in any number may call both.
    /// - Who has a seat and asks for it again gets false, and so does another of the same name.
    /// - As soon as any call of `reserve` for a seat has returned, true or false, `holder` names
    ///   who has it.
    /// - Seats and names are the same if they are equal. None is null.
    /// - `reserve` does not wait for a seat to become free. One lock for all seats is fine.
    /// - Called with the interrupt flag set, both do what they do, and leave the flag set.
    /// - Two objects of this class have nothing in common.
    /// - Such an object leaves no thread of its own behind.
    static class Seats {

        private final Map<String, String> holders = new ConcurrentHashMap<>();

        boolean reserve(String seat, String name) {
            if (holders.containsKey(seat)) {
                return false;
            }
            holders.put(seat, name);
            return true;
        }

        String holder(String seat) {
            return holders.get(seat);
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Let `computeIfAbsent` put the name, and call the seat sold where the name that
    /// comes back is the one that asked. The hall is sold as before, 200,000 tickets. Then save,
    /// and read the verdict: of two who ask under one name both get true. What would have to be
    /// put, in place of the name, so that two calls can be told apart?

    /// How many tickets the windows sell, all at the same time.
    static long sellAtAllWindows(Seats seats) throws InterruptedException {
        var tickets = new LongAdder();
        var windows = new ArrayList<Thread>();
        for (int i = 1; i <= WINDOWS; i++) {
            var name = "customer of window " + i;
            windows.add(new Thread(() -> sell(seats, name, tickets)));
        }
        windows.forEach(Thread::start);
        for (var window : windows) {
            window.join();
        }
        return tickets.sum();
    }

    static void sell(Seats seats, String name, LongAdder tickets) {
        for (int number = 1; number <= SEATS; number++) {
            if (seats.reserve("seat " + number, name)) {
                tickets.increment();
            }
        }
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
