//JAVA 25+
import module java.base;

/// # 17 · Waiting for it
///
/// Every object has a lock, which `synchronized` takes, and a *wait set*. `wait()` frees the lock
/// and puts the calling thread into the set. `notify()` wakes one thread of the set, and nobody can
/// say which; `notifyAll()` wakes all. All three are called with the lock held.
///
/// A thread that is woken needs the lock again before it goes on. Others may have it first, so what
/// it waited for may be gone. Nor does a wake-up say what has changed: those who wait for an item
/// and those who wait for room are in the same set. So a thread that wakes looks again, and waits
/// again where it must.
///
/// **Predict the seconds.** A kitchen's pass is a *buffer* with room for one plate: the cook waits
/// while it is full, a waiter while it is empty. Three waiters want one plate each; the cook brings
/// one every 0.4 seconds, three in all. Who still waits after two seconds is sent home. When does
/// the last line appear, and how many plates are served by then? Guess, then run:
///
///     ./jbang lessons/17_waiting_for_it.java
class WaitingForIt {

    static final Duration CLOSING = Duration.ofSeconds(2);

    void main() throws InterruptedException {
        var pass = new Buffer<String>(1);
        var staff = new ArrayList<Thread>();
        for (int i = 1; i <= 3; i++) {
            staff.add(start("waiter " + i, () -> say("serves " + pass.take())));
        }
        staff.add(start("cook", () -> {
            for (int i = 1; i <= 3; i++) {
                Thread.sleep(400);
                say("brings plate " + i);
                pass.put("plate " + i);
            }
        }));

        for (var thread : staff) {
            if (!thread.join(CLOSING.minus(sinceStart()))) {
                sendHome(thread);
            }
        }
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Nobody brings a second plate at 0.4 s. Who wakes the second waiter?
    ///
    ///     0.4 s  cook  brings plate 1
    ///     0.4 s  waiter 1  serves plate 1
    ///     0.4 s  waiter 2  serves null
    ///     0.4 s  waiter 3  serves null
    ///     0.8 s  cook  brings plate 2
    ///     1.2 s  cook  brings plate 3
    ///     2.0 s  cook  goes home
    ///     Finished in 2.0 seconds
    ///
    /// Solved, each plate is served when it comes: `Finished in 1.2 seconds`.

    // --- your turn ---------------------------------------------------------------

    /// Holds at most `capacity` items. `put` adds one, and waits while the buffer is full; `take`
    /// removes the one that has been in it longest, and waits while it is empty.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Threads in any number may call both.
    /// - Which of those that wait goes on is free.
    /// - `put` returns as soon as there is room, whether anybody takes or not.
    /// - The capacity is at least 1. No item is null. Equal items, or one put twice, are two items.
    /// - Interrupted while it waits, a call throws [InterruptedException], and has put or taken
    ///   nothing. The item, the room or the wake-up that it met is there for the other calls.
    /// - A method that need not wait, called with the interrupt flag set, may throw that exception,
    ///   or do what it does and leave the flag set.
    /// - Two buffers have nothing in common, and leave no thread of their own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - No wait gives up: a time limit of less than an hour may end a wait only to begin the next.
    static class Buffer<T> {

        private final Deque<T> items = new ArrayDeque<>();
        private final int capacity;

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        synchronized void put(T item) throws InterruptedException {
            if (items.size() == capacity) {
                wait();
            }
            items.addLast(item);
            notify();
        }

        synchronized T take() throws InterruptedException {
            if (items.isEmpty()) {
                wait();
            }
            var item = items.pollFirst();
            notify();
            return item;
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Put `notify()` in place of `notifyAll()`, and keep the loops. All plates are
    /// served, run after run; the verdict shows an order of the steps in which a wake-up reaches
    /// somebody who cannot go on, and all wait for ever.
    ///
    /// At last, keep the items in the JDK's own buffer, an [ArrayBlockingQueue]. It waits in loops,
    /// too, but has one wait set for room and one for items, so it can wake one where you wake all.

    interface Job {
        void run() throws InterruptedException;
    }

    static Thread start(String name, Job job) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                job.run();
            } catch (InterruptedException e) {
                say("goes home");
            }
        });
    }

    static void sendHome(Thread thread) throws InterruptedException {
        thread.interrupt();
        thread.join();
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
