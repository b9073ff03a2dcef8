package workbook.judging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// A test of an answer, whose threads take their steps in the order that the caller says. It has a JVM of its own, until it is closed.
public final class Play implements AutoCloseable {

    /// Where all threads stand after some turns.
    ///
    /// @param turns   whose they were, by the numbers of the threads
    /// @param steps   the last of what has been done, at most a hundred
    /// @param values  what the threads share, by name
    /// @param isOver  whether no thread has a step left, or none can go on
    /// @param waking  whether the next turn says who is woken
    /// @param failure why the test refuses it, in a sentence, or null
    public record Position(List<Integer> turns, List<Thread> threads, List<Verdict.Step> steps, Map<String, String> values, boolean isOver,
            boolean waking, String failure) {}

    /// @param step what it does in its next turn, or for what it waits; null where it has ended
    public record Thread(int number, String name, boolean canGoOn, Verdict.Step step) {}

    private final Lesson lesson;
    private final JudgeProcess judge;
    private final Map<String, String> known;
    private final Position beginning;

    Play(Lesson lesson, JudgeProcess judge) throws InterruptedException {
        this.lesson = lesson;
        this.judge = judge;
        known = hear(Duration.ofMinutes(1));
        if (known.get("play").equals("refused")) {
            throw new Mistake(lesson.file(), "This cannot be played. " + known.get("why"));
        }
        beginning = after(List.of());
    }

    /// Where they stand before the first turn.
    public Position beginning() {
        return beginning;
    }

    /// What is known of all orders where none fails, such as `no fault in any order of its steps: 10 schedules`; null where one does.
    public String cannotFail() {
        return known.get("fails").equals("true") ? null : known.get("known");
    }

    /// Turns that end in a failure, with as few switches as can be; none where there are none.
    public List<Integer> failing() {
        return numbers(known.getOrDefault("failing", ""));
    }

    /// Where the threads stand after these turns.
    ///
    /// @throws Mistake if the answer does not come to its next step
    public Position after(List<Integer> turns) throws InterruptedException {
        return ask("turns", turns);
    }

    /// Where they stand when all that is left has run after these turns, without a switch that need not be.
    public Position restAfter(List<Integer> turns) throws InterruptedException {
        return ask("rest", turns);
    }

    private Position ask(String kind, List<Integer> turns) throws InterruptedException {
        judge.ask(Stream.concat(Stream.of(kind), turns.stream().map(String::valueOf)).collect(Collectors.joining(" ")));
        var threads = new ArrayList<Thread>();
        var steps = new ArrayList<Verdict.Step>();
        var values = new LinkedHashMap<String, String>();
        while (true) {
            var its = hear(Duration.ofSeconds(10));
            switch (its.get("play")) {
                case "thread" -> threads.add(new Thread(Integer.parseInt(its.get("id")), its.get("name"), its.get("state").equals("next"),
                        its.get("state").equals("ended") ? null : new Verdict.Step(its.get("name"), its.getOrDefault("does", ""), Integer.parseInt(its.get("line")))));
                case "step" -> steps.add(new Verdict.Step(its.get("by"), its.getOrDefault("does", ""), Integer.parseInt(its.get("line"))));
                case "value" -> values.put(its.get("name"), its.get("value"));
                default -> {
                    return new Position(numbers(its.getOrDefault("turns", "")), threads, steps, values, its.get("over").equals("true"),
                            its.get("waking").equals("true"), its.get("failure"));
                }
            }
        }
    }

    private Map<String, String> hear(Duration silence) throws InterruptedException {
        var entry = judge.hear(silence);
        if (entry.isEmpty()) {
            throw new Mistake(lesson.file(), "This cannot be played any further, because its threads come to no next step. Check it; the verdict says more.");
        }
        return entry;
    }

    private static List<Integer> numbers(String words) {
        return words.isEmpty() ? List.of() : Stream.of(words.split(" ")).map(Integer::valueOf).toList();
    }

    @Override
    public void close() {
        judge.close();
    }
}
