package probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import probe.inside.HurriedTime;

/// AssertJ's assertions and those on recorded work, under one name: `assertThat`.
public final class ProbeAssertions extends Assertions {

    private ProbeAssertions() {
    }

    /// More results than one reads through.
    private static final int MANY = 20;

    /// The results are these, in this order.
    public static void assertInOrder(List<?> results, List<?> expected) {
        if (!expected.equals(results)) {
            if (results != null && results.size() == expected.size() && results.size() > MANY) {
                int first = IntStream.range(0, results.size()).filter(i -> !expected.get(i).equals(results.get(i))).findFirst().orElseThrow();
                throw new AssertionError("Of %d results, the one at index %d was %s, and should be %s.".formatted(results.size(), first, results.get(first), expected.get(first)));
            }
            boolean gaveUp = results != null && results.stream().anyMatch(Objects::isNull) && HurriedTime.limits() > 0;
            throw new AssertionError("The results were %s, and should be %s%s.".formatted(results, expected,
                    gaveUp ? ": the method waited for a time, not for their end" : ""));
        }
    }

    /// The results are these, equal ones included, in whatever order.
    public static void assertInAnyOrder(List<?> results, List<?> expected) {
        var missing = new ArrayList<Object>(expected);
        if (results == null || results.size() != expected.size() || !results.stream().allMatch(missing::remove)) {
            throw new AssertionError("The tasks gave %s, and what came of them was %s.".formatted(expected, results));
        }
    }

    public static WorkAssert assertThat(Work work) {
        return new WorkAssert(work);
    }

    public static CallAssert assertThat(Call<?> call) {
        return new CallAssert(call);
    }

    public static TimingAssert assertThat(Timing timing) {
        return new TimingAssert(timing);
    }

    public static DownloadAssert assertThat(PhotoServer.Download download) {
        return new DownloadAssert(download);
    }
}
