package probe.inside;

import static org.awaitility.Awaitility.await;
import static probe.ProbeAssertions.*;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import probe.Call;
import probe.Work;

/// What tests see from inside, tried with calls of the JDK in as many forms as there are.
@DisplayName("Seen from inside,")
@Timeout(30)
@Isolated("it looks at all threads of the JVM")
public class InsideTest {

    static final List<String> LIMITS = List.of(
        "start(task).join(60_000);",
        "start(task).join(60_000, 1);",
        "start(task).join(Duration.ofMinutes(59));",
        "TimeUnit.MINUTES.timedJoin(start(task), 5);",
        "var thread = start(task); BlockingQueue<Integer> never = new SynchronousQueue<>(); never.poll(10, TimeUnit.SECONDS);",
        "start(task); Thread.sleep(5000);",
        "start(task); Thread.sleep(Duration.ofSeconds(100));",
        "start(task); TimeUnit.SECONDS.sleep(5);",
        "start(task); synchronized (task) { task.wait(30_000); }",
        "start(task); LockSupport.parkNanos(5_000_000_000L);",
        "start(task); LockSupport.parkNanos(task, 5_000_000_000L);",
        "start(task); LockSupport.parkUntil(System.currentTimeMillis() + 5000);",
        "start(task); var lock = new ReentrantLock(); lock.lock(); lock.newCondition().awaitNanos(5_000_000_000L);",
        "start(task); var lock = new ReentrantLock(); lock.lock(); lock.newCondition().awaitUntil(new Date(System.currentTimeMillis() + 5000));",
        "start(task); new CountDownLatch(1).await(1, TimeUnit.MINUTES);",
        "start(task); new Semaphore(0).tryAcquire(2, 1, TimeUnit.MINUTES);",
        "start(task); new Exchanger<String>().exchange(\"\", 1, TimeUnit.MINUTES);",
        "start(task); new Phaser(2).awaitAdvanceInterruptibly(0, 1, TimeUnit.MINUTES);",
        "start(task); ForkJoinPool.commonPool().submit(() -> { }).get(); new FutureTask<>(() -> 1).get(1, TimeUnit.MINUTES);",
        "var pool = Executors.newCachedThreadPool(); pool.execute(task); pool.shutdown(); pool.awaitTermination(1, TimeUnit.MINUTES);",
        "try (var pool = Executors.newCachedThreadPool()) { pool.invokeAll(List.of(Executors.callable(task)), 3, TimeUnit.SECONDS); }",
        "try (var pool = Executors.newCachedThreadPool()) { pool.invokeAny(List.of(Executors.callable(task)), 3, TimeUnit.SECONDS); }",
        "Joiner joiner = Thread::join; joiner.join(start(task), 60_000);",
        "var thread = start(task); Waiter waiter = thread::join; waiter.waitFor(60_000);",
        "start(task); Waiter waiter = Thread::sleep; waiter.waitFor(60_000);",
        "start(task); UnitWaiter waiter = new CountDownLatch(1)::await; waiter.waitFor(60, TimeUnit.SECONDS);",
        "var own = new Own(task); own.start(); own.join(60_000);",
        "new Own(task) { void waitABit() throws Exception { start(); join(60_000); } }.waitABit();",
        "start(task); waitFor(60, TimeUnit.SECONDS);",
        "var thread = start(task); for (int i = 0; i < 300 && thread.isAlive(); i++) Thread.sleep(100);",
        "var thread = start(task); for (int i = 0; i < 1000 && thread.isAlive(); i++) Thread.sleep(10);",
        "var thread = start(task); for (int i = 0; i < 60 && !thread.join(Duration.ofSeconds(1)); i++) { }");

