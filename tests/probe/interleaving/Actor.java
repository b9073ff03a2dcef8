package probe.interleaving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A thread under control. It runs on a virtual thread, and only when it is its turn.
final class Actor {

    /// What keeps it from going on.
    ///
    /// @param words   such as `waits for the lock of Seats`
    /// @param isOver  whether it can go on
    /// @param holder  who can let it go on, or null where that is anybody
    /// @param until   when it gives up, in nanoseconds of the schedule's time, or [#FOR_EVER]
    record Wait(Supplier<String> words, BooleanSupplier isOver, Supplier<Actor> holder, long until, Site site) {
        static final long FOR_EVER = Long.MAX_VALUE;
    }

    final int id;
    final String name;

    /// The answer's thread object, whose part the virtual thread plays; or null for a thread of the test.
    final Thread facade;
    Runnable body;
    Thread thread;

    VectorClock clock;
    Wait wait;

    /// The monitor in which it waits to be notified, or null. It parks in that, so that it does not hold it.
    Monitor waitsIn;
    boolean isTimedOut;

    /// Its time was up, so it makes room for others as soon as these can go on; otherwise two who give up and begin anew would do so for ever.
    boolean wasLate;
    volatile boolean hasEnded;
    volatile boolean isInterrupted;

    /// How often it has come to the gate, where all wait whose turn it is not, but for those who are in the JDK's own code, and has gone on
    /// from there. Only it counts. Who looks at it from elsewhere sees so whether it has moved meanwhile.
    private volatile int gates;

    /// What it has called there, or null for a thread of a pool that waits for work.
    volatile Wait outside;
    boolean hasPermit;
    VectorClock interruptedBy = VectorClock.NOTHING;
    VectorClock permittedBy = VectorClock.NOTHING;

    /// It reads the same again and again: the others go first until something has changed.
    boolean isSpinning;

    /// More than 0 where it must not be interrupted in what it does: in a class's initialiser, or within a lock of the JDK's own.
    int undivided;
    int initializing;
    int abandonments;
    Throwable thrown;

    /// Stands for all that has made a difference to it so far. What it does depends on nothing else.
    long history;
    final Map<Site, Looked> looked = new HashMap<>();

    /// What it has read since it trusted an optimistic stamp, or null.
    List<Location> unvalidated;
    Race unvalidatedRace;

    /// How often a place has been read in vain.
    static final class Looked {
        Location at;
        int version;
        int times;
    }

    Actor(int id, String name, Thread facade, VectorClock clock) {
        this.id = id;
        this.name = name;
        this.facade = facade;
        this.clock = clock.tick(id);
    }

    int time() {
        return clock.of(id);
    }

    boolean knows(Location.Access access) {
        return access.time() <= clock.of(access.by().id);
    }

    void acquire(VectorClock released) {
        clock = clock.with(released);
        for (int time : released.times()) {
            learn(time);
        }
    }

    /// Something has come out one way, and could have come out otherwise in another order of the steps.
    void learn(long what) {
        history = Schedules.mixed(history + Schedules.mixed(what));
    }

    /// Where it stands, and what has brought it there.
    long position() {
        int flags = (hasEnded ? 1 : 0) | (wait == null ? 0 : 2) | (isTimedOut ? 4 : 0) | (wasLate ? 8 : 0) | (isSpinning ? 16 : 0) | (hasPermit ? 32 : 0)
                | (isInterrupted ? 64 : 0) | undivided << 8;
        return Schedules.mixed(Schedules.mixed(history + id) + flags);
    }

    /// What it knows now; what it does from now on, those who acquire that do not know.
    VectorClock release() {
        var known = clock;
        clock = clock.tick(id);
        return known;
    }

    boolean canGoOn(Actor running) {
        return !hasEnded && (isAtGate() || this == running || thread == null) && (wait == null || (isTimedOut || wait.isOver.getAsBoolean()) && (waitsIn == null || waitsIn.isFree()));
    }

    boolean isInterrupted() {
        return isInterrupted || thread != null && thread.isInterrupted();
    }

    /// As [Thread#getState] has it, once it is started; but whoever waits for a monitor is waiting, not blocked.
    Thread.State state() {
        return hasEnded() ? Thread.State.TERMINATED
                : wait == null ? Thread.State.RUNNABLE
                : wait.until() == Wait.FOR_EVER ? Thread.State.WAITING : Thread.State.TIMED_WAITING;
    }

    boolean isAsleep() {
        return !hasEnded() && wait != null && wait.site() != null && wait.site().name().equals("sleep");
    }

    boolean hasEnded() {
        return hasEnded || thread != null && thread.getState() == Thread.State.TERMINATED;
    }

    boolean isAtGate() {
        return gates % 2 == 1;
    }

    void comeToGate() {
        gates += isAtGate() ? 0 : 1;
    }

    void leaveGate() {
        gates += isAtGate() ? 1 : 0;
    }

    /// Whether it is in the JDK's own code.
    boolean isOutside() {
        return !isAtGate() && thread != null && !hasEnded();
    }

    /// Whether it waits there. At the gate its thread waits, too, so it must not have been there while this looks.
    boolean isBlocked() {
        int before = gates;
        boolean waits = switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        };
        return waits && !isAtGate() && gates == before;
    }

    /// Whether it does nothing before it is let go on.
    boolean isQuiet() {
        return isAtGate() || hasEnded || thread == null || isBlocked() || thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.TERMINATED;
    }

    void beginUnvalidated() {
        unvalidated = new ArrayList<>();
        unvalidatedRace = null;
    }

    @Override
    public String toString() {
        return name;
    }
}
