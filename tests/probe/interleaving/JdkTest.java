package probe.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import probe.inside.InsideTest;
import probe.inside.Rewriting;

/// What is known of each class of the JDK: for each one use that is right and one that is not, in two threads.
@DisplayName("Of the JDK it is known")
@Isolated
public class JdkTest {

    /// What two threads do with the JDK.
    public interface Threads {
        void first() throws Exception;

        void second() throws Exception;

        /// @return whether it is as it should be when both have ended
        boolean end() throws Exception;
    }

    private static final String RIGHT = "";
    private static final String RACE = "A data race: ";
    private static final String CHANGED = "A thread ended with java.util.ConcurrentModificationException";
    private static final String WRONG = "In the end it is not so: ";

    /// @param end      what is true when both have ended
    /// @param expected how the refusal begins, or empty
    private record Use(String of, String fields, String first, String second, String end, String expected) {
        @Override
        public String toString() {
            return of;
        }
    }

    private static final String TOTAL = "long total; static final VarHandle TOTAL = handle(USE.class, \"total\", long.class);";
    private static final String MESSAGE = "int message; int seen = 1; ";
    private static final String FLAG = MESSAGE + "boolean sent; static final VarHandle SENT = handle(USE.class, \"sent\", boolean.class);";
    private static final String SEND = "message = 1; ";
    private static final String LIST = "final List<Integer> items = new ArrayList<>(List.of(4, 3, 2, 1));";
    private static final String MAP = "final Map<Integer, Integer> items = new HashMap<>(Map.of(1, 1, 2, 2));";
    private static final String POOL = "int total; void add(ExecutorService pool) throws Exception { try (pool) { for (int i = 0; i < 2; i++) pool.submit(() -> total++); } }";

