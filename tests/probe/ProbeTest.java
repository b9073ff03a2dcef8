package probe;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static probe.ProbeAssertions.*;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.swing.SwingWorker;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import probe.inside.MadeThreads;

@DisplayName("The probe")
@Isolated("it looks at all threads of the JVM")
class ProbeTest {

    @AfterEach
    void release() {
        Work.releaseEverything();
    }

    @Nested
    @DisplayName("sees whether tasks overlap:")
    class Overlap {

        final Work work = Work.meeting(4);

        @Test
        @DisplayName("four threads that are started together do.")
        void threadsDo() throws Exception {
            joinAll(startAll(4, work.runnable()));

            assertThat(work).hasRun(4).overlapped(4).neverExceeded(4);
        }

        @Test
        @DisplayName("a plain loop does not.")
        void aLoopDoesNot() throws Exception {
            Call.to(() -> IntStream.range(0, 4).forEach(_ -> work.runnable().run())).result();

            refused(() -> assertThat(work).overlapped(4), "one after the other on the calling thread");
        }

        @Test
        @DisplayName("threads joined one by one do not.")
        void joiningInBetweenDoesNot() throws Exception {
            for (int i = 0; i < 4; i++) {
                joinAll(startAll(1, work.runnable()));
            }

            refused(() -> assertThat(work).overlapped(4), "though on 4 threads");
        }

        @Test
        @DisplayName("a pool that is too small does not.")
        void aSmallPoolDoesNot() {
            try (var executor = Executors.newFixedThreadPool(3)) {
                IntStream.range(0, 4).forEach(_ -> executor.submit(work.runnable()));
            }

            refused(() -> assertThat(work).overlapped(4), "At most 3 of 4 tasks");
            refused(() -> assertThat(work).neverExceeded(2), "where at most 2 may be");
        }
    }

    @Nested
    @DisplayName("counts runs:")
    class Runs {

        @Test
        @DisplayName("a missing one, one too many, and one that is still going on.")
        void counts() {
            var work = Work.held();
            var input = work.<String>consumer();
            work.release("a");
            input.accept("a");
            input.accept("a");
            Thread.startVirtualThread(() -> input.accept("b"));
            Patience.until(() -> work.runs().size() == 3);

            refused(() -> assertThat(work).hasRun(4), "3 times instead of 4 times");
            refused(() -> assertThat(work).hasRun(3), "still running");
            refused(() -> assertThat(work).hasRunOnceForEach(List.of("a", "b")), "task \"a\" ran once too often");
            refused(() -> assertThat(work).hasRunOnceForEach(List.of("a", "a", "b", "c")), "task \"c\" did not run");
        }
    }

    @Nested
    @DisplayName("names")
    class Names {

        @Test
        @DisplayName("a nap by its milliseconds, and no more than three of many.")
        void naps() {
            var naps = IntStream.rangeClosed(5, 9).mapToObj(Duration::ofMillis).toList();

            refused(() -> assertThat(Work.instant()).hasRunOnceForEach(naps), "that for 5 ms, 6 ms, 7 ms and 2 more did not run");
        }

        @Test
        @DisplayName("how many tasks the test has, where there are more than a lesson's.")
        void tasks() {
            var work = Work.meeting(3);
            IntStream.range(0, 3).forEach(_ -> work.runnable().run());

            refused(() -> assertThat(work).overlapped(3), "The 3 tasks of this test ran one after the other");
        }

        @Test
        @DisplayName("runs that are no tasks by what they are.")
        void calls() {
            var action = Work.held().called("action", "calls of the action");

            var call = Call.to(() -> {
                startAll(1, action.runnable());
                action.awaitRuns(1);
            });

            refused(() -> assertThat(call).waitsFor(action, 1),
                    "while 1 of 1 calls of the action had not ended");
        }
    }

    @Nested
    @DisplayName("times")
    class Times {

        final Work napping = Work.napping(Duration.ofMillis(10));

