//JAVA 25+
import module java.base;

/// # 03 · Passing arguments
///
/// A thread's task is a [Runnable], and `run()` takes no argument. A value reaches the task by being
/// *captured*: a lambda may use a local variable of the method around it.
///
///     String name = "Ada";
///     new Thread(() -> IO.println("Hello " + name)).start();
///
/// The lambda gets a copy of the value, which is why Java wants the variable to be *effectively final*:
/// assigned once and never changed. The variable of a for-each loop, `for (var nap : naps)`, is a new one
/// in each round and can be captured. The `i` of `for (int i = 0; i < n; i++)` changes and cannot; copy it
/// into a fresh variable inside the loop.
///
/// **Predict.** `runEach` is given ten naps of 1.5 seconds. After how many seconds does the last line
/// appear before you change anything, and what is the best that it can become? Guess, then run:
///
///     jbang lessons/03_arguments.java
class PassingArguments {

    void main() throws InterruptedException {
        var naps = Collections.nCopies(10, Duration.ofMillis(1500));
        runEach(naps, PassingArguments::nap);

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** A plain loop passes each nap to the task, on the calling thread:
    ///
    ///     0.0 s  main  a nap of 1.5 seconds begins
    ///     1.5 s  main  a nap of 1.5 seconds ends
    ///     ...
    ///     15.0 s  main  a nap of 1.5 seconds ends
    ///     Finished in 15.0 seconds
    ///
    /// Each nap has its own length, and together they take 15 seconds. Solved:
    ///
    ///     0.0 s  Thread-0  a nap of 1.5 seconds begins
    ///     0.0 s  Thread-1  a nap of 1.5 seconds begins
    ///     ...
    ///     1.5 s  Thread-9  a nap of 1.5 seconds ends
    ///     Finished in 1.5 seconds
    ///
    /// **Modify.** Once it is solved, pass each nap through a `static` field that the loop sets before each
    /// start, in place of capturing it. Give `main` ten naps of different lengths: which do the threads see?

    // --- your turn ---------------------------------------------------------------

    /// Runs `task` once for each of `naps`, all at the same time, however many, and returns when every run has
    /// ended. Waiting for that costs no processor time. Each run is given its own nap, also where two naps are
    /// equal; the list stays as it is. If there are no naps, it returns at once. Many threads may call it at
    /// once, and then all their runs are in progress at the same time; it leaves no thread of its own behind.
    ///
    /// If a run throws, the others still go on and are waited for, and the exception is not lost: this method
    /// throws it, itself or as a cause, or it ends the thread that made the run, and that thread prints it. If
    /// the calling thread is interrupted while it waits, this method throws [InterruptedException] or leaves
    /// the thread's interrupt flag set.
    static void runEach(List<Duration> naps, Consumer<Duration> task) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var nap : naps) {
            var thread = new Thread(() -> task.accept(nap));
            thread.start();
            threads.add(thread);
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    // --- end of your turn --------------------------------------------------------

    static void nap(Duration length) {
        say("a nap of " + seconds(length) + " seconds begins");
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("a nap of " + seconds(length) + " seconds ends");
    }

    static void say(String event) {
        IO.println(seconds(sinceStart()) + " s  " + Thread.currentThread().getName() + "  " + event);
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
