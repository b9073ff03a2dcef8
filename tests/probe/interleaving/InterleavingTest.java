package probe.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import probe.inside.Rewriting;

@DisplayName("Every interleaving of two threads")
@Isolated
class InterleavingTest {

    /// The shapes by which memory models and schedulers are told apart. Each is some threads, and what must hold in the end.
    abstract static class Shape {
        abstract void first() throws Exception;

        abstract void second() throws Exception;

        /// What two threads leave out, three and four do.
        void third() throws Exception {
        }

        void fourth() throws Exception {
        }

        void check() {
        }

        /// What the threads have seen, in a word.
        String outcome() {
            return "";
        }
    }

    /// Two threads that add 1 each.
    abstract static class Counting extends Shape {
        abstract int total();

        void second() throws Exception {
            first();
        }

        void check() {
            if (total() != 2) {
                throw new AssertionError("Two additions make " + total() + ".");
            }
        }
    }

    static class PlainCounter extends Counting {
        int total;

        void first() {
            total++;
        }

        int total() {
            return total;
        }
    }

    static class VolatileCounter extends Counting {
        volatile int total;

        void first() {
            total++;
        }

        int total() {
            return total;
        }
    }

    static class SynchronizedCounter extends Counting {
        int total;

        synchronized void first() {
            total++;
        }

        int total() {
            return total;
        }
    }

    static class AtomicCounter extends Counting {
        final AtomicInteger total = new AtomicInteger();

        void first() {
            total.incrementAndGet();
        }

        int total() {
            return total.get();
        }
    }

    static class MessagePassing extends Shape {
        int message;
        boolean isSent;

        void first() {
            message = 1;
            isSent = true;
        }

        void second() {
            if (isSent && message == 0) {
                throw new AssertionError("It is sent, and not there.");
            }
        }
    }

    static class VolatileMessagePassing extends Shape {
        int message;
        volatile boolean isSent;

        void first() {
            message = 1;
            isSent = true;
        }

        void second() {
            if (isSent && message == 0) {
                throw new AssertionError("It is sent, and not there.");
            }
        }
    }

    static class TwoLocks extends Shape {
        final Object fork = new Object();
        final ReentrantLock knife = new ReentrantLock();

        void first() {
            synchronized (fork) {
                knife.lock();
                knife.unlock();
            }
        }

        void second() {
            knife.lock();
            try {
                synchronized (fork) {
                }
            } finally {
                knife.unlock();
            }
        }
    }

    static class WaitWithoutCondition extends Shape {
        synchronized void first() throws InterruptedException {
            wait();
        }

        synchronized void second() {
            notifyAll();
        }
    }

    static class WaitInLoop extends Shape {
        boolean isOpen;

        synchronized void first() throws InterruptedException {
            while (!isOpen) {
                wait();
            }
        }

        synchronized void second() {
            isOpen = true;
            notifyAll();
        }
    }

    static class ConditionInLoop extends Shape {
        final ReentrantLock lock = new ReentrantLock();
        final Condition opened = lock.newCondition();
        boolean isOpen;

        void first() throws InterruptedException {
            lock.lock();
            try {
                while (!isOpen) {
                    opened.await();
                }
            } finally {
                lock.unlock();
            }
        }