    static final List<Use> USES = List.of(
            new Use("that getAndAdd of a VarHandle is one step", TOTAL, "TOTAL.getAndAdd(this, 1L);", "TOTAL.getAndAdd(this, 1L);", "total == 2", RIGHT),
            new Use("that getVolatile and setVolatile are two", TOTAL, "TOTAL.setVolatile(this, (long) TOTAL.getVolatile(this) + 1);", "TOTAL.getAndAdd(this, 1L);", "total == 2", WRONG),
            new Use("that its plain modes order nothing", TOTAL, "TOTAL.set(this, 1L);", "TOTAL.get(this);", "true", RACE),
            new Use("that a plain access races with one by a VarHandle", TOTAL, "TOTAL.setVolatile(this, 1L);", "long seen = total;", "true", RACE),
            new Use("that what was written before setRelease is seen after getAcquire", FLAG, SEND + "SENT.setRelease(this, true);",
                    "if ((boolean) SENT.getAcquire(this)) seen = message;", "seen == 1", RIGHT),
            new Use("that the opaque modes do not order what was written before", FLAG, SEND + "SENT.setOpaque(this, true);",
                    "if ((boolean) SENT.getOpaque(this)) seen = message;", "seen == 1", RACE),
            new Use("that a field updater changes the field itself", "volatile int total; static final AtomicIntegerFieldUpdater<USE> TOTAL = AtomicIntegerFieldUpdater.newUpdater(USE.class, \"total\");",
                    "TOTAL.incrementAndGet(this);", "TOTAL.incrementAndGet(this);", "total == 2", RIGHT),
            new Use("that static state begins anew in each schedule", "static int total;", "synchronized (int.class) { total++; }", "synchronized (int.class) { total++; }",
                    "total == 2", RIGHT),
            new Use("that static state without a lock is shared", "static int total;", "total++;", "total++;", "total == 2", WRONG),
            new Use("that a pool of one thread runs its tasks one after the other", POOL, "add(Executors.newSingleThreadExecutor());", "", "total == 2", RIGHT),
            new Use("that a pool of two does not", POOL, "add(Executors.newFixedThreadPool(2));", "", "total == 2", WRONG),
            new Use("that a pool of virtual threads does not", POOL, "add(Executors.newVirtualThreadPerTaskExecutor());", "", "total == 2", WRONG),
            new Use("that a pool made by its constructor does not", POOL, "add(new ThreadPoolExecutor(2, 2, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>()));", "", "total == 2", WRONG),
            new Use("that a future orders what its task has done", "int total; int seen;", "try (var pool = Executors.newCachedThreadPool()) { pool.submit(() -> total = 1).get(); seen = total; }", "",
                    "seen == 1", RIGHT),
            new Use("that an unread future orders nothing", "int total; int seen; final ExecutorService pool = Executors.newCachedThreadPool();",
                    "pool.submit(() -> total = 1); seen = total;", "", "true", RACE),
            new Use("that a stage of a CompletableFuture knows the one before", "int total;",
                    "CompletableFuture.runAsync(() -> total += 1).thenRunAsync(() -> total += 1).join();", "", "total == 2", RIGHT),
            new Use("that two stages beside each other do not know each other", "int total;",
                    "var one = CompletableFuture.runAsync(() -> total++); var other = CompletableFuture.runAsync(() -> total++); one.join(); other.join();", "", "total == 2", WRONG),
            new Use("that a CyclicBarrier orders both sides", MESSAGE + "final CyclicBarrier both = new CyclicBarrier(2);", SEND + "both.await();", "both.await(); seen = message;", "seen == 1", RIGHT),
            new Use("that a Phaser does, too", MESSAGE + "final Phaser both = new Phaser(2);", SEND + "both.arriveAndAwaitAdvance();", "both.arriveAndAwaitAdvance(); seen = message;", "seen == 1", RIGHT),
            new Use("that an Exchanger hands over", "int seen; final Exchanger<Integer> both = new Exchanger<>();", "both.exchange(1);", "seen = both.exchange(2);", "seen == 1", RIGHT),
            new Use("that a SynchronousQueue hands over", "int seen; final BlockingQueue<Integer> items = new SynchronousQueue<>();", "items.put(1);", "seen = items.take();", "seen == 1", RIGHT),
            new Use("that a condition of a write lock wakes who waits", "final Lock lock = new ReentrantReadWriteLock().writeLock(); final Condition opened = lock.newCondition(); boolean isOpen;",
                    "lock.lock(); try { while (!isOpen) opened.await(); } finally { lock.unlock(); }", "lock.lock(); try { isOpen = true; opened.signal(); } finally { lock.unlock(); }", "isOpen", RIGHT),
            new Use("that nobody comes to a barrier for three", "final CyclicBarrier three = new CyclicBarrier(3);", "three.await();", "three.await();", "true", "Nobody can go on: "),
            new Use("that a limit of hours stands still with time", "int seen; final BlockingQueue<Integer> items = new ArrayBlockingQueue<>(1);",
                    "items.offer(1, 1, TimeUnit.HOURS); items.offer(2, 1, TimeUnit.HOURS);", "seen = items.poll(1, TimeUnit.HOURS) + items.poll(1, TimeUnit.HOURS);", "seen == 3", RIGHT),
            new Use("that a limit is over when nobody else can go on", "Integer seen = 1; final BlockingQueue<Integer> items = new LinkedBlockingQueue<>();", "seen = items.poll(1, TimeUnit.HOURS);", "", "seen == null", RIGHT),
            new Use("that an iterator reads its collection", "final List<Integer> items = new ArrayList<>();", "items.add(1);", "for (var item : items) { }", "true", CHANGED),
            new Use("that a view changes its collection", "final Map<Integer, Integer> items = new HashMap<>();", "items.keySet().remove(1);", "items.get(1);", "true", RACE),
            new Use("that a constructor reads what it copies", "final List<Integer> items = new ArrayList<>();", "items.add(1);", "new ArrayList<>(items);", "true", RACE),
            new Use("that copyOf reads what it copies", "final List<Integer> items = new ArrayList<>();", "items.add(1);", "List.copyOf(items);", "true", RACE),
            new Use("that clone reads an array", "final int[] items = new int[2];", "items[1] = 1;", "var copy = items.clone();", "true", RACE),
            new Use("that arraycopy writes an array", "final int[] items = new int[2];", "System.arraycopy(new int[2], 0, items, 0, 2);", "int seen = items[1];", "true", RACE),
            new Use("that a synchronized list is one for each call", "final List<Integer> items = Collections.synchronizedList(new ArrayList<>());", "items.add(1);", "items.add(2);", "items.size() == 2", RIGHT),
            new Use("that a synchronized list is none for whoever goes through it", "final List<Integer> items = Collections.synchronizedList(new ArrayList<>());", "items.add(1);",
                    "for (var item : items) { }", "true", CHANGED),
            new Use("that a reference to an atomic's method is one step", "final AtomicInteger total = new AtomicInteger();", "IntSupplier add = total::incrementAndGet; add.getAsInt();",
                    "total.incrementAndGet();", "total.get() == 2", RIGHT),
            new Use("that a reference to a list's method changes the list", "final List<Integer> items = new ArrayList<>();", "Consumer<Integer> add = items::add; add.accept(1);", "items.size();", "true", RACE),
            new Use("that whoever has joined a thread knows what it did", "int total;", "var thread = Thread.ofVirtual().start(() -> total = 1); thread.join();", "", "total == 1", RIGHT),
            new Use("that whoever has only started it does not", "int total;", "Thread.ofPlatform().start(() -> total = 1);", "int seen = total;", "true", RACE),
            new Use("that whoever has seen a thread's end by its state waits for it", "volatile int total;",
                    "var thread = Thread.ofPlatform().start(() -> total = 1); while (thread.getState() != Thread.State.TERMINATED) { Thread.onSpinWait(); }", "", "total == 1", RIGHT),
            new Use("that TimeUnit.sleep sleeps", "final Lock lock = new ReentrantLock(); int total;", "while (!lock.tryLock()) { TimeUnit.HOURS.sleep(1); } total++; lock.unlock();",
                    "lock.lock(); total++; lock.unlock();", "total == 2", RIGHT),
            new Use("that a stamped lock can be waited for until interrupted", "final StampedLock lock = new StampedLock(); int total;",
                    "long stamp = lock.writeLockInterruptibly(); total++; lock.unlockWrite(stamp);", "long stamp = lock.writeLockInterruptibly(); total++; lock.unlockWrite(stamp);", "total == 2", RIGHT),
            new Use("that identity hashes are an order of locks", "final Object a = new Object(); final Object b = new Object(); int total;"
                    + "void both(Object x, Object y) { if (System.identityHashCode(x) > System.identityHashCode(y)) both(y, x); else synchronized (x) { synchronized (y) { total++; } } }",
                    "both(a, b);", "both(b, a);", "total == 2", RIGHT),
            new Use("that disjoint sublists are apart", LIST, "items.subList(0, 2).set(1, 7);", "var half = items.subList(2, 4); half.set(0, half.get(1) + 1); for (var item : half) { }", "items.get(1) == 7", RIGHT),
            new Use("that overlapping sublists are not", LIST, "items.subList(0, 3).set(2, 7);", "items.subList(1, 4).get(1);", "true", RACE),
            new Use("that disjoint sublists can be sorted", LIST, "items.subList(0, 2).sort(null);", "Collections.sort(items.subList(2, 4)); items.subList(2, 4).stream().toList();", "true", RIGHT),
            new Use("that a sublist of a sublist lies where it lies", LIST, "items.subList(1, 4).subList(1, 3).set(0, 7);", "items.get(2);", "true", RACE),
            new Use("that to add to a sublist changes its list", LIST, "items.subList(0, 2).add(7);", "items.get(3);", "true", RACE),
            new Use("that to set an element of a list is no change of another", LIST, "items.set(0, 7);", "items.set(1, items.get(2));", "items.get(0) == 7", RIGHT),
            new Use("that to set an element is a change of what a copy reads", LIST, "items.set(0, 7);", "new ArrayList<>(items);", "true", RACE),
            new Use("that a list of an array is the array", "final Integer[] items = {4, 3, 2, 1}; final List<Integer> all = Arrays.asList(items);", "all.set(0, 7);", "int seen = items[0];", "true", RACE),
            new Use("that elements of a list of an array are apart", "final Integer[] items = {4, 3, 2, 1}; final List<Integer> all = Arrays.asList(items);", "all.set(0, 7);",
                    "items[1] = all.subList(2, 4).get(0);", "items[0] == 7", RIGHT),
            new Use("that reversed elements are the elements", LIST, "items.reversed().set(0, 7);", "items.get(3);", "true", RACE),
            new Use("that reversed elements are apart, too", LIST, "items.reversed().set(0, 7);", "items.get(0);", "items.get(3) == 7", RIGHT),
            new Use("that lists in a list are apart", "final List<List<Integer>> lists = List.of(new ArrayList<>(), new ArrayList<>()); final List<List<Integer>> all = new ArrayList<>(lists);",
                    "for (var list : all) { if (list == lists.get(0)) list.add(1); }", "for (var list : all) { if (list == lists.get(1)) list.add(1); }", "all.get(0).size() == 1", RIGHT),
            new Use("that Collections.sort writes a list", LIST, "Collections.sort(items);", "items.get(0);", "true", RACE),
            new Use("that Collections.swap writes two elements", LIST, "Collections.swap(items, 0, 1);", "Collections.swap(items, 2, 3);", "items.get(0) == 3", RIGHT),
            new Use("that the values of two keys that are there are apart", MAP, "items.put(1, 7);", "items.merge(2, 1, Integer::sum); items.get(2);", "items.get(1) == 7", RIGHT),
            new Use("that the value of one key is not", MAP, "items.put(1, 7);", "items.get(1);", "true", RACE),
            new Use("that a value is a change of what goes through all", MAP, "items.put(1, 7);", "for (var value : items.values()) { }", "true", RACE),
            new Use("that a value is no change for whoever goes through the keys", MAP, "items.put(1, 7);", "for (var key : items.keySet()) { } items.containsKey(1);", "true", RIGHT),
            new Use("that a new key is a change for all", MAP, "items.put(3, 7);", "items.get(1);", "true", RACE),
            new Use("that the entries of a map are apart", MAP, "for (var entry : items.entrySet()) { if (entry.getKey() == 1) entry.setValue(7); }",
                    "for (var entry : items.entrySet()) { if (entry.getKey() == 2) entry.setValue(7); }", "items.get(1) == 7", RIGHT),
            new Use("that an entry is one with its map", MAP, "for (var entry : items.entrySet()) { if (entry.getKey() == 1) entry.setValue(7); }", "items.get(1);", "true", RACE),
            new Use("that an enum map promises no such thing", "final Map<Thread.State, Integer> items = new EnumMap<>(Map.of(Thread.State.NEW, 1, Thread.State.RUNNABLE, 2));",
                    "items.put(Thread.State.NEW, 7);", "items.get(Thread.State.RUNNABLE);", "true", RACE),
            new Use("that a map in the order of accesses is changed by get", "final Map<Integer, Integer> items = new LinkedHashMap<>(16, 0.75f, true); { items.put(1, 1); items.put(2, 2); }",
                    "items.get(1);", "items.get(2);", "true", RACE),
            new Use("that one in the order of insertions is not", "final Map<Integer, Integer> items = new LinkedHashMap<>(Map.of(1, 1, 2, 2));", "items.get(1);", "items.get(2);", "true", RIGHT),
            new Use("that a cache made of a map is changed by get", "final Map<Integer, Integer> items = new LinkedHashMap<>(16, 0.75f, true) {"
                    + " protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) { return size() > 2; } }; { items.put(1, 1); items.put(2, 2); }", "items.get(1);", "items.put(3, 3);", "true", RACE),
            new Use("that an iterator made before goes through its list", LIST + "final Iterator<Integer> all = items.iterator();", "all.next();", "items.set(0, 7);", "true", RACE),
            new Use("that an iterator is for one thread", LIST + "final Iterator<Integer> all = items.iterator();", "all.next();", "all.next();", "true", RACE),
            new Use("that two iterators made before are apart", LIST + "final ListIterator<Integer> low = items.listIterator(0); final ListIterator<Integer> high = items.listIterator(2);",
                    "low.next(); low.set(7);", "high.next(); high.set(7);", "items.get(0) == 7", RIGHT),
            new Use("that an unmodifiable list is a view", LIST + "final List<Integer> seen = Collections.unmodifiableList(items);", "items.set(0, 7);", "seen.get(0);", "true", RACE),
            new Use("that a copy is none", LIST + "final List<Integer> seen = List.copyOf(items);", "items.set(0, 7);", "seen.get(0);", "true", RIGHT),
            new Use("that an iterator of keys removes from the map", MAP, "var all = items.keySet().iterator(); all.next(); all.remove();", "items.size();", "true", RACE),
            new Use("that toArray reads all", LIST, "items.set(3, 7);", "items.toArray();", "true", RACE),
            new Use("that the list below a synchronized one is not", "final List<Integer> below = new ArrayList<>(); final List<Integer> items = Collections.synchronizedList(below);", "items.add(1);", "below.size();", "true", RACE),
            new Use("that the keys of a synchronized map have its lock", "final Map<Integer, Integer> items = Collections.synchronizedMap(new HashMap<>(Map.of(1, 1, 2, 2)));",
                    "items.put(3, 3);", "items.keySet().remove(1); synchronized (items) { for (var key : items.keySet()) { } }", "items.size() == 2", RIGHT),
            new Use("that nobody goes through them without", "final Map<Integer, Integer> items = Collections.synchronizedMap(new HashMap<>(Map.of(1, 1, 2, 2)));", "items.put(3, 3);", "for (var key : items.keySet()) { }",
                    "true", CHANGED),
            new Use("that a Vector has a lock", "final List<Integer> items = new Vector<>();", "items.add(1);", "items.add(2);", "items.size() == 2", RIGHT),
            new Use("that a BitSet has none", "final BitSet items = new BitSet();", "items.set(1);", "items.set(2);", "true", RACE),
            new Use("that reads of a BitSet are apart", "final BitSet items = new BitSet();", "items.get(1);", "items.cardinality();", "true", RIGHT),
            new Use("that an ArrayDeque has no lock", "final Deque<Integer> items = new ArrayDeque<>();", "items.add(1);", "items.peek();", "true", RACE),
            new Use("that the elements of an AtomicIntegerArray are apart", "int message; int seen = 1; final AtomicIntegerArray all = new AtomicIntegerArray(2);", SEND + "all.set(0, 1);", "if (all.get(1) == 0) seen = message;",
                    "true", RACE),
            new Use("that an element of an AtomicIntegerArray orders", "int message; int seen = 1; final AtomicIntegerArray all = new AtomicIntegerArray(2);", SEND + "all.set(0, 1);", "if (all.get(0) == 1) seen = message;",
                    "seen == 1", RIGHT),
            new Use("that updateAndGet may apply its function again", "final AtomicInteger total = new AtomicInteger(); final AtomicInteger calls = new AtomicInteger();",
                    "total.updateAndGet(x -> { calls.incrementAndGet(); return x + 1; });", "total.updateAndGet(x -> { calls.incrementAndGet(); return x + 1; });", "calls.get() == 2", WRONG),
            new Use("that functions of one key come one after the other", "int total; final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();", "items.compute(1, (k, v) -> ++total);",
                    "items.merge(1, 1, (a, b) -> ++total); items.merge(1, 1, (a, b) -> ++total);", "true", RIGHT),
            new Use("that those of two keys do not", "int total; final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();", "items.compute(1, (k, v) -> ++total);", "items.compute(2, (k, v) -> ++total);",
                    "true", RACE),
            new Use("that an operation between those of two keys comes between", "final AtomicInteger total = new AtomicInteger(); final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();",
                    "items.compute(1, (k, v) -> { total.set(total.get() + 1); return 1; });", "items.compute(2, (k, v) -> { total.set(total.get() + 1); return 1; });", "total.get() == 2", WRONG),
            new Use("that what was done before put is known after get", "int message; int seen = 1; final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();", SEND + "items.put(1, 1);",
                    "if (items.get(1) != null) seen = message;", "seen == 1", RIGHT),
            new Use("that it is not known after get of another key", "int message; int seen = 1; final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();", SEND + "items.put(1, 1);",
                    "items.get(2); seen = message;", "true", RACE),
            new Use("that it is known to whoever goes through all", "int message; int seen = 1; final ConcurrentMap<Integer, Integer> items = new ConcurrentHashMap<>();", SEND + "items.put(1, 1);",
                    "for (var key : items.keySet()) seen = message;", "seen == 1", RIGHT),
            new Use("that an accumulator adds in whatever order", "final LongAccumulator total = new LongAccumulator(Long::sum, 100);", "total.accumulate(1); total.accumulate(2);", "total.accumulate(3);",
                    "total.get() == 106", RIGHT),
            new Use("that an accumulator has no order of its threads", "final LongAccumulator total = new LongAccumulator((a, b) -> a * 2 + b, 0);", "total.accumulate(1);", "total.accumulate(2);", "total.get() == 4", WRONG),
            new Use("that an accumulator does not subtract", "final LongAccumulator total = new LongAccumulator((a, b) -> a - b, 100);", "total.accumulate(1);", "total.accumulate(2);", "total.get() == 97", WRONG),
            new Use("that an accumulator of doubles does not either", "final DoubleAccumulator total = new DoubleAccumulator((a, b) -> a - b, 100);", "total.accumulate(1);", "total.accumulate(2);",
                    "total.get() == 97", WRONG),
            new Use("that an accumulator is for the greatest", "final LongAccumulator most = new LongAccumulator(Math::max, Long.MIN_VALUE);", "most.accumulate(1);", "most.accumulate(2);", "most.getThenReset() == 2 && most.get() == Long.MIN_VALUE", RIGHT),
            new Use("that an optimistic read is none before it is validated", "int low; int high; int seen; final StampedLock lock = new StampedLock();", "long stamp = lock.writeLock(); low++; high++; lock.unlockWrite(stamp);",
                    "lock.tryOptimisticRead(); seen = low - high;", "true", RACE),
            new Use("that a Phaser orders who arrives before who waits", MESSAGE + "final Phaser both = new Phaser(2);", "both.arriveAndAwaitAdvance(); message = 1;", "both.arrive(); seen = message;", "true", RACE),
            new Use("that an Exchanger orders both sides", MESSAGE + "final Exchanger<Integer> both = new Exchanger<>();", SEND + "both.exchange(1);", "both.exchange(2); seen = message;", "seen == 1", RIGHT),
            new Use("that an interrupt may come before a sleep or while it lasts", "boolean slept; Thread second;",
                    "second = Thread.startVirtualThread(() -> { try { Thread.sleep(1); slept = true; } catch (InterruptedException e) { } }); second.interrupt(); second.join();", "", "!slept", WRONG),
            new Use("that an interrupt may come too late for a sleep", "boolean caught;",
                    "var second = Thread.startVirtualThread(() -> { try { Thread.sleep(1); } catch (InterruptedException e) { caught = true; } }); second.interrupt(); second.join();", "", "caught", WRONG),
            new Use("that an interrupt ends a wait, before it begins or while it lasts", "volatile boolean caught; final CountDownLatch latch = new CountDownLatch(1); final Thread waits = Thread.ofVirtual().unstarted(() -> {"
                    + " try { latch.await(); } catch (InterruptedException e) { caught = true; } });", "waits.start(); waits.interrupt(); latch.countDown(); waits.join();", "", "caught", RIGHT),
            new Use("that a locked walk over a synchronized list is one step", "final List<Integer> items = Collections.synchronizedList(new ArrayList<>(List.of(1)));", "items.add(1);",
                    "synchronized (items) { for (var item : items) { } }", "true", RIGHT),
            new Use("that a sublist of a synchronized list has its lock", "final List<Integer> items = Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));", "items.set(0, 7);",
                    "items.subList(0, 1).get(0); synchronized (items) { items.set(1, items.get(0)); }", "true", RIGHT),
            new Use("that a synchronized map computes under its lock", "int total; final Map<Integer, Integer> items = Collections.synchronizedMap(new HashMap<>());", "items.compute(1, (k, v) -> ++total);",
                    "items.merge(2, 1, (a, b) -> a); items.compute(2, (k, v) -> ++total);", "total == 2", RIGHT),
            new Use("that a set of a concurrent map is concurrent", "final Set<Integer> items = Collections.newSetFromMap(new ConcurrentHashMap<>());", "items.add(1);", "items.add(2);", "items.size() == 2", RIGHT),
            new Use("that an unmodifiable map of a concurrent one is, too", MESSAGE + "final Map<Integer, Integer> items = new ConcurrentHashMap<>(); final Map<Integer, Integer> shown = Collections.unmodifiableMap(items);",
                    SEND + "items.put(1, 1);", "if (shown.containsKey(1)) seen = message;", "seen == 1", RIGHT),
            new Use("that a list in a concurrent map is a plain list", "final Map<Integer, List<Integer>> items = new ConcurrentHashMap<>();", "items.computeIfAbsent(1, k -> new ArrayList<>()).add(1);",
                    "items.computeIfAbsent(1, k -> new ArrayList<>()).add(2);", "true", RACE),
            new Use("that one changed within compute is not shared", "final Map<Integer, List<Integer>> items = new ConcurrentHashMap<>();", "items.compute(1, (k, v) -> { var all = v == null ? new ArrayList<Integer>() : v; all.add(1); return all; });",
                    "items.compute(1, (k, v) -> { var all = v == null ? new ArrayList<Integer>() : v; all.add(2); return all; });", "items.get(1).size() == 2", RIGHT),
            new Use("that a function of a concurrent map must not change it", "final Map<Integer, Integer> items = new ConcurrentHashMap<>();", "items.computeIfAbsent(1, k -> items.computeIfAbsent(2, l -> 3));", "", "true",
                    "A thread ended with java.lang.IllegalStateException: Recursive update"),
            new Use("that whoever computes holds the key", "final Object lock = new Object(); final Map<Integer, Integer> items = new ConcurrentHashMap<>();", "items.compute(1, (k, v) -> { synchronized (lock) { return 1; } });",
                    "synchronized (lock) { items.put(1, 2); }", "true", "Nobody can go on: "),
            new Use("that a counter in a concurrent map counts", "final Map<Integer, AtomicInteger> items = new ConcurrentHashMap<>();", "items.computeIfAbsent(1, k -> new AtomicInteger()).incrementAndGet();",
                    "items.computeIfAbsent(1, k -> new AtomicInteger()).incrementAndGet();", "items.get(1).get() == 2", RIGHT),
            new Use("that merge counts", "final Map<Integer, Integer> items = new ConcurrentHashMap<>();", "items.merge(1, 1, Integer::sum);", "items.merge(1, 1, Integer::sum);", "items.get(1) == 2", RIGHT),
            new Use("that get and put do not count", "final Map<Integer, Integer> items = new ConcurrentHashMap<>(Map.of(1, 0));", "items.put(1, items.get(1) + 1);", "items.merge(1, 1, Integer::sum);", "items.get(1) == 2", WRONG),
            new Use("that a list in an AtomicReference is a plain list", "final AtomicReference<List<Integer>> items = new AtomicReference<>(new ArrayList<>());", "items.updateAndGet(all -> { all.add(1); return all; });",
                    "items.updateAndGet(all -> { all.add(2); return all; });", "true", RACE),
            new Use("that a copy in an AtomicReference is one's own", "final AtomicReference<List<Integer>> items = new AtomicReference<>(List.of());",
                    "items.updateAndGet(all -> { var next = new ArrayList<>(all); next.add(1); return next; });", "items.updateAndGet(all -> { var next = new ArrayList<>(all); next.add(2); return next; });",
                    "items.get().size() == 2", RIGHT),
            new Use("that a ThreadLocal is each thread's own", "final ThreadLocal<List<Integer>> items = ThreadLocal.withInitial(ArrayList::new);", "items.get().add(1);", "items.get().add(2);", "items.get().isEmpty()", RIGHT),
            new Use("that a class that extends a list is one", "static class Log extends ArrayList<Integer> { } final Log items = new Log();", "items.add(1);", "items.add(2);", "true", RACE),
            new Use("that replaceAll of a map changes all values", MAP, "items.replaceAll((k, v) -> v + 1);", "items.get(2);", "true", RACE),
            new Use("that replaceAll of a map changes no key", MAP, "items.replaceAll((k, v) -> v + 1);", "items.containsKey(2);", "true", RIGHT),
            new Use("that removeIf on a view changes the map", MAP, "items.values().removeIf(v -> v == 1);", "items.containsKey(2);", "true", RACE),
            new Use("that a Hashtable has a lock for each call", "final Map<Integer, Integer> items = new Hashtable<>();", "items.put(1, 1);", "items.put(2, 2); items.keySet().remove(2);", "items.size() == 1", RIGHT),
            new Use("that a Hashtable has none for two calls", "final Map<Integer, Integer> items = new Hashtable<>();", "if (!items.containsKey(1)) items.put(1, 1);", "if (!items.containsKey(1)) items.put(1, 2);", "items.get(1) == 1", WRONG),
            new Use("that a sum of a LongAdder comes after its addition", "int last; final LongAdder total = new LongAdder();", "total.increment(); if (total.sum() == 2) synchronized (total) { last++; }",
                    "total.increment(); if (total.sum() == 2) synchronized (total) { last++; }", "last == 1", WRONG),
            new Use("that an optimistic read that is valid is right", "int low; int high; int seen; final StampedLock lock = new StampedLock();", "long stamp = lock.writeLock(); low++; high++; lock.unlockWrite(stamp);",
                    "long stamp = lock.tryOptimisticRead(); int both = low - high; if (!lock.validate(stamp)) { stamp = lock.readLock(); both = low - high; lock.unlockRead(stamp); } seen = both;", "seen == 0", RIGHT),
            new Use("that an optimistic read that is not valid is not", "int low; int high; int seen; final StampedLock lock = new StampedLock();", "long stamp = lock.writeLock(); low++; high++; lock.unlockWrite(stamp);",
                    "long stamp = lock.tryOptimisticRead(); seen = low - high; if (!lock.validate(stamp)) seen = low - high;", "seen == 0", WRONG),
            new Use("that a list written in words is read", "final List<Integer> items = new ArrayList<>();", "items.add(1);", "var words = \"\" + items;", "true", RACE),
            new Use("that a list that is printed is read", "final List<Integer> items = new ArrayList<>();", "items.add(1);", "String.valueOf(items);", "true", RACE),
            new Use("that joined words are read", "final List<String> items = new ArrayList<>();", "items.add(\"a\");", "String.join(\", \", items);", "true", RACE),
            new Use("that requireNonNull does not read a list", "final List<String> items = new ArrayList<>();", "items.add(\"a\");", "Objects.requireNonNull(items);", "true", RIGHT),
            new Use("that the cells of a queue of priorities are one", "final Queue<Integer> items = new PriorityQueue<>(List.of(1, 2));", "items.poll();", "items.peek();", "true", RACE),
            new Use("of a parallel stream that elements of a list are apart", "final List<Integer> all = new ArrayList<>(Collections.nCopies(50, 0));", "IntStream.range(0, 50).parallel().forEach(i -> all.set(i, i));", "", "all.get(49) == 49", RIGHT),
            new Use("that a CopyOnWriteArrayList lets whoever goes through it", "final List<Integer> items = new CopyOnWriteArrayList<>(List.of(1));", "items.add(2);", "for (var item : items) { items.size(); }", "items.size() == 2", RIGHT),
            new Use("that StringJoiner has no lock", "final StringJoiner items = new StringJoiner(\",\");", "items.add(\"1\");", "items.add(\"2\");", "true", RACE),
            new Use("that StringBuffer has one", "final StringBuffer items = new StringBuffer();", "items.append(1);", "items.append(2);", "items.length() == 2", RIGHT),
            new Use("that whoever uses a class knows its collections", "static class Holder { static final Map<Integer, Integer> ITEMS = new HashMap<>(); static { ITEMS.put(1, 1); } }", "Holder.ITEMS.get(1);",
                    "Holder.ITEMS.get(1);", "true", RIGHT),
            new Use("that a lock of the answer's own class is one", "static class Own extends ReentrantLock { } final Own own = new Own(); int count;",
                    "own.lock(); count++; own.unlock();", "own.lock(); count++; own.unlock();", "count == 2", RIGHT),
            new Use("that a semaphore of such a class is one", "static class Own extends Semaphore { Own() { super(1); } } final Own own = new Own(); int count;",
                    "own.acquireUninterruptibly(); count++; own.release();", "own.acquireUninterruptibly(); count++; own.release();", "count == 2", RIGHT),
            new Use("that an atomic of such a class is one", "static class Own extends AtomicInteger { } final Own own = new Own();",
                    "own.incrementAndGet();", "own.incrementAndGet();", "own.get() == 2", RIGHT),
            new Use("that each object has one hash code", "static class Own { } final Own one = new Own(), other = new Own(); int count;",
                    "synchronized (one.hashCode() < other.hashCode() ? one : other) { count++; }", "synchronized (other.hashCode() < one.hashCode() ? other : one) { count++; }", "count == 2", RIGHT),
            new Use("that a key of the answer's own is one", "record Key(int row) { } static class Odd { public int hashCode() { return 1; } public boolean equals(Object other) { return other instanceof Odd; } }"
                    + "final Map<Object, Integer> items = new HashMap<>(Map.of(new Key(1), 1, new Key(2), 2, new Odd(), 3)); final Map<Object, Integer> all = new ConcurrentHashMap<>();",
                    "items.put(new Key(1), 7); all.put(new Odd(), 1);", "items.put(new Key(2), 7); items.get(new Odd()); all.put(new Odd(), 2);", "all.size() == 1", RIGHT),
            new Use("that two equal keys are one", "record Key(int row) { } final Map<Key, Integer> items = new HashMap<>(Map.of(new Key(1), 1));", "items.put(new Key(1), 7);", "items.get(new Key(1));", "true", RACE),
            new Use("that a queue within a lock is guarded", "final Lock lock = new ReentrantLock(); final Deque<Integer> items = new ArrayDeque<>(List.of(1, 2));",
                    "lock.lock(); try { items.removeFirst(); } finally { lock.unlock(); }", "lock.lock(); try { for (var it = items.descendingIterator(); it.hasNext(); ) if (it.next() == 1) it.remove(); } finally { lock.unlock(); }", "items.size() < 2", RIGHT),
            new Use("that null is a key, and a value", "final Map<String, Integer> items = new HashMap<>(); { items.put(null, 1); items.put(\"a\", null); }", "items.put(null, 7); for (var entry : items.entrySet()) { entry.getKey(); }",
                    "items.get(\"a\");", "items.get(null) == 7", RIGHT),
            new Use("that a TreeMap is like a HashMap", "final NavigableMap<Integer, Integer> items = new TreeMap<>(Map.of(1, 1, 2, 2, 3, 3));", "items.put(1, 7); items.headMap(2).put(1, 8);", "items.tailMap(2).values().stream().toList(); items.get(3);",
                    "items.get(1) == 8", RIGHT),
            new Use("that a limit on time can be over first", "final BlockingQueue<Integer> items = new ArrayBlockingQueue<>(1, false, List.of(1));",
                    "items.offer(2, 10, TimeUnit.MILLISECONDS);", "items.take();", "items.size() == 1", WRONG),
            new Use("that a limit of an hour counts as none", "final BlockingQueue<Integer> items = new ArrayBlockingQueue<>(1, false, List.of(1));",
                    "items.offer(2, 1, TimeUnit.HOURS);", "items.take();", "items.size() == 1", RIGHT),
            new Use("that a sleep waits for nobody", "volatile int message; int seen;", "Thread.sleep(1000); seen = message;", "message = 1;", "seen == 1", WRONG),
            new Use("of a parallel stream that its threads share a field", "int total;", "IntStream.range(0, 50).parallel().forEach(i -> total++);", "", "true", RACE),
            new Use("of a parallel stream that its threads share a list", "final List<Integer> all = new ArrayList<>();", "IntStream.range(0, 50).parallel().forEach(all::add);", "", "true", RACE),
            new Use("of a parallel stream that whoever calls it knows what was done", "final int[] squares = new int[50]; int sum;",
                    "IntStream.range(0, 50).parallel().forEach(i -> squares[i] = i * i); for (int square : squares) sum += square;", "", "sum == 40425", RIGHT),
            new Use("of a parallel stream that a lock orders its threads", "int total; int other;", "IntStream.range(0, 50).parallel().forEach(i -> { synchronized (this) { total++; } });",
                    "synchronized (this) { other = total; }", "total == 50", RIGHT),
            new Use("of a parallel stream that an exception is known to whoever catches it", "int total;",
                    "try { IntStream.range(0, 50).parallel().forEach(i -> { if (i == 7) { total = 1; throw new IllegalStateException(); } }); } catch (IllegalStateException e) { total++; }", "", "total == 2", RIGHT),
            new Use("of a fork/join pool that its tasks know what was done before the fork", "int total; class Sum extends RecursiveTask<Integer> { int from; int to; Sum(int from, int to) { this.from = from; this.to = to; }"
                    + "protected Integer compute() { if (to - from < 2) return from; var one = new Sum(from, (from + to) / 2); one.fork(); return new Sum((from + to) / 2, to).compute() + one.join(); } }",
                    "try (var pool = new ForkJoinPool(4)) { total = pool.invoke(new Sum(0, 64)); }", "", "total == 2016", RIGHT),
            new Use("of a fork/join pool that its tasks share a field", "int total; class Sum extends RecursiveAction { final int from; final int to; Sum(int from, int to) { this.from = from; this.to = to; }"
                    + "protected void compute() { if (to - from < 2) { total += from; return; } invokeAll(new Sum(from, (from + to) / 2), new Sum((from + to) / 2, to)); } }",
                    "try (var pool = new ForkJoinPool(4)) { pool.invoke(new Sum(0, 64)); }", "", "true", RACE),
            new Use("of a scheduled executor that whoever gets its result knows what was done", "int total;",
                    "try (var pool = Executors.newScheduledThreadPool(1)) { pool.schedule(() -> total++, 1, TimeUnit.MICROSECONDS).get(); total++; }", "", "total == 2", RIGHT),
            new Use("of a timer that its task is known to whoever waits at a latch", "int total;",
                    "var latch = new CountDownLatch(1); var timer = new java.util.Timer(true); timer.schedule(new java.util.TimerTask() { public void run() { total++; latch.countDown(); } }, 0); latch.await(); total++; timer.cancel();",
                    "", "total == 2", RIGHT),
            new Use("of an executor that counts time that the initialiser of a class may make it",
                    "static final ScheduledExecutorService POOL = Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().factory()); int total;",
                    "POOL.schedule(() -> total++, 0, TimeUnit.SECONDS).get();", "", "total == 1", RIGHT),
            new Use("of an atomic that getPlain() reads it as any field is read", MESSAGE + "final AtomicBoolean sent = new AtomicBoolean();", SEND + "sent.set(true);",
                    "while (!sent.getPlain()) { }", "true", RACE),
            new Use("of an atomic that setPlain() writes it as any field is written", MESSAGE + "final AtomicBoolean sent = new AtomicBoolean();", SEND + "sent.setPlain(true);",
                    "sent.get();", "true", RACE),
            new Use("of an atomic that getPlain() is enough where a lock orders it", "final AtomicInteger total = new AtomicInteger();",
                    "synchronized (this) { total.setPlain(total.getPlain() + 1); }", "synchronized (this) { total.setPlain(total.getPlain() + 1); }", "total.get() == 2", RIGHT),
            new Use("of an atomic that weakCompareAndSetPlain() is one access", "final AtomicInteger total = new AtomicInteger();",
                    "int was; do { was = total.get(); } while (!total.weakCompareAndSetPlain(was, was + 1));", "total.incrementAndGet();", "total.get() == 2", RIGHT),
            new Use("of a timer that a plain flag orders nothing", "int total; boolean done;",
                    "var timer = new java.util.Timer(true); timer.schedule(new java.util.TimerTask() { public void run() { total++; done = true; } }, 0); for (int i = 0; i < 100000 && !done; i++) { } timer.cancel();",
                    "", "true", RACE),
            new Use("of a timer that its thread starts as it is made", "final java.util.Timer timer = new java.util.Timer(true);", "", "", "timer != null", RIGHT),
            new Use("of a fork/join pool that its threads are its own", "int total;", "try (var pool = new ForkJoinPool(1)) { pool.submit(() -> total++).get(); }", "", "total == 1", RIGHT));

