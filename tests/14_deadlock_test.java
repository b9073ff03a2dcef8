import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;
import static probe.interleaving.EveryInterleaving.note;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Work;
import probe.interleaving.Steps;

@LessonTest("14_deadlock")
@DisplayName("14 Deadlock: transfer(from, to, amount)")
class DeadlockTest {

    /// Accounts with 10 in each, and who has touched which of them, in this order.
    static final class Bank {

        private final List<Touched> accounts = new ArrayList<>();
        private final List<Touch> touches = Collections.synchronizedList(new ArrayList<>());

        Bank(int... numbers) {
            for (int number : numbers) {
                accounts.add(new Touched(number, touches));
            }
        }

        /// Transfers from one to the other, which are given by their places.
        void transfer(int from, int to, long amount) throws InterruptedException {
            accounts.forEach(account -> Steps.name(account, "account " + account.number()));
            Deadlock.transfer(accounts.get(from), accounts.get(to), amount);
        }

        /// Answers whether the amount was there.
        boolean tries(int from, int to, long amount) throws InterruptedException {
            try {
                transfer(from, to, amount);
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        /// The balances are these, and nobody has touched an account that another transfer had.
        void endsWith(Long... balances) {
            refuseTouchesOfOthers();
            var found = accounts.stream().map(Touched::whatIsThere).toList();
            assertThat(found).overridingErrorMessage("The accounts %s should have %s in the end, and have %s.",
                    accounts.stream().map(Touched::number).toList(), Arrays.asList(balances), found).containsExactly(balances);
        }

        private void refuseTouchesOfOthers() {
            var all = List.copyOf(touches);
            for (var transfer : transfers(all)) {
                int begin = all.indexOf(transfer.getFirst());
                int end = all.indexOf(transfer.getLast());
                for (var touch : all.subList(begin, end)) {
                    boolean isOfAnother = !transfer.contains(touch) && transfer.stream().anyMatch(its -> its.account == touch.account);
                    assertThat(isOfAnother).overridingErrorMessage("While one transfer lasted, another touched its account %d.",
                            touch.account.number()).isFalse();
                }
            }
        }

        /// The touches of each transfer: those of a thread up to the one with which money has been both withdrawn and deposited.
        private static List<List<Touch>> transfers(List<Touch> touches) {
            var transfers = new ArrayList<List<Touch>>();
            var ofThread = new LinkedHashMap<Thread, List<Touch>>();
            for (var touch : touches) {
                var transfer = ofThread.computeIfAbsent(touch.thread, _ -> new ArrayList<>());
                transfer.add(touch);
                if (transfer.stream().anyMatch(its -> its.kind == Kind.WITHDRAW) && transfer.stream().anyMatch(its -> its.kind == Kind.DEPOSIT)) {
                    transfers.add(ofThread.remove(touch.thread));
                }
            }
            transfers.addAll(ofThread.values());
            return transfers;
        }
    }

    enum Kind { BALANCE, WITHDRAW, DEPOSIT }

    static final class Touch {

        private final Thread thread = Thread.currentThread();
        private final Kind kind;
        private final Touched account;

        Touch(Kind kind, Touched account) {
            this.kind = kind;
            this.account = account;
        }
    }

    /// An account that notes its touches.
    static final class Touched extends Deadlock.Purse {

        private final List<Touch> touches;

        Touched(int number, List<Touch> touches) {
            super(number, 10);
            this.touches = touches;
        }

        @Override
        public long balance() {
            touch(Kind.BALANCE);
            return super.balance();
        }

        @Override
        public void withdraw(long amount) {
            touch(Kind.WITHDRAW);
            super.withdraw(amount);
        }

        @Override
        public void deposit(long amount) {
            touch(Kind.DEPOSIT);
            super.deposit(amount);
        }

        private void touch(Kind kind) {
            note();
            touches.add(new Touch(kind, this));
        }

        long whatIsThere() {
            return super.balance();
        }
    }

    /// An account from which withdrawing is a run of `work`.
    static final class Slow extends Deadlock.Purse {

        private final Work work;

        Slow(int number, long balance, Work work) {
            super(number, balance);
            this.work = work;
        }

        @Override
        public void withdraw(long amount) {
            work.runnable().run();
            super.withdraw(amount);
        }
    }

    @Test
    @DisplayName("Two transfers in opposite directions both end, in whatever order their steps happen.")
    void endsInOppositeDirections() throws Throwable {
        for (var numbers : List.of(List.of(1, 2), List.of(1, 1001), List.of(16_777_216, 16_777_217))) {     // to a float, the last two are equal
            everyInterleaving(() -> new Bank(numbers.getFirst(), numbers.getLast()))
                    .of(bank -> bank.transfer(0, 1, 2), bank -> bank.transfer(1, 0, 3))
                    .endsWith(bank -> bank.endsWith(11L, 9L));
        }
    }

    @Test
    @DisplayName("Three transfers in a ring all end.")
    void endsInARing() throws Throwable {
        everyInterleaving(() -> new Bank(1, 2, 3))
                .of(bank -> bank.transfer(0, 1, 1), bank -> bank.transfer(1, 2, 2), bank -> bank.transfer(2, 0, 3))
                .endsWith(bank -> bank.endsWith(12L, 9L, 9L));
    }

    @Test
    @DisplayName("While one transfer lasts, no other touches its accounts.")
    void touchesItsAccountsAlone() throws Throwable {
        everyInterleaving(() -> new Bank(1000, 2000, 3000))
                .of(bank -> bank.transfer(0, 1, 2), bank -> bank.transfer(1, 2, 3))
                .endsWith(bank -> bank.endsWith(8L, 9L, 13L));
        everyInterleaving(() -> new Bank(1000, 2000, 3000))
                .of(bank -> bank.transfer(0, 1, 2), bank -> bank.transfer(2, 0, 3))
                .endsWith(bank -> bank.endsWith(11L, 12L, 7L));
    }

    @Test
    @DisplayName("Where two transfers want the same money, one of them has it, and the other throws IllegalStateException.")
    void spendsMoneyOnce() throws Throwable {
        class Asked {
            final Bank bank = new Bank(2, 1, 3);
            boolean first;
            boolean second;
        }
        everyInterleaving(Asked::new)
                .of(its -> its.first = its.bank.tries(0, 1, 10), its -> its.second = its.bank.tries(0, 2, 9))
                .endsWith(its -> {
                    assertThat(its.first != its.second).overridingErrorMessage("There were 10 on an account, one transfer wanted 10 of it and another 9, and %s.",
                            its.first ? "neither threw an exception" : "both threw IllegalStateException").isTrue();
                    its.bank.endsWith(its.first ? 0L : 1L, its.first ? 20L : 10L, its.second ? 19L : 10L);
                });
    }

    @Test
    @DisplayName("While the accounts of one transfer are in use, transfers of other accounts begin and end.")
    void runsBesideOthers() throws Exception {
        var held = Work.held().called("withdrawal", "withdrawals");
        var from = new Slow(3, 10, held);
        var to = new Deadlock.Purse(4, 10);
        var first = Call.to(() -> Deadlock.transfer(from, to, 1));
        held.awaitRuns(1);

        var others = Call.to(() -> {
            for (int distance = 2; distance <= 200; distance += 2) {
                Deadlock.transfer(new Deadlock.Purse(3 + distance, 10), new Deadlock.Purse(4 + distance, 10), 1);
            }
            for (int distance = 256; distance > 0; distance *= 2) {
                Deadlock.transfer(new Deadlock.Purse(4 + distance, 10), new Deadlock.Purse(3 + distance, 10), 1);
            }
        });

        assertThat(others).returnsMeanwhile();
        held.releaseAll();
        first.result();
        others.result();
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("Numbers are any int, negative ones and the smallest, too.")
    void takesAnyNumbers() throws Throwable {
        for (var numbers : List.of(new int[] { 5, -5 }, new int[] { Integer.MIN_VALUE, 0 })) {
            everyInterleaving(() -> new Bank(numbers))
                    .of(bank -> bank.transfer(0, 1, 2), bank -> bank.transfer(1, 0, 3))
                    .endsWith(bank -> bank.endsWith(11L, 9L));
        }
    }

    @Test
    @DisplayName("A transfer from an account to itself ends and leaves the balance as it is, whatever others do.")
    void transfersToItself() throws Throwable {
        everyInterleaving(() -> new Bank(1, 2))
                .of(bank -> bank.transfer(0, 0, 4), bank -> bank.transfer(1, 0, 3))
                .endsWith(bank -> bank.endsWith(13L, 7L));
    }

    @Test
    @DisplayName("A thread that makes one transfer after the other has its accounts alone in each of them.")
    void transfersAgain() throws Throwable {
        everyInterleaving(() -> new Bank(1, 2, 3))
                .of(bank -> {
                    bank.transfer(0, 1, 1);
                    bank.transfer(0, 1, 2);
                }, bank -> bank.transfer(2, 0, 4))
                .endsWith(bank -> bank.endsWith(11L, 13L, 6L));
    }

    @Test
    @DisplayName("A transfer that has thrown an exception holds up no other.")
    void letsGoAfterAFailure() throws Throwable {
        everyInterleaving(() -> new Bank(1, 2))
                .of(bank -> assertThat(bank.tries(0, 1, 100))
                        .overridingErrorMessage("A transfer of 100 was made from an account that never had so much.").isFalse(),
                        bank -> bank.transfer(1, 0, 3))
                .endsWith(bank -> bank.endsWith(13L, 7L));
    }

    @Test
    @DisplayName("An amount that is not there throws IllegalStateException before anything is changed.")
    void throwsBeforeItChanges() throws Exception {
        var bank = new Bank(1, 2);

        assertThatCode(() -> bank.transfer(0, 1, 11)).overridingErrorMessage("11 were transferred from an account with 10, and no IllegalStateException was thrown.")
                .isInstanceOf(IllegalStateException.class);

        bank.endsWith(10L, 10L);
        assertThat(bank.touches).overridingErrorMessage("A transfer of what is not there has thrown its exception after it had changed a balance.")
                .allMatch(touch -> touch.kind == Kind.BALANCE);
    }

    @Test
    @DisplayName("All that is there can be transferred, however much that is.")
    void transfersAllThatIsThere() throws Exception {
        var from = new Deadlock.Purse(1, 7_000_000_000L);
        var to = new Deadlock.Purse(2, 0);

        Deadlock.transfer(from, to, 4_000_000_000L);
        Deadlock.transfer(from, to, 3_000_000_000L);
        Deadlock.transfer(to, to, 7_000_000_000L);

        assertThat(List.of(from.balance(), to.balance()))
                .overridingErrorMessage("All of 7000000000 was transferred to an account with 0 and from there to itself, and the balances are %d and %d.", from.balance(), to.balance())
                .containsExactly(0L, 7_000_000_000L);
    }

    @Test
    @DisplayName("A transfer that waits for another costs no processor time.")
    void waitsAtNoCost() throws Exception {
        var held = Work.held().called("withdrawal", "withdrawals");
        var from = new Slow(1, 10, held);
        var to = new Deadlock.Purse(2, 10);
        var first = Call.to(() -> Deadlock.transfer(from, to, 1));
        held.awaitRuns(1);

        var second = Call.to(() -> Deadlock.transfer(to, from, 2));

        assertThat(second).waitsFor(held, 1);
        first.result();
        second.result();
    }

    @Test
    @DisplayName("Interrupted while it waits, it transfers and keeps the flag, or throws InterruptedException and changes nothing.")
    void heedsAnInterrupt() throws Exception {
        var held = Work.held().called("withdrawal", "withdrawals");
        var from = new Slow(1, 10, held);
        var to = new Deadlock.Purse(2, 10);
        var first = Call.to(() -> Deadlock.transfer(from, to, 1));
        held.awaitRuns(1);

        var hasMoved = new AtomicBoolean();
        var second = Call.to(() -> {
            Deadlock.transfer(to, from, 5);
            hasMoved.set(true);
        });

        assertThat(second).heedsAnInterrupt(held);
        first.result();
        assertMoved(hasMoved.get(), from, to, 9, 11);
    }

    @Test
    @DisplayName("Called with the interrupt flag set, it does the same.")
    void keepsTheFlag() throws Exception {
        var from = new Deadlock.Purse(2, 10);
        var to = new Deadlock.Purse(1, 10);

        boolean hasMoved = Call.to(() -> {
            Thread.currentThread().interrupt();
            try {
                Deadlock.transfer(to, from, 5);
            } catch (InterruptedException e) {
                return false;
            }
            assertThat(Thread.currentThread().isInterrupted()).overridingErrorMessage("transfer() was called with the interrupt flag set, and has cleared it.").isTrue();
            return true;
        }).result();

        assertMoved(hasMoved, from, to, 10, 10);
        Call.to(() -> Deadlock.transfer(from, to, 1)).result();
    }

    @Test
    @DisplayName("So it is while another transfer lasts.")
    void transfersWithTheFlagSet() throws Throwable {
        class Interrupted {
            final Bank bank = new Bank(1, 2);
            boolean hasMoved;

            void transfer() {
                Thread.currentThread().interrupt();
                try {
                    bank.transfer(0, 1, 2);
                    hasMoved = true;
                } catch (InterruptedException e) {
                    // Nothing has changed.
                }
            }
        }
        everyInterleaving(Interrupted::new)
                .of(Interrupted::transfer, its -> its.bank.transfer(1, 0, 3))
                .endsWith(its -> its.bank.endsWith(its.hasMoved ? 11L : 13L, its.hasMoved ? 9L : 7L));
    }

    /// If 5 have been moved back from `to`, they are on `from`; otherwise nothing has changed.
    private static void assertMoved(boolean hasMoved, Deadlock.Purse from, Deadlock.Purse to, long before, long beforeTo) {
        long moved = hasMoved ? 5 : 0;
        assertThat(List.of(from.balance(), to.balance()))
                .overridingErrorMessage("An interrupted transfer of 5 from an account with %d to one with %d has %s, and the balances are %d and %d.",
                        beforeTo, before, hasMoved ? "returned" : "thrown InterruptedException", to.balance(), from.balance())
                .containsExactly(before + moved, beforeTo - moved);
    }
}
