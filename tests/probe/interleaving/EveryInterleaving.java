package probe.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Calls of an answer by two or three threads, in every order of their steps:
///
/// ```java
/// everyInterleaving(Counter::new)
///         .of(counter -> counter.add(2), counter -> counter.add(3))
///         .endsWith(counter -> assertThat(counter.total()).isEqualTo(5));
/// ```
public final class EveryInterleaving<S> {

    /// What one thread does with what all of them share.
    @FunctionalInterface
    public interface Calls<S> {
        void on(S shared) throws Throwable;
    }

    private final Callable<S> make;
    private List<Calls<S>> threads = new ArrayList<>();

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

    /// Runs every schedule, and looks at what is shared when all threads have ended.
    public void endsWith(Calls<S> check) throws Throwable {
        var shared = make.call();
        for (var calls : threads) {
            calls.on(shared);
        }
        check.on(shared);
    }

    /// A step of the test within one of the answer's calls: another thread may go on here, and the table shows it.
    public static void step(String what) {
    }
}
