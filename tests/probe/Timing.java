package probe;

import java.time.Duration;

/// How long an exercise took, at the fastest of up to ten attempts, against its naps one after the other.
///
/// A busy machine may delay any attempt. An exercise that naps one after the other is never fast, because a
/// sleep never ends early; so the best of several attempts lets no wrong answer through.
public record Timing(int naps, Duration nap, Duration best) {

    /// Times an exercise that runs `napping` work, all of whose naps are equally long, so many times.
    public static Timing of(int naps, Work napping, Call.Exercise exercise) throws Exception {
        var nap = napping.nap();
        var timing = new Timing(naps, nap, Duration.ofDays(1));
        for (int attempt = 0; attempt < 10 && !timing.isFast(); attempt++) {
            if (attempt == 3 && napping.peak() == 1) {
                break;
            }
            long start = System.nanoTime();
            exercise.run();
            var elapsed = Duration.ofNanos(System.nanoTime() - start);
            timing = elapsed.compareTo(timing.best) < 0 ? new Timing(naps, nap, elapsed) : timing;
        }
        return timing;
    }

    Duration oneAfterTheOther() {
        return nap.multipliedBy(naps);
    }

    /// Less than half of the sum; of two naps, which can do no better than half, less than the sum.
    boolean isFast() {
        var limit = naps == 2 ? oneAfterTheOther() : oneAfterTheOther().dividedBy(2);
        return best.compareTo(limit) < 0;
    }
}
