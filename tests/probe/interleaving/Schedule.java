package probe.interleaving;

import java.util.List;

/// Decides who goes on. A *preemption* takes the turn from a thread that could have gone on; all other switches are free.
interface Schedule {

    /// In place of a decision, but for `pick`: the run ends here.
    int STOP = -1;

    /// Whether `running` goes on, which is 0, or which of the others does, counted from 1. There may be no others.
    int preempt(Actor running, List<Actor> others);

    /// Which of these goes on where the thread that ran cannot decide it.
    int choose(List<Actor> candidates);

    /// Which of those who wait is woken.
    default int wake(List<Actor> waiting) {
        return choose(waiting);
    }

    /// Which of so many results a call has, where its documentation leaves that open.
    default int pick(int of) {
        return 0;
    }

    /// Whether the time is up at once for one who waits for a time, while these could go on.
    default boolean givesUp(Actor waiting, List<Actor> others) {
        return false;
    }

    /// A run begins, of which the decisions are asked for.
    default void begin(Execution run) {
    }

    /// The run is over, and all are still where they were.
    default void over(Execution run) {
    }
}
