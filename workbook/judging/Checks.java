package workbook.judging;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import workbook.curriculum.Answer;
import workbook.judging.Checker.Settings;

/// Many checks, some of them beside each other. The tests prove overlap by meeting and waiting by release, and the
/// wall clock only decides ratios; so they bear company. Three for each processor is what keeps the waiting ones from
/// leaving it idle.
public final class Checks {

    private static final int AT_ONCE = 3 * Runtime.getRuntime().availableProcessors();

    private Checks() {
    }

    /// An answer, and how it is to be judged.
    public record Job(Answer answer, Settings settings) {}

    /// A verdict, on what, and after how many seconds; and the calls that a person is to look at, where the answer was a stranger's.
    public record Judged(Answer answer, Verdict verdict, double seconds, List<Checker.Mark> marks) {}

    /// What is done with a verdict.
    public interface Action {
        void accept(Judged judged) throws InterruptedException;
    }

    /// Does `jobs`, and hands the verdicts to `action`, one at a time, in their order. If that throws, those that are left
    /// are stopped.
    public static void each(Checker checker, List<Job> jobs, Action action) throws InterruptedException {
        each(checker, jobs, false, _ -> { }, action);
    }

    /// @param confined whether the answers are strangers', and judged where they can do no harm
    /// @param atOnce   handed each verdict before its turn, several at a time
    public static void each(Checker checker, List<Job> jobs, boolean confined, Consumer<Judged> atOnce, Action action) throws InterruptedException {
        var executor = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var verdicts = jobs.stream().map(job -> executor.submit(() -> {
                long start = System.nanoTime();
                var graded = confined ? checker.checkConfined(job.answer, job.settings) : new Checker.Graded(checker.check(job.answer, job.settings), List.of());
                var judged = new Judged(job.answer, graded.verdict(), (System.nanoTime() - start) / 1e9, graded.marks());
                atOnce.accept(judged);
                return judged;
            })).toList();
            for (var verdict : verdicts) {
                action.accept(verdict.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }
}
