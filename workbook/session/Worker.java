package workbook.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import workbook.curriculum.Mistake;

/// Does one piece of work at a time, on a thread beside the loop. What that has to say is done by the loop, and no more once
/// the work was stopped.
final class Worker {

    /// A piece of work.
    interface Work {

        /// @param news hands the loop a step
        /// @return what the loop does when the work has ended
        Runnable work(Consumer<Runnable> news) throws InterruptedException, IOException;
    }

    private final Executor loop;
    private Thread working;

    Worker(Executor loop) {
        this.loop = loop;
    }

    boolean busy() {
        return working != null;
    }

    /// Starts `work` in place of what is under way.
    ///
    /// @param file named where it fails
    void start(Path file, Work work) {
        stop();
        working = Thread.ofPlatform().daemon().start(() -> {
            var worker = Thread.currentThread();
            try {
                var then = work.work(news -> post(worker, news));
                end(worker, then);
            } catch (InterruptedException e) {
                // Stopped: there is something newer, or nobody waits any more.
            } catch (Mistake e) {
                end(worker, () -> {
                    throw e;
                });
            } catch (Throwable e) {
                end(worker, () -> {
                    throw new Mistake(file, "This could not be done: " + e + ".");
                });
            }
        });
    }

    void stop() {
        if (working != null) {
            working.interrupt();
            working = null;
        }
    }

    private void end(Thread worker, Runnable then) {
        post(worker, () -> {
            working = null;
            then.run();
        });
    }

    private void post(Thread worker, Runnable step) {
        loop.execute(() -> {
            if (worker == working) {
                step.run();
            }
        });
    }
}