        @Test
        @DisplayName("an exercise that looks now and then as one that waits, unless it has to be prompt.")
        void looking() throws Exception {
            Call.Exercise looking = () -> {
                var threads = startAll(10, napping.runnable());
                while (threads.stream().anyMatch(Thread::isAlive)) {
                    Thread.sleep(225);
                }
            };

            assertThat(Timing.of(10, napping, looking)).isFast();
            var prompt = Work.napping(Duration.ofMillis(10));
            refused(() -> assertThat(Timing.ofPrompt(10, prompt, () -> {
                joinAll(startAll(10, prompt.runnable()));
                Thread.sleep(450);
            })).isFast(), "one after the other they take");
        }

        @Test
        @DisplayName("neither naps in turn nor a sleep after them as fast.")
        void sleeping() {
            refused(() -> assertThat(Timing.of(10, napping, () -> IntStream.range(0, 10).forEach(_ -> napping.runnable().run()))).isFast(),
                    "10 naps of 10 ms");

            var slept = Work.napping(Duration.ofMillis(10));
            refused(() -> assertThat(Timing.of(10, slept, () -> {
                joinAll(startAll(10, slept.runnable()));
                Thread.sleep(500);
            })).isFast(), "10 naps of 40 ms");
        }
    }

    @Nested
    @DisplayName("sees whether calls share what they should not:")
    class Sharing {

        @Test
        @DisplayName("one that waits for the tasks of another, and one that does not wait for its own.")
        void calls() {
            var held = Work.held();
            var waiting = Call.to(() -> held.runnable().run());
            refused(() -> assertThat(waiting).returnsMeanwhile(), "what do the two share?");

            var returning = Call.to(() -> {});
            Patience.until(returning::hasEnded);
            refused(() -> assertThat(returning).goesOn(), "what do the two share?");
        }
    }

    @Nested
    @DisplayName("sees whether a call waits for its tasks:")
    class Waiting {

        final Work work = Work.held();

        @Test
        @DisplayName("one that joins every thread does.")
        void joiningAllDoes() throws Exception {
            var call = Call.to(() -> joinAll(startAll(3, work.runnable())));

            assertThat(call).waitsFor(work, 3);
        }

        @Test
        @DisplayName("one that asks again and again, sleeping in between, does.")
        void pollingDoes() throws Exception {
            var call = Call.to(() -> {
                for (var thread : startAll(3, work.runnable())) {
                    while (thread.isAlive()) {
                        Thread.sleep(10);
                    }
                }
            });

            assertThat(call).waitsFor(work, 3);
        }

        @Test
        @DisplayName("one that joins nothing, only the first, or only the last, does not.")
        void joiningSomeDoesNot() {
            refused(() -> assertThat(Call.to(() -> startAll(3, work.runnable()))).waitsFor(work, 3), "had not ended");

            var first = Work.held();
            refused(() -> assertThat(Call.to(() -> startAll(3, first.runnable()).getFirst().join())).waitsFor(first, 3), "had not ended");

            var last = Work.held();
            refused(() -> assertThat(Call.to(() -> startAll(3, last.runnable()).getLast().join())).waitsFor(last, 3), "had not ended");
        }

        private interface Spinner {
            void waitFor(List<Thread> threads) throws Exception;
        }

        @Test
        @DisplayName("one that computes meanwhile does, and is refused all the same, whichever thread computes.")
        void spinningDoesNot() {
            Consumer<List<Thread>> spin = threads -> {
                while (threads.stream().anyMatch(Thread::isAlive)) {
                    Thread.onSpinWait();
                }
            };
            List<Spinner> spinners = List.of(
                    spin::accept,
                    threads -> joinAll(startAll(1, () -> spin.accept(threads))),
                    threads -> Thread.startVirtualThread(() -> spin.accept(threads)).join(),
                    threads -> CompletableFuture.runAsync(() -> spin.accept(threads)).get(),
                    threads -> {
                        while (threads.stream().anyMatch(Thread::isAlive)) {
                            Thread.yield();
                        }
                    });
            for (var spinner : spinners) {
                var held = Work.held();
                refused(() -> assertThat(Call.to(() -> spinner.waitFor(startAll(3, held.runnable())))).waitsFor(held, 3),
                        "waiting should cost no processor time");
                held.releaseAll();
            }
        }
    }

    @Nested
    @DisplayName("sees what becomes of exceptions and interrupts:")
    class Failing {

        final IllegalStateException failure = new IllegalStateException("the task failed");

