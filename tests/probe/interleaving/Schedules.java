package probe.interleaving;

import java.util.ArrayList;
import java.util.List;

/// All schedules with at most so many preemptions, depth first: each replays the decisions of the one before, but for the last
/// that can still be made otherwise. (Musuvathi and Qadeer, *Iterative context bounding*, 2007.)
final class Schedules implements Schedule {

    private static final class Decision {
        final int of;
        int taken;

        Decision(int of) {
            this.of = of;
        }
    }

    private final List<Decision> decisions = new ArrayList<>();
    private final int bound;
    private int made;
    private int preemptions;
    private boolean isCut;

    Schedules(int bound) {
        this.bound = bound;
    }

    /// Whether the bound has hidden a schedule.
    boolean isCut() {
        return isCut;
    }

    @Override
    public int preempt(Actor running, List<Actor> others) {
        if (others.isEmpty()) {
            return 0;
        }
        if (preemptions == bound) {
            isCut = true;
            return 0;
        }
        int taken = decide(others.size() + 1);
        if (taken > 0) {
            preemptions++;
        }
        return taken;
    }

    /// It counts as a preemption: most limits are longer than what others have to do.
    @Override
    public boolean givesUp(Actor waiting, List<Actor> others) {
        return !others.isEmpty() && preempt(waiting, List.of(waiting)) == 1;
    }

    @Override
    public int choose(List<Actor> candidates) {
        return candidates.size() == 1 ? 0 : decide(candidates.size());
    }

    @Override
    public int pick(int of) {
        return decide(of);
    }

    private int decide(int of) {
        if (made == decisions.size()) {
            decisions.add(new Decision(of));
        }
        var decision = decisions.get(made++);
        if (decision.of != of) {
            throw new Uncontrolled("its steps are not the same each time it is run");
        }
        return decision.taken;
    }

    /// Makes ready for the next schedule, if there is one.
    boolean next() {
        made = 0;
        preemptions = 0;
        while (!decisions.isEmpty()) {
            var last = decisions.getLast();
            if (++last.taken < last.of) {
                return true;
            }
            decisions.removeLast();
        }
        return false;
    }
}
