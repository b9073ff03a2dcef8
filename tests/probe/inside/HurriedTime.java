package probe.inside;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Time as a rewritten class of a lesson has it: what it gives to the JDK as a limit, a delay or a sleep, and what it reads
/// from a clock, goes through here (see [Rewriting]).
///
/// Normally it is time as it is. While a test holds tasks it is *hurried*: an hour passes in a few hundredths of a second.
/// So a limit is over while the test looks, however long it is, and is seen to be one; who asks again after it goes on
/// asking. An hour or more counts as no limit. Nothing else in the JVM is hurried, and nothing that waits for a network.
///
/// The public methods that take or give a time are called by rewritten code.
public final class HurriedTime {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    /// How far clocks run ahead: whoever had an hour has more than half of it left, which counts as no limit then.
    private static final long FARTHEST = Duration.ofMinutes(29).toNanos();

    /// A wait that lasts so many nanoseconds is none: a machine takes longer to begin and end it.
    private static final long NOTHING = 10_000;

    /// Nanoseconds that no limit is made shorter than: the first ones, and those that are set again and again.
    private static final long SHORTEST = Duration.ofMillis(4).toNanos();
    private static final long SHORTEST_OF_MANY = Duration.ofNanos(300_000).toNanos();
    private static final long MANY = 20;

    /// How many times as fast hurried time is for limits, of which one of an hour is over after 30 ms more, and for clocks.
    private static final long FASTER = 120_000;
    private static final long CLOCKS_FASTER = 6_000;

