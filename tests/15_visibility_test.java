import static probe.ProbeAssertions.*;
import static probe.interleaving.EveryInterleaving.everyInterleaving;
import static probe.interleaving.EveryInterleaving.step;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import probe.Call;
import probe.LessonTest;
import probe.Work;
import probe.interleaving.Plain;

@LessonTest("15_visibility")
@DisplayName("15 Visibility: Worker with start() and stop()")
class VisibilityTest {

    /// A worker, and what its steps and those who stop it see of each other.
    static class Watched {

        private static final int SOME = 10;

        final Visibility.Worker worker = new Visibility.Worker(this::run);
        final AtomicInteger begun = new AtomicInteger();
        volatile boolean isInProgress;
        volatile boolean isToStop;
        volatile boolean hasStopped;
        volatile int begunSince;
        volatile AssertionError fault;

        void start() {
            worker.start();
        }

        void stop() throws InterruptedException {
            isToStop = true;
            worker.stop();
            step("has stopped the worker");
            lookAtTheStep();
        }

        /// The same, with a step less that others may come between: two who stop have orders enough.
        void stopBesideAnother() throws InterruptedException {
            isToStop = true;
            worker.stop();
            lookAtTheStep();
        }

        private void lookAtTheStep() {
            hasStopped = true;
            if (isInProgress) {
                refuse("stop() has returned, and a step is still in progress.");
            }
        }

        private void run() {
            step("begins a step");
            begun.incrementAndGet();
            if (isInProgress) {
                refuse("A step begins while another is in progress.");
            }
            isInProgress = true;
            if (hasStopped) {
                refuse("stop() has returned, and then a step begins.");
            }
            if (isToStop && ++begunSince > SOME) {
                refuse("stop() has been called, and the worker goes on with step after step.");
            }
            work();
            Visibility.pause(Duration.ofMillis(1));
            isInProgress = false;
        }

        /// What a step does.
        void work() {
        }

        /// In the step, and once more in the end, for the worker may keep what a step throws.
        void refuse(String sentence) {
            if (fault == null) {
                fault = new AssertionError(sentence);
            }
            throw fault;
        }

        void endsWell() {
            if (fault != null) {
                throw fault;
            }
        }
    }

    @Test
    @DisplayName("When stop() has returned, no step runs, and none begins, in whatever order the steps of the threads happen.")
    void stops() throws Throwable {
        everyInterleaving(Watched::new)
                .of(its -> {
                    its.start();
                    its.stop();
                })
                .endsWith(Watched::endsWell);
    }

    /// A worker whose steps read what was written before, and write what is read after.
    static class Reading extends Watched {

        final Plain<String> order = new Plain<>("order", "none");
        final Plain<Integer> result = new Plain<>("result", 0);

        @Override
        void work() {
            result.set(order.get().length());
        }
    }

    @Test
    @DisplayName("What was written before start() the steps see, and what they wrote is seen after stop().")
    void ordersWhatIsWritten() throws Throwable {
        everyInterleaving(Reading::new)
                .of(its -> {
                    its.order.set("count");
                    its.start();
                    its.stop();
                    its.result.get();
                })
                .endsWith(Watched::endsWell);
    }

    @Test
    @DisplayName("Two workers have nothing in common.")
    void sharesNothing() throws Exception {
        var first = new Visibility.Worker(() -> sparing(Work.instant()));
        first.start();
        var work = Work.held().called("step", "steps");
        var second = new Visibility.Worker(deaf(work));

        first.stop();
        second.start();
        work.awaitRuns(1);
        assertThat(work.inputs()).overridingErrorMessage("One worker has been stopped, and another that was started after that runs no step.").isNotEmpty();
        var besides = Work.held().called("step", "steps");
        var third = new Visibility.Worker(deaf(besides));
        third.start();
        besides.awaitRuns(1);
        assertThat(besides.inputs()).overridingErrorMessage("While a step of one worker lasts, another worker begins none: what do the two share?").isNotEmpty();
        var stop = Call.to(second::stop);
        var stopThird = Call.to(third::stop);

        assertThat(stop).waitsFor(work, 1);
        assertThat(stopThird).waitsFor(besides, 1);
    }

