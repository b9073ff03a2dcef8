package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import workbook.Checker.Answer;
import workbook.Checker.Settings;
import workbook.Report.Judged;

/// Many checks, some of them beside each other. The tests prove overlap by meeting and waiting by release, and the
/// wall clock only decides ratios; so they bear company. Three for each processor is what keeps the waiting ones from
/// leaving it idle.
final class Checks implements AutoCloseable {

    private static final int AT_ONCE = 3 * Runtime.getRuntime().availableProcessors();

    private final ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
    private final Checker checker;

    Checks(Checker checker) {
        this.checker = checker;
    }

    /// An answer, and how it is to be judged.
    record Job(Answer answer, Settings settings) {}

    /// Does `jobs`, and hands the verdicts to `action`, one at a time, in their order.
    void each(List<Job> jobs, Consumer<Judged> action) throws InterruptedException {
        var futures = new ArrayList<Future<Judged>>();
        for (var job : jobs) {
            futures.add(executor.submit(() -> {
                long start = System.nanoTime();
                var verdict = checker.check(job.answer, job.settings);
                return new Judged(job.answer, verdict, (System.nanoTime() - start) / 1e9);
            }));
        }
        for (var future : futures) {
            try {
                action.accept(future.get());
            } catch (ExecutionException e) {
                executor.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            }
        }
    }

    /// Stops the checks that are left.
    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
