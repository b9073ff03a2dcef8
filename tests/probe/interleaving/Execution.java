package probe.interleaving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One run, in one schedule. One actor runs at a time; at each of its steps that others can meet, the [Schedule] decides who
/// goes on. Nothing in it waits for real but for its turn, so no clock, no processor and no load decides anything.
final class Execution {

    /// More steps than any scenario of a test has: what comes so far goes on for ever.
    private static final int MOST_STEPS = 20_000;

    /// So many steps in which nothing changes, while all who could go on only look: they will look for ever.
    private static final int MOST_IDLE = 2_000;

    /// From this time on that it has read the same, a thread lets the others go first.
    private static final int LOOKS = 4;

    /// Ends a thread whose run is over.
    static final class Abandoned extends Error {
        Abandoned() {
            super(null, null, false, false);
        }
    }

    private static volatile Execution current;

    final List<Actor> actors = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    Race race;
    private boolean isStuck;
    private String stuck;
    boolean isLivelock;
    int switches;

    private final Schedule schedule;
    private final Set<String> meetingPoints;
    private final Map<Object, Map<String, Location>> locations = new IdentityHashMap<>();
    private final Map<Object, String> names = new IdentityHashMap<>();
    private final Map<Object, Signals> signals = new IdentityHashMap<>();
    private final Map<Object, ReentrantReadWriteLock> sides = new IdentityHashMap<>();
    private final Map<Thread, Runnable> tasks = new IdentityHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private boolean hasGrown;
    private volatile Actor running;
    private volatile boolean isOver;
    private long now;
    private int steps;
    private int idle;

    /// @param meetingPoints the keys of those locations at which threads are known to meet; what is found is added
    Execution(Schedule schedule, Set<String> meetingPoints) {
        this.schedule = schedule;
        this.meetingPoints = meetingPoints;
    }

    /// The execution whose actor the current thread is, or null.
    static Execution ofThisThread() {
        var execution = current;
        return execution != null && execution.running.thread == Thread.currentThread() ? execution : null;
    }

    Actor me() {
        return running;
    }

    /// Whether it has found a new place to meet, so that all schedules have to be run anew.
    boolean hasGrown() {
        return hasGrown;
    }

    interface Body {
        void run() throws Throwable;
    }

    /// Runs the test's own thread, and all that it starts, to the end.
    void run(Body body) {
        var test = new Actor(0, "the test", null, VectorClock.NOTHING);
        test.thread = Thread.currentThread();
        actors.add(test);
        running = test;
        current = this;
        try {
            body.run();
        } catch (Abandoned e) {
            // What it waits for is in its wait.
        } catch (Throwable e) {
            test.thrown = e;
        } finally {
            isOver = true;
            // Those who hold monitors before those who wait in them.
            actors.stream().sorted(Comparator.comparing(actor -> actor.waitsIn != null)).toList().forEach(actor -> abandon(actor, test));
            current = null;
        }
    }

    private void abandon(Actor actor, Actor test) {
        if (actor != test && !actor.hasEnded && actor.thread != null) {
            running = actor;
            wake(actor);
            awaitTurn(test);
        }
    }

    /// Why this run refuses the answer, or null.
    Throwable failure() {
        var table = new Table(this);
        var thrown = actors.stream().map(actor -> actor.thrown).filter(its -> its != null).findFirst().orElse(null);
        if (thrown instanceof Uncontrolled) {
            return thrown;
        }
        if (thrown != null) {
            var failure = new AssertionError((thrown instanceof AssertionError ? thrown.getMessage() : "A thread ended with " + thrown + ".") + "\n\n" + table.text());
            failure.setStackTrace(thrown.getStackTrace());
            return failure;
        }
        return isStuck ? new AssertionError("Nobody can go on: " + stuck + ".\n\n" + table.text())
                : isLivelock ? new AssertionError("The same steps for ever.\n\n" + table.text()) : null;
    }

    // ---- threads

    Actor start(String name, Thread facade, Runnable body) {
        var child = new Actor(actors.size(), name, facade, me().release());
        child.body = body;
        actors.add(child);
        changed(null);
        return child;
    }

    Actor of(Thread facade) {
        return actors.stream().filter(actor -> actor.facade == facade && facade != null).findFirst().orElse(null);
    }

