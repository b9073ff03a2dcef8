//JAVA 25+
import module java.base;

/// # 00 · Synchronous
///
/// A program does one thing at a time unless it is told otherwise: each call waits until the one
/// before it has returned. That is running *synchronously*. It is a good default, and a slow one
/// where the calls spend their time waiting: for a server, a disk, a database. In these lessons a
/// nap of one second stands in for all of them. A napping program uses no processor; it only takes
/// time.
///
/// New since Java 17, here and in every lesson:
///
/// - `import module java.base;` imports every package of that module, so no other import is needed.
/// - The class is not public and `void main()` is neither public nor static: Java makes an object
///   and calls it.
/// - `IO.println` prints a line, as `System.out.println` does.
/// - `///` begins a line of documentation, written in Markdown.
///
/// **Predict the seconds.** `main` takes two naps of one second. After how many seconds does the
/// last line appear? After how many, if there were ten naps? Guess first, then run:
///
///     ./jbang lessons/00_synchronous.java
class Synchronous {

    void main() {
        Duration measured = time(() -> {
            nap(1);
            nap(2);
        });
        say("time() says " + seconds(measured) + " seconds");

        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Every line but the last says when, on which thread, and what. A *thread*
    /// carries out one call after the other. The thread called `main` is the one with which every
    /// Java program starts. Nap 2 begins when nap 1 has ended:
    ///
    ///     0.0 s  main  nap 1 begins
    ///     1.0 s  main  nap 1 ends
    ///     1.0 s  main  nap 2 begins
    ///     2.0 s  main  nap 2 ends
    ///     2.0 s  main  time() says 0.0 seconds
    ///     Finished in 2.0 seconds
    ///
    /// What does `main` do while a nap lasts? Before you make anything faster you need a stopwatch,
    /// and `time` is not one yet. Solved, it says 2.0 seconds.

    // --- your turn ---------------------------------------------------------------

    /// Runs `task` once and returns how long that took. If the task throws, so does this method.
    ///
    /// `System.nanoTime()` reads a clock that only runs forward. One reading means nothing; the
    /// difference of two is a time in nanoseconds.
    static Duration time(Runnable task) {
        task.run();
        return Duration.ZERO;
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Call `nap(3)` in `main` as well, in front of the line that prints `Finished in`.
    /// That line then says 3.0 seconds, and `time` still 2.0: a stopwatch measures what happens
    /// between its two readings and nothing else.

    static void nap(int number) {
        say("nap " + number + " begins");
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            // Another thread has interrupted this one: asked it to stop. The exception clears the
            // thread's interrupt flag; set again, the flag tells the caller.
            Thread.currentThread().interrupt();
        }
        say("nap " + number + " ends");
    }

    static void say(String event) {
        var name = Thread.currentThread().getName();
        IO.println(seconds(sinceStart()) + " s  " + name + "  " + event);
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
