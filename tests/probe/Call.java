package probe;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A call of an exercise on a thread of its own, begun by [#to], so that a test can watch it while it lasts.
///
/// @param <T> what the exercise returns
public final class Call<T> {

    /// A call that returns nothing.
    @FunctionalInterface
    public interface Exercise {
        void run() throws Exception;
    }

    /// As many callers at once as need more threads than a pool has whose size follows from the processors.
    public static final int CALLERS = Math.max(16, 4 * Runtime.getRuntime().availableProcessors() + 1);

    private static final AtomicLong endedSoFar = new AtomicLong();

    final Caller caller;
    private final ThreadGroup group = new ThreadGroup("call");
    private T result;
    private Throwable thrown;
    private boolean interrupted;
    private volatile boolean ended;
    private long endedAt;

    private Call(Callable<T> exercise) {
        caller = new Caller(group, () -> make(exercise));
        caller.start();
    }

    /// Calls the exercise on a new thread.
    public static <T> Call<T> to(Callable<T> exercise) {
        return new Call<>(exercise);
    }

    /// Calls the exercise on a new thread.
    public static Call<Void> to(Exercise exercise) {
        return new Call<>(() -> {
            exercise.run();
            return null;
        });
    }

    /// Calls the exercise from [#CALLERS] threads at once and waits until all calls have returned.
    ///
    /// @return what they returned, equal results once
    /// @throws Exception what one of the calls threw
    public static <T> Set<T> fromMany(Callable<T> exercise) throws Exception {
        return from(CALLERS, exercise);
    }

    /// Calls the exercise from so many threads at once and waits until all calls have returned.
    ///
    /// @return what they returned, equal results once
    /// @throws Exception what one of the calls threw
    public static <T> Set<T> from(int callers, Callable<T> exercise) throws Exception {
        var calls = Stream.generate(() -> new Call<>(exercise)).limit(callers).toList();
        var results = new HashSet<T>();
        for (var call : calls) {
            results.add(call.result());
        }
        return results;
    }

    /// Calls the exercise from [#CALLERS] threads at once and waits until all calls have returned.
    ///
    /// @throws Exception what one of the calls threw
    public static void fromMany(Exercise exercise) throws Exception {
        from(CALLERS, exercise);
    }

    /// Calls the exercise from so many threads at once and waits until all calls have returned.
    ///
    /// @throws Exception what one of the calls threw
    public static void from(int callers, Exercise exercise) throws Exception {
        from(callers, () -> {
            exercise.run();
            return null;
        });
    }

    /// How many calls of this JVM have ended so far.
    static long endedSoFar() {
        return endedSoFar.get();
    }

    /// Waits for the call to end.
    ///
    /// @return what it returned
    /// @throws Exception what it threw
    public T result() throws Exception {
        awaitEnd();
        switch (thrown) {
            case null -> { return result; }
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    void awaitEnd() throws InterruptedException {
        caller.join();
    }

    boolean hasEnded() {
        return ended;
    }

    /// When it ended, as [System#nanoTime] gives it.
    long endedAt() {
        return endedAt;
    }

    /// The group of its caller, and so of the threads that are started there.
    ThreadGroup group() {
        return group;
    }

    /// What it threw, or null.
    Throwable thrown() {
        return thrown;
    }

    /// How it ended, in a word.
    String ending() {
        return thrown != null || result instanceof PhotoServer.Download download && download.thrown() != null ? "threw" : "returned";
    }

    /// Whether its thread's interrupt flag was set when it ended.
    boolean endedInterrupted() {
        return interrupted;
    }

    private void make(Callable<T> exercise) {
        try {
            result = exercise.call();
        } catch (Throwable e) {
            thrown = e;
        } finally {
            endedAt = System.nanoTime();
            interrupted = Thread.interrupted();
            ended = true;
            endedSoFar.incrementAndGet();
        }
    }
}
