//JAVA 25+
import module java.base;

/// # 13 · Invariants
///
/// That no money is made or lost is an *invariant*: something that is true between any two changes.
/// It is about all accounts together. A transfer breaks it for a moment, between the withdrawal and
/// the deposit, and then mends it.
///
/// Where each account is atomic, each withdrawal and each deposit is one step, and still the
/// transfer is two. Whoever adds up the accounts in between finds money missing: no update is lost,
/// no number is torn, and what is seen has never been true.
///
/// What belongs together wants *one* guard, and those who only look need it as much as those who
/// change: they must not see the moment in between. There are two kinds:
///
/// - One lock, held from before the invariant is broken until it is mended, and by who reads.
/// - One *snapshot*: an immutable object with all the values. A change makes a new one and puts it
///   in place of the old in one step. Whoever looks has one or the other.
///
/// **Predict a choice.** Four clerks move money between ten accounts with 100 in each. An auditor
/// adds up all accounts again and again. Each account is an atomic variable. What does the auditor
/// find? (a) 1000 each time, (b) now less and now more than 1000, (c) only less, never more.
/// Guess, then run:
///
///     ./jbang lessons/13_invariants.java
class Invariants {

    static final int ACCOUNTS = 10;
    static final int EACH = 100;
    static final int AUDITS = 1_000_000;

    private int less;
    private int more;

    void main() throws InterruptedException {
        var accounts = new Accounts(ACCOUNTS, EACH);
        var threads = startClerks(accounts);
        threads.add(Thread.ofPlatform().start(() -> audit(accounts)));
        for (var thread : threads) {
            thread.join();
        }

        IO.println(AUDITS + " audits: " + less + " found money missing, " + more + " too much");
        IO.println("In the end there is " + accounts.total());
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    void audit(Accounts accounts) {
        for (int i = 0; i < AUDITS; i++) {
            long total = accounts.total();
            less += total < ACCOUNTS * EACH ? 1 : 0;
            more += total > ACCOUNTS * EACH ? 1 : 0;
        }
    }

    /// **Investigate.** All is there in the end, and was not while the auditor looked:
    ///
    ///     1000000 audits: 763273 found money missing, 8164 too much
    ///     In the end there is 1000
    ///     Finished in 0.4 seconds
    ///
    /// How can there be too much, where each clerk withdraws before the deposit? Solved:
    ///
    ///     1000000 audits: 0 found money missing, 0 too much
    ///     In the end there is 1000
    ///     Finished in 0.5 seconds

    // --- your turn ---------------------------------------------------------------

    /// Accounts, numbered from 0, with `each` in each of them at first. `transfer` moves an amount
    /// from one to another and returns true; where less is there it returns false, and nothing
    /// changes. Whoever looks, at whatever moment, finds no money made or lost and no balance below
    /// zero: `total` sees all accounts as they are at one moment.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - However many threads call it, no call waits for ever.
    /// - All that is there can be transferred. From an account to itself: true if it is there, and
    ///   nothing changes.
    /// - A transfer is refused only if, in some order of the calls, it would overdraw.
    /// - `balance` is one that the account had during the call.
    /// - Amounts are 0 or more, any long. Nothing overflows. One lock for all is fine.
    /// - An interrupt flag that is set stays set, and all do what they do.
    /// - Two objects of this class have nothing in common.
    /// - Such an object leaves no thread of its own behind.
    static class Accounts {

        private final AtomicLongArray balances;

        Accounts(int count, long each) {
            balances = new AtomicLongArray(count);
            for (int i = 0; i < count; i++) {
                balances.set(i, each);
            }
        }

        boolean transfer(int from, int to, long amount) {
            if (balances.get(from) < amount) {
                return false;
            }
            balances.addAndGet(from, -amount);
            balances.addAndGet(to, amount);
            return true;
        }

        long balance(int account) {
            return balances.get(account);
        }

        long total() {
            long total = 0;
            for (int i = 0; i < balances.length(); i++) {
                total += balances.get(i);
            }
            return total;
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Leave the lock to `transfer`, and take it away from `total`. Run it: the auditor
    /// finds money missing again, though all who change something hold the lock. Then let `total`
    /// hold it and ask `balance` for each account, which does not: right again, for the lock is
    /// held by the thread, and not by the method. At last save your answer, and read the verdict.

    static List<Thread> startClerks(Accounts accounts) {
        var clerks = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var random = new Random(i);
            clerks.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 2_500_000; n++) {
                    accounts.transfer(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), 1);
                }
            }));
        }
        return clerks;
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
