package workbook.classroom;

import com.google.gson.annotations.SerializedName;
import workbook.judging.Verdict;

/// What became of an answer.
public enum Status {
    @SerializedName("passed") PASSED("passed", "✓"),
    /// Its tests pass, and it uses what no answer needs: a person is to look at it, and until then it counts as not passed.
    @SerializedName("look at this one") LOOK("look at this one", "?"),
    @SerializedName("refused") REFUSED("refused", "✗"),
    @SerializedName("stuck") STUCK("stuck", "∞"),
    @SerializedName("crashed") CRASHED("crashed", "!"),
    @SerializedName("does not compile") DOES_NOT_COMPILE("does not compile", "c"),
    @SerializedName("stops the compiler") STOPS_THE_COMPILER("stops the compiler", "c"),
    @SerializedName("not judged") NOT_JUDGED("not judged", "-"),
    @SerializedName("missing") MISSING("missing", " ");

    public final String words;

    /// One character for a grid.
    public final String sign;

    Status(String words, String sign) {
        this.words = words;
        this.sign = sign;
    }

    static Status of(Verdict verdict, boolean marked) {
        return switch (verdict) {
            case Verdict.Passed _ -> marked ? LOOK : PASSED;
            case Verdict.Refused _ -> REFUSED;
            case Verdict.Stuck _ -> STUCK;
            case Verdict.Crashed _ -> CRASHED;
            case Verdict.DoesNotCompile _ -> DOES_NOT_COMPILE;
            case Verdict.CompilerFailed _ -> STOPS_THE_COMPILER;
            case Verdict.NotJudged _ -> NOT_JUDGED;
        };
    }
}
