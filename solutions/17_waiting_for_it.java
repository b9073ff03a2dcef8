//JAVA 25+
import module java.base;

/// # 17 · Waiting for it
///
/// Every object has a lock, which `synchronized` takes, and a *wait set*: the threads that wait for
/// something to change. `wait()` puts the calling thread there and frees the lock. `notify()` wakes
/// one of the threads in the set, and nobody can say which; `notifyAll()` wakes all. All three are
/// called with the lock held.
///
/// A thread that is woken does not go on at once. It needs the lock again, and until it has it,
/// others may have come first, so what it waited for may be gone. Nor does a wake-up say what has
/// changed: those who wait for an item and those who wait for room wait in the same set. So a
/// thread that wakes looks again, and waits again where it must.
///
/// A *buffer* hands items from threads that put them to threads that take them. Whoever finds it
/// full waits for room, whoever finds it empty waits for an item.
///
/// **Predict a count.** A kitchen's pass has room for one plate. Three waiters wait at it, each for
/// one plate; a cook brings three, one every 0.4 seconds. Who still waits after two seconds is
/// interrupted and goes home. The last line but one is `… of 3 plates served`. How many? Guess,
/// then run:
///
///     ./jbang lessons/17_waiting_for_it.java
class WaitingForIt {

    static final Duration PAUSE = Duration.ofMillis(400);
    static final Duration CLOSING = Duration.ofSeconds(2);

    final AtomicInteger served = new AtomicInteger();

    void main() throws InterruptedException {
        var pass = new Buffer<String>(1);
        var staff = new ArrayList<Thread>();
        for (int i = 1; i <= 3; i++) {
            staff.add(start("waiter " + i, () -> serve(pass.take())));
        }
        staff.add(start("cook", () -> {
            for (int i = 1; i <= 3; i++) {
                Thread.sleep(PAUSE);
                say("brings plate " + i);
                pass.put("plate " + i);
            }
        }));

        for (var thread : staff) {
            if (!thread.join(CLOSING.minus(sinceStart()))) {
                sendHome(thread);
            }
        }
        IO.println(served + " of 3 plates served");
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Two of the waiters come away with nothing, and the cook cannot get rid of
    /// the last plate:
    ///
    ///     0.4 s  cook  brings plate 1
    ///     0.4 s  waiter 1  serves plate 1
    ///     0.4 s  waiter 2  serves nothing
    ///     0.4 s  waiter 3  serves nothing
    ///     0.8 s  cook  brings plate 2
    ///     1.2 s  cook  brings plate 3
    ///     2.0 s  cook  goes home
    ///     1 of 3 plates served
    ///     Finished in 2.0 seconds
    ///
    /// Nobody puts a second plate at 0.4 s. Who woke waiter 2? Solved:
    ///
    ///     0.4 s  cook  brings plate 1
    ///     0.4 s  waiter 1  serves plate 1
    ///     0.8 s  cook  brings plate 2
    ///     0.8 s  waiter 2  serves plate 2
    ///     1.2 s  cook  brings plate 3
    ///     1.2 s  waiter 3  serves plate 3
    ///     3 of 3 plates served
    ///     Finished in 1.2 seconds

    // --- your turn ---------------------------------------------------------------

    /// Holds at most `capacity` items. `put` adds one, and waits while the buffer is full; `take`
    /// removes the one that has been in it longest, and waits while it is empty.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Threads in any number may call both. Which of those that wait goes on is free.
    /// - `put` returns as soon as there is room, whether anybody takes or not.
    /// - The capacity is at least 1. No item is null. Equal items, or one put twice, are two items.
    /// - Interrupted while it waits, a call throws [InterruptedException]. A `put` that threw has
    ///   put nothing, a `take` that threw has taken nothing, and no other call waits in vain for
    ///   the item, the room or the wake-up that it met.
    /// - Called with the interrupt flag set, a method that need not wait may throw that exception,
    ///   or do what it does and leave the flag set.
    /// - Two buffers have nothing in common.
    /// - A buffer leaves no thread of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - No wait gives up: a time limit of less than an hour may end a wait only to begin the next.
    static class Buffer<T> {

        private final Deque<T> items = new ArrayDeque<>();
        private final int capacity;

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        synchronized void put(T item) throws InterruptedException {
            while (items.size() == capacity) {
                wait();
            }
            items.addLast(item);
            notifyAll();
        }

        synchronized T take() throws InterruptedException {
            while (items.isEmpty()) {
                wait();
            }
            var item = items.removeFirst();
            notifyAll();
            return item;
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Put `notify()` in place of `notifyAll()`, and keep the loops. The kitchen serves
    /// 3 of 3, run after run, for its cook is slow. Then save, and read the verdict: in one order
    /// of the steps a wake-up reaches somebody who cannot go on, and all wait for ever.
    ///
    /// At last, put the JDK's own buffer in place of your fields: an [ArrayBlockingQueue], with the
    /// same `put` and `take`. It waits in loops, too, but keeps two wait sets, one for room and one
    /// for items; so it can wake one thread where you wake all.

    void serve(String plate) {
        if (plate == null) {
            say("serves nothing");
        } else {
            say("serves " + plate);
            served.incrementAndGet();
        }
    }

    interface Job {
        void run() throws InterruptedException;
    }

    /// Starts a thread that does the job until it is done or interrupted.
    static Thread start(String name, Job job) {
        var thread = new Thread(() -> {
            try {
                job.run();
            } catch (InterruptedException e) {
                say("goes home");
            }
        }, name);
        thread.start();
        return thread;
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
