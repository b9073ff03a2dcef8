//JAVA 25+
import module java.base;

/// # 09 · Waiting or computing
///
/// Before you add threads, ask what a task does with its time.
///
/// - *I/O-bound*: it waits, for a network, a disk, a database. A waiting thread needs no processor, so a
///   thousand can wait at once. Here a nap of 0.1 seconds stands in for it.
/// - *CPU-bound*: it computes, resizes an image, compresses, counts. It needs a processor the whole time, and
///   there are only so many: `Runtime.getRuntime().availableProcessors()`. Here it is counting primes.
///
/// The usual build of Python lets only one thread compute at a time: it has a global interpreter lock. Java has
/// none. Its threads run in parallel on as many processors as there are, so a pool of threads serves for
/// computing as well, and a second process is not needed for speed. It is the answer to other questions: to
/// survive a crash of native code, to cap the memory of a part, to stop code that ignores interrupts, to use
/// another machine.
///
/// **Predict.** 24 tasks of each kind run on one thread, on as many threads as there are processors, and on 24.
/// Which cells of the table will be small? Guess, then run:
///
///     jbang lessons/09_io_or_cpu.java
class IoOrCpu {

    static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    void main() throws Exception {
        List<Callable<Integer>> waiting = Collections.nCopies(24, IoOrCpu::nap);
        List<Callable<Integer>> computing = Collections.nCopies(24, IoOrCpu::countPrimes);
        computeAll(computing);      // once unmeasured, so that the JVM has compiled countPrimes()

        print("24 tasks", "1 thread", PROCESSORS + " threads", "24 threads", "your choice");
        print("waiting", times(waiting, () -> waitForAll(waiting)));
        print("computing", times(computing, () -> computeAll(computing)));

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** On two processors:
    ///
    ///     24 tasks       1 thread     2 threads    24 threads   your choice
    ///     waiting           2.4 s         1.2 s         0.1 s         1.2 s
    ///     computing         0.8 s         0.4 s         0.4 s         0.4 s
    ///     Finished in 7.7 seconds
    ///
    /// Waiting: the more threads, the shorter. Computing: as many threads as processors halve the time, and 24
    /// gain nothing more: they share the same two processors, while all 24 tasks hold their memory at once. As
    /// many threads as processors are right for computing and far too few for waiting; the last column shows
    /// what that costs. Solved:
    ///
    ///     24 tasks       1 thread     2 threads    24 threads   your choice
    ///     waiting           2.4 s         1.2 s         0.1 s         0.1 s
    ///     computing         0.8 s         0.5 s         0.4 s         0.4 s
    ///     Finished in 6.7 seconds
    ///
    /// **Modify.** Compute on virtual threads. The time is nearly the same: there are as many *carriers*, the
    /// threads on which virtual threads run, as processors, and a virtual thread that only computes keeps its
    /// carrier to the end. But that is no limit to rely on: a task that waits in between, for a lock or a
    /// network, leaves its carrier to the next one, and in the end all 24 may be in progress with all their
    /// memory.

    // --- your turn ---------------------------------------------------------------

    /// For tasks that wait. Runs all of them at the same time, however many, each exactly once, and returns the
    /// results in the order of the tasks when all have ended. If a task throws, so does this method, with the
    /// task's exception itself or as a cause. The list stays as it is, and waiting costs no processor time. No
    /// tasks: an empty list, at once.
    ///
    /// If the calling thread is interrupted while it waits, this method throws [InterruptedException] or leaves
    /// the thread's interrupt flag set. Many threads may call it at once, and then the tasks of all of them run
    /// at the same time; it leaves no thread of its own behind.
    static <T> List<T> waitForAll(List<Callable<T>> tasks) throws Exception {
        return runOn(Executors.newVirtualThreadPerTaskExecutor(), tasks);
    }

    /// For tasks that compute. The same promises, except for how many run at the same time: in each call as
    /// many as there are processors, where there are so many tasks, or one more, and never more than that.
    static <T> List<T> computeAll(List<Callable<T>> tasks) throws Exception {
        return runOn(Executors.newFixedThreadPool(PROCESSORS), tasks);
    }

    // --- end of your turn --------------------------------------------------------

    /// Runs the tasks on `executor`, which it closes, and returns the results in the order of the tasks.
    static <T> List<T> runOn(ExecutorService executor, List<Callable<T>> tasks) throws Exception {
        try (executor) {
            var results = new ArrayList<T>();
            for (var future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    /// How long the tasks take on each number of threads in the table, and how long `yours` takes.
    static String[] times(List<Callable<Integer>> tasks, Callable<?> yours) throws Exception {
        return new String[] {
            time(() -> runOn(Executors.newFixedThreadPool(1), tasks)),
            time(() -> runOn(Executors.newFixedThreadPool(PROCESSORS), tasks)),
            time(() -> runOn(Executors.newFixedThreadPool(24), tasks)),
            time(yours)
        };
    }

    static String time(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return seconds(Duration.ofNanos(System.nanoTime() - start)) + " s";
    }

    static void print(String kind, String... cells) {
        IO.println("%-9s".formatted(kind) + Stream.of(cells).map("%14s"::formatted).collect(Collectors.joining()));
    }

    static int nap() throws InterruptedException {
        Thread.sleep(Duration.ofMillis(100));
        return 0;
    }

    /// How many primes there are below 250,000.
    static int countPrimes() {
        return (int) IntStream.range(2, 250_000)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(divisor -> n % divisor == 0))
                .count();
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
