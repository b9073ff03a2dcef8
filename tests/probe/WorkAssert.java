package probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
            throw failure(begun == 0 ? "The task did not run." : "The task ran %s instead of %s.", times(begun), times(times));
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
                    ? list(unasked) + " ran once too often"
                    : unasked.isEmpty()
                    ? list(missing) + " did not run"
                    : list(unasked) + " ran where " + list(missing) + " should have");
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
            throw failure("%s had ended and was not passed on: something else was waited for first.", input);
        }
        return this;
    }

    /// Refuses a method that has returned before its tasks had begun: they begin soon.
    private void refuseStragglers(int wanted) {
        int begun = actual.runs().size();
        if (begun < wanted) {
            Patience.until(() -> actual.runs().size() >= wanted);
            if (actual.runs().size() > begun) {
                throw failure("The method returned when %d of %d tasks had begun: nothing waited for the others.", begun, wanted);
            }
        }
    }

    private WorkAssert hasEnded() {
        long live = actual.runs().stream().filter(run -> !run.ended).count();
        if (live > 0) {
            throw failure("%s still running when the method returned.", live == 1 ? "A task was" : live + " tasks were");
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
        if (threads.stream().allMatch(thread -> thread instanceof Caller)) {
            return "The tasks ran one after the other on the calling thread: no other thread had anything to do.";
        }
        if (threads.size() == 1) {
            return "The tasks ran one after the other on one thread, which took them in turn.";
        }
        return "The tasks ran one after the other, though on %d threads: each was waited for before the next could begin."
                .formatted(threads.size());
    }

    private static String list(List<?> inputs) {
        return inputs.stream().distinct().limit(5).map(Objects::toString).collect(Collectors.joining(", "));
    }

    private static String times(int n) {
        return switch (n) {
            case 1 -> "once";
            case 2 -> "twice";
            default -> n + " times";
        };
    }
}