    static final List<String> LIMITS_ELSEWHERE = Stream.of(
        "CompletableFuture.runAsync(task, pool).orTimeout(1, TimeUnit.MINUTES).join();",
        "CompletableFuture.runAsync(task, pool).completeOnTimeout(null, 1, TimeUnit.MINUTES).join();",
        "var run = CompletableFuture.runAsync(task, pool); CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(() -> run.complete(null)); run.join();",
        "var run = CompletableFuture.runAsync(task, pool); CompletableFuture.delayedExecutor(9, TimeUnit.SECONDS, pool).execute(() -> run.complete(null)); run.join();",
        "var run = new CompletableFuture<Void>(); pool.execute(task); scheduler.schedule(() -> run.complete(null), 10, TimeUnit.MINUTES); run.join();",
        "var run = new CompletableFuture<Void>(); pool.execute(task); scheduler.scheduleAtFixedRate(() -> run.complete(null), 10, 1, TimeUnit.SECONDS); run.join();",
        "var ticks = new AtomicInteger(); var run = new CompletableFuture<Void>(); pool.execute(task);"
                + "scheduler.scheduleWithFixedDelay(() -> { if (ticks.incrementAndGet() == 60) run.complete(null); }, 1, 1, TimeUnit.SECONDS); run.join();",
        "var run = pool.submit(task); var watch = start(() -> { try { run.get(20, TimeUnit.SECONDS); } catch (Exception e) { run.cancel(true); } }); watch.join();",
        "var run = pool.submit(task); start(() -> { try { Thread.sleep(20_000); } catch (Exception e) { } run.cancel(true); }).join();",
        "var latch = new CountDownLatch(1); pool.execute(task); var timer = new Timer(true); timer.schedule(once(latch::countDown), 30_000); latch.await(); timer.cancel();",
        "var latch = new CountDownLatch(1); pool.execute(task); var timer = new Timer(true); timer.schedule(once(latch::countDown), new Date(System.currentTimeMillis() + 30_000)); latch.await(); timer.cancel();",
        "var latch = new CountDownLatch(1); pool.execute(task); var timer = new javax.swing.Timer(30_000, _ -> latch.countDown()); timer.start(); latch.await(); timer.stop();",
        "pool.execute(task); var alarms = new DelayQueue<Alarm>(); alarms.put(new Alarm(System.nanoTime() + 60_000_000_000L)); alarms.take();",
        "Function<Duration, Thread> sleeper = limit -> start(() -> { try { Thread.sleep(limit); } catch (Exception e) { } }); pool.execute(task); sleeper.apply(Duration.ofSeconds(50)).join();").map(statements -> """
            var pool = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
            var scheduler = Executors.newScheduledThreadPool(1);
            try {
                %s
            } finally {
                pool.shutdown();
                scheduler.shutdownNow();
            }
            """.formatted(statements)).toList();

    static final List<String> DEADLINES = Stream.of(
        "long end = System.nanoTime() + 60_000_000_000L; while (thread.isAlive() && System.nanoTime() < end) Thread.sleep(10);",
        "long end = System.nanoTime() + 60_000_000_000L; for (long left; thread.isAlive() && (left = end - System.nanoTime()) > 0; ) thread.join(Duration.ofNanos(left));",
        "long end = System.currentTimeMillis() + 60_000; while (thread.isAlive() && System.currentTimeMillis() < end) Thread.sleep(10);",
        "var end = Instant.now().plusSeconds(60); while (thread.isAlive() && Instant.now().isBefore(end)) Thread.sleep(10);",
        "var end = LocalDateTime.now().plusMinutes(9); while (thread.isAlive() && LocalDateTime.now().isBefore(end)) Thread.sleep(10);",
        "var end = ZonedDateTime.now(ZoneId.of(\"UTC\")).plusMinutes(9); while (thread.isAlive() && ZonedDateTime.now(ZoneId.of(\"UTC\")).isBefore(end)) Thread.sleep(10);",
        "var clock = Clock.systemUTC(); var end = clock.millis() + 9000; while (thread.isAlive() && clock.millis() < end) Thread.sleep(10);",
        "var end = new Date().getTime() + 9000; while (thread.isAlive() && new Date().getTime() < end) Thread.sleep(10);",
        "LongSupplier clock = System::nanoTime; long end = clock.getAsLong() + 9_000_000_000L; while (thread.isAlive() && clock.getAsLong() < end) Thread.sleep(10);",
        "var end = Calendar.getInstance(); end.add(Calendar.SECOND, 9); while (thread.isAlive() && Calendar.getInstance().before(end)) Thread.sleep(10);",
        "var end = new GregorianCalendar(); end.add(Calendar.SECOND, 9); while (thread.isAlive() && new GregorianCalendar().before(end)) Thread.sleep(10);",
        "var clock = InstantSource.system(); var end = clock.millis() + 9000; while (thread.isAlive() && clock.millis() < end) Thread.sleep(10);",
        "var clock = java.lang.management.ManagementFactory.getRuntimeMXBean(); long end = clock.getUptime() + 9000; while (thread.isAlive() && clock.getUptime() < end) Thread.sleep(10);",
        "Supplier<Instant> clock = Instant::now; var end = clock.get().plusSeconds(9); while (thread.isAlive() && clock.get().isBefore(end)) Thread.sleep(10);").map(statements -> "var thread = start(task); " + statements).toList();

