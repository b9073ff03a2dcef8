package workbook.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import workbook.curriculum.Answer;
import workbook.judging.Verdict;

/// What is known of one text of the learner's, and what was said beside it. A new text has a new one, so nothing of it outlives
/// its verdict.
final class Judgement {

    final Answer answer;
    private final List<Verdict.Test> tests = new ArrayList<>();
    private List<View.Hint> hints = List.of();
    private Verdict verdict;
    private Pass pass;
    private boolean solutionWanted;

    Judgement(Answer answer) {
        this.answer = answer;
    }

    void tested(Verdict.Test test) {
        tests.add(test);
    }

    /// @param pass what it brings, or null where it is no pass
    void judged(Verdict verdict, Pass pass) {
        this.verdict = verdict;
        this.pass = pass;
        hints = verdict.passed() ? List.of() : hints;
    }

    boolean hasVerdict() {
        return verdict != null;
    }

    boolean showsHints() {
        return !hints.isEmpty();
    }

    /// Shows so many of `all`.
    void hint(int given, List<String> all) {
        hints = IntStream.range(0, given).mapToObj(i -> new View.Hint(i + 1, all.size(), all.get(i))).toList();
    }

    /// Whether the solution is wanted for the second time.
    boolean wantsSolution() {
        boolean again = solutionWanted;
        solutionWanted = true;
        return again;
    }

    /// @param since whether another text of this lesson has passed
    View.Content shown(boolean since, boolean underWay) {
        return verdict != null ? new View.Judged(answer, verdict, since, hints, pass)
                : underWay ? new View.Checking(List.copyOf(tests), hints) : new View.Unjudged(hints);
    }
}
