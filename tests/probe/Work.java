package probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import probe.inside.HurriedTime;

/// Work that a test hands to an exercise, and the record of who ran it, with what, and beside whom.
///
/// What a run does while it lasts is chosen by the factory method: nothing ([#instant]), meet the other runs
/// ([#meeting]), stay until released ([#held]), sleep ([#napping]) or fail ([#failing], [#heldThenFailing]). The
/// shape in which the exercise takes it is chosen by [#runnable], [#callable], [#consumer] or [#function].
///
/// A run that is interrupted ends with [InterruptedException] where its shape can throw one, and otherwise
/// with the interrupt flag set and [CancellationException].
public final class Work {

    /// More tasks than a pool runs at once whose size is a round number or follows from the processors, and than the
    /// threads and the 256 spare ones that a ForkJoinPool has for blocked tasks: `301 + 4 × processors`.
    public static final int CROWD = 301 + 4 * Runtime.getRuntime().availableProcessors();

    /// The largest crowd: twice as many threads, and as many callers as half of it, are fewer than a judge bears.
    private static final int LARGEST_CROWD = 1150;

    private static volatile int crowd = CROWD;

    private static final Queue<Work> created = new ConcurrentLinkedQueue<>();

    private final Pace pace;
    private volatile Duration nap;
    private final List<Run> runs = new CopyOnWriteArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final Set<Object> released = ConcurrentHashMap.newKeySet();
    private volatile boolean allReleased;
    private boolean inTurn;
    private boolean elsewhere;
    private boolean lastStays;
    private String one = "task";
    private String many = "tasks";

    @FunctionalInterface
    private interface Pace {
        void keep(Run run) throws Throwable;
    }

    private Work(Function<Work, Pace> pace) {
        this(pace, Duration.ZERO);
    }

    private Work(Function<Work, Pace> pace, Duration nap) {
        this.pace = pace.apply(this);
        this.nap = nap;
        created.add(this);
    }

    /// As many tasks as it takes to see a limit to those in progress, if there is one: [#CROWD], or a hundred more than the largest
    /// number in the answer's code, which may be that limit, where that is more; 1,150 at most.
    public static int crowd() {
        return crowd;
    }

    static void exceed(IntStream numbers) {
        crowd = numbers.map(number -> number + 100).filter(more -> more > CROWD && more <= LARGEST_CROWD).max().orElse(CROWD);
    }

    /// This work, which holds its runs: time is hurried until it lets them go.
    private Work hurrying() {
        HurriedTime.hurry(this);
        return this;
    }

    /// Work that ends at once.
    public static Work instant() {
        return new Work(_ -> _ -> {});
    }

    /// Work whose runs wait for each other in groups of `parties`, and stay together for a moment after that.
    /// A group that stays incomplete is let go when patience ends, so an exercise that runs one task after
    /// the other still returns. While a group grows, patience lasts as many times as long as there are hundreds in it.
    public static Work meeting(int parties) {
        return new Work(work -> new Meeting(parties)::attend);
    }

    /// Work of which the first `parties` runs wait for each other in the same way; those after them end at once.
    public static Work meetingAtFirst(int parties) {
        return new Work(work -> {
            var meeting = new Meeting(parties);
            var runs = new AtomicInteger();
            return run -> {
                if (runs.incrementAndGet() <= parties) {
                    meeting.attend(run);
                }
            };
        });
    }

    /// Work whose runs last until they are released. Until then, time is hurried for the exercise.
    public static Work held() {
        return new Work(work -> work::hold).hurrying();
    }

    /// Work that sleeps for `nap`.
    public static Work napping(Duration nap) {
        return new Work(work -> _ -> Thread.sleep(work.nap), nap);
    }

    /// Work that throws `failure` itself.
    public static Work failing(Throwable failure) {
        giveCause(failure);
        return new Work(_ -> _ -> {
            Uncaught.expect(failure);
            throw failure;
        });
    }

    /// Work whose runs last until they are released, and then throw `failure` itself.
    public static Work heldThenFailing(Throwable failure) {
        giveCause(failure);
        return new Work(work -> run -> {
            work.hold(run);
            Uncaught.expect(failure);
            throw failure;
        }).hurrying();
    }

    private static void giveCause(Throwable failure) {
        if (failure.getCause() == null) {
            failure.initCause(new DataFormatException("the reason for it"));
        }
    }

    /// Names what the runs are in place of a task and tasks, such as an `action` and `calls of the action`.
    public Work called(String one, String many) {
        this.one = one;
        this.many = many;
        return this;
    }

    /// Says that the runs are made elsewhere, by a server for example: neither an interrupt of the exercise's thread nor a
    /// cancelled task is seen there.
    Work elsewhere() {
        elsewhere = true;
        return this;
    }

    /// Has the run of the thread started last stay longest when an assertion lets all but one end, where otherwise it goes first.
    public Work lastStays() {
        lastStays = true;
        return this;
    }

    /// This work as a [Runnable]: every call gives one that equals no other.
    public Runnable runnable() {
        return () -> unchecked("a task", () -> null);
    }

    /// This work as a [Callable] that is given, and returns, `result`.
    public <T> Callable<T> callable(T result) {
        return () -> run(result, () -> result);
    }

    /// This work as one [Callable] whose first call returns 1, its second 2, and so on.
    public Callable<Integer> counting() {
        var calls = new AtomicInteger();
        return () -> run("a task", calls::incrementAndGet);
    }

    /// A callable for each of `results`, in this order.
    @SafeVarargs
    public final <T> List<Callable<T>> callables(T... results) {
        return Arrays.stream(results).map(this::callable).toList();
    }