    static final List<String> WAITS = List.of(
        "start(task).join();",
        "start(task).join(0);",
        "Thread thread = new Watched(task); thread.start(); while (thread.isAlive()) Thread.sleep(100);",
        "start(task).join(3_600_000);",
        "var both = new Both(task); both.start(); both.awaitWith(both);",
        "start(task).join(Duration.ofDays(1));",
        "start(task).join(Long.MAX_VALUE);",
        "var thread = start(task); while (thread.isAlive()) Thread.sleep(1000);",
        "var thread = start(task); while (!thread.join(Duration.ofSeconds(1))) { }",
        "var thread = start(task); while (thread.isAlive()) LockSupport.parkNanos(1_000_000);",
        "var thread = start(task); synchronized (thread) { while (thread.isAlive()) thread.wait(5000); }",
        "var pool = Executors.newCachedThreadPool(); pool.execute(task); pool.shutdown(); while (!pool.awaitTermination(1, TimeUnit.SECONDS)) { }",
        "var pool = Executors.newCachedThreadPool(); pool.execute(task); pool.shutdown(); pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);",
        "var pool = Executors.newCachedThreadPool(); pool.execute(task); pool.shutdown(); pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);",
        "try (var scheduler = Executors.newScheduledThreadPool(1)) { scheduler.schedule(task, 0, TimeUnit.SECONDS); }",
        "try (var scheduler = Executors.newScheduledThreadPool(1)) { scheduler.schedule(task, 10, TimeUnit.MILLISECONDS); }",
        "try (var pool = new ThreadPoolExecutor(0, 9, 60, TimeUnit.SECONDS, new SynchronousQueue<>())) { pool.setKeepAliveTime(1, TimeUnit.SECONDS); pool.execute(task); }",
        "var done = new CompletableFuture<Void>(); start(() -> { task.run(); done.complete(null); }); done.orTimeout(1, TimeUnit.DAYS).join();",
        "var lock = new ReentrantLock(); lock.lock(); var held = lock.newCondition(); var thread = start(task); while (thread.isAlive()) held.awaitNanos(1_000_000_000);",
        "var end = System.nanoTime() + Duration.ofDays(1).toNanos(); var thread = start(task); while (thread.isAlive() && System.nanoTime() < end) Thread.sleep(10);",
        "long end = System.nanoTime() + Duration.ofHours(1).toNanos(); var thread = start(task); thread.join(Duration.ofNanos(end - System.nanoTime()));",
        "var thread = start(task); while (thread.isAlive()) Thread.sleep(0, 500_000);",
        "var caller = Thread.currentThread(); start(() -> { task.run(); caller.interrupt(); }); try { Thread.sleep(Long.MAX_VALUE); } catch (InterruptedException e) { }");

    static final List<String> NO_PAUSES = Stream.of(
        "Thread.sleep(0)",
        "Thread.sleep(0, 1)",
        "Thread.sleep(Duration.ofNanos(1))",
        "TimeUnit.NANOSECONDS.sleep(1)",
        "LockSupport.parkNanos(1)",
        "TimeUnit.NANOSECONDS.timedJoin(thread, 1)",
        "new CountDownLatch(1).await(0, TimeUnit.SECONDS)").map("var thread = start(task); while (thread.isAlive()) %s;"::formatted).toList();

    static final List<String> VIRTUAL_THREADS = List.of(
        "Thread.startVirtualThread(task);",
        "Thread.ofVirtual().start(task);",
        "Thread.ofVirtual().unstarted(task).start();",
        "Thread.ofVirtual().factory().newThread(task).start();",
        "Executors.newVirtualThreadPerTaskExecutor().execute(task);",
        "Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(\"v\").factory()).execute(task);",
        "Executor starter = Thread::startVirtualThread; starter.execute(task);",
        "Executor starter = Thread.ofVirtual()::start; starter.execute(task);",
        "new Thread(() -> Thread.startVirtualThread(task)).start();");

