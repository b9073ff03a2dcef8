package probe;

import java.time.Duration;
import org.assertj.core.api.AbstractAssert;

/// Assertions on a [Call] that is in progress. Each failure is one sentence on what the exercise did.
public final class CallAssert extends AbstractAssert<CallAssert, Call<?>> {

    /// How long a timed wait is watched: longer than the naps of the tutorial, whose length is what people guess.
    private static final Duration GUESS = Duration.ofMillis(1200);

    /// Milliseconds of processor time that no thread needs to begin to wait.
    private static final long SPIN = 200;

    CallAssert(Call<?> call) {
        super(call, CallAssert.class);
    }

    /// The call does not return before the `runs` runs of `held` work have ended; they are released here.
    /// While it waits it uses no processor, and it waits for them, not for a time that seems long enough.
    public CallAssert waitsFor(Work held, int runs) throws InterruptedException {
        Patience.until(() -> actual.hasEnded() || held.runs().size() == runs);
        boolean guesses = settlesForATime();
        held.releaseOneByOne();
        if (guesses && !Patience.until(actual::hasEnded) && actual.caller.isSleeping()) {
            throw failure("The method slept on after every task had ended: a guess at their time is not a wait for their end.");
        }
        actual.awaitEnd();
        long late = held.runs().stream().filter(run -> !run.ended || run.endedAt > actual.endedAt()).count();
        if (late > 0) {
            throw failure("The method returned while %d of %d tasks were still running: nothing waited for their end.",
                    late, held.runs().size());
        }
        if (held.runs().size() != runs) {
            throw failure("%d of %d tasks had run when the method %s.", held.runs().size(), runs,
                    actual.thrown() == null ? "returned" : "threw " + actual.thrown());
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
        actual.caller.interrupt();
        Patience.giveTurns();
        held.releaseAll();
        actual.awaitEnd();
        if (!actual.endedInterrupted() && !Uncaught.isOfType(actual.thrown(), InterruptedException.class)) {
            throw failure("The method was interrupted while it waited, and its caller will never know: "
                    + "the exception was caught and the interrupt flag not restored.");
        }
        return this;
    }

    /// Watches the caller until it waits for an event, or, if it waits for a time, until that seems over.
    ///
    /// @return whether it waits for one long time
    private boolean settlesForATime() {
        long cpu = actual.caller.cpuMillis();
        var seenWaiting = new int[1];
        Patience.until(() -> {
            seenWaiting[0] = actual.caller.isWaiting() ? seenWaiting[0] + 1 : 0;
            return actual.hasEnded() || seenWaiting[0] == 3 || actual.caller.cpuMillis() - cpu > SPIN;
        });
        if (!actual.hasEnded() && actual.caller.cpuMillis() - cpu > SPIN) {
            throw failure("The calling thread computed all the time that it waited: waiting should cost no processor time.");
        }
        if (!actual.caller.isWaitingForATime()) {
            return false;
        }
        long waits = actual.caller.waits();
        Patience.until(GUESS, actual::hasEnded);
        return !actual.hasEnded() && actual.caller.waits() == waits;
    }
}
