package probe.interleaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Calls of an answer by two or three threads, in every order of their steps:
///
/// ```java
/// everyInterleaving(Counter::new)
///         .of(counter -> counter.add(2), counter -> counter.add(3))
///         .endsWith(counter -> assertThat(counter.total()).isEqualTo(5));
/// ```
///
/// Every schedule with at most two preemptions is run, or one that comes to the same, and all there are where these are few. An answer
/// that fails in one is refused with the shortest of those with the fewest preemptions; one with a data race is refused for that if none
/// fails. One whose threads cannot be [held][Uncontrolled] is judged by plain runs.
public final class EveryInterleaving<S> {

    /// What one thread does with what all of them share.
    @FunctionalInterface
    public interface Calls<S> {
        void on(S shared) throws Throwable;
    }

    private static final int MOST_PREEMPTIONS = 2;

    /// Enough for three threads with two calls each. What follows from them need not be run, so there are more schedules than that.
    private static final int MOST_RUNS = 8_000;

    /// With so many preemptions, where there are more in all.
    private static final int MOST_RUNS_OF_MANY = 1_500;

    /// Where there are no more with so many preemptions, those with one more are run, too.
    private static final int FEW = 100;

    /// So many more are run in search of a shorter one, when one has failed.
    private static final int MORE = 200;

    private static final int PLAIN_RUNS = 200;

    private static final AtomicLong runs = new AtomicLong();
    private static final List<Explored> explored = Collections.synchronizedList(new ArrayList<>());

    /// What has been run since this was called last.
    public static List<Explored> explored() {
        synchronized (explored) {
            var all = List.copyOf(explored);
            explored.clear();
            return all;
        }
    }

    /// How many schedules have been run in this JVM: where that grows, nothing hangs.
    public static long runs() {
        return runs.get();
    }

    private final Callable<S> make;
    private List<Calls<S>> threads = List.of();
    private final Set<String> places = new HashSet<>();
    private int run;
    private boolean fails;

    private EveryInterleaving(Callable<S> make) {
        this.make = make;
    }

    /// @param make makes what the threads share, anew for each schedule
    public static <S> EveryInterleaving<S> everyInterleaving(Callable<S> make) {
        return new EveryInterleaving<>(make);
    }

    /// What the threads do, one thread for each.
    @SafeVarargs
    public final EveryInterleaving<S> of(Calls<S>... threads) {
        this.threads = List.of(threads);
        return this;
    }

    /// Runs the schedules, and looks at what is shared when all threads have ended.
    ///
    /// @return how many schedules there are, of those that had to be looked at; fewer are run, for some come to the same
    public int endsWith(Calls<S> check) throws Throwable {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofVirtual().start(() -> {
            try {
                if (Player.wanted() == null) {
                    judge(check);
                } else {
                    letPlay(check);
                }
            } catch (Throwable e) {
                thrown.set(e);
            }
        }).join();
        if (thrown.get() != null) {
            throw thrown.get();
        }
        return run;
    }

    private void judge(Calls<S> check) throws Throwable {
        try {
            explore(check);
        } catch (Uncontrolled e) {
            Steps.makeStaticsAnew();
            runPlainly(check);
            explored.add(new Explored("no fault in %d plain runs: the threads cannot be held, because %s".formatted(PLAIN_RUNS, e.getMessage()), List.of()));
        } finally {
            Steps.makeStaticsAnew();    // a run may have ended midway
        }
    }

    private void letPlay(Calls<S> check) throws Throwable {
        try {
            explore(check);
        } catch (Uncontrolled e) {
            Player.wanted().refuse("Its threads cannot be held, because " + e.getMessage() + ".");
            return;
        } catch (AssertionError e) {
            explored.add(new Explored("a data race, but no order of the steps in which the test fails", List.of()));
        }
        Player.wanted().play((schedule, places) -> run(schedule, places, check), threads.size(), places, explored().getLast().sentence(), fails);
    }

    /// Most answers are right, so all that there is to run is run at once. What has a fault, and what is too much for that, is run from the
    /// fewest preemptions on.
    private void explore(Calls<S> check) throws Throwable {
        if (explore(true, check) instanceof Execution wrong) {
            explore(false, check);
            if (wrong.isWrong()) {      // and too far from the others to be found among so few
                explored.removeLast();
                refuse(wrong, MOST_PREEMPTIONS);
            }
        }
    }

