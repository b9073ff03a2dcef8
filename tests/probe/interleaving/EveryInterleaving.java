package probe.interleaving;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/// Calls of an answer by two or three threads, in every order of their steps:
///
/// ```java
/// everyInterleaving(Counter::new)
///         .of(counter -> counter.add(2), counter -> counter.add(3))
///         .endsWith(counter -> assertThat(counter.total()).isEqualTo(5));
/// ```
///
/// Every schedule with at most two preemptions is run. An answer that fails in one is refused with the first that has the fewest
/// preemptions; one with a data race is refused for that if none fails. One whose threads cannot be [held][Uncontrolled] is judged by
/// plain runs.
public final class EveryInterleaving<S> {

    /// What one thread does with what all of them share.
    @FunctionalInterface
    public interface Calls<S> {
        void on(S shared) throws Throwable;
    }

    private static final int MOST_PREEMPTIONS = 2;

    /// Enough for three threads with two calls each.
    private static final int MOST_SCHEDULES = 20_000;

    private static final int PLAIN_RUNS = 200;

    private final Callable<S> make;
    private List<Calls<S>> threads = List.of();
    private int run;

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
    /// @return how many schedules were run
    public int endsWith(Calls<S> check) throws Throwable {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofVirtual().start(() -> {
            try {
                explore(check);
            } catch (Uncontrolled e) {
                try {
                    runPlainly(check);
                } catch (Throwable failure) {
                    thrown.set(failure);
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

    private void explore(Calls<S> check) throws Throwable {
        var meetingPoints = new HashSet<String>();
        Execution raced = null;
        boolean isComplete;
        do {
            isComplete = true;
            for (int bound = 0; isComplete && bound <= MOST_PREEMPTIONS; bound++) {
                var schedules = new Schedules(bound);
                do {
                    var execution = run(schedules, meetingPoints, check);
                    if (execution.failure() instanceof Throwable failure) {
                        throw failure;
                    }
                    raced = raced == null && execution.race != null ? execution : raced;
                    isComplete = !execution.hasGrown();
                } while (isComplete && schedules.next() && run < MOST_SCHEDULES);
                if (!schedules.isCut()) {
                    break;
                }
            }
        } while (!isComplete);
        if (raced != null) {
            throw new AssertionError(new Table(raced).race());
        }
    }

    /// With threads that are not held, so often that most faults show.
    private void runPlainly(Calls<S> check) throws Throwable {
        for (int i = 0; i < PLAIN_RUNS; i++) {
            S shared = make.call();
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var all = new ArrayList<Thread>();
            for (var calls : threads) {
                all.add(Thread.ofPlatform().start(() -> {
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
            if (!failures.isEmpty()) {
                throw failures.peek();
            }
            check.on(shared);
        }
    }

    private Execution run(Schedules schedules, Set<String> meetingPoints, Calls<S> check) {
        var execution = new Execution(schedules, meetingPoints);
        run++;
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
                execution.await(me, "waits for " + actor, () -> actor, Actor.Wait.FOR_EVER, null, () -> actor.hasEnded);
                me.acquire(actor.clock);
                if (actor.thrown != null) {
                    throw actor.thrown;
                }
            }
            check.on(shared);
        });
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
            var at = run.location(run, "steps of the test", () -> "the test");
            run.visit(run.me(), at);
            run.step(run.me(), at);
            run.say(run.me(), Event.Kind.SAY, null, at, what);
        }
    }
}
