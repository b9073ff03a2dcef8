package probe.interleaving;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What threads can meet at: a field of an object, an element of an array, a monitor, or an object of the JDK.
final class Location {

    /// A thread has read or written here.
    ///
    /// @param time     of that thread
    /// @param isAtomic two such accesses do not race with each other
    record Access(Actor by, int time, Site site, boolean isWrite, boolean isAtomic) {}

    final Object object;
    final String key;
    private final Supplier<String> name;

    /// What has been released here, for the next who acquires.
    VectorClock released = VectorClock.NOTHING;

    /// The same, by those who only read: of a lock with two sides.
    VectorClock releasedByReaders = VectorClock.NOTHING;

    /// Who holds it, where it is a lock of the JDK's.
    Actor owner;

    /// Those who wait for it in turn, where it is fair.
    final List<Actor> queue = new ArrayList<>(0);

    /// Grows with each change.
    int version;

    /// What is apart in an object of the JDK, such as the elements of a list, by what it is asked for with.
    private Map<Object, Location> cells;

    private long visitors;
    private Access write;
    private final List<Access> reads = new ArrayList<>(2);

    Location(Object object, String key, Supplier<String> name) {
        this.object = object;
        this.key = key;
        this.name = name;
    }

    String name() {
        return name.get();
    }

    Location cell(Object with, Supplier<String> name) {
        if (cells == null) {
            cells = new HashMap<>(4);
        }
        return cells.computeIfAbsent(with, _ -> new Location(object, key, name));
    }

    Collection<Location> cells() {
        return cells == null ? List.of() : cells.values();
    }

    void visit(Actor actor) {
        visitors |= 1L << actor.id;
    }

    boolean isShared() {
        return Long.bitCount(visitors) > 1;
    }

    /// A read: what it races with, or null.
    Access read(Actor by, Site site, boolean isAtomic) {
        reads.removeIf(read -> read.by == by && (read.isAtomic || !isAtomic));
        reads.add(new Access(by, by.time(), site, false, isAtomic));
        return raceOfRead(by, isAtomic);
    }

    /// The write that nothing orders before a read by this thread, or null.
    Access raceOfRead(Actor by, boolean isAtomic) {
        return write != null && conflicts(write, by, isAtomic) ? write : null;
    }

    /// A write: what it races with, or null.
    Access write(Actor by, Site site, boolean isAtomic) {
        var before = write != null && conflicts(write, by, isAtomic) ? write
                : reads.stream().filter(read -> conflicts(read, by, isAtomic)).findFirst().orElse(null);
        write = new Access(by, by.time(), site, true, isAtomic);
        reads.clear();
        return before;
    }

    private static boolean conflicts(Access before, Actor by, boolean isAtomic) {
        return !by.knows(before) && !(isAtomic && before.isAtomic);
    }
}