    @Test
    @DisplayName("A step that stops another worker waits for the step that is in progress there.")
    void stopsAnotherFromWithin() throws Exception {
        var work = Work.held().called("step", "steps");
        var another = new Visibility.Worker(deaf(work));
        another.start();
        work.awaitRuns(1);
        var stopping = Work.instant();
        var worker = new Visibility.Worker(() -> {
            sparing(stopping);
            stopForGood(another);
        });
        worker.start();
        stopping.awaitRuns(1);

        var stop = Call.to(worker::stop);

        assertThat(stop).waitsFor(work, 1);
    }

    @Test
    @DisplayName("Step after step runs from start() on, on one thread that is not the caller's.")
    void runsStepAfterStep() throws Exception {
        var work = Work.held().called("step", "steps");
        var on = ConcurrentHashMap.<Thread>newKeySet();
        var worker = new Visibility.Worker(() -> {
            on.add(Thread.currentThread());
            deaf(work).run();
        });

        worker.start();
        work.releaseRun(1);
        work.releaseRun(2);
        work.awaitRuns(3);
        var stop = Call.to(worker::stop);

        assertThat(stop).waitsFor(work, 3);
        assertThat(on).overridingErrorMessage("The steps of one worker have run on %d threads.", on.size()).hasSize(1);
        assertThat(on).overridingErrorMessage("The steps have run on the thread that called start().").doesNotContain(Thread.currentThread());
    }