        @Test
        @DisplayName("an exception that ends a thread, that is thrown, or that is caught and dropped.")
        void exceptions() throws Exception {
            Uncaught.begin();

            var ending = Call.to(() -> joinAll(startAll(1, Work.failing(failure).runnable())));
            assertThat(ending).reports(failure);
            refused(() -> assertThat(ending).throwsItself(failure), "as if nothing had happened");

            var wrapping = Call.to(() -> {
                throw new Exception(failure);
            });
            assertThat(wrapping).throwsItself(failure);

            Uncaught.begin();
            var dropping = Call.to(() -> {
                try {
                    Work.failing(failure).runnable().run();
                } catch (IllegalStateException e) {
                    // dropped
                }
            });
            refused(() -> assertThat(dropping).reports(failure), "nobody heard of it");
        }

        @Test
        @DisplayName("one that ends a thread while the test looks at another.")
        void exceptionsWhileLooking() {
            Uncaught.begin();
            var second = new IllegalStateException("ends a thread meanwhile");
            var handler = Thread.getDefaultUncaughtExceptionHandler();
            handler.uncaughtException(Thread.currentThread(), new IllegalStateException("looked at") {
                @Override
                public Throwable getCause() {
                    handler.uncaughtException(Thread.currentThread(), second);
                    return null;
                }
            });
            handler.uncaughtException(Thread.currentThread(), failure);

            assertThat(Uncaught.isHeard(second)).isTrue();
        }

        @Test
        @DisplayName("an exception that is printed, or that a handler keeps from being printed.")
        void handlers() throws Exception {
            assertThat(callWith(thrown -> System.out.println("failed: " + thrown.getMessage()))).reports(failure);
            assertThat(callWith(Throwable::printStackTrace)).reports(failure);
            refused(() -> assertThat(callWith(_ -> {})).reports(failure), "nobody heard of it");
            refused(() -> assertThat(callWith(_ -> System.out.println("something went wrong"))).reports(failure), "nobody heard of it");
        }

        private Call<Void> callWith(Consumer<Throwable> handler) throws InterruptedException {
            var out = System.out;
            var err = System.err;
            System.setOut(new PrintStream(OutputStream.nullOutputStream()));
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
            try (var _ = new Streams()) {
                Uncaught.begin();
                var call = Call.to(() -> {
                    var thread = new Thread(Work.failing(failure).runnable());
                    thread.setUncaughtExceptionHandler((_, thrown) -> handler.accept(thrown));
                    thread.start();
                    thread.join();
                });
                call.awaitEnd();
                return call;
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
        }

        @Test
        @DisplayName("an interrupt that is passed on, and one that is swallowed.")
        void interrupts() throws Exception {
            var work = Work.held();
            assertThat(Call.to(() -> joinAll(startAll(1, work.runnable())))).heedsAnInterrupt(work);

            var swallowed = Work.held();
            refused(() -> assertThat(Call.to(() -> {
                try {
                    joinAll(startAll(1, swallowed.runnable()));
                } catch (InterruptedException e) {
                    // swallowed
                }
            })).heedsAnInterrupt(swallowed), "will never know");
        }
    }

    @Nested
    @DisplayName("refuses a test")
    class Refusals {

        @Test
        @DisplayName("whose exercise never returns, and names the call in which it hangs.")
        void neverReturns() {
            refusedTest("hangs", "The method does not return");
        }

        @Test
        @DisplayName("that leaves a thread behind.")
        void leavesAThread() {
            refusedTest("leaves", "Still alive after the method returned: left behind.");
        }

        @Test
        @DisplayName("that leaves a thread of a pool, whatever it is called and whoever runs the code that made it.")
        void leavesAPool() {
            refusedTest("leavesAPool", "Still alive after the method returned: ForkJoinPool.commonPool-worker-1.");
            refusedTest("leavesAPoolOfASwingWorker", "Still alive after the method returned: pool-");
            refusedTest("leavesAForkJoinPool", "Still alive after the method returned: ForkJoinPool-");
            refusedTest("leavesATimer", "Still alive after the method returned: Timer-");
        }

