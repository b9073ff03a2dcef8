package probe;

import java.time.Duration;

/// How long an exercise took, in the first fast one of several attempts, against its naps one after the other.
///
/// A busy machine may delay any attempt, by a time that does not grow with the naps; so after three attempts the naps
/// become longer, twice. An exercise that naps one after the other is never fast, because a sleep never ends early; so neither
/// lets a wrong answer through.
public record Timing(int naps, Duration nap, Duration elapsed) {

    /// Times an exercise that runs `napping` work so many times; all of its naps are equally long. It may look now and then
    /// whether they have ended: that takes as long for longer naps, which become longer still to show it.
    public static Timing of(int naps, Work napping, Call.Exercise exercise) throws Exception {
        var first = attempt(naps, napping, exercise);
        var timing = prompt(first, napping, exercise);
        for (int more = 0; more < 2 && !timing.isFast() && napping.peak() > 1; more++) {
            napping.napTwiceAsLong();
            var longer = attempt(naps, napping, exercise);
            if (longer.isFast() && longer.grewLessThanItsNaps(first)) {
                return longer;
            }
        }
        return timing;
    }

    /// Times an exercise as [#of] does, which may not look only now and then.
    public static Timing ofPrompt(int naps, Work napping, Call.Exercise exercise) throws Exception {
        return prompt(attempt(naps, napping, exercise), napping, exercise);
    }

    private static Timing prompt(Timing first, Work napping, Call.Exercise exercise) throws Exception {
        var timing = first;
        for (int attempt = 2; attempt <= 5 && !timing.isFast(); attempt++) {
            if (attempt > 3) {
                if (napping.peak() == 1) {
                    break;
                }
                napping.napTwiceAsLong();
            }
            timing = attempt(first.naps, napping, exercise);
        }
        return timing;
    }

    private static Timing attempt(int naps, Work napping, Call.Exercise exercise) throws Exception {
        long start = System.nanoTime();
        Call.to(exercise).result();
        return new Timing(naps, napping.nap(), Duration.ofNanos(System.nanoTime() - start));
    }

    Duration oneAfterTheOther() {
        return nap.multipliedBy(naps);
    }

    /// Less than half of the sum; of two naps, which can do no better than half, less than the sum.
    boolean isFast() {
        var limit = naps == 2 ? oneAfterTheOther() : oneAfterTheOther().dividedBy(2);
        return elapsed.compareTo(limit) < 0;
    }

    private boolean grewLessThanItsNaps(Timing earlier) {
        return elapsed.minus(earlier.elapsed).compareTo(nap.minus(earlier.nap).dividedBy(2)) < 0;
    }
}
