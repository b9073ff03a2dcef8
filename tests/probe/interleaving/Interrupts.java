package probe.interleaving;

/// The flag by which one thread asks another to stop.
final class Interrupts {

    static void interrupt(Execution run, Actor me, Thread thread, Site site) {
        if (run.of(thread) instanceof Actor other) {
            run.step(me, flag(run, me, other));
            run.say(me, Event.Kind.INTERRUPT, site, null, other);
            set(run, me, other);
        } else if (thread == Thread.currentThread()) {
            set(run, me, me);
        }
    }

    private static void set(Execution run, Actor me, Actor other) {
        if (other.isOutside() && other != me) {
            other.thread.interrupt();
        } else {
            other.isInterrupted = true;
        }
        other.interruptedBy = me.release();
        run.changed(null);
    }

    static boolean clear(Actor me) {
        boolean was = me.isInterrupted();
        if (was) {
            me.acquire(me.interruptedBy);
        }
        me.isInterrupted = false;
        Thread.interrupted();
        return was;
    }

    static Location flag(Execution run, Actor me, Actor other) {
        var at = run.location(other, "interrupt flag", () -> "the interrupt flag of " + other);
        run.visit(me, at);
        return at;
    }

    /// Before a wait: it makes a difference whether the interrupt has come by now.
    static void ask(Execution run, Actor me) throws InterruptedException {
        run.step(me, flag(run, me, me));
        check(me);
    }

    static void check(Actor me) throws InterruptedException {
        if (clear(me)) {
            throw new InterruptedException();
        }
    }

    private Interrupts() {
    }
}
