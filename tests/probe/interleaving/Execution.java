package probe.interleaving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
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

    /// A limit as long as this, an hour, counts as none. A shorter one can be over before anything else has happened.
    private static final long LONG = 3_600_000_000_000L;

    /// Ends a thread whose run is over.
    static final class Abandoned extends Error {
        Abandoned() {
            super(null, null, false, false);
        }
    }

    private static volatile Execution current;

    final List<Actor> actors = new CopyOnWriteArrayList<>();
    final List<Event> events = new ArrayList<>();
    Race race;
    private boolean isStuck;
    private String stuck;
    boolean isLivelock;
    int switches;

    private final Object turn = new Object();
    private final Schedule schedule;
    private final Set<String> meetingPoints;
    private final Map<Object, Map<String, Location>> locations = new IdentityHashMap<>();
    private final Map<Object, Monitor> monitors = new IdentityHashMap<>();
    private final Map<Object, Supplier<String>> names = new IdentityHashMap<>();
    private final Map<Object, Object> notes = new IdentityHashMap<>();
    private final Map<Object, Integer> hashes = new IdentityHashMap<>();
    private final Random random = new Random(1);
    private int randoms;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<ExecutorService> pools = new ArrayList<>();
    private ExecutorService common;
    private boolean hasGrown;
    private volatile Actor running;
    private volatile boolean isOver;

    /// Whether somebody may wait for real, so that who runs has to be looked at.
    private volatile boolean isWatched;
    private volatile boolean hasFinished;
    private volatile Uncontrolled foreign;

    /// What those who have handed tasks to the JDK knew then.
    private VectorClock handedOn = VectorClock.NOTHING;
    private long now;
    private int steps;
    private int idle;

    /// @param meetingPoints the keys of those locations at which threads are known to meet; what is found is added
    Execution(Schedule schedule, Set<String> meetingPoints) {
        this.schedule = schedule;
        this.meetingPoints = meetingPoints;
        schedule.begin(this);
    }

    /// Stands for where all threads are, and for all that can matter to them from now on: two runs with the same go on in the same ways.
    ///
    /// What a step has found depends on who has changed that place before, of which each thread keeps a [history][Actor#learn]; so runs
    /// that differ only in the order of steps with nothing in common come to the same state.
    long state() {
        long state = Schedules.mixed(now) + (running == null ? 0 : running.id);
        for (var actor : actors) {
            state += actor.position();
        }
        return Schedules.mixed(state);
    }

    /// Whether it has threads in the JDK's own code, of which not all is known.
    boolean isWatched() {
        return isWatched;
    }

    /// The execution whose actor the current thread is, or null.
    static Execution ofThisThread() {
        var execution = current;
        if (execution == null) {
            return null;
        }
        var running = execution.running;
        return !execution.isWatched && running.thread == Thread.currentThread() ? execution : execution.arrive();
    }

    /// The current thread comes out of the JDK's code, if it has been there, and waits for its turn.
    private Execution arrive() {
        for (var actor : actors) {
            if (actor.thread == Thread.currentThread()) {
                comeBack(actor);
                return this;
            }
        }
        if (!isOver) {
            foreign = new Uncontrolled("the JDK runs it on threads of its own");
        }
        return null;
    }

    /// Ends the run for something that no schedule decides; where a class is being initialised, which the JVM does once, only later.
    void cannotHold(Actor me, String why) {
        foreign = new Uncontrolled(why);
        if (me.initializing == 0) {
            throw foreign;
        }
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
            beOver();
            Thread.interrupted();
            pools.forEach(ExecutorService::shutdownNow);
            // Those who hold monitors before those who wait in them.
            actors.stream().sorted(Comparator.comparing(actor -> actor.waitsIn != null)).toList().forEach(actor -> abandon(actor, test));
            synchronized (turn) {
                hasFinished = true;     // the thread of the test goes on to the next run: from now on nobody may take it for blocked in this one
            }
            Thread.interrupted();
            current = null;
        }
    }

    private void abandon(Actor actor, Actor test) {
        if (actor != test && !actor.hasEnded() && actor.thread != null) {
            if (!actor.isAtGate()) {
                actor.thread.interrupt();
                settle(test);
            }
            if (actor.isAtGate()) {
                test.comeToGate();
                running = actor;
                wake(actor);
                awaitTurn(test);
            }
        }
    }

    /// Why this run refuses the answer, or null.
    Throwable failure() {
        var table = new Table(this);
        var thrown = actors.stream().map(actor -> actor.thrown).filter(its -> its != null).findFirst().orElse(null);
        if (foreign != null || thrown instanceof Uncontrolled) {
            return foreign != null ? foreign : thrown;
        }
        if (thrown != null) {
            var failure = new AssertionError((thrown instanceof AssertionError ? thrown.getMessage() : "A thread ended with " + thrown + ".") + "\n\n" + table.text());
            failure.setStackTrace(thrown.getStackTrace());
            return failure;
        }
        return isStuck ? new AssertionError("Nobody can go on: " + stuck + ".\n\n" + table.text())
                : isLivelock ? new AssertionError("The same steps for ever.\n\n" + table.text()) : null;
    }

    boolean isWrong() {
        return race != null || failure() != null;
    }

    /// The steps that are worth a look.
    int length() {
        return new Table(this).steps().size();
    }

    /// Whether more than one thread has been there; for one who decides on the steps, whether more than one can come there.
    boolean isShown(Location at) {
        return at.isShared() || schedule instanceof Script && meetingPoints.contains(at.key);
    }

    /// The keys of all places where more than one thread has been.
    List<String> shared() {
        return locations.values().stream().flatMap(its -> its.values().stream()).filter(Location::isShared).map(at -> at.key).distinct().toList();
    }

    /// Whether more than one object has such a place.
    boolean isOneOfMany(Location at) {
        return at.object != Steps.STATICS && locations.values().stream().filter(its -> its.containsKey(at.key)).count() > 1;
    }

    // ---- threads

    Actor start(String name, Thread facade, Runnable body) {
        var child = new Actor(actors.size(), name, facade, me().release());
        child.body = body;
        child.history = me().history;
        actors.add(child);
        changed(null);
        return child;
    }

    /// Whose thread object that is: the answer's own, or that of a thread of the test.
    Actor of(Thread thread) {
        return actors.stream().filter(actor -> thread != null && (actor.facade == null ? actor.thread : actor.facade) == thread).findFirst().orElse(null);
    }

    String nextName() {
        int number = numbers.merge("thread", 1, Integer::sum);
        me().learn(number);
        return "thread " + number;
    }

    private void live(Actor me) {
        end(me, () -> {
            if (!isOver) {
                me.body.run();
            }
        });
    }

    private void end(Actor me, Runnable body) {
        try {
            body.run();
        } catch (Abandoned e) {
            // Its run is over.
        } catch (Throwable e) {
            if (!isOver) {
                me.thrown = e;
            }
            if (e instanceof Uncontrolled) {
                beOver();
            }
        }
        if (isWatched) {
            comeBack(me);
        }
        trustNoMore(me);
        me.hasEnded = true;
        if (isOver) {
            pass(actors.getFirst());
        } else {
            changed(null);
            pass(nextOrEnd(me));
        }
    }

    private void pass(Actor next) {
        switches++;
        if (next.thread == null) {
            next.thread = Thread.ofVirtual().unstarted(() -> live(next));
            running = next;
            next.thread.start();
        } else {
            running = next;
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
            me.comeToGate();
            pass(next);
            awaitTurn(me);
        }
        if (isOver) {
            throw abandoned(me);
        }
    }

    /// Comes to the gate, if it is not there, and goes on when it is woken. A permit that is given to wake it is used up here, even if it comes
    /// first: in the JDK's own code the thread would meet it as a wake-up for nothing, and the same schedule would have other steps.
    private void awaitTurn(Actor me) {
        if (me.waitsIn instanceof Monitor monitor) {
            synchronized (monitor.at.object) {
                while (running != me) {
                    try {
                        monitor.at.object.wait();
                    } catch (InterruptedException e) {
                        me.isInterrupted = true;
                    }
                }
            }
        } else {
            do {
                LockSupport.park(this);
                me.isInterrupted |= Thread.interrupted();
            } while (running != me);
        }
        me.leaveGate();
    }

    /// Whoever catches it again and again is left where it is.
    private Abandoned abandoned(Actor me) {
        if (me != actors.getFirst() && ++me.abandonments > 1000) {
            me.comeToGate();
            pass(actors.getFirst());
            while (true) {
                LockSupport.park(this);
            }
        }
        return new Abandoned();
    }

    // ---- threads in the JDK's own code, where they wait for real

    /// A thread for a pool of the JDK, which starts it. It has turns like the others, for what it runs of the answer.
    ///
    /// @param facade the thread that the answer has made for it, or null
    Thread adopt(Thread facade, Runnable task) {
        watch();
        synchronized (turn) {
            var name = facade == null || facade.getName().isEmpty() ? "worker " + numbers.merge("worker", 1, Integer::sum) : facade.getName();
            var actor = new Actor[1];
            var thread = Thread.ofVirtual().name(name).unstarted(() -> end(actor[0], () -> {
                comeBack(actor[0]);
                task.run();
            }));
            actor[0] = new Actor(actors.size(), name, facade != null ? facade : thread, handedOn);
            actor[0].thread = thread;
            actors.add(actor[0]);
            return thread;
        }
    }

    /// Sees to it that the pool's threads end with this run.
    void note(ExecutorService pool) {
        pools.add(pool);
    }

    /// In place of the pool that the JDK lends to everybody.
    ExecutorService threadPerTask() throws Exception {
        if (common == null) {
            common = Pools.make(this, "newThreadPerTaskExecutor", new Object[0]);
        }
        return common;
    }

    /// Makes a call in which the thread may wait for real, until another's call lets it go on.
    Object callOutside(Actor me, Actor.Wait wait, Callable<Object> call) throws Exception {
        watch();
        handOn();
        me.outside = wait;
        if (me.isInterrupted) {
            me.isInterrupted = false;
            Thread.currentThread().interrupt();
        }
        try {
            return call.call();
        } finally {
            comeBack(me);
            settle(me);
            me.outside = null;
            acquireAll(me);
            changed(null);
        }
    }

    /// What the current thread has done is known to those who take up what is handed on.
    void handOn() {
        if (arrive() != null) {
            handedOn = handedOn.with(running.release());
        }
    }

    /// Orders all that the others have done so far before what `me` does next. That is too much for a future that one of them has completed;
    /// the schedules in which that one is not as far show what is not ordered.
    void acquireAll(Actor me) {
        for (var actor : actors) {
            if (actor != me) {
                me.acquire(actor.release());
            }
        }
    }

    private void comeBack(Actor me) {
        synchronized (turn) {
            if (running == me) {
                me.acquire(handedOn);
                return;
            }
            me.comeToGate();
        }
        awaitTurn(me);
        me.acquire(handedOn);
    }

    void watch() {
        if (!isWatched) {
            isWatched = true;
            Thread.ofVirtual().start(this::watchTurns);
        }
    }

    /// Takes the turn from whoever waits in the JDK's code.
    private void watchTurns() {
        for (int looks = 0; !hasFinished; looks++) {
            var actor = running;
            if (actor != null && actor.isBlocked() && isQuiet(actor)) {
                synchronized (turn) {
                    if (hasFinished || running != actor || !actor.isBlocked()) {
                        continue;
                    }
                    running = null;
                    if (isOver && actor == actors.getFirst()) {
                        actor.thread.interrupt();
                    }
                }
                looks = 0;
                pass(isOver ? actors.getFirst() : nextOrEnd(actor));
            } else if (looks < 200) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private Actor nextOrEnd(Actor blocked) {
        try {
            return next(blocked);
        } catch (Uncontrolled e) {
            foreign = e;
            beOver();
            return actors.getFirst();
        }
    }

    /// Waits until all that the running thread has let go on has come back or waits again. It is let go on by what is done here, and
    /// by nothing else; so this is over soon, and what comes of it does not depend on time.
    void settle(Actor me) {
        while (isWatched && !isQuiet(me)) {
            Thread.yield();
        }
    }

    private boolean isQuiet(Actor without) {
        for (var actor : actors) {
            if (actor != without && !actor.isQuiet()) {
                return false;
            }
        }
        return true;
    }

    int chooseWoken(List<Actor> waiting) {
        int woken = schedule.wake(waiting);
        if (woken == Schedule.STOP) {
            finish(me());
        }
        me().learn(woken);
        return woken;
    }

    /// One of so many results that are open.
    int pick(int of) {
        int picked = of == 1 ? 0 : schedule.pick(of);
        me().learn(picked);
        return picked;
    }

    // ---- turns

    /// Before a step at which threads can meet: others may go first, which is a preemption.
    void step(Actor me, Location at) {
        if (isOver) {
            throw abandoned(me);
        }
        if (++steps > MOST_STEPS) {
            isLivelock = true;
            finish(me);
        }
        if (me.wasLate && me.undivided == 0 && !able(me).isEmpty()) {
            me.wasLate = false;
            giveWay(me);
        }
        me.learn(0);
        if (me.undivided == 0 && meetingPoints.contains(at.key)) {
            var others = able(me);
            int taken = schedule.preempt(me, others);
            if (taken == Schedule.STOP) {
                finish(me);
            } else if (taken > 0) {
                handOver(me, others.get(taken - 1));
            }
        }
        me.learn(at.version);
        me.learn(me.isInterrupted ? 1 : 0);
    }

    /// Waits until `isOver`, or until the time is up.
    ///
    /// @return whether it is over; false if the time was up first
    boolean await(Actor me, Supplier<String> words, Supplier<Actor> holder, long nanos, Site site, BooleanSupplier isOver) {
        settle(me);
        if (isOver.getAsBoolean()) {
            return true;
        }
        if (me.undivided > 0) {
            throw new Uncontrolled("it waits within a call of the JDK that holds a lock of its own");
        }
        if (nanos < LONG && schedule.givesUp(me, able(me))) {
            now += nanos;
            me.wasLate = true;
            me.learn(1);
            return false;
        }
        me.wait = new Actor.Wait(words, isOver, holder, nanos == Actor.Wait.FOR_EVER ? nanos : now + nanos, site);
        me.isTimedOut = false;
        handOver(me, next(me));
        me.wait = null;
        me.looked.clear();
        me.wasLate |= me.isTimedOut;
        me.learn((me.isTimedOut ? 1 : 0) + (me.isInterrupted ? 2 : 0));
        return !me.isTimedOut;
    }

    /// The next of the others goes on, if one can.
    void giveWay(Actor me) {
        var others = able(me);
        if (me.undivided == 0 && !others.isEmpty()) {
            handOver(me, others.stream().filter(other -> other.id > me.id).findFirst().orElse(others.getFirst()));
        } else if (me.undivided == 0) {
            spin(me);
        }
    }

    /// It has read what it has read before, and nothing has changed: whoever does so often waits for the others.
    void look(Actor me, Site site, Location at) {
        var looked = me.looked.computeIfAbsent(site, _ -> new Actor.Looked());
        boolean isSame = looked.at == at && looked.version == at.version;
        looked.times = isSame ? looked.times + 1 : 1;
        looked.at = at;
        looked.version = at.version;
        me.learn(at.version);
        if (looked.times > LOOKS && me.undivided == 0) {
            spin(me);
        }
    }

    /// It waits for what others do, but does not say so: it goes on when something has changed, or when nobody else can.
    private void spin(Actor me) {
        me.isSpinning = true;
        if (++idle > MOST_IDLE) {
            isLivelock = true;
            finish(me);
        }
        handOver(me, next(me));
    }

    /// Something has changed: who has looked in vain may look again.
    void changed(Location at) {
        if (at != null) {
            at.version++;
            me().learn(at.version);
        }
        idle = 0;
        me().looked.clear();
        actors.forEach(actor -> actor.isSpinning = false);
    }

    private List<Actor> able(Actor without) {
        settle(running);
        var able = new ArrayList<Actor>();
        for (var actor : actors) {
            if (actor != without && !actor.isSpinning && actor.canGoOn(running)) {
                able.add(actor);
            }
        }
        return able;
    }

    /// Who goes on where `me` does not.
    private Actor next(Actor me) {
        var able = able(null);
        if (!able.isEmpty()) {
            int taken = schedule.choose(able);
            if (taken == Schedule.STOP) {
                beOver();
                return actors.getFirst();
            }
            return able.get(taken);
        }
        var sleeper = actors.stream()
                .filter(actor -> !actor.hasEnded() && actor.wait != null && !actor.isTimedOut && actor.wait.until() != Actor.Wait.FOR_EVER)
                .min(Comparator.comparingLong(actor -> actor.wait.until()));
        if (sleeper.isPresent()) {
            now = Math.max(now, sleeper.get().wait.until());
            sleeper.get().isTimedOut = true;
            if (sleeper.get().isAsleep()) {     // no sleep is exact: who wakes first is open
                actors.stream().filter(Actor::isAsleep).forEach(actor -> actor.isTimedOut = true);
            }
            return next(me);
        }
        var spinning = actors.stream().filter(actor -> actor.isSpinning && actor.canGoOn(running)).toList();
        if (!spinning.isEmpty()) {      // in turn, each after me
            return spinning.stream().filter(actor -> actor.id > me.id).findFirst().orElse(spinning.getFirst());
        }
        if (actors.stream().anyMatch(actor -> actor.isOutside() && actor.outside != null && actor.outside.until() != Actor.Wait.FOR_EVER)) {
            throw new Uncontrolled("it waits with a limit on time that the JDK counts");
        }
        isStuck = true;
        stuck = new Table(this).waits();
        beOver();
        return actors.getFirst();
    }

    private void beOver() {
        if (!isOver) {
            schedule.over(this);
            isOver = true;
        }
    }

    private void finish(Actor me) {
        beOver();
        handOver(me, actors.getFirst());
    }

    long now() {
        me().learn(now);
        return now;
    }

    // ---- what the JDK does not tell of its objects

    /// Notes what is known of `object` from the call that has made it.
    void note(Object object, Object what) {
        notes.put(object, what);
    }

    /// What has been noted of it, or null.
    <T> T noted(Object object, Class<T> what) {
        return what.isInstance(notes.get(object)) ? what.cast(notes.get(object)) : null;
    }

    // ---- what differs from run to run, and must not

    int hashOf(Object object) {
        int hash = object == null ? 0 : hashes.computeIfAbsent(object, _ -> hashes.size() + 1);
        me().learn(hash);
        return hash;
    }

    Random random() {
        me().learn(randoms++);
        return random;
    }

    // ---- places

    Location location(Object object, String key, Supplier<String> name) {
        return locations.computeIfAbsent(object, _ -> new HashMap<>(4)).computeIfAbsent(key, _ -> new Location(object, key, name));
    }

    Monitor monitor(Object object) {
        return monitors.computeIfAbsent(object, _ -> new Monitor(location(object, "lock of " + object.getClass().getName(), () -> "lock of " + nameOf(object))));
    }

    void visit(Actor me, Location at) {
        at.visit(me);
        if (at.isShared()) {
            meetAt(at);
        }
    }

    /// What is done there, of which nothing is known, may depend on all that was done there before.
    void keepOrder(Actor me, Location at) {
        me.learn(at.version++);
    }

    /// Its schedules have to be run anew, because something is different now each time.
    void meetAnew() {
        hasGrown = true;
    }

    /// At a place that is no meeting point by itself: a data race makes it one. Where tasks are handed on, more is taken to be ordered
    /// than is, so that only a schedule in which the two accesses come one after the other shows the race.
    void visitPlain(Actor me, Location at) {
        at.visit(me);
        if (isWatched && at.isShared()) {
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
                race = new Race(at, before, new Location.Access(me, me.time(), site, isWrite, false));
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

    void name(Object object, Supplier<String> name) {
        if (object != null) {
            names.putIfAbsent(object, name);
        }
    }

    /// What the answer calls it: the field or the element in which it has been seen first, or else its class, with a number where there
    /// is more than one.
    String nameOf(Object object) {
        return names.computeIfAbsent(object, _ -> {
            var type = object.getClass().isArray() ? object.getClass().getSimpleName().replace("[]", "") : object.getClass().getName().replaceFirst(".*[.$](?=\\D)", "");
            int number = numbers.merge(type, 1, Integer::sum);
            return () -> numbers.get(type) == 1 ? type : type + " " + number;
        }).get();
    }

    void say(Actor me, Event.Kind kind, Site site, Location at, Object value) {
        if (!isOver) {
            events.add(new Event(me, kind, site, at, value));
        }
    }
}
