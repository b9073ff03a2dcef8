package probe.interleaving;

import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock.ReadLock;
import java.util.concurrent.locks.ReentrantReadWriteLock.WriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What is known of each class of the JDK: when a call of it can go on, and what it orders. The first rule that fits counts.
final class Jdk {

    @FunctionalInterface
    interface Way {
        Object make(JdkCall call, Execution run, Actor me, Object[] operands) throws Throwable;
    }

    /// @param names those of the methods; none is all
    /// @param isTimed only those that are given a limit on time
    record Rule(Class<?> type, Set<String> names, boolean isTimed, Way way) {

        boolean isFor(JdkCall call, Object[] operands) {
            return (operands.length > 0 && type.isInstance(operands[0]) || call.owner().equals(type.getName()))
                    && (!isTimed || call.limit(operands) != Actor.Wait.FOR_EVER);
        }
    }

    /// What a call orders: what it *acquires*, others have *released* before.
    private enum Order {
        ACQUIRES, RELEASES, BOTH, NOTHING;

        boolean acquires() {
            return this == ACQUIRES || this == BOTH;
        }

        boolean releases() {
            return this == RELEASES || this == BOTH;
        }
    }

    private static final List<Rule> RULES = List.of(
            rule(Object.class, "wait", (call, run, me, its) -> {
                run.monitor(its[0]).await(run, me, call.site(), call.limit(its));
                return null;
            }),
            rule(Object.class, "notify notifyAll", (call, run, me, its) -> {
                run.monitor(its[0]).notify(run, me, call.site(), call.site().name().equals("notifyAll"));
                return null;
            }),
            rule(Thread.class, "start startVirtualThread", Jdk::start),
            rule(Thread.Builder.class, "start unstarted", (call, run, me, its) -> {
                var thread = ((Thread.Builder) its[0]).unstarted((Runnable) its[1]);
                run.note(thread, its[1]);
                if (call.site().name().equals("start")) {
                    start(call, run, me, thread, (Runnable) its[1]);
                }
                return thread;
            }),
            rule(Thread.class, "join", Jdk::join),
            rule(Thread.class, "isAlive", (call, run, me, its) -> {
                var other = run.of((Thread) its[0]);
                if (other != null) {
                    var life = run.location(other, "life", () -> "the life of " + other);
                    run.look(me, call.site(), life);
                    run.step(me, life);
                }
                if (other != null && other.hasEnded()) {
                    me.acquire(other.clock);
                }
                return other != null && !other.hasEnded();
            }),
            rule(Thread.class, "currentThread", (call, run, me, its) -> me.facade != null ? me.facade : Thread.currentThread()),
            rule(Thread.class, "interrupt", (call, run, me, its) -> {
                Interrupts.interrupt(run, me, (Thread) its[0], call.site());
                return null;
            }),
            rule(Thread.class, "isInterrupted interrupted", (call, run, me, its) -> {
                var other = its.length == 0 || its[0] == Thread.currentThread() ? me : run.of((Thread) its[0]);
                run.look(me, call.site(), Interrupts.flag(run, me, other));
                run.step(me, Interrupts.flag(run, me, other));
                boolean is = other.isInterrupted();
                if (is) {
                    me.acquire(other.interruptedBy);
                }
                if (call.site().name().equals("interrupted")) {
                    Interrupts.clear(me);
                }
                return is;
            }),
            rule(Thread.class, "sleep", (call, run, me, its) -> sleep(call, run, me, limitOfSleep(its))),
            rule(TimeUnit.class, "sleep", (call, run, me, its) -> sleep(call, run, me, ((TimeUnit) its[0]).toNanos((long) its[1]))),
            uncontrolled(TimeUnit.class, "a wait of TimeUnit", "timedJoin timedWait"),
            rule(Thread.class, "getState", (call, run, me, its) -> {
                var other = run.of((Thread) its[0]);
                if (other == null) {
                    return call.original().invokeExact(its);
                }
                var life = run.location(other, "life", () -> "the life of " + other);
                run.look(me, call.site(), life);
                run.step(me, life);
                var state = other.state();
                me.learn(state.ordinal());
                return state;
            }),
            rule(Thread.class, "yield onSpinWait", (call, run, me, its) -> {
                run.giveWay(me);
                return null;
            }),
            rule(System.class, "nanoTime", (call, run, me, its) -> run.now()),
            rule(System.class, "currentTimeMillis", (call, run, me, its) -> run.now() / 1_000_000),
            rule(System.class, "identityHashCode", (call, run, me, its) -> run.hashOf(its[0])),
            rule(System.class, "arraycopy", (call, run, me, its) -> {
                for (int i = 0; i < (int) its[4]; i++) {
                    Steps.readElement(its[0], (int) its[1] + i, call.site());
                }
                Steps.writeWhole(run, its[2], (int) its[3], (int) its[3] + (int) its[4], call.site());
                return call.original().invokeExact(its);
            }),
            ofArray(Stream.class), ofArray(IntStream.class), ofArray(LongStream.class), ofArray(DoubleStream.class),
            rule(Math.class, "random", (call, run, me, its) -> run.random().nextDouble()),
            rule(Random.class, "", (call, run, me, its) -> its.length == 0 || call.isStatic() ? call.original().invokeExact(its)
                    : Reflected.call(Random.class, call.site().name(), run.random(), Arrays.asList(its).subList(1, its.length))),
            rule(Arrays.class, "fill sort setAll", (call, run, me, its) -> {
                boolean isRange = its.length > 2 && its[1] instanceof Integer && its[2] instanceof Integer && call.type().parameterType(2) == int.class;
                Steps.writeWhole(run, its[0], isRange ? (int) its[1] : 0, isRange ? (int) its[2] : Integer.MAX_VALUE, call.site());
                return call.original().invokeExact(its);
            }),
            rule(VarHandle.class, "", Jdk::varHandle),
            rule(AtomicIntegerFieldUpdater.class, "", Jdk::updater), rule(AtomicLongFieldUpdater.class, "", Jdk::updater),
            rule(AtomicReferenceFieldUpdater.class, "", Jdk::updater),
            waits(ReentrantLock.class, "lock lockInterruptibly", Order.ACQUIRES, (lock, its) -> !lock.isLocked()),
            rule(LongAccumulator.class, "", Jdk::accumulator), rule(DoubleAccumulator.class, "", Jdk::accumulator),
            updating(AtomicInteger.class), updating(AtomicLong.class), updating(AtomicReference.class),
            rule(StampedLock.class, "tryOptimisticRead", (call, run, me, its) -> {
                run.trustNoMore(me);
                var stamp = meet(call, run, me, its);
                me.beginUnvalidated();
                return stamp;
            }),
            rule(StampedLock.class, "validate", (call, run, me, its) -> {
                var reads = me.unvalidated;
                me.unvalidated = null;
                var isValid = (boolean) meet(call, run, me, its);
                if (isValid && reads != null) {
                    reads.forEach(at -> run.race(at, at.raceOfRead(me, false), me, call.site(), false));
                }
                return isValid;
            }),
            waits(StampedLock.class, "readLock readLockInterruptibly", Order.ACQUIRES, (lock, its) -> !lock.isWriteLocked()),
            waits(StampedLock.class, "writeLock writeLockInterruptibly", Order.ACQUIRES, (lock, its) -> !lock.isWriteLocked() && !lock.isReadLocked()),
            waits(Semaphore.class, "acquire acquireUninterruptibly", Order.ACQUIRES,
                    (semaphore, its) -> semaphore.availablePermits() >= (its.length > 1 ? (int) its[1] : 1)),
            waits(CountDownLatch.class, "await", Order.ACQUIRES, (latch, its) -> latch.getCount() == 0),
            outside(SynchronousQueue.class), outside(TransferQueue.class), uncontrolled(DelayQueue.class, "a DelayQueue"),
            waits(BlockingQueue.class, "take takeFirst takeLast", Order.ACQUIRES, (queue, its) -> !queue.isEmpty()),
            waits(BlockingQueue.class, "put putFirst putLast", Order.RELEASES, (queue, its) -> queue.remainingCapacity() > 0),
            waitsAtMost(BlockingQueue.class, "poll pollFirst pollLast", Order.ACQUIRES, (queue, its) -> !queue.isEmpty()),
            waitsAtMost(BlockingQueue.class, "offer offerFirst offerLast", Order.RELEASES, (queue, its) -> queue.remainingCapacity() > 0),
            waitsAtMost(ReentrantLock.class, "tryLock", Order.ACQUIRES, (lock, its) -> !lock.isLocked()),
            waitsAtMost(StampedLock.class, "tryReadLock", Order.ACQUIRES, (lock, its) -> !lock.isWriteLocked()),
            waitsAtMost(StampedLock.class, "tryWriteLock", Order.ACQUIRES, (lock, its) -> !lock.isWriteLocked() && !lock.isReadLocked()),
            waitsAtMost(Semaphore.class, "tryAcquire", Order.ACQUIRES,
                    (semaphore, its) -> semaphore.availablePermits() >= (its.length > 3 ? (int) its[1] : 1)),
            rule(ReentrantLock.class, "newCondition", (call, run, me, its) -> {
                var lock = (ReentrantLock) its[0];
                var condition = lock.newCondition();
                run.note(condition, new Signals(lock, place(run, lock)));
                return condition;
            }),
            rule(Condition.class, "await awaitUninterruptibly awaitNanos", (call, run, me, its) -> {
                if (!(run.noted(its[0], Signals.class) instanceof Signals signals)) {
                    return outside(call, run, me, its);
                }
                boolean isSignalled = signals.await(run, me, call.site(), call.limit(its), !call.site().name().endsWith("Uninterruptibly"));
                var result = call.type().returnType();
                return result == boolean.class ? (Object) isSignalled : result == long.class ? (Object) (isSignalled ? 1L : 0L) : null;
            }),
            rule(Condition.class, "signal signalAll", (call, run, me, its) -> {
                if (!(run.noted(its[0], Signals.class) instanceof Signals signals)) {
                    return outside(call, run, me, its);
                }
                signals.signal(run, me, call.site(), call.site().name().equals("signalAll"));
                return null;
            }),
            rule(LockSupport.class, "park parkNanos", (call, run, me, its) -> {
                run.await(me, () -> "is parked", () -> null, call.limit(its), call.site(), () -> me.hasPermit || me.isInterrupted());
                me.hasPermit = false;
                me.acquire(me.permittedBy);
                return null;
            }),
            rule(LockSupport.class, "unpark", (call, run, me, its) -> {
                if (run.of((Thread) its[0]) instanceof Actor other) {
                    other.hasPermit = true;
                    other.permittedBy = other.permittedBy.with(me.release());
                    run.changed(null);
                }
                return null;
            }),
            uncontrolled(LockSupport.class, "LockSupport.parkUntil"),
            rule(ReadWriteLock.class, "readLock writeLock", (call, run, me, its) -> sided(call, run, (ReentrantReadWriteLock) its[0])),
            rule(ReadLock.class, "lock lockInterruptibly", (call, run, me, its) -> {
                var both = sides(run, its[0]);
                isReached(call, run, me, its, place(run, both), () -> !both.isWriteLocked() || both.isWriteLockedByCurrentThread(), () -> !both.isWriteLocked());
                return ordered(call, run, me, its, place(run, both), Order.ACQUIRES);
            }),
            rule(WriteLock.class, "lock lockInterruptibly", (call, run, me, its) -> {
                var both = sides(run, its[0]);
                BooleanSupplier isFree = () -> !both.isWriteLocked() && both.getReadLockCount() == 0;
                isReached(call, run, me, its, place(run, both), () -> isFree.getAsBoolean() || both.isWriteLockedByCurrentThread(), isFree);
                me.acquire(place(run, both).releasedByReaders);
                return ordered(call, run, me, its, place(run, both), Order.ACQUIRES);
            }),
            rule(ReadLock.class, "unlock", (call, run, me, its) -> {
                var at = place(run, sides(run, its[0]));
                run.step(me, at);
                at.releasedByReaders = at.releasedByReaders.with(me.release());
                return ordered(call, run, me, its, at, Order.ACQUIRES);
            }),
            rule(WriteLock.class, "unlock", (call, run, me, its) -> {
                var at = place(run, sides(run, its[0]));
                run.step(me, at);
                return ordered(call, run, me, its, at, Order.RELEASES);
            }),
            rule(ThreadFactory.class, "newThread", (call, run, me, its) -> {
                var thread = (Thread) call.original().invokeExact(its);
                run.note(thread, its[1]);
                return thread;
            }),
            uncontrolled(Executors.class, "a fork/join pool", "newWorkStealingPool"),
            rule(Executors.class, "newFixedThreadPool newSingleThreadExecutor newCachedThreadPool newThreadPerTaskExecutor newVirtualThreadPerTaskExecutor",
                    (call, run, me, its) -> Pools.make(run, call.site().name(), its)),
            uncontrolled(Executors.class, "an executor that counts time", "newScheduledThreadPool newSingleThreadScheduledExecutor"),
            uncontrolled(ForkJoinPool.class, "a fork/join pool"), uncontrolled(ForkJoinTask.class, "a fork/join pool"),
            uncontrolled(ScheduledExecutorService.class, "an executor that counts time"),
            uncontrolled(Collection.class, "a parallel stream", "parallelStream"), uncontrolled(BaseStream.class, "a parallel stream", "parallel"),
            uncontrolled(Arrays.class, "threads of the JDK", "parallelSetAll parallelPrefix parallelSort"), uncontrolled(Timer.class, "a Timer"),
            uncontrolled(CompletableFuture.class, "a time that the JDK counts", "orTimeout completeOnTimeout delayedExecutor"),
            rule(ExecutorService.class, "close", (call, run, me, its) -> {
                outside(call, run, me, its, () -> {
                    ((ExecutorService) its[0]).shutdown();
                    return null;
                });
                var at = place(run, its[0]);
                run.await(me, () -> "waits in close() of " + at.name(), () -> null, Actor.Wait.FOR_EVER, call.site(), ((ExecutorService) its[0])::isTerminated);
                run.acquireAll(me);
                return null;
            }),
            waitsForOthers(ExecutorService.class, "awaitTermination", ExecutorService::isTerminated),
            waitsForOthers(Future.class, "get join", Future::isDone),
            rule(CompletionStage.class, "", Jdk::stage), rule(CompletableFuture.class, "", Jdk::stage),
            rule(ThreadPoolExecutor.class, "", (call, run, me, its) -> {
                if (its[0] instanceof ThreadPoolExecutor pool) {
                    Pools.adopt(run, pool);
                }
                return outside(call, run, me, its);
            }),
            rule(ReentrantLock.class, "", Jdk::meet),
            rule(ReadLock.class, "tryLock", Jdk::trySide), rule(WriteLock.class, "tryLock", Jdk::trySide), rule(ReadLock.class, "", Jdk::meet), rule(WriteLock.class, "", Jdk::meet),
            rule(Future.class, "isDone isCancelled state resultNow exceptionNow", (call, run, me, its) -> {
                run.watch();
                run.look(me, call.site(), place(run, its[0]));
                run.acquireAll(me);
                return meet(call, run, me, its);
            }),
            outside(Executor.class), outside(Future.class), outside(CompletionService.class), outside(Exchanger.class), outside(CyclicBarrier.class),
            outside(Phaser.class), outside(AbstractQueuedSynchronizer.class), outside(Condition.class), outside(Lock.class),
            rule(Object.class, "hashCode", (call, run, me, its) -> hasHashOfItsOwn(its[0]) ? meet(call, run, me, its) : run.hashOf(its[0])),
            rule(Object.class, "", Jdk::meet));

