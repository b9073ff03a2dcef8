package probe.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All schedules with at most so many preemptions, depth first: each replays the decisions of the one before, but for the last
/// that can still be made otherwise. (Musuvathi and Qadeer, *Iterative context bounding*, 2007.)
///
/// What can follow from a [state][Execution#state] is run once. Whatever comes to the same state ends there, and the schedules that would
/// have followed are counted. (The same, *Partial-order reduction for context-bounded state exploration*, 2007.)
final class Schedules implements Schedule {

    /// What follows from a state.
    ///
    /// @param counts of the schedules, by the preemptions that they have from there on
    /// @param isCut  whether there are some with more
    private record Known(int[] counts, boolean isCut) {}

    /// What can be decided in one of several ways.
    ///
    /// @param counts and how often the bound had cut something, as they were before
    private record Decision(int of, long state, int preemptions, int[] counts, int cuts) {}

    private final List<Decision> decisions = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();
    private final Map<Long, Known> known = new HashMap<>();
    private int bound;
    private int[] counts;
    private int cuts;
    private boolean runsAll;
    private Execution run;
    private int made;
    private int preemptions;
    private boolean isKnown;

    Schedules(int bound) {
        bound(bound);
    }

    int bound() {
        return bound;
    }

    /// Begins anew, with one preemption more.
    void increaseBound() {
        bound(bound + 1);
    }

    private void bound(int bound) {
        this.bound = bound;
        counts = new int[bound + 1];
        cuts = 0;
        decisions.clear();
        taken.clear();
    }

    /// How many schedules there have been, with those that need not be run because what they lead to is known.
    int count() {
        return Arrays.stream(counts).sum();
    }

    /// Whether the bound has hidden a schedule.
    boolean isCut() {
        return cuts > 0;
    }

    /// From now on, those whose outcome is known are run like all others.
    void runAll() {
        runsAll = true;
    }

    @Override
    public void begin(Execution run) {
        this.run = run;
        made = 0;
        preemptions = 0;
        isKnown = false;
    }

    @Override
    public int preempt(Actor running, List<Actor> others) {
        return others.isEmpty() ? 0 : isKnown() ? STOP : preempt(others.size());
    }

    private int preempt(int others) {
        if (preemptions == bound) {
            if (isNew()) {
                cuts++;
            }
            return 0;
        }
        int taken = decide(others + 1);
        if (taken > 0) {
            preemptions++;
        }
        return taken;
    }

    /// It counts as a preemption: most limits are longer than what others have to do.
    @Override
    public boolean givesUp(Actor waiting, List<Actor> others) {
        return !others.isEmpty() && preempt(1) == 1;
    }

    @Override
    public int choose(List<Actor> candidates) {
        return candidates.size() == 1 ? 0 : isKnown() ? STOP : decide(candidates.size());
    }

    @Override
    public int pick(int of) {
        return decide(of);
    }

    private int decide(int of) {
        if (isNew()) {
            decisions.add(new Decision(of, run.state(), preemptions, counts.clone(), cuts));
            taken.add(0);
        }
        if (decisions.get(made).of != of) {
            throw new Uncontrolled("its steps are not the same each time it is run");
        }
        return taken.get(made++);
    }

    /// Whether it does not repeat the schedule before any more.
    private boolean isNew() {
        return made == decisions.size();
    }

    private boolean isKnown() {
        if (runsAll || !isNew() || !(known.get(run.state()) instanceof Known follows) || follows.counts.length <= bound - preemptions) {
            return false;
        }
        for (int more = 0; more < follows.counts.length; more++) {
            if (preemptions + more <= bound) {
                counts[preemptions + more] += follows.counts[more];
            } else {
                cuts += follows.counts[more];
            }
        }
        cuts += follows.isCut ? 1 : 0;
        isKnown = true;
        return true;
    }

    /// Makes ready for the next schedule, if there is one.
    boolean next() {
        if (!isKnown) {
            counts[preemptions]++;
        }
        runsAll |= run.isWatched();
        while (!decisions.isEmpty()) {
            var last = decisions.getLast();
            int next = taken.removeLast() + 1;
            if (next < last.of) {
                taken.add(next);
                return true;
            }
            end(decisions.removeLast());
        }
        return false;
    }

    private void end(Decision decision) {
        var its = new int[bound + 1 - decision.preemptions];
        for (int more = 0; more < its.length; more++) {
            its[more] = counts[decision.preemptions + more] - decision.counts[decision.preemptions + more];
        }
        known.merge(decision.state, new Known(its, cuts > decision.cuts), (one, other) -> one.counts.length < other.counts.length ? other : one);
    }

    /// A number that differs in about half of all bits from that of any other (Steele, Lea and Flood, *Fast splittable pseudorandom
    /// number generators*, 2014).
    static long mixed(long number) {
        long mixed = number + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
