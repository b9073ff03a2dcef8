package probe;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/// Assertions on the record that [Work] keeps. Each failure is one sentence on what the exercise did.
public final class WorkAssert extends AbstractAssert<WorkAssert, Work> {

    WorkAssert(Work work) {
        super(work, WorkAssert.class);
    }

    /// The work was run this many times, and every run has ended.
    public WorkAssert hasRun(int times) {
        refuseStragglers(times);
        int begun = actual.runs().size();
        if (begun != times) {
            throw failure(begun == 0 ? "The %s did not run." : "The %s ran %s instead of %s.", actual.one(), times(begun), times(times));
        }
        return hasEnded();
    }

    /// The work was run once for each of `inputs`, equal ones included, and every run has ended.
    public WorkAssert hasRunOnceForEach(List<?> inputs) {
        refuseStragglers(inputs.size());
        var missing = new ArrayList<Object>(inputs);
        var unasked = new ArrayList<>();
        for (var input : actual.inputs()) {
            if (!missing.remove(input)) {
                unasked.add(input);
            }
        }
        if (!missing.isEmpty() || !unasked.isEmpty()) {
            throw failure("Each task runs exactly once, but %s.", missing.isEmpty()
                    ? named(unasked) + " ran once too often"
                    : unasked.isEmpty()
                    ? named(missing) + " did not run"
                    : named(unasked) + " ran where " + named(missing) + " should have");
        }
        return hasEnded();
    }

    /// At least this many runs were in progress at the same time.
    public WorkAssert overlapped(int runs) {
        if (actual.peak() < runs) {
            refuseStragglers(runs);
            throw failure("%s", sequence(runs));
        }
        return this;
    }

    /// At no time were more than `limit` runs in progress.
    public WorkAssert neverExceeded(int limit) {
        if (actual.peak() > limit) {
            throw failure("%d tasks were in progress at the same time, where at most %d may be.", actual.peak(), limit);
        }
        return this;
    }

    /// Sooner or later the work is given `input`, before anything else is released.
    public WorkAssert isNextGiven(Object input) {
        if (!Patience.until(() -> actual.inputs().contains(input))) {
            throw failure("%s had ended, and its result was not passed on: something else was waited for first.",
                    capitalized(named(List.of(input))));
        }
        return this;
    }

    /// Refuses a method that has returned before its tasks had begun: they begin soon.
    private void refuseStragglers(int wanted) {
        int begun = actual.runs().size();
        if (begun < wanted) {
            Patience.until(() -> actual.runs().size() >= wanted);
            if (actual.runs().size() > begun) {
                throw failure("The method returned when %d of %d %s had begun: nothing waited for the %s.", begun, wanted, actual.many(), begun == 0 ? actual.many() : "others");
            }
        }
    }

    private WorkAssert hasEnded() {
        long live = actual.runs().stream().filter(run -> !run.ended).count();
        if (live > 0) {
            throw failure("%s still running when the method returned.",
                    live == 1 ? (actual.one().matches("[aeiou].*") ? "An " : "A ") + actual.one() + " was" : live + " " + actual.many() + " were");
        }
        return this;
    }

    private String sequence(int wanted) {
        var threads = actual.runs().stream().map(run -> run.thread).collect(Collectors.toSet());
        if (actual.runs().isEmpty()) {
            return "No task has run: a thread runs nothing before it is started.";
        }
        if (actual.peak() > 1) {
            return "At most %d of %d tasks were in progress at the same time: the others had to wait for one of these to end."
                    .formatted(actual.peak(), wanted);
        }
        var tasks = wanted == 2 ? "The tasks" : "The %d tasks of this test".formatted(wanted);
        if (threads.stream().allMatch(thread -> thread instanceof Caller)) {
            return tasks + " ran one after the other on the calling thread: no other thread had anything to do.";
        }
        if (threads.size() == 1) {
            return tasks + " ran one after the other on one thread, which took them in turn.";
        }
        return tasks + " ran one after the other, though on %d threads: each was waited for before the next could begin."
                .formatted(threads.size());
    }

    /// The tasks that were given `inputs`: `task "a"` where the input is a name, otherwise `that for 5 ms`.
    private static String named(List<?> inputs) {
        var different = inputs.stream().distinct().toList();
        var shown = different.stream().limit(3)
                .map(input -> input instanceof Duration nap ? BigDecimal.valueOf(nap.toNanos(), 6).stripTrailingZeros().toPlainString() + " ms" : input instanceof String ? "\"" + input + "\"" : String.valueOf(input))
                .collect(Collectors.joining(", ")) + (different.size() > 3 ? " and " + (different.size() - 3) + " more" : "");
        return (different.getFirst() instanceof String ? "task " : "that for ") + shown;
    }

    private static String capitalized(String words) {
        return words.substring(0, 1).toUpperCase() + words.substring(1);
    }

    private static String times(int n) {
        return switch (n) {
            case 1 -> "once";
            case 2 -> "twice";
            default -> n + " times";
        };
    }
}