    static final String SLEEPS = "var start = System.nanoTime(); Thread.sleep(30); return System.nanoTime() - start >= 30_000_000;";
    static final String POLLS = "return new LinkedBlockingQueue<>(List.of(1)).poll(1, TimeUnit.SECONDS);";
    static final String CALLS_ITS_OWN = "return given(5, TimeUnit.MINUTES) + given(Duration.ofMinutes(5));";
    static final String CONVERTS = "return TimeUnit.SECONDS.convert(5, TimeUnit.MINUTES) + TimeUnit.SECONDS.convert(Duration.ofMinutes(5));";
    static final String ADDS = "return Duration.ofMinutes(5).plus(Duration.ofMinutes(1)).compareTo(Duration.ofMinutes(6));";
    static final String FORMATS = "return new SimpleDateFormat(\"yyyy\", Locale.ROOT).format(new Date(0)).length();";
    static final String CANCELS_UNBEGUN = """
            var run = new FutureTask<>(task, null);
            try {
                run.get(1, TimeUnit.MINUTES);
            } catch (TimeoutException e) {
                run.cancel(true);
            }
            run.run();
            """;
    static final String THROWS = """
            try {
                new FutureTask<>(() -> 1).get(1,
                        TimeUnit.MILLISECONDS);
                return null;
            } catch (TimeoutException e) {
                return List.of(e.getStackTrace()).subList(0, 2);
            }
            """;

    /// What is compiled, all at once: each is the body of a method, or some statements of one.
    private static final List<String> bodies = Stream.of(LIMITS, LIMITS_ELSEWHERE, DEADLINES, WAITS, NO_PAUSES, VIRTUAL_THREADS,
            List.of(SLEEPS, POLLS, CALLS_ITS_OWN, CONVERTS, ADDS, FORMATS, CANCELS_UNBEGUN, THROWS)).flatMap(List::stream).toList();

    public interface Body {
        Object call(Runnable task) throws Exception;
    }

    private static Loader compiled;
    private static Loader rewritten;

    @ParameterizedTest
    @DisplayName("a limit on the caller's own wait is seen, however long and whatever it is given to:")
    @FieldSource("LIMITS")
    void seesALimit(String statements) throws Exception {
        assertGivesUp(statements);
    }

    @ParameterizedTest
    @DisplayName("a limit that another thread counts is seen:")
    @FieldSource("LIMITS_ELSEWHERE")
    void seesALimitElsewhere(String statements) throws Exception {
        assertGivesUp(statements);
    }

    @ParameterizedTest
    @DisplayName("a deadline is seen, whichever clock it is read from:")
    @FieldSource("DEADLINES")
    void seesADeadline(String statements) throws Exception {
        assertGivesUp(statements);
    }

    @ParameterizedTest
    @DisplayName("a wait that goes on after its limit, or has one of an hour or more, is one for the end:")
    @FieldSource("WAITS")
    void seesAWait(String statements) throws Exception {
        var work = Work.held();

        var call = Call.to(() -> call(rewritten, statements, work.runnable()));

        assertThat(call).waitsFor(work, 1);
    }

    @ParameterizedTest
    @DisplayName("a wait of no time is no pause:")
    @FieldSource("NO_PAUSES")
    void seesNoPause(String statements) {
        var work = Work.held();

        var call = Call.to(() -> call(rewritten, statements, work.runnable()));

        assertThatThrownBy(() -> assertThat(call).waitsFor(work, 1)).hasMessageEndingWith("waiting should cost no processor time.");
        work.releaseAll();
    }

    @Test
    @DisplayName("a task that is given up before it has begun is told as one that is given up later.")
    void seesATaskThatNeverBegins() {
        var work = Work.held();

        var call = Call.to(() -> call(rewritten, CANCELS_UNBEGUN, work.runnable()));

        assertThatThrownBy(() -> assertThat(call).waitsFor(work, 1))
                .hasMessage("A task was cancelled before its end: the method waited for a time, and gave up on it.");
    }

    @Test
    @DisplayName("time is as it is where nothing is held, and what is no wait is never changed.")
    void changesNothingElse() throws Exception {
        assertThat(call(rewritten, SLEEPS)).isEqualTo(true);
        assertThat(call(rewritten, POLLS)).isEqualTo(1);
        assertThat(call(rewritten, CALLS_ITS_OWN)).isEqualTo("5 MINUTESPT5M");

        var work = Work.held();
        try {
            assertThat(call(rewritten, CALLS_ITS_OWN)).isEqualTo("5 MINUTESPT5M");
            assertThat(call(rewritten, CONVERTS)).isEqualTo(600L);
            assertThat(call(rewritten, ADDS)).isEqualTo(0);
            assertThat(call(rewritten, FORMATS)).isEqualTo(4);
        } finally {
            work.releaseAll();
        }
    }

