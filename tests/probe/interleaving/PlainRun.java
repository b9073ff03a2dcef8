package probe.interleaving;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// A run whose threads nobody holds. Two accesses of which at least one writes are a data race if the later thread has done nothing in
/// between that could order them. Such are all calls of other code and returns from it, each entry into a method, monitors, and volatile
/// reads; what these order is not looked at, so no race is seen that is none. Threads yield at their accesses by chance, which has the
/// windows overlap.
final class PlainRun {

    private static volatile PlainRun current;

    private final Map<Object, Map<Object, Place>> places = new IdentityHashMap<>();
    private final Map<Thread, Seen> threads = new ConcurrentHashMap<>();
    private long now;
    private String race;

    /// What a thread may know.
    private static final class Seen {
        long until;
        volatile boolean isNew = true;
        int initializing;
    }

    private record Access(Thread by, long time, String words, int line) {}

    private static final class Place {
        Access write;
        final Map<Thread, Access> reads = new HashMap<>();
    }

    /// The run that goes on, or null.
    static PlainRun current() {
        return current;
    }

    static PlainRun begin() {
        return current = new PlainRun();
    }

    /// @return what two accesses it was, in a sentence, or null
    synchronized String end() {
        current = null;
        return race;
    }

    /// The current thread may know from now on all that has been done.
    void order() {
        me().isNew = true;
    }

    void initialize(int depth) {
        me().initializing += depth;
        order();
    }

    private Seen me() {
        return threads.computeIfAbsent(Thread.currentThread(), _ -> new Seen());
    }

    /// An access of a field, an element or a whole collection that is not volatile.
    ///
    /// @param key of all that the object has, which this is
    void access(Object object, Object key, String name, int line, boolean isWrite) {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            Thread.yield();
        }
        var me = me();
        synchronized (this) {
            if (me.isNew) {
                me.isNew = false;
                me.until = ++now;
            }
            if (me.initializing > 0) {
                return;     // whoever uses a class knows what its initialiser has done (JLS 12.4.2)
            }
            var place = places.computeIfAbsent(object, _ -> new HashMap<>(4)).computeIfAbsent(key, _ -> new Place());
            var access = new Access(Thread.currentThread(), ++now, (isWrite ? "writes " : "reads ") + name, line);
            refuse(place.write, access, me);
            if (isWrite) {
                place.reads.values().forEach(read -> refuse(read, access, me));
                place.write = access;
            } else {
                place.reads.put(access.by, access);
            }
        }
    }

    private void refuse(Access before, Access after, Seen me) {
        if (race == null && before != null && before.by != after.by && before.time > me.until) {
            race = "A data race: %s %s in line %d, and %s %s in line %d, and nothing orders the two.".formatted(
                    before.by.getName(), before.words, before.line, after.by.getName(), after.words, after.line);
        }
    }
}
