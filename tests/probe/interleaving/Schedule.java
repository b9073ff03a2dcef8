package probe.interleaving;

import java.util.List;

/// Decides who goes on. A *preemption* takes the turn from a thread that could have gone on; all other switches are free.
interface Schedule {

    /// Whether `running` goes on, which is 0, or which of the others does, counted from 1.
    int preempt(Actor running, List<Actor> others);

    /// Which of these goes on, or is woken, where the thread that ran cannot decide it.
    int choose(List<Actor> candidates);
}