    void noteSignals(Object condition, Signals waiting) {
        signals.put(condition, waiting);
    }

    Signals signalsOf(Object condition) {
        return signals.computeIfAbsent(condition, _ -> {
            throw new Uncontrolled("it uses a condition of a lock that is not a ReentrantLock");
        });
    }

    void noteSide(Object side, ReentrantReadWriteLock both) {
        sides.put(side, both);
    }

    /// The lock of which this is the reading or the writing side.
    ReentrantReadWriteLock sidesOf(Object side) {
        return sides.computeIfAbsent(side, _ -> {
            throw new Uncontrolled("it uses one side of a lock that it was given");
        });
    }

    String nextName() {
        return "thread " + numbers.merge("thread", 1, Integer::sum);
    }

    /// Remembers what a virtual thread is to do: it is not the JDK's scheduler that will run it.
    void noteTask(Thread thread, Runnable task) {
        tasks.put(thread, task);
    }

    Runnable taskOf(Thread thread) {
        return tasks.computeIfAbsent(thread, _ -> {
            throw new Uncontrolled("it starts a virtual thread that it was given");
        });
    }

    private void live(Actor me) {
        awaitTurn(me);
        try {
            if (!isOver) {
                me.body.run();
            }
        } catch (Abandoned e) {
            // Its run is over.
        } catch (Throwable e) {
            me.thrown = e;
        }
        trustNoMore(me);
        me.hasEnded = true;
        if (isOver) {
            pass(actors.getFirst());
        } else {
            changed(null);
            pass(next(me));
        }
    }

    private void pass(Actor next) {
        switches++;
        running = next;
        if (next.thread == null) {
            next.thread = Thread.ofVirtual().unstarted(() -> live(next));
            next.thread.start();
        } else {
            wake(next);
        }
    }

    private static void wake(Actor actor) {
        if (actor.waitsIn instanceof Monitor monitor) {
            synchronized (monitor.at.object) {
                monitor.at.object.notifyAll();
            }
        } else {
            LockSupport.unpark(actor.thread);
        }
    }

    private void handOver(Actor me, Actor next) {
        if (next != me) {
            pass(next);
            awaitTurn(me);
        }
        if (isOver) {
            throw abandoned(me);
        }
    }