    /// Whether its hash code is not that of every object, which differs from run to run.
    private static boolean hasHashOfItsOwn(Object object) throws NoSuchMethodException {
        return object == null || object.getClass().getMethod("hashCode").getDeclaringClass() != Object.class;
    }

    /// Those that are about methods of this name, in the order in which they count.
    static List<Rule> rules(String method) {
        return RULES.stream().filter(rule -> rule.names.isEmpty() || rule.names.contains(method)).toList();
    }

    /// What waits for real, and is let go on by other calls: the classes of the JDK that nothing more is known of.
    private static Rule outside(Class<?> type) {
        return rule(type, "", Jdk::outside);
    }

    private static Object outside(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        var handed = handed(call, run, its);
        return outside(call, run, me, its, () -> {
            try {
                return (Object) call.original().invokeExact(handed);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Object outside(JdkCall call, Execution run, Actor me, Object[] its, Callable<Object> body) throws Exception {
        var at = its.length == 0 || its[0] == null ? run.location(Jdk.class, "calls of the JDK", call::owner) : place(run, its[0]);
        run.visit(me, at);
        run.step(me, at);
        run.say(me, Event.Kind.CALL, call.site(), at, its);
        var wait = new Actor.Wait(() -> "waits in %s() of %s".formatted(call.site().name(), at.name()), () -> false, () -> null, call.limit(its), call.site());
        var result = run.callOutside(me, wait, body);
        if (call.type().returnType() != void.class) {
            run.say(me, Event.Kind.RETURN, call.site(), at, result);
        }
        return result;
    }

    private static Object[] handed(JdkCall call, Execution run, Object[] its) {
        var handed = its.clone();
        for (int i = call.isStatic() ? 0 : 1; i < its.length; i++) {
            handed[i] = Handed.on(run, call.type().parameterType(i), its[i]);
        }
        return handed;
    }

    /// A call of a `CompletableFuture`. What would run on the JDK's own threads gets a thread of a pool for each task.
    private static Object stage(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        boolean isForItsOwnThreads = call.site().name().endsWith("Async") && !(its[its.length - 1] instanceof Executor);
        return !isForItsOwnThreads ? outside(call, run, me, its)
                : outside(call, run, me, its, () -> Pools.onThreadsOfItsOwn(run, call, handed(call, run, its)));
    }

    /// A wait for what others do, of all of which the thread then knows.
    private static <T> Rule waitsForOthers(Class<T> type, String names, Predicate<T> isOver) {
        return rule(type, names, (call, run, me, its) -> {
            run.watch();
            var at = place(run, its[0]);
            BooleanSupplier isFree = () -> isOver.test(type.cast(its[0]));
            if (!isReached(call, run, me, its, at, isFree, isFree)) {
                return late(call);
            }
            run.acquireAll(me);
            return ordered(call, run, me, its, at, Order.ACQUIRES);
        });
    }

    /// A stream of the elements of an array, which are read when it is made, as it were.
    private static Rule ofArray(Class<?> type) {
        return rule(type, "of", (call, run, me, its) -> {
            if (its[0] != null && call.type().parameterType(0).isArray()) {
                Steps.readWhole(run, its[0], call.site());
            }
            return call.original().invokeExact(its);
        });
    }

    private static Rule uncontrolled(Class<?> type, String what) {
        return uncontrolled(type, what, "");
    }

    private static Rule uncontrolled(Class<?> type, String what, String names) {
        return rule(type, names, (call, run, me, its) -> {
            run.cannotHold(me, "it uses " + what);
            return call.original().invokeExact(its);
        });
    }

    /// The lock of which this is the reading or the writing side.
    private static ReentrantReadWriteLock sides(Execution run, Object side) {
        return noted(run, side, ReentrantReadWriteLock.class, "one side of a lock that it was given");
    }

    /// What a virtual thread is to do: it is not the JDK's scheduler that will run it.
    private static Runnable task(Execution run, Thread thread) {
        return noted(run, thread, Runnable.class, "a virtual thread that it was given");
    }

    private static <T> T noted(Execution run, Object object, Class<T> type, String what) {
        if (run.noted(object, type) instanceof T known) {
            return known;
        }
        throw new Uncontrolled("it uses " + what);
    }

    private static Object trySide(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        var at = place(run, sides(run, its[0]));
        run.visit(me, at);
        run.step(me, at);
        if (its[0] instanceof WriteLock) {
            me.acquire(at.releasedByReaders);
        }
        return ordered(call, run, me, its, at, Order.ACQUIRES);
    }

    private static Object sided(JdkCall call, Execution run, ReentrantReadWriteLock both) throws Throwable {
        var side = call.site().name().equals("readLock") ? both.readLock() : both.writeLock();
        run.note(side, both);
        return side;
    }

    /// Waits until the call can go on.
    ///
    /// @param isOpen whether it can at once
    /// @param isFree whether it can when it has waited, in its turn where that counts
    /// @return false if its time was up first
    private static boolean isReached(JdkCall call, Execution run, Actor me, Object[] its, Location at, BooleanSupplier isOpen, BooleanSupplier isFree)
            throws InterruptedException {
        run.visit(me, at);
        run.step(me, at);
        boolean isInterruptible = call.isInterruptible();
        if (isInterruptible) {
            Interrupts.ask(run, me);
        }
        run.settle(me);
        if (isOpen.getAsBoolean()) {
            return true;
        }
        run.say(me, Event.Kind.WAIT, call.site(), at, at.owner);
        if (its[0] instanceof ReentrantLock lock && lock.isFair() || its[0] instanceof Semaphore semaphore && semaphore.isFair()) {
            me.learn(at.queue.size());
            at.queue.add(me);
        }
        boolean inTime = run.await(me, () -> "waits in %s() of %s".formatted(call.site().name(), at.name()), () -> at.owner, call.limit(its), call.site(),
                () -> isFree.getAsBoolean() && (at.queue.isEmpty() || at.queue.getFirst() == me) || isInterruptible && me.isInterrupted());
        at.queue.remove(me);
        if (isInterruptible) {
            Interrupts.check(me);
        }
        return inTime;
    }

    private static Rule rule(Class<?> type, String names, Way way) {
        return new Rule(type, names.isEmpty() ? Set.of() : Set.of(names.split(" ")), false, way);
    }

    private static <T> Rule waitsAtMost(Class<T> type, String names, Order order, BiFunction<T, Object[], Boolean> isReady) {
        var rule = waits(type, names, order, isReady);
        return new Rule(type, rule.names, true, rule.way);
    }

    private static <T> Rule waits(Class<T> type, String names, Order order, BiFunction<T, Object[], Boolean> isReady) {
        return rule(type, names, (call, run, me, its) -> {
            var at = place(run, its[0]);
            BooleanSupplier isFree = () -> isReady.apply(type.cast(its[0]), its);
            boolean isHeld = its[0] instanceof ReentrantLock lock && lock.isHeldByCurrentThread();
            return isReached(call, run, me, its, at, () -> isHeld || at.queue.isEmpty() && isFree.getAsBoolean(), isFree)
                    ? ordered(call, run, me, its, at, order) : late(call);
        });
    }

    private static Object late(JdkCall call) throws TimeoutException {
        var result = call.type().returnType();
        if (result == boolean.class) {
            return false;
        }
        if (call.site().name().equals("get")) {
            throw new TimeoutException();
        }
        return result == long.class ? 0L : null;
    }

    private static Object ordered(JdkCall call, Execution run, Actor me, Object[] its, Location at, Order order) throws Throwable {
        return ordered(call, run, me, its, at, at, order);
    }

    /// @param of what of the object the call is about
    private static Object ordered(JdkCall call, Execution run, Actor me, Object[] its, Location at, Location of, Order order) throws Throwable {
        run.say(me, Event.Kind.CALL, call.site(), at, its);
        if (order.acquires()) {
            acquire(me, at, of);
        }
        Object result = call.original().invokeExact(its);
        if (order.acquires()) {
            acquire(me, at, of);        // what others have done meanwhile, within a function that the call was given
        }
        if (order.releases()) {
            of.released = of.released.with(me.release());
        }
        if (its[0] instanceof ReentrantLock lock) {
            at.owner = lock.isHeldByCurrentThread() ? me : lock.isLocked() ? at.owner : null;
        }
        if (call.type().returnType() != void.class) {
            run.say(me, Event.Kind.RETURN, call.site(), at, result);
        }
        if (!isLook(call, result)) {
            run.changed(at);
        }
        return result;
    }

    private static void acquire(Actor me, Location at, Location of) {
        me.acquire(at.released);
        if (of != at) {
            me.acquire(of.released);
        } else {
            at.cells().forEach(cell -> me.acquire(cell.released));
        }
    }

    /// A field or element, by whatever mode of access.
    private static Object varHandle(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        if (call.isStatic() || Stream.of(VarHandle.AccessMode.values()).noneMatch(mode -> mode.methodName().equals(call.site().name()))) {
            return call.original().invokeExact(its);
        }
        var handle = (VarHandle) its[0];
        var coordinates = handle.coordinateTypes();
        var field = handle.describeConstable().orElse(null);
        Location at;
        if (coordinates.size() == 2 && coordinates.getFirst().isArray()) {
            at = Steps.element(run, its[1], (int) its[2]);
        } else if (field != null) {
            at = run.location(coordinates.isEmpty() ? Steps.STATICS : its[1], Steps.fieldKey(field), field::constantName);
        } else {
            at = place(run, handle);
        }
        var name = call.site().name();
        var memory = name.equals("get") || name.equals("set") ? Steps.Memory.PLAIN : name.endsWith("Opaque") || name.endsWith("SetPlain") ? Steps.Memory.OPAQUE
                : name.endsWith("Acquire") || name.endsWith("Release") ? Steps.Memory.ACQUIRE_RELEASE : Steps.Memory.VOLATILE;
        return accessed(call, run, me, its, at, memory);
    }

    private static Object updater(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        if (call.site().name().equals("newUpdater")) {
            var updater = call.original().invokeExact(its);
            run.note(updater, ((Class<?>) its[0]).getName().replace('.', '/') + "." + its[its.length - 1]);
            return updater;
        }
        var key = run.noted(its[0], String.class);
        var at = key == null ? place(run, its[0]) : run.location(its[1], key, () -> key.replaceFirst(".*\\.", ""));
        return accessed(call, run, me, its, at, Steps.Memory.VOLATILE);
    }

    private static Object accessed(JdkCall call, Execution run, Actor me, Object[] its, Location at, Steps.Memory memory) throws Throwable {
        var name = call.site().name();
        boolean reads = !name.startsWith("set") && !name.startsWith("lazySet");
        boolean writes = !name.matches("get(Opaque|Acquire|Volatile)?");
        if (memory == Steps.Memory.PLAIN) {
            run.visitPlain(me, at);
        } else {
            run.visit(me, at);
        }
        if (!writes || name.contains("ompareAnd")) {
            run.look(me, call.site(), at);
        }
        run.step(me, at);
        if (me.initializing > 0) {
            return call.original().invokeExact(its);
        }
        run.say(me, Event.Kind.CALL, call.site(), at, its);
        if (reads) {
            Steps.access(run, at, call.site(), false, memory);
        }
        Object result = call.original().invokeExact(its);
        if (writes && !Boolean.FALSE.equals(result)) {
            Steps.access(run, at, call.site(), true, memory);
            run.changed(at);
        }
        if (call.type().returnType() != void.class) {
            run.say(me, Event.Kind.RETURN, call.site(), at, result);
        }
        return result;
    }

    /// A collection is given to the JDK, which reads it.
    static void readWhole(Execution run, Object given, Site site) {
        if (View.isFor(given)) {
            View.of(run, given).read(run, given, site);
        }
    }

    /// What no other rule is about: an object that threads can meet at, of which every change is seen by all who ask later; or one
    /// that is not made for that, of which a call reads or writes.
    private static Object meet(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        if (its.length == 0 || its[0] == null || call.owner().equals("java.lang.Object")) {
            return call.original().invokeExact(its);
        }
        var name = call.site().name();
        boolean isChange = call.owner().equals("java.util.Collections") && Set.of("sort", "shuffle", "reverse", "rotate", "fill", "replaceAll", "swap", "copy", "addAll").contains(name);
        boolean isView = call.isStatic() && View.isGivenBy(call);
        for (int i = call.isStatic() && !isChange && !isView ? 0 : 1; i < its.length; i++) {
            if (its[i] != null && (its[i].getClass().isArray() && call.owner().startsWith("java.util.") || View.isFor(its[i]) && !(its[i] instanceof Map.Entry))
                    && (call.isStatic() || name.endsWith("All"))) {
                Steps.readWhole(run, its[i], call.site());
            }
        }
        if (call.isStatic() && !isChange) {
            var result = call.original().invokeExact(its);
            if (isView && (its[0].getClass().isArray() || View.isFor(its[0]) || isConcurrent(its[0]))) {
                View.of(run, its[0]).note(run, call, its[0], its, result);
            }
            return result;
        }
        var root = View.root(run, its[0]);
        if (isConcurrent(root)) {
            var at = place(run, root);
            var of = part(call, its, root, at);
            run.visit(me, at);
            boolean looks = isReading(call);
            if (looks || name.startsWith("compareAndSet") || name.startsWith("try")) {
                run.look(me, call.site(), at);
            }
            run.step(me, at);
            if (its[0] == root && root instanceof ConcurrentHashMap<?, ?> map && !looks) {
                return change(call, run, me, its, map, at, of);
            }
            var result = ordered(call, run, me, its, at, of, name.endsWith("Opaque") || name.endsWith("Plain") ? Order.NOTHING : looks ? Order.ACQUIRES : Order.BOTH);
            boolean isPlain = name.equals("getPlain") || name.equals("setPlain");
            if (looks || !Boolean.FALSE.equals(result)) {
                run.race(of, looks ? of.read(me, call.site(), !isPlain) : of.write(me, call.site(), !isPlain), me, call.site(), !looks);
            }
            return result;
        }
        if (its[0] instanceof Iterator) {
            var at = place(run, its[0]);
            run.visitPlain(me, at);
            run.step(me, at);
            Steps.access(run, at, call.site(), !name.startsWith("has"), Steps.Memory.PLAIN);
            if (run.noted(its[0], View.class) == null) {
                return call.original().invokeExact(its);
            }
        }
        return View.isFor(its[0]) ? View.of(run, its[0]).call(call, run, me, its) : call.original().invokeExact(its);
    }

    /// An update by a function: between this and the compare-and-set that follows others may go on, and then the function is applied again.
    private static Rule updating(Class<?> type) {
        return rule(type, "getAndUpdate updateAndGet getAndAccumulate accumulateAndGet", (call, run, me, its) -> {
            int last = its.length - 1;
            var function = its[last];
            var operands = its.clone();
            operands[last] = Proxy.newProxyInstance(Jdk.class.getClassLoader(), new Class<?>[] {call.type().parameterType(last)}, (_, method, arguments) -> {
                var at = place(run, its[0]);
                me.acquire(at.released);
                try {
                    var result = method.invoke(function, arguments);
                    run.step(me, at);
                    return result;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
            return meet(call, run, me, operands);
        });
    }

    private static Object accumulator(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        var result = meet(call, run, me, its);
        if (run.noted(its[0], Accumulated.class) instanceof Accumulated all) {
            if (call.site().name().equals("accumulate")) {
                all.add(me, its[1]);
            } else if (result instanceof Number && call.type().returnType() != int.class) {
                me.undivided++;
                try {
                    var results = all.results();
                    result = results.get(run.pick(results.size()));
                } finally {
                    me.undivided--;
                }
                run.say(me, Event.Kind.RETURN, call.site(), place(run, its[0]), result);
            }
            if (call.site().name().endsWith("eset")) {
                all.reset();
            }
        }
        return result;
    }

    /// A class of the answer that extends one of those is one, too.
    private static boolean isConcurrent(Object object) {
        Class<?> type = object.getClass();
        while (type.getClassLoader() != null && type.getSuperclass() != null) {
            type = type.getSuperclass();
        }
        return type.getName().startsWith("java.util.concurrent.");
    }

    /// What of the object the call is about: one key of a map, one element of an array of atomics, or the whole. Only those who come for
    /// the same know of each other.
    private static Location part(JdkCall call, Object[] its, Object root, Location at) {
        boolean isOfKey = its.length > 1 && (root instanceof ConcurrentMap || root instanceof ConcurrentHashMap.KeySetView)
                && Set.of("get", "getOrDefault", "containsKey", "contains", "put", "add", "putIfAbsent", "remove", "replace", "merge", "compute", "computeIfPresent", "computeIfAbsent").contains(call.site().name());
        boolean isOfElement = its.length > 1 && (its[0] instanceof AtomicIntegerArray || its[0] instanceof AtomicLongArray || its[0] instanceof AtomicReferenceArray);
        return isOfKey || isOfElement ? at.cell(its[1], at::name) : at;
    }

    /// A change of a map of which each key has a lock. A function for one key is computed aside: others go on with the other keys.
    private static Object change(JdkCall call, Execution run, Actor me, Object[] its, ConcurrentHashMap<?, ?> map, Location at, Location of) throws Throwable {
        if (at.cells().stream().anyMatch(cell -> cell.owner == me)) {
            throw new IllegalStateException("Recursive update");
        }
        Supplier<Actor> owner = () -> of != at ? of.owner : at.cells().stream().map(cell -> cell.owner).filter(Objects::nonNull).findFirst().orElse(null);
        run.await(me, () -> "waits in %s() of %s".formatted(call.site().name(), at.name()), owner, Actor.Wait.FOR_EVER, call.site(), () -> owner.get() == null);
        if (of == at || !call.site().name().startsWith("compute") && !call.site().name().equals("merge") || map.containsKey(its[1]) && call.site().name().equals("computeIfAbsent")) {
            return ordered(call, run, me, its, at, of, Order.BOTH);
        }
        @SuppressWarnings("unchecked")
        var all = (Map<Object, Object>) map;
        var aside = new ConcurrentHashMap<>();
        if (all.get(its[1]) instanceof Object value) {
            aside.put(its[1], value);
        }
        var operands = its.clone();
        operands[0] = aside;
        of.owner = me;
        try {
            var result = ordered(call, run, me, operands, at, of, Order.BOTH);
            all.compute(its[1], (key, _) -> aside.get(key));
            return result;
        } finally {
            of.owner = null;
        }
    }

    private static boolean isLook(JdkCall call, Object result) {
        return isReading(call) || Boolean.FALSE.equals(result);
    }

    static boolean isReading(JdkCall call) {
        return isReading(call.site().name());
    }

    static boolean isReading(String method) {
        return READS.contains(method);
    }

    /// Methods that change nothing.
    private static final Set<String> READS = Set.copyOf(List.of("get", "getAcquire", "sum", "intValue", "longValue", "size", "isEmpty", "contains", "containsKey", "containsValue", "getOrDefault", "peek", "isDone",
                "iterator", "forEach", "stream", "toString", "values", "keySet", "entrySet", "getFirst", "getLast", "length", "getCount", "isLocked",
                "availablePermits", "remainingCapacity", "indexOf", "lastIndexOf", "hasNext", "next", "getKey", "getValue", "element", "containsAll", "toArray", "equals", "hashCode",
                "keySet", "subList", "listIterator", "reversed", "descendingIterator", "descendingMap", "descendingSet", "headMap", "tailMap", "subMap", "headSet", "tailSet",
                "subSet", "firstKey", "lastKey", "first", "last", "firstEntry", "lastEntry", "floorKey", "ceilingKey", "higherKey", "lowerKey", "floorEntry", "ceilingEntry",
                "hasPrevious", "previous", "nextIndex", "previousIndex", "charAt", "substring", "chars", "spliterator", "parallelStream", "plain", "opaque", "getPlain", "getOpaque", "resultNow", "state", "cardinality", "nextSetBit", "nextClearBit", "mappingCount", "getSum", "getMin", "getMax", "getAverage", "getHoldCount", "isHeldByCurrentThread"));

    static Location place(Execution run, Object object) {
        return run.location(object, object.getClass().getName(), () -> run.nameOf(object));
    }

    private static Object sleep(JdkCall call, Execution run, Actor me, long nanos) throws InterruptedException {
        Interrupts.ask(run, me);
        run.await(me, () -> "sleeps", () -> null, Math.max(1, nanos), call.site(), () -> me.isInterrupted());
        Interrupts.check(me);
        return null;
    }

    private static long limitOfSleep(Object[] its) {
        for (var operand : its) {
            if (operand instanceof java.time.Duration duration) {
                return duration.toNanos();
            }
            if (operand instanceof Long millis) {
                return millis * 1_000_000;
            }
        }
        return 1;
    }

    private static Object start(JdkCall call, Execution run, Actor me, Object[] its) {
        var thread = its[0] instanceof Thread made ? made : Thread.ofVirtual().unstarted((Runnable) its[0]);
        start(call, run, me, thread, its[0] == thread ? thread.isVirtual() ? task(run, thread) : thread::run : (Runnable) its[0]);
        return call.type().returnType() == void.class ? null : thread;
    }

    private static void start(JdkCall call, Execution run, Actor me, Thread thread, Runnable body) {
        if (run.of(thread) != null) {
            throw new IllegalThreadStateException();
        }
        var name = thread.getName();
        var child = run.start(name.isEmpty() || name.matches("Thread-\\d+") ? run.nextName() : name, thread, body);
        run.say(me, Event.Kind.START, call.site(), null, child);
    }

    private static Object join(JdkCall call, Execution run, Actor me, Object[] its) throws InterruptedException {
        var other = run.of((Thread) its[0]);
        if (other != null) {
            Interrupts.ask(run, me);
            boolean ended = run.await(me, () -> "waits in join() for " + other, () -> other, call.limit(its), call.site(), () -> other.hasEnded() || me.isInterrupted());
            Interrupts.check(me);
            if (ended) {
                me.acquire(other.clock);
                run.say(me, Event.Kind.JOIN, call.site(), null, other);
            }
            return call.type().returnType() == boolean.class ? (Object) ended : null;
        }
        return call.type().returnType() == boolean.class ? (Object) true : null;
    }

    private Jdk() {
    }
}
