import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;

@LessonTest("13_invariants")
@DisplayName("13 Invariants: Accounts with transfer(from, to, amount), balance(account) and total()")
class InvariantsTest {

    /// Accounts with 10 in each, and what those of two transfers that were made have returned.
    static final class Bank {
        final Invariants.Accounts accounts = new Invariants.Accounts(3, 10);
        Boolean first;
        Boolean second;

        void assertTotal() {
            long total = accounts.total();
            assertThat(total).overridingErrorMessage("There is 30 in all at every moment, and total() was %d.", total).isEqualTo(30);
        }

        void assertBalances(long... expected) {
            var balances = List.of(accounts.balance(0), accounts.balance(1), accounts.balance(2));
            assertThat(balances).overridingErrorMessage("%s, and in the end the balances are %s.", returned(), balances)
                    .containsExactly(expected[0], expected[1], expected[2]);
        }

        private String returned() {
            return first != null && second != null ? "The transfers returned %s and %s".formatted(first, second)
                    : "The transfer returned %s".formatted(first != null ? first : second);
        }
    }

    @Test
    @DisplayName("While money is transferred, total() is the same at every moment.")
    void keepsTheTotal() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 4), Bank::assertTotal)
                .endsWith(bank -> bank.assertBalances(6, 14, 10));
    }

    @Test
    @DisplayName("It is so from whichever account to whichever other the money goes, and when it comes back.")
    void keepsTheTotalBothWays() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> {
                    bank.first = bank.accounts.transfer(2, 0, 4);
                    bank.second = bank.accounts.transfer(0, 2, 4);
                }, Bank::assertTotal)
                .endsWith(bank -> bank.assertBalances(10, 10, 10));
    }

    @Test
    @DisplayName("Of two transfers that together would overdraw an account, exactly one is made.")
    void overdrawsNothing() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 7), bank -> bank.second = bank.accounts.transfer(0, 2, 7))
                .endsWith(bank -> {
                    assertThat(bank.first ^ bank.second).overridingErrorMessage("Two transfers of 7 from an account with 10 in it returned %s and %s.", bank.first, bank.second)
                            .isTrue();
                    bank.assertBalances(3, bank.first ? 17 : 10, bank.second ? 17 : 10);
                });
    }

    @Test
    @DisplayName("Transfers in opposite directions make no money and lose none.")
    void movesBothWays() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 3), bank -> bank.second = bank.accounts.transfer(1, 0, 4))
                .endsWith(bank -> bank.assertBalances(11, 9, 10));
    }

    @Test
    @DisplayName("A transfer is refused only if, in some order of the calls, it would overdraw.")
    void refusesOnlyWhatOverdraws() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 10), bank -> bank.second = bank.accounts.transfer(2, 1, 10))
                .endsWith(bank -> {
                    assertThat(bank.first && bank.second).overridingErrorMessage("Two transfers of 10, each from an account of its own with 10 in it, returned %s and %s.",
                            bank.first, bank.second).isTrue();
                    bank.assertBalances(0, 30, 0);
                });
    }

    @Test
    @DisplayName("A transfer that is refused changes nothing, not even for a moment.")
    void refusesAtOnce() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 15), bank -> {
                    assertBalance(bank, 0, 10);
                    assertBalance(bank, 1, 10);
                })
                .endsWith(bank -> {
                    assertThat(bank.first).overridingErrorMessage("A transfer of 15 from an account with 10 in it returned true.").isFalse();
                    bank.assertBalances(10, 10, 10);
                });
    }

    @Test
    @DisplayName("Each balance is one that the account had during the call.")
    void showsBalances() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(0, 1, 4), bank -> {
                    assertBalance(bank, 1, 10, 14);
                    assertBalance(bank, 0, 10, 6);
                })
                .endsWith(bank -> bank.assertBalances(6, 14, 10));
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("To itself, an account transfers what is there, and nothing changes.")
    void transfersToItself() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(1, 1, 10), bank -> {
                    assertBalance(bank, 1, 10);
                    bank.assertTotal();
                })
                .endsWith(bank -> {
                    assertThat(bank.first).overridingErrorMessage("A transfer of all that is there, from an account to itself, returned false.").isTrue();
                    bank.assertBalances(10, 10, 10);
                });
    }

    @Test
    @DisplayName("It does so while another transfer takes from that account.")
    void transfersToItselfBesideAnother() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> bank.first = bank.accounts.transfer(1, 1, 10), bank -> bank.second = bank.accounts.transfer(1, 0, 4))
                .endsWith(bank -> bank.assertBalances(14, 6, 10));
    }

    @Test
    @DisplayName("Two objects of this class have nothing in common.")
    void sharesNothing() throws Throwable {
        everyInterleaving(() -> List.of(new Bank(), new Bank()))
                .of(banks -> banks.getFirst().first = banks.getFirst().accounts.transfer(0, 1, 10), banks -> banks.getLast().second = banks.getLast().accounts.transfer(0, 2, 10))
                .endsWith(banks -> {
                    banks.getFirst().assertBalances(0, 20, 10);
                    banks.getLast().assertBalances(0, 10, 20);
                });
    }

    @Test
    @DisplayName("All that is there can be transferred, and no more; amounts may be 0 or beyond int.")
    void knowsItsLimits() {
        long many = (1L << 53) + 1;     // a double is next to it
        var accounts = new Invariants.Accounts(2, many);

        assertTransfer(accounts, 0, 1, many + 1, false);
        assertTransfer(accounts, 0, 1, Long.MAX_VALUE, false);
        assertTransfer(accounts, 0, 0, Long.MAX_VALUE, false);
        assertTransfer(accounts, 0, 1, many, true);
        assertTransfer(accounts, 0, 1, 1, false);
        assertTransfer(accounts, 0, 1, 0, true);
        assertTransfer(accounts, 0, 0, 1, false);
        assertThat(accounts.balance(1)).overridingErrorMessage("The balance is %d, and should be %d.", accounts.balance(1), 2 * many).isEqualTo(2 * many);
        assertThat(accounts.total()).overridingErrorMessage("The total is %d, and should be %d.", accounts.total(), 2 * many).isEqualTo(2 * many);
    }

    @Test
    @DisplayName("However many accounts there are, money goes from each to each.")
    void knowsManyAccounts() {
        var accounts = new Invariants.Accounts(130, 1);

        for (int distance : List.of(1, 2, 4, 7, 8, 10, 16, 32, 64, 100, 128)) {
            assertTransfer(accounts, 0, distance, 1, true);
            assertTransfer(accounts, distance, 0, 1, true);
        }
    }

    @Test
    @DisplayName("Two may look at the same time, and both see all that is there.")
    void showsTwo() throws Throwable {
        everyInterleaving(Bank::new)
                .of(Bank::assertTotal, bank -> {
                    assertBalance(bank, 0, 10);
                    bank.assertTotal();
                })
                .endsWith(_ -> {});
    }

    @Test
    @DisplayName("Any number of threads may transfer, in whatever directions.")
    void servesManyThreads() throws Exception {
        var accounts = new Invariants.Accounts(3, 1000);

        Call.fromMany(() -> {
            for (int i = 0; i < 60; i++) {
                accounts.transfer(i % 3, (i + 1 + i / 30) % 3, 1);
            }
        });

        assertThat(accounts.total()).overridingErrorMessage("%d threads moved money between accounts with 3000 in all, and the total is %d.", Call.CALLERS, accounts.total())
                .isEqualTo(3000);
    }

    @Test
    @DisplayName("Called with the interrupt flag set, all do what they do and leave it set.")
    void keepsTheFlag() throws Exception {
        var accounts = new Invariants.Accounts(2, 10);

        var isKept = Call.to(() -> {
            Thread.currentThread().interrupt();
            assertTransfer(accounts, 0, 1, 4, true);
            assertThat(accounts.balance(0) + accounts.total()).isEqualTo(26);
            return Thread.currentThread().isInterrupted();
        }).result();

        assertThat(isKept).overridingErrorMessage("A call was made with the interrupt flag set, and has cleared it.").isTrue();
    }

    @Test
    @DisplayName("So it is while another thread transfers.")
    void transfersWithTheFlagSet() throws Throwable {
        everyInterleaving(Bank::new)
                .of(bank -> {
                    Thread.currentThread().interrupt();
                    bank.first = bank.accounts.transfer(0, 1, 4);
                    Thread.currentThread().interrupt();
                    bank.assertTotal();
                }, bank -> bank.second = bank.accounts.transfer(1, 0, 3))
                .endsWith(bank -> bank.assertBalances(9, 11, 10));
    }

    private static void assertBalance(Bank bank, int account, long... possible) {
        long balance = bank.accounts.balance(account);
        assertThat(balance).overridingErrorMessage("An account that had %s in it showed a balance of %d.",
                LongStream.of(possible).mapToObj(String::valueOf).collect(Collectors.joining(" or ")), balance).isIn(LongStream.of(possible).boxed().toArray());
    }

    private static void assertTransfer(Invariants.Accounts accounts, int from, int to, long amount, boolean expected) {
        boolean made = accounts.transfer(from, to, amount);
        assertThat(made).overridingErrorMessage("transfer(%d, %d, %d) returned %s.", from, to, amount, made).isEqualTo(expected);
    }
}