    private static final Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());
    private static final AtomicLong limits = new AtomicLong();
    private static final AtomicLong empty = new AtomicLong();
    private static final AtomicLong firstEnd = new AtomicLong();
    private static final AtomicLong lastEnd = new AtomicLong();
    private static volatile boolean hurried;
    private static volatile boolean repeats;
    private static volatile boolean read;
    private static long since;
    private static long ahead;

    private HurriedTime() {
    }

    /// Hurries, until [#relax] has been called for each `holder` for which this was.
    public static synchronized void hurry(Object holder) {
        if (!hurried) {
            read = false;
            repeats = false;
            limits.set(0);
            empty.set(0);
            firstEnd.set(Long.MAX_VALUE);
            lastEnd.set(Long.MIN_VALUE);
        }
        holders.add(holder);
        hurried = true;
    }

    /// Ends what [#hurry] began for this `holder`, if it did.
    public static synchronized void relax(Object holder) {
        if (holders.remove(holder) && holders.isEmpty()) {
            ahead = read ? ahead() : ahead;
            hurried = false;
        }
    }

    /// How many limits have been set since time is hurried, or since it was hurried last.
    public static long limits() {
        return limits.get();
    }

    /// How many waits have been asked for since then, limits or of no time at all.
    public static long waits() {
        return limits.get() + empty.get();
    }

    /// Whether something has been asked for since then that is done again and again.
    public static boolean repeats() {
        return repeats;
    }

    /// Whether one of the limits is over, or is counted in milliseconds and may be.
    public static boolean aLimitIsOver() {
        return System.nanoTime() > firstEnd.get() - 1_000_000;
    }

    /// Whether all limits are over.
    public static boolean limitsAreOver() {
        return System.nanoTime() > lastEnd.get();
    }

    /// Whether waits that last no time have been asked for again and again, with hardly any other between them: `sleep(0)` in
    /// a loop is no pause. (Who keeps a cadence by a clock that runs ahead has no time left to wait.)
    public static boolean isAskedWithoutPause() {
        return !read && empty.get() > 20 + 5 * limits.get();
    }

    /// How long a call on `target` that is given this limit waits, in nanoseconds.
    public static long nanos(Object target, long limit, TimeUnit unit) {
        return nanos(target, unit.toNanos(limit));
    }

    /// How long a call on `target` that is given this limit waits; both in nanoseconds.
    public static long nanos(Object target, long limit) {
        if (!hurried || limit >= (read ? HOUR / 2 : HOUR) || isOfTheNetwork(target)) {
            return limit;
        }
        if (limit < NOTHING) {
            empty.incrementAndGet();
            return limit;
        }
        long shorter = Math.min(limit, (limits.get() < MANY && !repeats ? SHORTEST : SHORTEST_OF_MANY) + limit / FASTER);
        long end = System.nanoTime() + shorter;
        firstEnd.accumulateAndGet(end, Math::min);
        lastEnd.accumulateAndGet(end, Math::max);
        limits.incrementAndGet();
        return shorter;
    }

    /// How long a call on `target` that is given this limit waits; both in milliseconds.
    public static long millis(Object target, long limit) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(limit);
        long shorter = nanos(target, nanos);
        return shorter == nanos ? limit : TimeUnit.NANOSECONDS.toMillis(shorter) + 1;
    }

    /// How long a call on `target` that is given this limit waits.
    public static Duration duration(Object target, Duration limit) {
        return limit == null || limit.compareTo(Duration.ofHours(1)) >= 0 ? limit : Duration.ofNanos(nanos(target, limit.toNanos()));
    }

    /// How long a call on `target` that is given this limit waits; both in milliseconds.
    public static int millis(Object target, int limit) {
        return (int) millis(target, (long) limit);
    }

    /// How long something of the lesson says that it is to be delayed.
    public static long delay(long delay, TimeUnit unit) {
        return unit.convert(nanos(null, delay, unit), TimeUnit.NANOSECONDS);
    }

    /// How long a call on `target` waits that is given this many milliseconds, and some nanoseconds beside them.
    public static long withNanos(Object target, long limit) {
        return limit == 0 ? 0 : millis(target, limit);
    }

    /// Notes a sleep of so many milliseconds and nanoseconds, if it is none.
    public static void noteSleep(long millis, int nanos) {
        if (millis == 0 && nanos < NOTHING) {
            nanos(null, nanos);
        }
    }

    /// Notes that something is to be done again and again, after a time each.
    public static void repeat() {
        repeats = true;
    }

    /// Until when a call on `target` that is given this time of day waits; both in milliseconds since 1970.
    public static long deadline(Object target, long deadline) {
        long now = System.currentTimeMillis();
        return now + millis(target, deadline - now - TimeUnit.NANOSECONDS.toMillis(ahead()));
    }

    /// Until when a call on `target` that is given this time of day waits.
    public static Date deadline(Object target, Date deadline) {
        return deadline == null ? null : new Date(deadline(target, deadline.getTime()));
    }

    /// [System#nanoTime].
    public static long nanoTime() {
        return System.nanoTime() + ahead();
    }

    /// [System#currentTimeMillis].
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(ahead());
    }

    /// How long the JVM has been running, in milliseconds, if it is so long in truth.
    public static long uptime(long millis) {
        return millis + TimeUnit.NANOSECONDS.toMillis(ahead());
    }

    /// [Clock#systemDefaultZone].
    public static Clock clock() {
        return clock(Clock.systemDefaultZone());
    }

    /// [Clock#system].
    public static Clock clock(ZoneId zone) {
        return clock(Clock.system(zone));
    }

    /// [InstantSource#system].
    public static InstantSource clock(InstantSource source) {
        return clock(Clock.systemUTC());
    }

    /// A calendar that shows the time.
    public static Calendar clock(Calendar calendar) {
        calendar.setTimeInMillis(currentTimeMillis());
        return calendar;
    }

    /// A clock that is as far ahead as the other ways to read the time are.
    public static Clock clock(Clock clock) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return clock(clock.withZone(zone));
            }

            @Override
            public Instant instant() {
                return clock.instant().plusNanos(ahead());
            }
        };
    }

    /// How far the time is ahead, in nanoseconds. Each time that it is hurried it begins to run ahead when it is first read,
    /// which is when a deadline is set.
    private static synchronized long ahead() {
        if (!hurried) {
            return ahead;
        }
        if (!read) {
            read = true;
            since = System.nanoTime();
        }
        return ahead + Math.min((System.nanoTime() - since) * CLOCKS_FASTER, FARTHEST);
    }

    /// A photo may be given up when its server says nothing for a while, so a wait for the client's answer is not hurried.
    private static boolean isOfTheNetwork(Object target) {
        return target instanceof CompletableFuture<?> && "java.net.http".equals(target.getClass().getModule().getName());
    }
}
