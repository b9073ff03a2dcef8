package probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a state as long as this machine, busy as it is, needs to reach it, and not much longer.
///
/// A limit in seconds alone refuses right answers on a loaded machine, or makes wrong ones wait. Patience
/// is measured in turns instead. In one turn a few fresh threads, platform and virtual, are started and run
/// to their end. An exercise that has not moved while dozens of such turns came and went is not slow: it waits.
final class Patience {

    private static final Duration ENOUGH = Duration.ofMillis(400);
    private static final int MILLIS_FOR_A_TURN = 8;
    private static final int THREADS_IN_A_TURN = Math.max(4, Runtime.getRuntime().availableProcessors());

    /// How long it takes between two looks. (Not Awaitility's loop: that sets the handler which the JVM has for the uncaught
    /// exceptions of all threads, for as long as it waits.)
    private static final Duration INTERVAL = Duration.ofMillis(1);

    /// How long a state is waited for before turns are counted: most come at once.
    private static final Duration PROMPT = Duration.ofMillis(10);

    /// How long virtual threads are waited for: they get no turn while the exercise computes on all of their carriers. Some
    /// turns after one in which that was in vain do without them.
    private static final Duration STARVING = Duration.ofMillis(500);
    private static final int STARVED_TURNS = 30;
    private static volatile int starved;

    /// Of threads that inherit nothing: what a [Caller] hands on, it makes out anew for each.
    private static final Thread.Builder PLATFORM = Thread.ofPlatform().group(LessonExtension.PROBE).name("turn").daemon().inheritInheritableThreadLocals(false);
    private static final Thread.Builder VIRTUAL = Thread.ofVirtual().inheritInheritableThreadLocals(false);

    private final long start = System.nanoTime();
    private final Duration atLeast;
    private int turns;

    private Patience(Duration atLeast) {
        this.atLeast = atLeast;
    }

    /// Waits until `state` holds; answers whether it did before patience ended, after 0.4 s and 50 turns.
    static boolean until(BooleanSupplier state) {
        return until(ENOUGH, state);
    }

    /// Waits until `state` holds; answers whether it did before patience ended, after `atLeast` and a turn for
    /// each 8 ms of it.
    static boolean until(Duration atLeast, BooleanSupplier state) {
        var patience = new Patience(atLeast);
        while (!state.getAsBoolean()) {
            if (patience.isOver()) {
                return state.getAsBoolean();
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return true;
    }

    /// Gives every runnable thread of this JVM a few chances to run.
    static void giveTurns() {
        for (int turn = 0; turn < 3; turn++) {
            giveTurn();
        }
    }

    private boolean isOver() {
        long elapsed = System.nanoTime() - start;
        if (elapsed < PROMPT.toNanos()) {
            return false;
        }
        if (elapsed / 1_000_000 >= (long) turns * MILLIS_FOR_A_TURN) {
            giveTurn();
            turns++;
        }
        return turns >= atLeast.toMillis() / MILLIS_FOR_A_TURN && elapsed >= atLeast.toNanos();
    }

    /// Gives every runnable thread of this JVM a chance to run.
    static void giveTurn() {
        boolean wait = --starved < 0;
        var ran = new CountDownLatch(THREADS_IN_A_TURN);
        var platform = new ArrayList<Thread>();
        for (int i = 0; i < THREADS_IN_A_TURN; i++) {
            platform.add(PLATFORM.start(() -> {}));
            VIRTUAL.start(ran::countDown);
        }
        try {
            if (wait) {
                starved = ran.await(STARVING.toMillis(), TimeUnit.MILLISECONDS) ? 0 : STARVED_TURNS;
            }
            for (var thread : platform) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