    @Test
    @DisplayName("stop() waits for the step in progress, however long that lasts, at no cost.")
    void waitsForTheStep() throws Exception {
        var work = Work.held().called("step", "steps");
        var worker = new Visibility.Worker(deaf(work));
        worker.start();
        work.awaitRuns(1);

        var stop = Call.to(worker::stop);

        assertThat(stop).waitsFor(work, 1);
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("stop() before start() does no harm: start() then runs no step, or throws, and stop() returns again.")
    void stopsBeforeTheStart() throws Throwable {
        everyInterleaving(Watched::new)
                .of(its -> {
                    its.stop();
                    try {
                        its.start();
                    } catch (RuntimeException _) {
                        // Nothing can be started any more.
                    }
                    its.stop();
                })
                .endsWith(Watched::endsWell);
    }

    @Test
    @DisplayName("stop() without start() returns, and so does stop() again.")
    void stopsAgain() throws Exception {
        var never = new Visibility.Worker(() -> {});
        never.stop();
        never.stop();

        var work = Work.instant();
        var once = new Visibility.Worker(() -> sparing(work));
        once.start();
        for (int times = 0; times < 4; times++) {
            once.stop();
        }
    }

    @Test
    @DisplayName("Two threads may stop at once, and both wait for the step in progress.")
    void stopsForTwo() throws Throwable {
        everyInterleaving(() -> {
            var its = new Watched();
            its.start();
            return its;
        }).of(Watched::stopBesideAnother, Watched::stopBesideAnother).endsWith(Watched::endsWell);
    }

    /// A worker whose first step stops it.
    static class Stopping extends Watched {

        @Override
        void work() {
            if (begun.get() > 1) {
                refuse("A step has called stop(), and another step follows.");
            }
            try {
                worker.stop();
            } catch (InterruptedException e) {
                // Somebody else stops it, too.
            }
            step("has called stop()");
        }
    }

    @Test
    @DisplayName("A step may call stop(): that returns, no step follows, and another thread's stop() still waits for its end.")
    void stopsFromWithin() throws Throwable {
        everyInterleaving(Stopping::new)
                .of(its -> {
                    its.start();
                    its.stop();
                })
                .endsWith(Watched::endsWell);
    }

    @Test
    @DisplayName("A step that throws is the last one, and somebody hears of it, once.")
    void reportsAFailure() throws Exception {
        for (var failure : List.of(new IllegalStateException("the step failed"), new StackOverflowError("the step failed"))) {
            var failing = Work.failing(failure).called("step", "steps");
            var worker = new Visibility.Worker(failing.runnable());
            worker.start();
            failing.awaitEnds(1);

            var stop = Call.to(worker::stop);

            assertThat(stop).reports(failure);
            assertThat(failing).hasRun(1);
            assertThatCode(worker::stop).overridingErrorMessage("What a step has thrown was heard of, and another stop() throws it again.").doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("If a step throws after it has called stop(), somebody hears of it, too.")
    void reportsAFailureAfterAStop() throws Exception {
        var failing = new AtomicReference<Visibility.Worker>();
        var failure = new IllegalStateException("the step failed when it had stopped the worker");
        var work = Work.failing(failure).called("step", "steps");
        var worker = new Visibility.Worker(() -> {
            try {
                failing.get().stop();
            } catch (InterruptedException e) {
                // Somebody else stops it, too.
            }
            work.runnable().run();
        });
        failing.set(worker);
        worker.start();
        work.awaitEnds(1);

        var stop = Call.to(worker::stop);

        assertThat(stop).reports(failure);
    }

    @Test
    @DisplayName("If a step throws while stop() waits for it, somebody hears of it, too.")
    void reportsALateFailure() throws Exception {
        var failure = new IllegalStateException("the step failed late");
        var failing = Work.heldThenFailing(failure).called("step", "steps");
        var worker = new Visibility.Worker(deaf(failing));
        worker.start();
        failing.awaitRuns(1);

        var stop = Call.to(worker::stop);

        assertThat(stop).waitsFor(failing, 1).reports(failure);
    }

    @Test
    @DisplayName("Whoever is interrupted while waiting in stop() learns of it, and the worker stops all the same.")
    void heedsAnInterrupt() throws Exception {
        var work = Work.held().called("step", "steps");
        var hasEnded = new AtomicBoolean();
        var isEarly = new AtomicBoolean();
        var step = deaf(work);
        var worker = new Visibility.Worker(() -> {
            step.run();
            hasEnded.set(true);
        });
        worker.start();
        work.awaitRuns(1);

        var stop = Call.to(() -> {
            worker.stop();
            isEarly.set(!hasEnded.get());
        });

        assertThat(stop).heedsAnInterrupt(work);
        assertThat(isEarly).overridingErrorMessage("stop() was interrupted while it waited, and returned before the step in progress had ended.").isFalse();
        worker.stop();
        assertThat(work).hasRun(1);
    }

    @Test
    @DisplayName("Called with the interrupt flag set, stop() stops the worker.")
    void stopsWithTheFlagSet() throws Exception {
        var worker = new Visibility.Worker(() -> sparing(Work.instant()));
        worker.start();

        boolean learns = Call.to(() -> {
            Thread.currentThread().interrupt();
            try {
                worker.stop();
                return Thread.currentThread().isInterrupted();
            } catch (InterruptedException e) {
                return true;
            }
        }).result();

        assertThat(learns).overridingErrorMessage("stop() was called with the interrupt flag set, returned, and has cleared the flag.").isTrue();
    }

    /// A step that lasts as long as a run of `work`, whoever interrupts its thread, and throws what that throws. Where work is let go,
    /// somebody waits in stop(): few steps follow.
    private static Runnable deaf(Work work) {
        var steps = new AtomicInteger();
        return () -> {
            if (steps.incrementAndGet() > 100) {
                throw new AssertionError("stop() has been called, and the worker goes on with step after step.");
            }
            var run = Call.to(work.callable(steps.get()));
            while (true) {
                try {
                    run.result();
                    return;
                } catch (InterruptedException e) {
                    // It lasts on.
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    /// Stops the worker, whoever interrupts the current thread meanwhile.
    private static void stopForGood(Visibility.Worker worker) {
        while (true) {
            try {
                worker.stop();
                return;
            } catch (InterruptedException e) {
                // Once more.
            }
        }
    }

    /// A step of a worker that nobody holds: it leaves the processor to others.
    private static void sparing(Work work) {
        work.runnable().run();
        LockSupport.parkNanos(1_000_000);
    }
}