    private static ClassLoader classes;

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        var text = new StringBuilder("""
                import module java.base;

                public class Uses {
                    static VarHandle handle(Class<?> in, String name, Class<?> type) {
                        try {
                            return MethodHandles.privateLookupIn(in, MethodHandles.lookup()).findVarHandle(in, name, type);
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                """);
        for (int i = 0; i < USES.size(); i++) {
            var use = USES.get(i);
            text.append("""
                    public static class USE implements probe.interleaving.JdkTest.Threads {
                        %s
                        public USE() {}
                        public void first() throws Exception { %s }
                        public void second() throws Exception { %s }
                        public boolean end() throws Exception { return %s; }
                    }
                    """.formatted(use.fields, use.first, use.second, use.end).replace("USE", "Use" + i));
        }
        var compiled = InsideTest.compile(folder, "Uses", text + "}");
        classes = new InsideTest.Loader(Rewriting.rewrite(compiled, JdkTest.class.getClassLoader(), true));
    }

    @AfterEach
    void forgetStatics() {
        Steps.forgetStatics();
    }

    @ParameterizedTest(name = "{0}.")
    @FieldSource("USES")
    @DisplayName("of a class")
    void knows(Use use) {
        var refusal = catchThrowable(() -> run(use));

        if (use.expected.isEmpty()) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).isInstanceOf(AssertionError.class).hasMessageStartingWith(use.expected);
        }
    }

    @Test
    @DisplayName("whose threads cannot be held: plain runs judge these, and that is said.")
    void saysWhatWasRun() throws Throwable {
        EveryInterleaving.explored();

        run(USES.get(USES.size() - 2));
        run(USES.getLast());

        assertThat(EveryInterleaving.explored()).extracting(Explored::sentence)
                .containsExactly("no fault in 200 plain runs: the threads cannot be held, because it uses a Timer",
                        "no fault in 200 plain runs: the threads cannot be held, because it uses a fork/join pool");
    }

    private static void run(Use use) throws Throwable {
        var type = classes.loadClass("Uses$Use" + USES.indexOf(use)).asSubclass(Threads.class);
        everyInterleaving(() -> type.getDeclaredConstructor().newInstance()).of(Threads::first, Threads::second).endsWith(its -> {
            if (!its.end()) {
                throw new AssertionError(WRONG + use.end);
            }
        });
    }
}