        void second() {
            lock.lock();
            try {
                isOpen = true;
                opened.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    static class ConditionWithoutLoop extends Shape {
        final ReentrantLock lock = new ReentrantLock();
        final Condition opened = lock.newCondition();

        void first() throws InterruptedException {
            lock.lock();
            try {
                opened.await();
            } finally {
                lock.unlock();
            }
        }

        void second() {
            lock.lock();
            try {
                opened.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    static class BusyWait extends Shape {
        volatile boolean isOpen;

        void first() {
            while (!isOpen) {
            }
        }

        void second() {
            isOpen = true;
        }
    }

    static class BusyForEver extends Shape {
        volatile boolean isOpen;

        void first() {
            while (!isOpen) {
            }
        }

        void second() {
        }
    }

    static class Queue extends Shape {
        final BlockingQueue<Integer> items = new ArrayBlockingQueue<>(1);
        int taken;

        void first() throws InterruptedException {
            items.put(1);
            items.put(2);
        }

        void second() throws InterruptedException {
            taken = items.take() + items.take();
        }

        void check() {
            if (taken != 3) {
                throw new AssertionError("Took " + taken + ".");
            }
        }
    }

    /// Dekker's shape: each stores, then loads what the other stores.
    static class PlainStoreBuffering extends Shape {
        int x;
        int y;
        int seenByFirst;
        int seenBySecond;

        void first() {
            x = 1;
            seenByFirst = y;
        }

        void second() {
            y = 1;
            seenBySecond = x;
        }
    }

    static class VolatileStoreBuffering extends Shape {
        volatile int x;
        volatile int y;
        int seenByFirst;
        int seenBySecond;

        void first() {
            x = 1;
            seenByFirst = y;
        }

        void second() {
            y = 1;
            seenBySecond = x;
        }

        String outcome() {
            return seenByFirst + " " + seenBySecond;
        }
    }

    /// Independent reads of independent writes: do two readers agree on which write came first?
    static class IndependentReads extends Shape {
        volatile int x;
        volatile int y;
        int x1;
        int y1;
        int x2;
        int y2;

        void first() {
            x = 1;
        }

        void second() {
            y = 1;
        }

        void third() {
            x1 = x;
            y1 = y;
        }

        void fourth() {
            y2 = y;
            x2 = x;
        }

        String outcome() {
            return "%d%d %d%d".formatted(x1, y1, y2, x2);
        }
    }

    static class PlainIndependentReads extends Shape {
        int x;
        int y;

        void first() {
            x = 1;
        }

        void second() {
            y = 1;
        }

        void third() {
            int seen = x + y;
        }

        void fourth() {
            int seen = y + x;
        }
    }

    static class DoubleCheckedLocking extends Shape {
        int[] made;

        int get() {
            if (made == null) {
                synchronized (this) {
                    if (made == null) {
                        made = new int[] {42};
                    }
                }
            }
            return made[0];
        }

        void first() {
            if (get() != 42) {
                throw new AssertionError("It is half made.");
            }
        }

        void second() {
            first();
        }
    }

    static class VolatileDoubleCheckedLocking extends Shape {
        volatile int[] made;
        int times;

        int get() {
            var seen = made;
            if (seen == null) {
                synchronized (this) {
                    seen = made;
                    if (seen == null) {
                        times++;
                        made = seen = new int[] {42};
                    }
                }
            }
            return seen[0];
        }

        void first() {
            if (get() != 42) {
                throw new AssertionError("It is half made.");
            }
        }

        void second() {
            first();
        }

        void check() {
            if (times != 1) {
                throw new AssertionError("Made " + times + " times.");
            }
        }
    }

    /// Whoever eats takes one fork, then the other.
    abstract static class Philosophers extends Shape {
        final Object[] forks = {new Object(), new Object(), new Object()};

        void eat(int one, int other) {
            synchronized (forks[one]) {
                synchronized (forks[other]) {
                }
            }
        }

        void first() {
            eat(0, 1);
        }
    }

    static class TwoPhilosophers extends Philosophers {
        void second() {
            eat(1, 0);
        }
    }

    static class ThreePhilosophers extends Philosophers {
        void second() {
            eat(1, 2);
        }

        void third() {
            eat(2, 0);
        }
    }

    /// The last one takes the lower fork first, as the others do.
    static class OrderedPhilosophers extends Philosophers {
        void second() {
            eat(1, 2);
        }

        void third() {
            eat(0, 2);
        }
    }

    /// One writes, two read; readers share, by a count of their own.
    static class ReadersAndWriter extends Shape {
        int readers;
        boolean isWriting;
        int low;
        int high;

        synchronized void beginRead() throws InterruptedException {
            while (isWriting) {
                wait();
            }
            readers++;
        }

        synchronized void endRead() {
            readers--;
            notifyAll();
        }

        synchronized void beginWrite() throws InterruptedException {
            while (isWriting || readers > 0) {
                wait();
            }
            isWriting = true;
        }

        synchronized void endWrite() {
            isWriting = false;
            notifyAll();
        }

        void first() throws InterruptedException {
            beginWrite();
            low++;
            high++;
            endWrite();
        }

        void second() throws InterruptedException {
            beginRead();
            if (low != high) {
                throw new AssertionError("A pair is torn: " + low + ", " + high + ".");
            }
            endRead();
        }

        void third() throws InterruptedException {
            second();
        }
    }

    /// The same, but a writer does not look whether anybody reads.
    static class WriterAmongReaders extends ReadersAndWriter {
        synchronized void beginWrite() throws InterruptedException {
            while (isWriting) {
                wait();
            }
            isWriting = true;
        }
    }

    static class WriteUnderReadLock extends Counting {
        final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        int total;

        Lock side() {
            return lock.readLock();
        }

        void first() {
            side().lock();
            try {
                total++;
            } finally {
                side().unlock();
            }
        }

        int total() {
            return total;
        }
    }

    static class WriteUnderWriteLock extends WriteUnderReadLock {
        Lock side() {
            return lock.writeLock();
        }
    }

    /// A stack of two nodes, 0 on 1: one thread pops, the other pops both and pushes 0 again. Whoever has looked at the head
    /// before finds it as it was, and what lies below is not.
    abstract static class Stack extends Shape {
        final AtomicIntegerArray below = new AtomicIntegerArray(new int[] {1, -1});
        int ofFirst = -1;
        int ofSecond = -1;

        /// @param stamp where the head's is put, if it has one
        abstract int head(int[] stamp);

        abstract boolean replace(int head, int next, int stamp);

        int pop() {
            while (true) {
                var stamp = new int[1];
                int top = head(stamp);
                if (top == -1 || replace(top, below.get(top), stamp[0])) {
                    return top;
                }
            }
        }

        void push(int node) {
            while (true) {
                var stamp = new int[1];
                int top = head(stamp);
                below.set(node, top);
                if (replace(top, node, stamp[0])) {
                    return;
                }
            }
        }

        void first() {
            ofFirst = pop();
        }

        void second() {
            int again = pop();
            ofSecond = pop();
            if (again != -1) {
                push(again);
            }
        }

        void check() {
            for (int node = head(new int[1]); node != -1; node = below.get(node)) {
                if (node == ofFirst || node == ofSecond) {
                    throw new AssertionError("Node " + node + " is popped and in the stack.");
                }
            }
        }
    }

    static class Aba extends Stack {
        final AtomicReference<Integer> head = new AtomicReference<>(0);

        int head(int[] stamp) {
            return head.get();
        }

        boolean replace(int head, int next, int stamp) {
            return this.head.compareAndSet(head, next);
        }
    }

    static class StampedAba extends Stack {
        final AtomicStampedReference<Integer> head = new AtomicStampedReference<>(0, 0);

        int head(int[] stamp) {
            return head.get(stamp);
        }

        boolean replace(int head, int next, int stamp) {
            return this.head.compareAndSet(head, next, stamp, stamp + 1);
        }
    }

    /// Two who wait, and one who wakes only one of them.
    static class OneWoken extends Shape {
        boolean isOpen;

        synchronized void first() throws InterruptedException {
            while (!isOpen) {
                wait();
            }
        }

        void second() throws InterruptedException {
            first();
        }

        synchronized void third() {
            isOpen = true;
            notify();
        }
    }

    /// One who waits and is interrupted, and then those who wait are notified: with the lock held, it may have left by then or not.
    static class InterruptedThenNotified extends Shape {
        Thread waiting;
        boolean isOpen;

        synchronized void first() {
            waiting = Thread.currentThread();
            try {
                while (!isOpen) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("It has gone before.");
            }
        }

        synchronized void second() {
            isOpen = true;
            if (waiting != null) {
                waiting.interrupt();
                notifyAll();
            }
        }
    }

    public enum Side { LEFT }

    public record Seat(int row, String name, Side side) {
        @Override
        public String toString() {
            throw new UnsupportedOperationException("This is code of the answer.");
        }
    }

    static class Seats extends Shape {
        final AtomicReference<Seat> last = new AtomicReference<>();

        void first() {
            last.set(new Seat(1, "a name that is longer than what there is room for", Side.LEFT));
        }

        void second() {
            last.set(new Seat(2, "b", Side.LEFT));
        }

        void check() {
            if (last.get().row() == 1) {
                throw new AssertionError("Row 1 is the last.");
            }
        }
    }

    /// Each thread has a list of its own but for one.
    static class TwoLists extends Shape {
        final ArrayList<Integer> mine = new ArrayList<>();
        final ArrayList<Integer> shared = new ArrayList<>();

        void first() {
            mine.add(1);
            shared.add(1);
        }

        void second() {
            shared.size();
        }
    }

    @Test
    @DisplayName("Of those who wait it is said who is woken.")
    void namesWhoIsWoken() {
        assertThat(refusal(OneWoken.class, "first", "second", "third")).hasMessageStartingWith("Nobody can go on: ").message().containsPattern("notifies thread [AB] ")
                .doesNotContain("notifies thread A, thread B");
    }

    @Test
    @DisplayName("One that is interrupted, and then notified, may have gone before that, or not.")
    void leavesBeforeItIsNotified() {
        assertThat(refusal(InterruptedThenNotified.class)).hasMessageStartingWith("A thread ended with java.lang.IllegalStateException: It has gone before.");
    }

    @Test
    @DisplayName("A record is shown with what it holds, shortened, and none of its own code runs for that.")
    void showsRecords() {
        assertThat(refusal(Seats.class)).hasMessageStartingWith("Row 1 is the last.").hasMessageContaining("calls last.set(Seat[row=2, name=\"b\", side=LEFT])")
                .hasMessageContaining("calls last.set(Seat[row=1, name=\"a name that is longer than …])");
    }

    @Test
    @DisplayName("Of two lists the one is named that is raced for.")
    void namesWhatIsRacedFor() {
        assertThat(refusal(TwoLists.class)).hasMessageContaining("thread A writes shared in line").hasMessageContaining("reads shared in line");
    }

    @Test
    @DisplayName("Of a plain count the lost addition is shown, step by step.")
    void showsLostUpdate() {
        assertThat(refusal(PlainCounter.class)).hasMessageContaining("Two additions make 1.").hasMessageContaining("reads total: 0")
                .hasMessageContaining("writes total: 1");
    }

    @Test
    @DisplayName("A volatile count loses one, too; one that is synchronized or atomic does not.")
    void tellsAtomicFromVolatile() throws Throwable {
        assertThat(refusal(VolatileCounter.class)).hasMessageContaining("Two additions make 1.");
        schedules(SynchronizedCounter.class);
        schedules(AtomicCounter.class);
    }

    @Test
    @DisplayName("A message behind a plain flag is a data race in every schedule; behind a volatile one it is none.")
    void messagePassing() throws Throwable {
        assertThat(refusal(MessagePassing.class)).hasMessageStartingWith("A data race: ").hasMessageContaining("nothing orders the two");
        schedules(VolatileMessagePassing.class);
    }

    @Test
    @DisplayName("Two locks taken in two orders are a deadlock, and it is said who holds what.")
    void findsDeadlock() {
        assertThat(refusal(TwoLocks.class)).hasMessageStartingWith("Nobody can go on: ")
                .hasMessageContaining("waits for the lock of fork, which thread A holds").hasMessageContaining("waits in lock() of knife, which thread B holds");
    }

    @Test
    @DisplayName("A notification that comes before the wait is lost, and the loop around the wait is what saves it.")
    void findsLostNotification() throws Throwable {
        assertThat(refusal(WaitWithoutCondition.class)).hasMessageContaining("thread A waits to be notified");
        schedules(WaitInLoop.class);
        assertThat(refusal(ConditionWithoutLoop.class)).hasMessageContaining("thread A waits to be signalled");
        schedules(ConditionInLoop.class);
    }

    @Test
    @DisplayName("A loop that looks until another thread has written ends; one that nobody ends is found.")
    void findsLivelock() throws Throwable {
        schedules(BusyWait.class);
        assertThat(refusal(BusyForEver.class)).hasMessageStartingWith("The same steps for ever.");
    }

    @Test
    @DisplayName("A queue that is full or empty lets its threads wait for each other.")
    void waitsAtQueue() throws Throwable {
        schedules(Queue.class);
    }

    @Test
    @DisplayName("Store buffering: with plain fields a data race; with volatile ones each order of the four steps has its outcome, and none is 0 0.")
    void storeBufferingOutcomes() throws Throwable {
        assertThat(refusal(PlainStoreBuffering.class)).hasMessageStartingWith("A data race: ").hasMessageContaining("nothing orders the two");
        assertThat(outcomes(VolatileStoreBuffering.class, "first", "second")).containsExactlyInAnyOrder("0 1", "1 0", "1 1");
    }

    @Test
    @DisplayName("Independent reads of independent writes: volatile fields have one order for all readers; plain ones are a data race.")
    void independentReads() throws Throwable {
        var seen = outcomes(IndependentReads.class, "first", "second", "third", "fourth");

        assertThat(seen).contains("00 00", "11 11", "10 11", "11 10").doesNotContain("10 10");
        assertThat(refusal(PlainIndependentReads.class, "first", "second", "third", "fourth")).hasMessageStartingWith("A data race: ");
    }

    @Test
    @DisplayName("Double-checked locking is a data race on the field that is not volatile, and makes one object behind one that is.")
    void doubleCheckedLocking() throws Throwable {
        assertThat(refusal(DoubleCheckedLocking.class)).hasMessageStartingWith("A data race: ").hasMessageContaining("made");
        schedules(VolatileDoubleCheckedLocking.class);
    }

    @Test
    @DisplayName("Two and three philosophers who begin on the left wait for each other in a ring; with one order of the forks all eat.")
    void philosophers() throws Throwable {
        assertThat(refusal(TwoPhilosophers.class)).hasMessageStartingWith("Nobody can go on: ")
                .hasMessageContaining("which thread A holds").hasMessageContaining("which thread B holds");
        assertThat(refusal(ThreePhilosophers.class, "first", "second", "third")).hasMessageStartingWith("Nobody can go on: ")
                .hasMessageContaining("which thread A holds").hasMessageContaining("which thread B holds").hasMessageContaining("which thread C holds");
        schedules(OrderedPhilosophers.class, "first", "second", "third");
    }

    @Test
    @DisplayName("Readers who share, and a writer who waits for them, have no race; a writer who does not look at them tears a pair.")
    void readersAndWriter() throws Throwable {
        schedules(ReadersAndWriter.class, "first", "second", "third");
        assertThat(refusal(WriterAmongReaders.class, "first", "second", "third")).hasMessageContaining("A pair is torn: ");
    }

    @Test
    @DisplayName("An addition under a read lock is lost, one under the write lock is not.")
    void readLock() throws Throwable {
        assertThat(refusal(WriteUnderReadLock.class)).hasMessageContaining("Two additions make 1.");
        schedules(WriteUnderWriteLock.class);
    }

    @Test
    @DisplayName("A head that has gone and come back is not seen by a compare-and-set, and is by one with a stamp.")
    void abaProblem() throws Throwable {
        assertThat(refusal(Aba.class)).hasMessageContaining("is popped and in the stack.");
        schedules(StampedAba.class);
    }

    @RepeatedTest(200)
    @DisplayName("The verdict is the same each time, and so is the number of schedules.")
    void isRepeatable() throws Throwable {
        assertThat(schedules(VolatileMessagePassing.class)).isEqualTo(schedules(VolatileMessagePassing.class));
        assertThat(refusal(VolatileCounter.class)).hasMessage(refusal(VolatileCounter.class).getMessage());
    }

    @Test
    @DisplayName("A field of the test is watched like one of the answer.")
    void watchesTheTestsOwnField() {
        assertThat(catchThrowable(() -> everyInterleaving(() -> new Plain<>("log", 0)).of(log -> log.set(1), log -> log.get()).endsWith(_ -> {})))
                .hasMessageStartingWith("A data race: ").hasMessageContaining("log");
    }

    @Test
    @DisplayName("Two steps of the test in each of two threads happen in all of their six orders.")
    void runsEveryOrder() throws Throwable {
        var orders = new HashSet<String>();

        everyInterleaving(StringBuffer::new).of(twice("a"), twice("b")).endsWith(order -> orders.add(order.toString()));

        assertThat(orders).containsExactlyInAnyOrder("aabb", "abab", "abba", "baab", "baba", "bbaa");
    }

    /// Two threads that look four times at what nobody changes.
    static class Looking extends Shape {
        volatile int seen;

        void first() {
            int seenInAll = seen + seen + seen + seen;
        }

        void second() {
            first();
        }
    }

    @Test
    @DisplayName("Schedules that differ only in the order of steps that have nothing in common are counted, and one of them is run.")
    void countsWhatItNeedNotRun() throws Throwable {
        long before = EveryInterleaving.runs();

        int schedules = schedules(Looking.class);

        assertThat(EveryInterleaving.runs() - before).isLessThan(schedules);
    }

    static class Turnstile extends Shape {
        static final AtomicInteger inside = new AtomicInteger();

        void first() {
            inside.incrementAndGet();
            inside.get();
            inside.decrementAndGet();
        }

        void second() {
            first();
        }

        String outcome() {
            return inside + " inside";
        }
    }

    @Test
    @DisplayName("A fault that shows in one run, and not when all are run again, is refused with that run.")
    void believesTheFirstFault() {
        EveryInterleaving.explored();
        var ends = new AtomicInteger();

        var refusal = catchThrowable(() -> everyInterleaving(StringBuffer::new).of(twice("a"), twice("b"))
                .endsWith(_ -> assertThat(ends.incrementAndGet()).isGreaterThan(1)));

        assertThat(refusal).isInstanceOf(AssertionError.class);
        assertThat(ends.get()).isGreaterThan(1);
        assertThat(EveryInterleaving.explored()).singleElement().extracting(Explored::sentence).asString().startsWith("this order has ");
    }

    @Test
    @DisplayName("What comes after the schedules finds static state as it is in the beginning, though a run may have ended midway.")
    void leavesNothingBehind() throws Throwable {
        var loader = new Rewritten();
        run(loader, Turnstile.class, "first", "second").endsWith(_ -> {});

        assertThat(loader.call(loader.make(Turnstile.class), "outcome")).isEqualTo("0 inside");
    }

    private static EveryInterleaving.Calls<StringBuffer> twice(String name) {
        return order -> {
            EveryInterleaving.step(name);
            order.append(name);
            EveryInterleaving.step(name);
            order.append(name);
        };
    }

    private static Throwable refusal(Class<? extends Shape> shape) {
        return refusal(shape, "first", "second");
    }

    private static Throwable refusal(Class<? extends Shape> shape, String... threads) {
        var refusal = catchThrowable(() -> schedules(shape, threads));
        assertThat(refusal).isInstanceOf(AssertionError.class);
        return refusal;
    }

    private static int schedules(Class<? extends Shape> shape) throws Throwable {
        return schedules(shape, "first", "second");
    }

    private static int schedules(Class<? extends Shape> shape, String... threads) throws Throwable {
        var loader = new Rewritten();
        return run(loader, shape, threads).endsWith(its -> loader.call(its, "check"));
    }

    /// What the threads have seen, in all schedules.
    private static Set<Object> outcomes(Class<? extends Shape> shape, String... threads) throws Throwable {
        var loader = new Rewritten();
        var outcomes = new HashSet<>();
        run(loader, shape, threads).endsWith(its -> outcomes.add(loader.call(its, "outcome")));
        return outcomes;
    }

    @SuppressWarnings("unchecked")
    private static EveryInterleaving<Object> run(Rewritten loader, Class<? extends Shape> shape, String... threads) {
        EveryInterleaving.Calls<Object>[] calls = Stream.of(threads).<EveryInterleaving.Calls<Object>>map(method -> its -> loader.call(its, method))
                .toArray(EveryInterleaving.Calls[]::new);
        return everyInterleaving(() -> loader.make(shape)).of(calls);
    }

    /// The shapes, with their steps.
    private static final class Rewritten extends ClassLoader {

        private static final Map<String, byte[]> classes = classes();

        Rewritten() {
            super(InterleavingTest.class.getClassLoader());
        }

        private static Map<String, byte[]> classes() {
            var compiled = new ArrayList<byte[]>();
            for (var shape : InterleavingTest.class.getDeclaredClasses()) {
                if (Shape.class.isAssignableFrom(shape)) {
                    try (var file = InterleavingTest.class.getResourceAsStream(shape.getName().replaceFirst(".*\\.", "") + ".class")) {
                        compiled.add(file.readAllBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
            var classes = new HashMap<String, byte[]>();
            for (var bytes : Rewriting.rewrite(compiled, InterleavingTest.class.getClassLoader(), true)) {
                classes.put(ClassFile.of().parse(bytes).thisClass().asInternalName().replace('/', '.'), bytes);
            }
            return classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!classes.containsKey(name)) {
                return super.loadClass(name, resolve);
            }
            return findLoadedClass(name) instanceof Class<?> loaded ? loaded : defineClass(name, classes.get(name), 0, classes.get(name).length);
        }

        Object make(Class<?> shape) throws ReflectiveOperationException {
            var constructor = loadClass(shape.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        }

        Object call(Object shape, String method) throws Throwable {
            var called = method(shape.getClass(), method);
            called.setAccessible(true);
            try {
                return called.invoke(shape);
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Method method(Class<?> type, String name) throws NoSuchMethodException {
            try {
                return type.getDeclaredMethod(name);
            } catch (NoSuchMethodException e) {
                if (type.getSuperclass() == null) {
                    throw e;
                }
                return method(type.getSuperclass(), name);
            }
        }
    }
}
