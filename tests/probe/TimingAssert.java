package probe;

import org.assertj.core.api.AbstractAssert;

/// Assertions on a [Timing].
public final class TimingAssert extends AbstractAssert<TimingAssert, Timing> {

    TimingAssert(Timing timing) {
        super(timing, TimingAssert.class);
    }

    /// The naps overlapped: together they took clearly less time than one after the other.
    public TimingAssert isFast() {
        if (!actual.isFast()) {
            throw failure("%d naps of %d ms took %d ms; one after the other they take %d ms.", actual.naps(),
                    actual.nap().toMillis(), actual.elapsed().toMillis(), actual.oneAfterTheOther().toMillis());
        }
        return this;
    }
}