    /// @param isFirst whether to run all at once, and to end at the first run that is wrong and where there are too many
    /// @return the last run in that case, or null where all is right
    /// @throws AssertionError if one is wrong, otherwise
    private Execution explore(boolean isFirst, Calls<S> check) throws Throwable {
        int preemptions = isFirst ? MOST_PREEMPTIONS : 0;
        var meetingPoints = new HashSet<String>();
        Execution raced = null;
        int preemptionsOfRace = 0;
        var schedules = new Schedules(preemptions);
        while (true) {
            Execution execution;
            Execution failed = null;
            int left = isFirst ? MOST_RUNS : MOST_RUNS_OF_MANY;
            boolean hasGrown = false;
            do {
                execution = run(schedules, meetingPoints, check);
                var failure = execution.failure();
                if (failure instanceof Uncontrolled) {
                    throw failure;
                }
                if (isFirst && execution.isWrong()) {
                    return execution;
                }
                hasGrown = execution.hasGrown();
                if (raced == null && execution.race != null) {
                    raced = execution;
                    preemptionsOfRace = schedules.bound();
                }
                if (failure != null && (failed == null || execution.length() < failed.length())) {
                    failed = execution;
                    schedules.runAll();
                    left = execution.isLivelock ? 1 : Math.min(left, MORE + 1);     // what has no end has no shorter one
                }
            } while (!hasGrown && schedules.next() && --left > 0);
            if (failed != null) {
                refuse(failed, schedules.bound());
            }
            run = schedules.count();
            if (hasGrown) {
                schedules = new Schedules(preemptions);     // all anew, for now it is known that threads meet there
            } else if (isFirst && left == 0) {
                return execution;
            } else if (schedules.isCut() && (schedules.bound() < MOST_PREEMPTIONS || run <= FEW)) {
                schedules.increaseBound();
            } else if (raced != null) {
                refuse(raced, preemptionsOfRace);
            } else {
                explored.add(new Explored(schedules.isCut() ? "no fault in any of %s with at most %d preemptions".formatted(schedules(run), schedules.bound())
                        : "no fault in any order of its steps: %s".formatted(schedules(run)), List.of()));
                return null;
            }
        }
    }

    private static String schedules(int count) {
        return count == 1 ? "1 schedule" : count + " schedules";
    }

    private void refuse(Execution wrong, int preemptions) throws Throwable {
        var failure = wrong.failure();
        fails = failure != null;
        explored.add(new Explored("this order has %s".formatted(preemptions == 1 ? "1 preemption" : preemptions + " preemptions"), new Table(wrong).steps()));
        throw fails ? failure : new AssertionError(new Table(wrong).race());
    }

    /// With threads that are not held, so often that most faults show.
    private void runPlainly(Calls<S> check) throws Throwable {
        for (int i = 0; i < PLAIN_RUNS; i++) {
            var run = PlainRun.begin();
            S shared = make.call();
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var all = new ArrayList<Thread>();
            for (var calls : threads) {
                all.add(Thread.ofPlatform().name("thread " + (char) ('A' + all.size())).start(() -> {
                    try {
                        calls.on(shared);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            for (var thread : all) {
                thread.join();
            }
            var race = run.end();
            if (race != null) {
                throw new AssertionError(race);
            }
            if (!failures.isEmpty()) {
                throw failures.peek();
            }
            check.on(shared);
        }
    }

    private Execution run(Schedule schedule, Set<String> meetingPoints, Calls<S> check) {
        var execution = new Execution(schedule, meetingPoints);
        runs.incrementAndGet();
        execution.run(() -> {
            Steps.makeStaticsAnew();
            S shared = make.call();
            var started = new ArrayList<Actor>();
            for (int i = 0; i < threads.size(); i++) {
                var calls = threads.get(i);
                started.add(execution.start("thread " + (char) ('A' + i), null, () -> call(calls, shared)));
            }
            var me = execution.me();
            for (var actor : started) {
                execution.await(me, () -> "waits for " + actor, () -> actor, Actor.Wait.FOR_EVER, null, () -> actor.hasEnded);
                me.acquire(actor.clock);
                if (actor.thrown != null) {
                    throw actor.thrown;
                }
            }
            check.on(shared);
        });
        if (Player.wanted() != null) {
            places.addAll(execution.shared());
        }
        return execution;
    }

    private static <S> void call(Calls<S> calls, S shared) {
        try {
            calls.on(shared);
        } catch (Throwable e) {
            throw EveryInterleaving.<RuntimeException>unchecked(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    /// A step of the test within one of the answer's calls: another thread may go on here, and the table shows it.
    public static void step(String what) {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.say(run.me(), Event.Kind.SAY, null, note(run), what);
        }
    }

    /// Such a step of which the table says nothing: the test notes what is done, and looks at the order of its notes.
    public static void note() {
        if (Execution.ofThisThread() instanceof Execution run) {
            note(run);
        }
    }

    private static Location note(Execution run) {
        var at = run.location(run, "steps of the test", () -> "the test");
        run.visit(run.me(), at);
        run.step(run.me(), at);
        run.keepOrder(run.me(), at);
        return at;
    }

    /// A step of the test: it interrupts a thread that the answer has started.
    public static void interrupt(Thread thread) {
        if (Execution.ofThisThread() instanceof Execution run) {
            Interrupts.interrupt(run, run.me(), thread, null);
        } else {
            thread.interrupt();
        }
    }
}
