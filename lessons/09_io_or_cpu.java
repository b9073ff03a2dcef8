//JAVA 25+
import module java.base;

/// # 09 · Waiting or computing
///
/// Before you add threads, ask what a task does with its time.
///
/// - *I/O-bound*: it waits, for a network, a disk, a database. A waiting thread needs no processor,
///   so a thousand can wait at once. Here a nap of 0.1 seconds stands in for it.
/// - *CPU-bound*: it computes, resizes an image, compresses, counts. It needs a processor the whole
///   time, and there are only so many: `Runtime.getRuntime().availableProcessors()`. Here it is
///   counting primes.
///
/// The usual build of Python lets only one thread compute at a time: it has a global interpreter
/// lock. Java has none. Its threads run in parallel on as many processors as there are, so a pool
/// of threads serves for computing as well, and a second process is not needed for speed. It is the
/// answer to other questions: to survive a crash of native code, to cap the memory of a part, to
/// stop code that ignores interrupts, to use another machine.
///
/// **Predict a choice.** 24 tasks of each kind run on one thread, on as many threads as there are
/// processors, and on 24. Which are clearly faster on 24 than on as many as there are processors?
/// (a) both kinds, (b) only those that compute, (c) only those that wait, (d) neither. Guess, then
/// run:
///
///     ./jbang lessons/09_io_or_cpu.java
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
    /// As many threads as processors halve the computing, and 24 gain nothing more: they share the
    /// same two processors, while all 24 tasks hold their memory at once. For waiting, as many
    /// threads as processors are far too few; the last column shows what that costs. Solved:
    ///
    ///     24 tasks       1 thread     2 threads    24 threads   your choice
    ///     waiting           2.4 s         1.2 s         0.1 s         0.1 s
    ///     computing         0.8 s         0.5 s         0.4 s         0.4 s
    ///     Finished in 6.7 seconds
    ///
    /// What would the last column say if `computeAll` computed on virtual threads, and is that a
    /// limit to rely on?

    // --- your turn ---------------------------------------------------------------

    /// For tasks that wait: runs all of them at the same time, however many, each exactly once, and
    /// returns the results in the order of the tasks when all have ended.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - The same task given twice runs twice, and may give different results.
    /// - Results are never null: no task returns null.
    /// - The list stays as it is.
    /// - An empty list gives an empty list, at once.
    /// - If a task throws, so does this method, at once or at the end: the same exception, or one
    ///   with it as a cause.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long a task lasts, it is waited for: a time limit of less than an hour may end a
    ///   wait only to begin the next.
    static <T> List<T> waitForAll(List<Callable<T>> tasks) throws Exception {
        return runOn(Executors.newFixedThreadPool(PROCESSORS), tasks);
    }

    /// For tasks that compute: the same, small print included, except for how many run at the same
    /// time. In each call that is as many as there are processors, where there are so many tasks,
    /// or one more, and never more than that.
    static <T> List<T> computeAll(List<Callable<T>> tasks) throws Exception {
        return runOn(Executors.newFixedThreadPool(PROCESSORS), tasks);
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** In `main`, make 48 tasks that wait in place of 24. On two processors their row
    /// becomes 4.8, 2.4 and 0.2 seconds, and your choice stays at 0.1: an executor that starts a
    /// thread for each task has no size that could be too small.

    /// Runs the tasks on `executor`, which it closes; the results are in the order of the tasks.
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
        var row = Stream.of(cells).map("%14s"::formatted).collect(Collectors.joining());
        IO.println("%-9s".formatted(kind) + row);
    }

    static int nap() throws InterruptedException {
        Thread.sleep(Duration.ofMillis(100));
        return 0;
    }

    /// How many primes there are below 250,000.
    static int countPrimes() {
        return (int) IntStream.range(2, 250_000)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n))
                        .noneMatch(divisor -> n % divisor == 0))
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
