package probe;

import java.time.Duration;
import org.assertj.core.api.AbstractAssert;
import probe.inside.HurriedTime;

/// Assertions on a [Call] that is in progress. Each failure is one sentence on what the exercise did.
public final class CallAssert extends AbstractAssert<CallAssert, Call<?>> {

    /// Milliseconds of processor time that nobody needs to begin to wait.
    private static final long SPIN = 200;

    /// How long an exercise that neither rests nor ends is given to use more processor time than it takes to begin to wait: on a
    /// busy machine a thread that only yields gets little of it, but some.
    private static final Duration STARVED = Duration.ofMillis(3500);

    /// How long the end of a limit on time may take to have its effect, and what is done again and again to come to an end; and
    /// how many limits an exercise is seen to set, one after the other, until it is taken for one that goes on for ever.
    private static final Duration EFFECT = Duration.ofMillis(50);
    private static final Duration REPEATED = Duration.ofMillis(600);
    private static final int GOING_ON = 1100;

    CallAssert(Call<?> call) {
        super(call, CallAssert.class);
    }

    /// The call does not return before the `runs` runs of `held` work have ended; they are released here.
    /// While it waits it uses no processor, and it waits for them, not for a time that seems long enough.
    public CallAssert waitsFor(Work held, int runs) throws InterruptedException {
        Patience.until(() -> actual.hasEnded() || held.runs().size() == runs);
        refuseComputing();
        held.releaseAllButOne(this::refuseComputing);
        refuseComputing();
        boolean limited = outlastsLimits();
        if (limited) {
            refuseComputing();
            Patience.giveTurns();
        }
        var disturbed = held.runs().stream().filter(run -> run.interrupted).findFirst();
        held.releaseAll();
        if (disturbed.isPresent() && !disturbed.get().interruptedAfterALimit) {
            throw failure("A task was interrupted before its end: the others still run, whatever happens to one of them.");
        }
        actual.awaitEnd();
        if (disturbed.isPresent() || limited && held.isCancelled(runs)) {
            throw failure("A task was cancelled before its end: the method waited for a time, and gave up on it.");
        }
        refuseGivingUp(held, limited ? runs : 0, limited);
        int ran = held.runs().size();
        if (ran != runs) {
            throw failure("%d %s %d %s had run when the method %s.", ran, ran < runs ? "of" : "in place of", runs, held.many(),
                    actual.thrown() == null ? "returned" : "threw " + actual.thrown());
        }
        return this;
    }

    /// While `limit` runs of `held` work last, the call begins no other and uses no processor, however long that is, and gives
    /// up on none of its `runs` runs; they are released here.
    public CallAssert beginsNoMoreThan(int limit, Work held, int runs) throws InterruptedException {
        refuseComputing();
        boolean limited = outlastsLimits();
        int begun = held.peak();
        boolean gaveUp = held.runs().stream().anyMatch(run -> run.interrupted);
        held.releaseAll();
        actual.awaitEnd();
        if (begun > limit && !gaveUp) {
            throw failure("%d %s were in progress at the same time, where at most %d may be: the next ones waited for a time, not for others to end.",
                    begun, held.many(), limit);
        }
        refuseGivingUp(held, runs, limited);
        return this;
    }

    /// The call, whose own tasks end, returns while those of other calls last.
    public CallAssert returnsMeanwhile() {
        return returnsWhile("tasks");
    }

    /// The same, while runs of the `lasting` work of another call last, which need not be its tasks.
    public CallAssert returnsMeanwhile(Work lasting) {
        return returnsWhile(lasting.many());
    }

    private CallAssert returnsWhile(String lasting) {
        if (!Patience.until(STARVED, actual::hasEnded)) {
            throw failure("While the %s of one call lasted, another did not return, whose own tasks last no longer: what do the two share?", lasting);
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

    /// The call throws `failure` itself or as a cause; or that ends its thread, and nobody keeps the JVM from printing it; or
    /// something of it is printed otherwise.
    public CallAssert reports(Throwable failure) throws InterruptedException {
        actual.awaitEnd();
        if (!Patience.until(() -> Uncaught.isIn(actual.thrown(), failure) || Uncaught.isHeard(failure))) {
            throw failure("A task threw \"%s\" and nobody heard of it: the caller did not get it, and nothing of it was printed.",
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
        if (!Uncaught.causes(actual.thrown()).contains(failure)) {
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
        refuseComputing();
        held.releaseAll();
        actual.awaitEnd();
        if (endedEarly) {
            throw failure("The method returned while its task still ran, so there was no wait to interrupt.");
        }
        if (!actual.endedInterrupted() && Uncaught.causes(actual.thrown()).stream().noneMatch(InterruptedException.class::isInstance)) {
            throw failure("The method was interrupted while it waited, and its caller will never know: "
                    + "the exception was caught and the interrupt flag not restored.");
        }
        return this;
    }

    /// The same, while only the last of `runs` runs of `held` work still lasts.
    public CallAssert heedsALateInterrupt(Work held, int runs) throws InterruptedException {
        held.awaitRuns(runs);
        held.releaseAllButOne(() -> {});
        return heedsAnInterrupt(held);
    }

    /// Refuses a call that has ended before the runs that have begun, or before so many as there are to be, or with an exception.
    private void refuseGivingUp(Work held, int runs, boolean limited) {
        long all = Math.max(runs, held.runs().size());
        long late = all - held.runs().stream().filter(run -> run.ended && run.endedAt <= actual.endedAt()).count();
        if (late > 0) {
            throw failure("The method %s while %d of %d %s had not ended: %s.", actual.ending(), late, all, held.many(),
                    limited ? "it waited for a time, not for their end" : "nothing waited for their end");
        }
        if (actual.thrown() != null && !Uncaught.isProvoked()) {
            throw failure("The method threw %s, though no task had failed%s.", actual.thrown(), limited ? ": it waited for a time" : "");
        }
    }

    /// The exercise comes to rest, and does not compute instead.
    private void refuseComputing() {
        var rest = new Rest(actual.group());
        Patience.until(STARVED, () -> actual.hasEnded() || rest.isSeen() || rest.spentMillis() > SPIN);
        if (!actual.hasEnded() && !rest.isSeen() && rest.spentMillis() > SPIN / 20) {
            var who = ThreadDump.computing();
            throw failure("While the tasks last, %s: waiting should cost no processor time.",
                    who.isEmpty() ? "a thread of the method is computing" : String.join("; ", who));
        }
    }

    /// Waits until the limits on time that the exercise has set are over, hurried as they are, and have had their effect; and so
    /// those that it sets after them, for one that looks now and then may give up in the end. Answers whether it has set any. One
    /// that looks without a pause computes.
    private boolean outlastsLimits() {
        long begun = System.nanoTime();
        for (long seen = 0; seen < Math.min(HurriedTime.waits(), GOING_ON) && !actual.hasEnded() && System.nanoTime() - begun < STARVED.toNanos(); ) {
            if (HurriedTime.repeats()) {
                Patience.until(REPEATED, actual::hasEnded);
            }
            seen = HurriedTime.waits();
            Patience.until(() -> actual.hasEnded() || HurriedTime.limitsAreOver());
            Patience.until(EFFECT, actual::hasEnded);
        }
        if (HurriedTime.isAskedWithoutPause()) {
            throw failure("While the tasks last, the method waits again and again for no time at all: waiting should cost no processor time.");
        }
        return HurriedTime.limits() > 0;
    }
}
