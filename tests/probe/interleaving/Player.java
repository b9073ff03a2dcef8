package probe.interleaving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lets somebody outside this JVM be the scheduler of a test: who names the turns so far is told where all threads stand. Nothing is
/// kept from one request to the next, for each runs all of its turns anew; so a step back is a request with one turn less.
///
/// A request is a line, `turns 1 2 2` or, where all that is left shall run, `rest 1 2 2`. The answer comes in entries, each with its kind
/// as `play`: those of the `thread`s, of the last `step`s, of what is shared (`value`), and the `end`.
public final class Player {

    /// A test, to be run in a schedule.
    interface Scenario {

        /// @param steps the keys of the places at which a step ends
        Execution run(Schedule schedule, Set<String> steps);
    }

    private static final int MOST_PREEMPTIONS = 3;
    private static final int MOST_SCHEDULES = 20_000;
    private static final int MOST_STEPS = 100;

    private static Player wanted;

    private final BufferedReader requests;
    private final Consumer<Map<String, String>> answers;
    private Scenario scenario;
    private Set<String> places;
    private List<Integer> begins;

    private Player(InputStream requests, Consumer<Map<String, String>> answers) {
        this.requests = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        this.answers = answers;
    }

    /// From now on tests are played, and not judged.
    public static void want(InputStream requests, Consumer<Map<String, String>> answers) {
        wanted = new Player(requests, answers);
    }

    /// The player, or null where tests are judged.
    public static Player wanted() {
        return wanted;
    }

    /// Answers requests until there are no more.
    ///
    /// @param threads  so many does the test begin with
    /// @param places   the keys of all places where threads have been seen to meet
    /// @param sentence what is known of all schedules
    /// @param fails    whether one of them fails
    void play(Scenario scenario, int threads, Set<String> places, String sentence, boolean fails) throws IOException {
        this.scenario = scenario;
        this.places = places;
        begins = begins(threads);
        say(Map.of("play", "ready", "known", sentence, "fails", "" + fails, "failing", fails ? words(failing()) : ""));
        for (String line; (line = requests.readLine()) != null; ) {
            var words = List.of(line.split(" "));
            answer(words.stream().skip(1).map(Integer::valueOf).toList(), words.getFirst().equals("rest") ? new Schedules(0) : null);
        }
    }

    /// Says why this test cannot be played.
    void refuse(String why) {
        say(Map.of("play", "refused", "why", why));
    }

    /// The turns in which the threads come to their first steps.
    private List<Integer> begins(int threads) {
        var turns = new ArrayList<Integer>();
        for (int id = 1; id <= threads; id++) {
            var script = run(plus(turns, id), null).script;
            if (script.hasStopped && script.steps.isEmpty()) {
                turns.add(id);
            }
        }
        return turns;
    }

    private record Run(Script script, Execution execution) {}

    private Run run(List<Integer> turns, Schedule then) {
        var script = new Script(turns, then);
        return new Run(script, scenario.run(script, new HashSet<>(places)));
    }

    /// Turns that end in a failure, with as few preemptions as can be; or none, if these are too hard to find.
    private List<Integer> failing() {
        for (var schedules = new Schedules(0); schedules.bound() <= MOST_PREEMPTIONS; schedules.increaseBound()) {
            int runs = 0;
            do {
                var run = run(List.of(), schedules);
                if (run.execution.failure() != null) {
                    var turns = new ArrayList<>(run.script.turns);
                    begins.forEach(turns::remove);
                    return run(plus(begins, turns), null).execution.failure() == null ? List.of() : turns;
                }
            } while (schedules.next() && ++runs < MOST_SCHEDULES);
        }
        return List.of();
    }

    private void answer(List<Integer> turns, Schedule then) {
        var run = run(plus(begins, turns), then);
        var script = run.script;
        for (var thread : script.threads) {
            var next = thread.canGoOn() ? next(script, thread.actor()) : null;
            var shown = next != null ? next : thread.waits() != null ? thread.waits() : new Explored.Step("", "", 0);
            say(Map.of("play", "thread", "id", "" + thread.actor().id, "name", thread.actor().name, "does", shown.does(), "line", "" + shown.line(),
                    "state", thread.canGoOn() ? "next" : thread.hasEnded() ? "ended" : "waits"));
        }
        script.steps.stream().skip(Math.max(0, script.steps.size() - MOST_STEPS))
                .forEach(step -> say(Map.of("play", "step", "by", step.thread(), "does", step.does(), "line", "" + step.line())));
        script.values.forEach((name, value) -> say(Map.of("play", "value", "name", name, "value", value)));
        var failure = script.hasStopped ? null : run.execution.failure();
        say(Map.of("play", "end", "turns", words(script.turns.subList(begins.size(), script.turns.size())), "over", "" + !script.hasStopped,
                "waking", "" + script.isWaking, "failure", failure == null ? "" : failure.getMessage().split("\n\n")[0]));
    }

    /// What this one does in its next turn.
    private Explored.Step next(Script before, Actor actor) {
        if (before.isWaking) {
            return new Explored.Step(actor.name, "is woken", 0);
        }
        var steps = run(plus(before.turns, actor.id), null).script.steps;
        return steps.stream().skip(before.steps.size()).findFirst().orElse(new Explored.Step(actor.name, "goes on", 0));
    }

    /// Without what is empty, which no entry of a report may have.
    private void say(Map<String, String> its) {
        answers.accept(its.entrySet().stream().filter(entry -> !entry.getValue().isBlank()).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static List<Integer> plus(List<Integer> turns, Integer more) {
        return plus(turns, List.of(more));
    }

    private static List<Integer> plus(List<Integer> turns, List<Integer> more) {
        return Stream.of(turns, more).flatMap(List::stream).toList();
    }

    private static String words(List<Integer> turns) {
        return turns.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
