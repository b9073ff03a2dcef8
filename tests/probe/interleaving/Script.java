package probe.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// A schedule of turns that are given one by one. In a turn a thread takes the step before which it stands, up to its next; one that
/// others wake, or that begins, has a turn like any other. The test's own thread has none: it goes on by itself where nobody else can.
final class Script implements Schedule {

    private final List<Integer> given;
    private final Schedule then;
    private List<Actor> candidates = List.of();

    /// Those that were taken.
    final List<Integer> turns = new ArrayList<>();

    /// Whether the run came to where the next turn was not given; and whether that is one for who is woken.
    boolean hasStopped;
    boolean isWaking;

    List<Explored.Step> steps = List.of();
    Map<String, String> values = Map.of();
    List<Standing> threads = List.of();

    /// Where a thread stands.
    ///
    /// @param waits for what it waits, or null
    record Standing(Actor actor, boolean canGoOn, boolean hasEnded, Explored.Step waits) {}

    /// @param given the [numbers][Actor#id] of the threads that have the turns
    /// @param then  who decides after that, or null where the run then stops
    Script(List<Integer> given, Schedule then) {
        this.given = given;
        this.then = then;
    }

    @Override
    public void begin(Execution run) {
        if (then != null) {
            then.begin(run);
        }
    }

    @Override
    public int preempt(Actor running, List<Actor> others) {
        if (running.id == 0) {
            return 0;
        }
        var all = new ArrayList<>(others);
        all.addFirst(running);
        return decide(all, () -> then.preempt(running, others));
    }

    @Override
    public int choose(List<Actor> candidates) {
        return decide(candidates, () -> then.choose(candidates));
    }

    @Override
    public int wake(List<Actor> waiting) {
        isWaking = waiting.size() > 1;
        int woken = isWaking ? choose(waiting) : 0;
        isWaking &= hasStopped;
        return woken;
    }

    private int decide(List<Actor> all, IntSupplier further) {
        candidates = all.stream().filter(actor -> actor.id > 0).toList();
        if (candidates.isEmpty()) {
            return 0;
        }
        int taken;
        if (turns.size() < given.size()) {
            int turn = given.get(turns.size());
            taken = all.indexOf(candidates.stream().filter(actor -> actor.id == turn).findFirst().orElse(null));
        } else {
            taken = then == null ? STOP : further.getAsInt();
        }
        hasStopped = taken == STOP;
        if (!hasStopped && all.get(taken).id > 0) {
            turns.add(all.get(taken).id);
        }
        return taken;
    }

    @Override
    public void over(Execution run) {
        var table = new Table(run);
        steps = table.allSteps();
        values = table.values();
        threads = run.actors.stream().filter(actor -> actor.id > 0)
                .map(actor -> new Standing(actor, hasStopped && candidates.contains(actor), actor.hasEnded(), table.wait(actor))).toList();
    }
}
