//JAVA 25+
import module java.base;

/// # 14 · Deadlock
///
/// One lock for all accounts keeps everything right, and lets one transfer in at a time. A lock for
/// each account lets transfers of different accounts run at the same time. A transfer then needs
/// two locks, and takes one after the other.
///
/// Two threads can come to hold one lock each, and to wait for the one that the other holds.
/// Neither lets go of its own before it has got the second, so both wait for ever. Such a ring of
/// threads, each of which waits for the next, is a *deadlock*. It throws nothing and prints
/// nothing, and needs no processor.
///
/// There are two ways to have no ring:
///
/// - *One order for all.* Whoever needs two locks takes the smaller one first, whatever the
///   direction of the transfer. Who holds the largest lock of a ring waits for none of it.
/// - *Give back, and try again.* `tryLock` of a [ReentrantLock] says no where `lock` would wait.
///   Who does not get the second lock lets go of the first, sleeps for a moment, and begins anew.
///
/// **Predict a choice.** Three threads make as many transfers as they can in a second: *rent* from
/// account 1 to 2, *wages* from 2 to 1, *gift* from 3 to 4. What happens? (a) All three go on to
/// the end, rent and wages more slowly, for they get in each other's way. (b) Rent and wages get
/// stuck, and with them the gift. (c) Rent and wages get stuck, and the gift goes on. (d) The JVM
/// throws an exception in one of two that are stuck. Guess, then run:
///
///     ./jbang lessons/14_deadlock.java
class Deadlock {

    static final Duration RUSH_HOUR = Duration.ofSeconds(1);

    void main() throws InterruptedException {
        var accounts = new ArrayList<Account>();
        for (int number = 1; number <= 4; number++) {
            accounts.add(new Purse(number, 1_000_000_000_000L));
        }
        var payers = List.of(
                new Payer("rent", accounts.get(0), accounts.get(1)),
                new Payer("wages", accounts.get(1), accounts.get(0)),
                new Payer("gift", accounts.get(2), accounts.get(3)));
        payers.forEach(Thread::start);
        for (var payer : payers) {
            payer.join(RUSH_HOUR.multipliedBy(3).dividedBy(2).minus(sinceStart()));
            IO.println(payer.report());
        }
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Most of the second is lost for two of the three:
    ///
    ///     rent  made   596,781 transfers, and is stuck: BLOCKED
    ///     wages made   685,701 transfers, and is stuck: BLOCKED
    ///     gift  made 1,545,757 transfers
    ///     Finished in 1.6 seconds
    ///
    /// The threads are daemons, so the JVM ends although two of them never will. The states are
    /// those of a thread that waits for a lock. They do not tell a thread that waits for ever from
    /// one that waits for a moment: only the ring does that, and `jcmd <process> Thread.print`
    /// shows it, under *Found one Java-level deadlock*.
    ///
    /// Where two threads never run at the same moment, for there is one processor or others keep
    /// it busy, a run may end well. How many transfers may go well before one does not? Solved:
    ///
    ///     rent  made 1,415,085 transfers
    ///     wages made 1,844,940 transfers
    ///     gift  made 2,121,792 transfers
    ///     Finished in 1.3 seconds

    // --- your turn ---------------------------------------------------------------

    /// Moves `amount` from one account to the other. While a transfer lasts, from the first touch
    /// of one of its accounts to the last, nobody else touches either of the two. Transfers, in
    /// whatever directions and rings, never wait for each other without end, and those of four
    /// different accounts run at the same time.
    ///
    /// If the amount is not there, it throws [IllegalStateException] and changes nothing.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - `balance`, `withdraw` and `deposit` touch an account, and `number` does not. All that
    ///   is there can be transferred.
    /// - A balance counts only if it was read while both accounts were held.
    /// - No two accounts have the same number; a number is any `int`. Each account is one object
    ///   throughout, with the `equals` of [Object]. Its monitor is free for use by this method.
    /// - From an account to itself: the balance stays. If the amount is not there, it throws or
    ///   does nothing.
    /// - Amounts are at least 1. Nothing is null, and nothing overflows.
    /// - A transfer may wait for one that is itself waiting.
    /// - A call that is interrupted while it waits, or before, does what it does and keeps the
    ///   flag, or throws [InterruptedException] and changes nothing.
    /// - No processor time is spent on waiting: who tries again sleeps in between, or waits in
    ///   `tryLock`.
    /// - Locks that are kept for accounts may be kept for good. No thread is left behind.
    static void transfer(Account from, Account to, long amount) throws InterruptedException {
        boolean isInOrder = from.number() < to.number();
        synchronized (isInOrder ? from : to) {
            synchronized (isInOrder ? to : from) {
                if (from.balance() < amount) {
                    throw new IllegalStateException(amount + " is not there");
                }
                from.withdraw(amount);
                to.deposit(amount);
            }
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Give each account a [ReentrantLock] of its own, and let `transfer` take the two
    /// with `tryLock()`, in the order in which they come. If the second cannot be had, it gives the
    /// first one back and begins anew, at once. Nobody waits for ever, and yet two may give back
    /// and try again in step for a long time: a *livelock*. Then sleep for a random time below a
    /// millisecond before each new attempt, and compare the numbers with those of one order.

    interface Account {

        int number();

        long balance();

        /// Takes the amount away, without asking whether it is there.
        void withdraw(long amount);

        void deposit(long amount);
    }

    static class Purse implements Account {

        private final int number;
        private long balance;

        Purse(int number, long balance) {
            this.number = number;
            this.balance = balance;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public long balance() {
            return balance;
        }

        @Override
        public void withdraw(long amount) {
            balance -= amount;
        }

        @Override
        public void deposit(long amount) {
            balance += amount;
        }
    }

    /// Pays from one account to the other, again and again, until the rush hour is over.
    static class Payer extends Thread {

        private final Account from;
        private final Account to;
        private volatile int paid;

        Payer(String name, Account from, Account to) {
            super(name);
            this.from = from;
            this.to = to;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (int i = 1; sinceStart().compareTo(RUSH_HOUR) < 0; i++) {
                    transfer(from, to, 1);
                    paid = i;
                }
            } catch (InterruptedException e) {
                IO.println(getName() + " was interrupted");
            }
        }

        String report() {
            var end = isAlive() ? ", and is stuck: " + getState() : "";
            return String.format(Locale.ROOT, "%-5s made %,9d transfers", getName(), paid) + end;
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
