package probe.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import probe.inside.Rewriting;

@DisplayName("Every interleaving of two threads")
@Isolated
class InterleavingTest {

    /// The shapes by which memory models and schedulers are told apart. Each is two threads, and what must hold in the end.
    abstract static class Shape {
        abstract void first() throws Exception;

        abstract void second() throws Exception;

        abstract void check();
    }

    static class PlainCounter extends Shape {
        int total;

        void first() {
            total++;
        }

        void second() {
            total++;
        }

        void check() {
            if (total != 2) {
                throw new AssertionError("Two additions make " + total + ".");
            }
        }
    }

    static class VolatileCounter extends Shape {
        volatile int total;

        void first() {
            total++;
        }

        void second() {
            total++;
        }

        void check() {
            if (total != 2) {
                throw new AssertionError("Two additions make " + total + ".");
            }
        }
    }

    static class SynchronizedCounter extends Shape {
        int total;

        synchronized void first() {
            total++;
        }

        synchronized void second() {
            total++;
        }

        void check() {
            if (total != 2) {
                throw new AssertionError("Two additions make " + total + ".");
            }
        }
    }

    static class AtomicCounter extends Shape {
        final AtomicInteger total = new AtomicInteger();

        void first() {
            total.incrementAndGet();
        }

        void second() {
            total.incrementAndGet();
        }

        void check() {
            if (total.get() != 2) {
                throw new AssertionError("Two additions make " + total + ".");
            }
        }
    }

    static class StoreBuffering extends Shape {
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

        void check() {
            if (seenByFirst == 0 && seenBySecond == 0) {
                throw new AssertionError("Neither has seen the other.");
            }
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

        void check() {
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

        void check() {
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

        void check() {
        }
    }

    static class WaitWithoutCondition extends Shape {
        synchronized void first() throws InterruptedException {
            wait();
        }

        synchronized void second() {
            notifyAll();
        }

        void check() {
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

        void check() {
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

        void check() {
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

        void check() {
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

        void check() {
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

        void check() {
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
    @DisplayName("Two that store and then load never both miss the other, if the fields are volatile.")
    void storeBuffering() throws Throwable {
        schedules(StoreBuffering.class);
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

    private static EveryInterleaving.Calls<StringBuffer> twice(String name) {
        return order -> {
            EveryInterleaving.step(name);
            order.append(name);
            EveryInterleaving.step(name);
            order.append(name);
        };
    }

    private static Throwable refusal(Class<? extends Shape> shape) {
        var refusal = catchThrowable(() -> schedules(shape));
        assertThat(refusal).isInstanceOf(AssertionError.class);
        return refusal;
    }

    private static int schedules(Class<? extends Shape> shape) throws Throwable {
        var loader = new Rewritten();
        return everyInterleaving(() -> loader.make(shape)).of(its -> loader.call(its, "first"), its -> loader.call(its, "second"))
                .endsWith(its -> loader.call(its, "check"));
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

        void call(Object shape, String method) throws Throwable {
            var called = shape.getClass().getDeclaredMethod(method);
            called.setAccessible(true);
            try {
                called.invoke(shape);
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