    private void awaitTurn(Actor me) {
        if (me.waitsIn instanceof Monitor monitor) {
            synchronized (monitor.at.object) {
                while (running != me) {
                    try {
                        monitor.at.object.wait();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        while (running != me) {
            LockSupport.park(this);
        }
    }

    /// Whoever catches it again and again is left where it is.
    private Abandoned abandoned(Actor me) {
        if (me != actors.getFirst() && ++me.abandonments > 1000) {
            pass(actors.getFirst());
            while (true) {
                LockSupport.park(this);
            }
        }
        return new Abandoned();
    }

    int chooseWoken(List<Actor> waiting) {
        return schedule.choose(waiting);
    }

    // ---- turns

    /// Before a step at which threads can meet: others may go first, which is a preemption.
    void step(Actor me, Location at) {
        if (isOver) {
            throw abandoned(me);
        }
        if (++steps > MOST_STEPS) {
            isLivelock = true;
            end(me);
        }
        if (me.undivided == 0 && meetingPoints.contains(at.key)) {
            var others = able(me);
            if (!others.isEmpty()) {
                int taken = schedule.preempt(me, others);
                if (taken > 0) {
                    handOver(me, others.get(taken - 1));
                }
            }
        }
    }

    /// Waits until `isOver`, or until the time is up.
    ///
    /// @return whether it is over; false if the time was up first
    boolean await(Actor me, String words, Supplier<Actor> holder, long nanos, Site site, BooleanSupplier isOver) {
        if (isOver.getAsBoolean()) {
            return true;
        }
        if (me.undivided > 0) {
            throw new Uncontrolled("it waits within a call of the JDK that holds a lock of its own");
        }
        me.wait = new Actor.Wait(words, isOver, holder, nanos == Actor.Wait.FOR_EVER ? nanos : now + nanos, site);
        me.isTimedOut = false;
        handOver(me, next(me));
        me.wait = null;
        me.looked.clear();
        return !me.isTimedOut;
    }

    /// The next of the others goes on, if one can.
    void giveWay(Actor me) {
        var others = able(me);
        if (me.undivided == 0 && !others.isEmpty()) {
            handOver(me, others.stream().filter(other -> other.id > me.id).findFirst().orElse(others.getFirst()));
        }
    }

    /// It has read what it has read before, and nothing has changed: whoever does so often waits for the others.
    void look(Actor me, Site site, Location at) {
        var looked = me.looked.computeIfAbsent(site, _ -> new Actor.Looked());
        boolean isSame = looked.at == at && looked.version == at.version;
        looked.times = isSame ? looked.times + 1 : 1;
        looked.at = at;
        looked.version = at.version;
        if (looked.times > LOOKS && me.undivided == 0) {
            me.isSpinning = true;
            if (++idle > MOST_IDLE) {
                isLivelock = true;
                end(me);
            }
            handOver(me, next(me));
        }
    }

    /// Something has changed: who has looked in vain may look again.
    void changed(Location at) {
        if (at != null) {
            at.version++;
        }
        idle = 0;
        me().looked.clear();
        actors.forEach(actor -> actor.isSpinning = false);
    }

    private List<Actor> able(Actor without) {
        var able = new ArrayList<Actor>();
        for (var actor : actors) {
            if (actor != without && !actor.isSpinning && actor.canGoOn()) {
                able.add(actor);
            }
        }
        return able;
    }

    /// Who goes on where `me` does not.
    private Actor next(Actor me) {
        var able = able(null);
        if (!able.isEmpty()) {
            return able.get(schedule.choose(able));
        }
        var sleeper = actors.stream()
                .filter(actor -> !actor.hasEnded && actor.wait != null && !actor.isTimedOut && actor.wait.until() != Actor.Wait.FOR_EVER)
                .min(Comparator.comparingLong(actor -> actor.wait.until()));
        if (sleeper.isPresent()) {
            now = Math.max(now, sleeper.get().wait.until());
            sleeper.get().isTimedOut = true;
            return next(me);
        }
        var spinning = actors.stream().filter(actor -> actor.isSpinning && actor.canGoOn()).toList();
        if (!spinning.isEmpty()) {      // in turn, each after me
            return spinning.stream().filter(actor -> actor.id > me.id).findFirst().orElse(spinning.getFirst());
        }
        isStuck = true;
        stuck = new Table(this).waits();
        isOver = true;
        return actors.getFirst();
    }

    private void end(Actor me) {
        isOver = true;
        handOver(me, actors.getFirst());
    }

    long now() {
        return now;
    }

    // ---- places

    Location location(Object object, String key, Supplier<String> name) {
        return locations.computeIfAbsent(object, _ -> new HashMap<>(4)).computeIfAbsent(key, _ -> new Location(object, key, name.get()));
    }

    void visit(Actor me, Location at) {
        at.visit(me);
        if (at.isShared()) {
            meetAt(at);
        }
    }

    void meetAt(Location at) {
        hasGrown |= meetingPoints.add(at.key);
    }

    void race(Location at, Location.Access before, Actor me, Site site, boolean isWrite) {
        if (before != null) {
            meetAt(at);
            if (race == null) {
                race = new Race(at, before, new Location.Access(me, me.time(), site, isWrite));
            }
        }
    }

    /// What was read after an optimistic stamp, and never validated, is a read like any other.
    void trustNoMore(Actor me) {
        if (me.unvalidated != null && me.unvalidatedRace != null) {
            race(me.unvalidatedRace.at(), me.unvalidatedRace.before(), me, me.unvalidatedRace.after().site(), false);
        }
        me.unvalidated = null;
    }

    void name(Object object, String name) {
        if (object != null) {
            names.putIfAbsent(object, name);
        }
    }

    String nameOf(Object object) {
        return names.computeIfAbsent(object, _ -> {
            var type = object.getClass().getName().replaceFirst(".*[.$](?=\\D)", "");
            int number = numbers.merge(type, 1, Integer::sum);
            return number == 1 ? type : type + " " + number;
        });
    }

    void say(Actor me, Event.Kind kind, Site site, Location at, Object value) {
        events.add(new Event(me, kind, site, at, value));
    }
}
