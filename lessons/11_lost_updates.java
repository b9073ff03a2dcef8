//JAVA 25+
import module java.base;

/// # 11 · Lost updates
///
/// The threads of lessons 00 to 10 had nothing in common but the place of their results. From here
/// on they share an object that they change.
///
/// `total += amount` looks like one step. It is three: *read* the field, add to what was read,
/// *write* the sum. Another thread may do all of its own three between the read and the write of
/// the first. Then the first writes a sum in which the other's amount is missing: the *update* of
/// the other is *lost*, and nothing says so.
///
/// Steps that no other thread can come between are *atomic*. There are two ways to that:
///
/// - A *lock*. Every object has one, and a `synchronized` method holds that of its object while it
///   runs. One thread can hold it at a time; others that call such a method of the same object wait
///   until it is free. A method that only reads needs the lock as well: what others have written
///   without it, a thread may never see.
/// - An atomic variable, such as an [AtomicLong]: its `addAndGet` reads, adds and writes in one.
///
/// **Predict a choice.** Half of the numbers below ten million have an even sum of digits. Eight
/// threads look at an eighth of the numbers each, and add 1 to the same counter for each such one;
/// they do so three times. What do they count? (a) 5,000,000 each time, (b) less, and not the same
/// each time, (c) less, and the same each time, (d) more, for some numbers are counted twice.
/// Guess, then run:
///
///     ./jbang lessons/11_lost_updates.java
class LostUpdates {

    static final int NUMBERS = 10_000_000;
    static final int THREADS = 8;

    void main() throws InterruptedException {
        for (int round = 1; round <= 3; round++) {
            var counter = new Counter();
            countOnManyThreads(counter);
            long lost = NUMBERS / 2 - counter.total();
            IO.println(counter.total() + " counted, " + lost + " lost");
        }
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** The threads have found five million numbers, and the counter has not:
    ///
    ///     3910599 counted, 1089401 lost
    ///     3831342 counted, 1168658 lost
    ///     3240854 counted, 1759146 lost
    ///     Finished in 0.3 seconds
    ///
    /// How much is lost depends on which thread is halted when. While other programs keep the
    /// processors busy, a run in ten may lose nothing, and with a single processor most runs do:
    /// seldom is a thread then halted between a read and its write. That is luck, so the workbook
    /// does not count on it. It runs the class in every order of the steps of two threads, and
    /// shows one that fails.
    ///
    /// How can one write undo a hundred additions of other threads? Solved:
    ///
    ///     5000000 counted, 0 lost
    ///     5000000 counted, 0 lost
    ///     5000000 counted, 0 lost
    ///     Finished in 0.8 seconds

    // --- your turn ---------------------------------------------------------------

    /// Adds up what threads hand to `add`, and loses nothing of it. `total()` is the sum so far.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Threads in any number may call both.
    /// - An amount is any `long`; the sum never leaves the range of a `long`.
    /// - `total()` has every addition that had returned before it was called. Of those still in
    ///   progress it has some, all or none, each of them whole.
    /// - Called with the interrupt flag set, both do what they do, and leave the flag set.
    /// - Two counters have nothing in common.
    /// - A counter leaves no thread of its own behind.
    static class Counter {

        private long total;

        void add(long amount) {
            total += amount;
        }

        long total() {
            return total;
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Put an [AtomicLong] in place of the lock, and write what it holds with the two
    /// calls that look like the three steps, `get` and `set`. Each of them is atomic, and additions
    /// are lost again, more than a million in a run here: other threads come between the two. Then
    /// take `addAndGet`: nothing is lost. At last a [LongAdder]: it keeps several sums, so that
    /// threads seldom meet at one, and adds these up when it is asked. It took 0.2 seconds.

    static void countOnManyThreads(Counter counter) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < THREADS; i++) {
            int from = NUMBERS / THREADS * i;
            threads.add(new Thread(() -> count(from, from + NUMBERS / THREADS, counter)));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
    }

    static void count(int from, int to, Counter counter) {
        for (int number = from; number < to; number++) {
            if (digitSum(number) % 2 == 0) {
                counter.add(1);
            }
        }
    }

    static int digitSum(int number) {
        int sum = 0;
        for (int rest = number; rest > 0; rest /= 10) {
            sum += rest % 10;
        }
        return sum;
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
