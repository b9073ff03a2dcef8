package probe.interleaving;

import java.util.ArrayList;
import java.util.List;

/// What threads can meet at: a field of an object, an element of an array, a monitor, or an object of the JDK.
final class Location {

    /// A thread has read or written here.
    ///
    /// @param time of that thread
    record Access(Actor by, int time, Site site, boolean isWrite) {}

    final Object object;
    final String key;
    final String name;

    /// What has been released here, for the next who acquires.
    VectorClock released = VectorClock.NOTHING;

    /// The same, by those who only read: of a lock with two sides.
    VectorClock releasedByReaders = VectorClock.NOTHING;

    /// Grows with each change.
    int version;

    private long visitors;
    private Access write;
    private final List<Access> reads = new ArrayList<>(2);

    Location(Object object, String key, String name) {
        this.object = object;
        this.key = key;
        this.name = name;
    }

    void visit(Actor actor) {
        visitors |= 1L << actor.id;
    }

    boolean isShared() {
        return Long.bitCount(visitors) > 1;
    }

    /// A plain read: what it races with, or null.
    Access read(Actor by, Site site) {
        var now = new Access(by, by.time(), site, false);
        reads.removeIf(read -> read.by == by);
        reads.add(now);
        return raceOfRead(by);
    }

    /// The write that nothing orders before a read by this thread, or null.
    Access raceOfRead(Actor by) {
        return write != null && !by.knows(write) ? write : null;
    }

    /// A plain write: what it races with, or null.
    Access write(Actor by, Site site) {
        var before = write != null && !by.knows(write) ? write
                : reads.stream().filter(read -> !by.knows(read)).findFirst().orElse(null);
        write = new Access(by, by.time(), site, true);
        reads.clear();
        return before;
    }
}
