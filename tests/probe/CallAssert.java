package probe;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.assertj.core.api.AbstractAssert;

/// Assertions on a [Call] that is in progress. Each failure is one sentence on what the exercise did.
public final class CallAssert extends AbstractAssert<CallAssert, Call<?>> {

    /// How long a timed wait is watched: longer than the naps of the tutorial, whose length is what people guess.
    private static final Duration GUESS = Duration.ofMillis(2200);

    /// Milliseconds of processor time that no thread needs to begin to wait.
    private static final long SPIN = 200;

    /// How long a thread that neither waits nor ends is given to use more processor time than it takes to begin to wait.
    private static final Duration STARVED = Duration.ofSeconds(3);

    private int seenWaiting;

    CallAssert(Call<?> call) {
        super(call, CallAssert.class);
    }

    /// The call does not return before the `runs` runs of `held` work have ended; they are released here.
    /// While it waits it uses no processor, and it waits for them, not for a time that seems long enough.
    public CallAssert waitsFor(Work held, int runs) throws InterruptedException {
        Patience.until(() -> actual.hasEnded() || held.runs().size() == runs);
        refuseSpinning();
        held.releaseAllButOne();
        boolean watched = waitsForATime();
        if (watched && outlasts(GUESS) && actual.caller.isSleeping()) {
            throw failure("The method sleeps while its tasks run: a guess at their time is not a wait for their end.");
        }
        boolean disturbed = held.runs().stream().anyMatch(run -> run.interrupted);
        held.releaseAll();
        if (disturbed) {
            throw failure("A task was interrupted before its end: %s.", watched
                    ? "the method waited for a time, and gave up on it"
                    : "the others still run, whatever happens to one of them");
        }
        actual.awaitEnd();
        long late = held.runs().stream().filter(run -> !run.ended || run.endedAt > actual.endedAt()).count();
        if (late > 0) {
            throw failure("The method %s while %d of %d %s still ran: %s.",
                    actual.thrown() == null ? "returned" : "threw", late, held.runs().size(), held.many(),
                    watched ? "it waited for a time, not for their end" : "nothing waited for their end");
        }
        if (held.runs().size() != runs) {
            throw failure("%d of %d %s had run when the method %s.", held.runs().size(), runs, held.many(),
                    actual.thrown() == null ? "returned" : "threw " + actual.thrown());
        }
        return this;
    }

    /// While `limit` runs of `held` work last, the call begins no other and uses no processor, however long that is;
    /// they are released here.
    public CallAssert beginsNoMoreThan(int limit, Work held) throws InterruptedException {
        Patience.until(() -> actual.hasEnded() || held.runs().size() >= limit);
        refuseSpinning();
        if (waitsForATime()) {
            actual.caller.join(GUESS);
        }
        int begun = held.runs().size();
        held.releaseAll();
        actual.awaitEnd();
        if (begun > limit) {
            throw failure("%d tasks were in progress at the same time, where at most %d may be: the next ones waited for a time, not for others to end.",
                    begun, limit);
        }
        return this;
    }

    /// The call, whose own tasks end, returns while those of other calls last.
    public CallAssert returnsMeanwhile() {
        if (!Patience.until(STARVED, actual::hasEnded)) {
            throw failure("A call whose own tasks had ended did not return while another call went on: what do the two share?");
        }
        return this;
    }

    /// The call, whose own tasks last, has not returned.
    public CallAssert goesOn() {
        if (actual.hasEnded()) {
            throw failure("A call returned when the tasks of another call had ended, and not its own: what do the two share?");
        }
        return this;
    }

    /// The call throws `failure` itself or as a cause, or `failure` reaches a thread's uncaught-exception handler.
    public CallAssert reports(Throwable failure) throws InterruptedException {
        actual.awaitEnd();
        if (!Patience.until(() -> Uncaught.isIn(actual.thrown(), failure) || Uncaught.reachedHandler(failure))) {
            throw failure("A task threw \"%s\" and nobody heard of it: neither the caller nor a thread's uncaught-exception handler.",
                    failure.getMessage());
        }
        return this;
    }

    /// The call throws `failure` itself or as a cause.
    public CallAssert throwsItself(Throwable failure) throws InterruptedException {
        actual.awaitEnd();
        if (actual.thrown() == null) {
            throw failure("A task threw \"%s\", yet the method returned as if nothing had happened.",
                    failure.getMessage());
        }
        if (!Uncaught.isIn(actual.thrown(), failure)) {
            throw failure("A task threw \"%s\", but what the method threw has it nowhere among its causes: %s.",
                    failure.getMessage(), actual.thrown());
        }
        return this;
    }

    /// Interrupted while it waits for `held` work, the call throws [InterruptedException] or returns with
    /// its thread's interrupt flag set. The work is released here.
    public CallAssert heedsAnInterrupt(Work held) throws InterruptedException {
        Patience.until(() -> actual.hasEnded() || !held.runs().isEmpty() && actual.caller.isWaiting());
        boolean endedEarly = actual.hasEnded();
        actual.caller.interrupt();
        Patience.giveTurns();
        held.releaseAll();
        actual.awaitEnd();
        if (endedEarly) {
            throw failure("The method returned while its task still ran, so there was no wait to interrupt.");
        }
        if (!actual.endedInterrupted() && !Uncaught.isOfType(actual.thrown(), InterruptedException.class)) {
            throw failure("The method was interrupted while it waited, and its caller will never know: "
                    + "the exception was caught and the interrupt flag not restored.");
        }
        return this;
    }

    /// The caller begins to wait, and does not compute instead.
    private void refuseSpinning() {
        long before = actual.caller.cpuMillis();
        long waits = actual.caller.waits();
        LongSupplier spent = () -> actual.caller.cpuMillis() - before;
        boolean settled = Patience.until(() -> actual.hasEnded() || seenWaiting() || spent.getAsLong() > SPIN);
        if (!settled) {
            // On a busy machine a thread that only yields gets little processor time, but some; and it never waits.
            Patience.until(STARVED, () -> actual.hasEnded() || actual.caller.waits() > waits || spent.getAsLong() > SPIN / 20);
        }
        boolean neverWaits = !settled && actual.caller.waits() == waits;
        if (!actual.hasEnded() && spent.getAsLong() > (neverWaits ? SPIN / 20 : SPIN)) {
            throw failure("The calling thread computed all the time that it waited: waiting should cost no processor time.");
        }
    }

    /// Whether the caller, once it waits again, waits for a limited time.
    private boolean waitsForATime() {
        seenWaiting = 0;
        Patience.until(() -> actual.hasEnded() || seenWaiting());
        return !actual.hasEnded() && actual.caller.isWaitingForATime();
    }

    /// Whether the caller is still in the same wait when this time is over.
    private boolean outlasts(Duration time) throws InterruptedException {
        long waits = actual.caller.waits();
        actual.caller.join(time);
        return !actual.hasEnded() && actual.caller.waits() == waits;
    }

    private boolean seenWaiting() {
        seenWaiting = actual.caller.isWaiting() ? seenWaiting + 1 : 0;
        return seenWaiting >= 3;
    }
}
