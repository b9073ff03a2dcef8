package probe.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Those who wait at a condition of a lock.
final class Signals {

    private final ReentrantLock lock;
    private final Location at;
    private final List<Actor> waiting = new ArrayList<>();

    /// @param at that of the lock
    Signals(ReentrantLock lock, Location at) {
        this.lock = lock;
        this.at = at;
    }

    /// @param nanos         when it gives up
    /// @param interruptible whether an interrupt ends it
    /// @return whether it was signalled in time
    boolean await(Execution run, Actor me, Site site, long nanos, boolean interruptible) throws InterruptedException {
        int holds = lock.getHoldCount();
        if (holds == 0) {
            throw new IllegalMonitorStateException();
        }
        if (interruptible) {
            Interrupts.ask(run, me);
        }
        waiting.add(me);
        run.say(me, Event.Kind.WAIT, site, at, null);
        for (int i = 0; i < holds; i++) {
            lock.unlock();
        }
        at.released = me.release();
        run.changed(at);
        run.await(me, () -> "waits to be signalled, in %s()".formatted(site.name()), () -> null, nanos, site,
                () -> !waiting.contains(me) || interruptible && me.isInterrupted());
        boolean isSignalled = !waiting.remove(me);
        run.await(me, () -> "waits, in %s(), to have the lock again".formatted(site.name()), () -> null, Actor.Wait.FOR_EVER, site, () -> !lock.isLocked());
        for (int i = 0; i < holds; i++) {
            lock.lock();
        }
        me.acquire(at.released);
        run.say(me, Event.Kind.GO_ON, site, at, null);
        if (interruptible && !isSignalled) {
            Interrupts.check(me);
        }
        return isSignalled;
    }

    /// The one that has waited longest, as the documentation of [ReentrantLock] has it, or all.
    void signal(Execution run, Actor me, Site site, boolean all) {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException();
        }
        var woken = List.copyOf(all || waiting.isEmpty() ? waiting : waiting.subList(0, 1));
        run.say(me, Event.Kind.NOTIFY, site, at, woken);
        waiting.removeAll(woken);
        run.changed(at);
    }
}
