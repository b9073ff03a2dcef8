package probe.interleaving;

import java.util.Arrays;

/// What a thread knows of the others: for each, by the number of its actor, up to which of its times. One that happened before
/// another is known to it (Lamport 1978; Fidge and Mattern 1988). Immutable, so that it can be shared.
record VectorClock(int... times) {

    static final VectorClock NOTHING = new VectorClock();

    int of(int actor) {
        return actor < times.length ? times[actor] : 0;
    }

    VectorClock with(VectorClock other) {
        boolean isKnown = other.times.length <= times.length;
        for (int i = 0; isKnown && i < other.times.length; i++) {
            isKnown = other.times[i] <= times[i];
        }
        if (isKnown) {
            return this;
        }
        var both = Arrays.copyOf(times, Math.max(times.length, other.times.length));
        for (int i = 0; i < other.times.length; i++) {
            both[i] = Math.max(both[i], other.times[i]);
        }
        return new VectorClock(both);
    }

    /// The time of `actor` goes on by one.
    VectorClock tick(int actor) {
        var next = Arrays.copyOf(times, Math.max(times.length, actor + 1));
        next[actor]++;
        return new VectorClock(next);
    }
}