        @Test
        @DisplayName("that leaves a thread which no group of its own has: a virtual one, one that such a one has started, a server's.")
        void leavesOthers() {
            refusedTest("leavesAVirtualThread", "Still alive after the method returned: virtual-");
            refusedTest("leavesAThreadOfAVirtualThread", "Still alive after the method returned: pool-");
            refusedTest("leavesAThreadOfTheCommonPool", "Still alive after the method returned: pool-");
            refusedTest("leavesAServer", "Still alive after the method returned: HTTP-Dispatcher.");
        }

        @Test
        @DisplayName("but not for the threads that the JDK keeps: Swing's and the common pool's.")
        void keepsWhatIsTheJdks() {
            passedTest("keepsWhatIsTheJdks");
        }

        @Test
        @DisplayName("but not one that is slow, as long as calls return or tasks end.")
        void isSlow() {
            passedTest("isSlow");
        }

        @Test
        @DisplayName("when an exception ends a thread that it started.")
        void endsAThread() {
            refusedTest("dies", "An exception ended one of the threads: java.lang.ArithmeticException: / by zero");
        }

        private void passedTest(String method) {
            assertThat(failure(method)).isEmpty();
        }

        private Optional<Throwable> failure(String method) {
            return EngineTestKit.engine("junit-jupiter").selectors(selectMethod(Samples.class, method)).execute()
                    .testEvents().failed().stream().findFirst()
                    .flatMap(event -> event.getPayload(TestExecutionResult.class))
                    .flatMap(TestExecutionResult::getThrowable);
        }

        private void refusedTest(String method, String sentence) {
            failure(method).ifPresentOrElse(thrown -> assertThat(thrown).hasMessageContaining(sentence),
                            () -> fail("%s passed", method));
        }
    }

    /// Tests of a lesson that never comes to be. JUnit runs them only from [Refusals].
    @LessonTest("00_synchronous")
    static class Samples {

        @Test
        void hangs() throws Exception {
            new CountDownLatch(1).await();
        }

        @Test
        void leaves() {
            Thread.ofPlatform().daemon().name("left behind").start(LockSupport::park);
        }

        @Test
        void leavesAPool() throws Exception {
            Executors.newFixedThreadPool(1, Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false)
                    .name("ForkJoinPool.commonPool-worker-1").factory()).submit(() -> {}).get();
        }

        @Test
        void leavesAPoolOfASwingWorker() throws Exception {
            var worker = new SwingWorker<Void, Void>() {
                @Override
                protected Void doInBackground() throws Exception {
                    Executors.newFixedThreadPool(1).submit(() -> {}).get();
                    return null;
                }
            };
            worker.execute();
            worker.get();
        }

        @Test
        void leavesAVirtualThread() {
            MadeThreads.note(Thread.startVirtualThread(LockSupport::park));
        }

        @Test
        void leavesAThreadOfAVirtualThread() throws Exception {
            Thread.startVirtualThread(() -> Executors.newFixedThreadPool(1).submit(() -> {})).join();
        }

        @Test
        void leavesAThreadOfTheCommonPool() throws Exception {
            CompletableFuture.runAsync(() -> Executors.newFixedThreadPool(1).submit(() -> {})).get();
        }

        @Test
        void leavesAServer() throws Exception {
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0).start();
        }

        @Test
        void leavesAForkJoinPool() throws Exception {
            new ForkJoinPool(1).submit(() -> {}).get();
        }

        /// Where nobody has it any more, the garbage collector ends its thread.
        private static Timer timer;

        @Test
        void leavesATimer() {
            timer = new Timer(true);
        }

        @Test
        void keepsWhatIsTheJdks() throws Exception {
            var worker = new SwingWorker<Void, Void>() {
                @Override
                protected Void doInBackground() {
                    return null;
                }
            };
            worker.execute();
            worker.get();
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS)).get();
        }

        @Test
        void isSlow() throws Exception {
            for (int i = 0; i < 4; i++) {
                Call.to(() -> Thread.sleep(Duration.ofMillis(1600))).result();
            }
        }

        @Test
        void dies() throws Exception {
            joinAll(startAll(1, () -> IO.println(1 / List.of().size())));
        }
    }

    private static void refused(ThrowingCallable assertion, String because) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(because);
    }

    private static List<Thread> startAll(int threads, Runnable task) {
        var started = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            started.add(Thread.ofPlatform().daemon().start(task));
        }
        return started;
    }

    private static void joinAll(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }
}
