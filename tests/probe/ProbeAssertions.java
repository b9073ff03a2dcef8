package probe;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/// AssertJ's assertions and those on recorded work, under one name: `assertThat`.
public final class ProbeAssertions extends Assertions {

    private ProbeAssertions() {
    }

    /// The results are these, in this order.
    public static void assertInOrder(List<?> results, List<?> expected) {
        if (!expected.equals(results)) {
            throw new AssertionError("The results were %s, and should be %s.".formatted(results, expected));
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
