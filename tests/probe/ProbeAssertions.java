package probe;

import org.assertj.core.api.Assertions;

/// AssertJ's assertions and those on recorded work, under one name: `assertThat`.
public final class ProbeAssertions extends Assertions {

    private ProbeAssertions() {
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
