package probe.interleaving;

import java.util.ArrayList;
import java.util.List;

/// The lock that every object has, and those who wait to be notified.
final class Monitor {

    final Location at;
    private Actor owner;
    private int depth;
    private final List<Actor> waiting = new ArrayList<>();

    /// Those whom an interrupt has let go before anybody was notified, and who come back to say so.
    private final List<Actor> leaving = new ArrayList<>();

    Monitor(Location at) {
        this.at = at;
    }

    void enter(Execution run, Actor me, Site site) {
        run.visit(me, at);
        if (owner != me) {
            run.step(me, at);
            take(run, me, site);
            run.say(me, Event.Kind.LOCK, site, at, null);
        }
        depth++;
    }

    private void take(Execution run, Actor me, Site site) {
        if (owner != null) {
            run.say(me, Event.Kind.WAIT, site, at, owner);
        }
        run.await(me, () -> "waits for the " + at.name(), () -> owner, Actor.Wait.FOR_EVER, site, () -> owner == null);
        owner = me;
        me.acquire(at.released);
    }

    /// Throws nothing: a `finally` that leaves a monitor would leave it again.
    void exit(Execution run, Actor me, Site site) {
        if (owner == me && --depth == 0) {
            run.say(me, Event.Kind.UNLOCK, site, at, null);
            free(run, me);
        }
    }

    boolean isFree() {
        return owner == null;
    }

    private void free(Execution run, Actor me) {
        at.released = me.release();
        owner = null;
        run.changed(at);
    }

    private void checkOwner(Actor me) {
        if (owner != me) {
            throw new IllegalMonitorStateException("current thread is not owner");
        }
    }

    void await(Execution run, Actor me, Site site, long nanos) throws InterruptedException {
        checkOwner(me);
        Interrupts.ask(run, me);
        int before = depth;
        depth = 0;
        waiting.add(me);
        run.say(me, Event.Kind.WAIT, site, at, null);
        free(run, me);
        me.waitsIn = this;
        run.await(me, () -> "waits to be notified, in wait() with the " + at.name(), () -> null, nanos, site, () -> !waiting.contains(me) || me.isInterrupted());
        me.waitsIn = null;
        boolean isInterrupted = (leaving.remove(me) | waiting.remove(me)) && me.isInterrupted();
        take(run, me, site);
        depth = before;
        run.say(me, Event.Kind.GO_ON, site, at, null);
        if (isInterrupted) {
            Interrupts.check(me);
        }
    }

    /// Any one of them, as the specification has it: which, the schedule decides; and so whether one that has been interrupted is still
    /// among them.
    void notify(Execution run, Actor me, Site site, boolean all) {
        checkOwner(me);
        for (var actor : List.copyOf(waiting)) {
            if (actor.isInterrupted() && run.pick(2) == 1) {
                waiting.remove(actor);
                leaving.add(actor);
            }
        }
        var woken = all || waiting.isEmpty() ? List.copyOf(waiting) : List.of(waiting.get(run.chooseWoken(waiting)));
        run.say(me, Event.Kind.NOTIFY, site, at, woken);
        waiting.removeAll(woken);
        run.changed(at);
    }
}
