package probe.interleaving;

/// The flag by which one thread asks another to stop.
final class Interrupts {

    static void set(Execution run, Actor me, Actor other) {
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

    static void check(Actor me) throws InterruptedException {
        if (clear(me)) {
            throw new InterruptedException();
        }
    }

    private Interrupts() {
    }
}