    /// This work as a [Consumer]; what it accepts is recorded.
    public <T> Consumer<T> consumer() {
        return input -> unchecked(input, () -> null);
    }

    /// This work as a [Function] that computes `function`; what it is applied to is recorded.
    public <T, R> Function<T, R> function(Function<T, R> function) {
        return input -> unchecked(input, () -> function.apply(input));
    }

    /// Lets the runs that are given `input` end. Waits, as long as patience lasts, until one has begun, and then
    /// until they have ended and those who wait for them have had a chance to see it. Where that was in vain once,
    /// the exercise runs its tasks in turn, and the next ones are not waited for.
    public void release(Object input) {
        inTurn = inTurn || !Patience.until(() -> inputs().contains(input));
        released.add(input);
        var same = runs.stream().filter(run -> run.input.equals(input)).toList();
        same.forEach(run -> run.released.countDown());
        Patience.until(() -> same.stream().allMatch(run -> run.ended));
        Patience.giveTurns();
    }

    /// Lets the run end that begins as the `number`th, the first being 1. Waits for it as long as patience lasts.
    public void releaseRun(int number) {
        awaitRuns(number);
        runs.stream().skip(number - 1).limit(1).forEach(run -> run.released.countDown());
    }

    /// Waits, as long as patience lasts, until so many runs have begun.
    public void awaitRuns(int count) {
        Patience.until(() -> runs.size() >= count);
    }

    /// Waits, as long as patience lasts, until so many runs have ended, and then until those who wait for them have had a
    /// chance to see it.
    public void awaitEnds(int count) {
        Patience.until(() -> runs.stream().filter(run -> run.ended).count() >= count);
        Patience.giveTurns();
    }

    /// Lets every run end, those included that have not begun.
    public void releaseAll() {
        HurriedTime.relax(this);
        allReleased = true;
        runs.forEach(run -> run.released.countDown());
    }

    /// Lets all runs but one end that have not ended, one at a time, those started first first; the one started last goes before them,
    /// or stays. Each time those who wait for them have a chance to see it, and `afterwards` is run.
    void releaseAllButOne(Runnable afterwards) {
        var order = new ArrayDeque<>(runs.stream().filter(run -> !run.ended).sorted(Comparator.comparingLong(run -> run.thread.threadId())).toList());
        if (!order.isEmpty() && !lastStays) {
            order.addFirst(order.removeLast());
        }
        while (order.size() > 1) {
            order.removeFirst().released.countDown();
            Patience.giveTurns();
            afterwards.run();
        }
    }

    /// What the runs begun so far were given, in the order in which they began.
    public List<Object> inputs() {
        return runs.stream().map(run -> run.input).toList();
    }

    /// Releases all work that this JVM has made so far, so that no thread of a failed test waits on.
    static void releaseEverything() {
        for (Work work; (work = created.poll()) != null; ) {
            work.releaseAll();
        }
    }

    /// How often a run of this test's work has begun or ended.
    static long steps() {
        return created.stream().flatMap(work -> work.runs.stream()).mapToLong(run -> run.ended ? 2 : 1).sum();
    }

    /// Doubles the time that runs sleep from now on.
    void napTwiceAsLong() {
        nap = nap.multipliedBy(2);
    }

    /// How long each run sleeps.
    Duration nap() {
        return nap;
    }

    List<Run> runs() {
        return runs;
    }

    /// Whether some of so many runs are never begun, however long they are waited for: their task has been cancelled.
    boolean isCancelled(int runs) {
        return !elsewhere && !Patience.until(() -> this.runs.size() >= runs);
    }

    /// What one run is called.
    String one() {
        return one;
    }

    /// What several runs are called.
    String many() {
        return many;
    }

    /// The most runs that were in progress at the same time.
    int peak() {
        return peak.get();
    }

    private void hold(Run run) throws InterruptedException {
        if (!allReleased && !released.contains(run.input)) {
            run.released.await();
        }
    }

    private <T> T unchecked(Object input, Callable<T> body) {
        try {
            return run(input, body);
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Uncaught.expect(new CancellationException("interrupted while working"));
        } catch (Exception e) {
            throw new IllegalArgumentException("the work of a Runnable, Consumer or Function throws no checked exception", e);
        }
    }

    private <T> T run(Object input, Callable<T> body) throws Exception {
        var run = new Run(input);
        peak.accumulateAndGet(live.incrementAndGet(), Math::max);
        runs.add(run);
        try {
            pace.keep(run);
            return body.call();
        } catch (InterruptedException e) {
            run.interrupt();
            throw e;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("neither an Exception nor an Error", e);
        } finally {
            live.decrementAndGet();
            run.end();
        }
    }

    /// A barrier that opens a little after its group is complete, or when patience with the missing ones ends.
    private static final class Meeting {

        private final int parties;
        private Group group = new Group();
        private volatile boolean over;

        Meeting(int parties) {
            this.parties = parties;
        }

        void attend(Run run) throws InterruptedException {
            join().open.await();
        }

        private synchronized Group join() {
            var joined = group;
            if (++joined.size == 1) {
                Thread.ofPlatform().group(LessonExtension.PROBE).daemon().start(() -> host(joined));
            }
            if (joined.size == parties) {
                joined.complete = true;
                group = new Group();
            }
            return joined;
        }

        private void host(Group group) {
            int seen = 0;
            for (int left = (parties + 99) / 100; left > 0 && !over && !Patience.until(() -> group.complete); left--) {
                over = left == 1 || group.size == seen;
                seen = group.size;
            }
            Patience.giveTurns();
            group.open.countDown();
        }

        private static final class Group {
            final CountDownLatch open = new CountDownLatch(1);
            volatile boolean complete;
            volatile int size;
        }
    }
}