    @Test
    @DisplayName("an exception has the stack trace that it would have.")
    void keepsStackTraces() throws Exception {
        assertThat(call(rewritten, THROWS)).isNotNull().isEqualTo(call(compiled, THROWS));
    }

    @ParameterizedTest
    @DisplayName("a virtual thread that has not ended is seen, however it was made:")
    @FieldSource("VIRTUAL_THREADS")
    void seesMadeThreads(String statements) throws Exception {
        MadeThreads.forget();
        var work = Work.held();

        call(rewritten, statements, work.runnable());
        work.awaitRuns(1);

        await().until(() -> MadeThreads.alive().stream().filter(Thread::isVirtual).count() == 1);
        work.releaseAll();
        for (var thread : MadeThreads.alive()) {
            thread.join();
        }
    }

    private static void assertGivesUp(String statements) {
        var work = Work.held();

        var call = Call.to(() -> call(rewritten, statements, work.runnable()));

        assertThatThrownBy(() -> assertThat(call).waitsFor(work, 1)).isInstanceOf(AssertionError.class).message()
                .containsAnyOf("it waited for a time, not for their end", "the method waited for a time, and gave up on it");
    }

    private static Object call(Loader classes, String body) throws Exception {
        return call(classes, body, () -> {});
    }

    private static Object call(Loader classes, String body, Runnable task) throws Exception {
        return ((Body) classes.loadClass("Bodies$Body" + bodies.indexOf(body)).getDeclaredConstructor().newInstance()).call(task);
    }

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        var text = new StringBuilder("""
                import module java.base;
                import java.text.SimpleDateFormat;
                import java.util.concurrent.locks.ReentrantLock;

                public class Bodies {
                interface Helpers extends probe.inside.InsideTest.Body {
                    interface Waiter { void waitFor(long millis) throws Exception; }
                    interface UnitWaiter { void waitFor(long time, TimeUnit unit) throws Exception; }
                    interface Joiner { void join(Thread thread, long millis) throws Exception; }
                    record Alarm(long end) implements Delayed {
                        public long getDelay(TimeUnit unit) { return unit.convert(end - System.nanoTime(), TimeUnit.NANOSECONDS); }
                        public int compareTo(Delayed other) { return 0; }
                    }
                    class Own extends Thread { Own(Runnable task) { super(task); setDaemon(true); } }
                    class Both extends Thread {
                        Both(Runnable task) { super(task); }
                        void awaitWith(Thread other) throws Exception { super.join(3_600_000); other.join(3_600_000); }
                    }
                    class Watched extends Thread { Watched(Runnable task) { super(task); } public void run() { Thread.currentThread().setName("w"); super.run(); } }
                    default Thread start(Runnable task) { return Thread.ofPlatform().daemon().start(task); }
                    default void waitFor(long time, TimeUnit unit) throws Exception { new CountDownLatch(1).await(time, unit); }
                    default String given(long time, TimeUnit unit) { return time + " " + unit; }
                    default String given(Duration time) { return time.toString(); }
                    default TimerTask once(Runnable task) { return new TimerTask() { public void run() { task.run(); } }; }
                }
                """);
        for (int i = 0; i < bodies.size(); i++) {
            text.append("""
                    public static class Body%d implements Helpers {
                        public Body%1$d() {}

                        public Object call(Runnable task) throws Exception {
                            %s
                        }
                    }
                    """.formatted(i, bodies.get(i).contains("return") ? bodies.get(i) : bodies.get(i) + " return null;"));
        }
        var classes = compile(folder, "Bodies", text + "}");
        compiled = new Loader(classes);
        rewritten = new Loader(classes);
        Rewriting.rewrite(classes, rewritten).forEach(rewritten::put);
    }

    /// The classes of a source file.
    public static List<byte[]> compile(Path folder, String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".java"), text);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-g", "-d", folder.toString(), file.toString())).isZero();
        var classes = new ArrayList<byte[]>();
        try (var files = Files.newDirectoryStream(folder, "*.class")) {
            for (var each : files) {
                classes.add(Files.readAllBytes(each));
            }
        }
        return classes;
    }

    /// Has classes that are in no file.
    public static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classes = new HashMap<>();

        public Loader(List<byte[]> compiled) {
            super(InsideTest.class.getClassLoader());
            compiled.forEach(this::put);
        }

        void put(byte[] bytes) {
            classes.put(ClassFile.of().parse(bytes).thisClass().asInternalName(), bytes);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
