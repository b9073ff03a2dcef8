package workbook.session;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import workbook.curriculum.Answer;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Verdict;

/// What is known of one text of the learner's, and what was said beside it. A new text has a new one, so nothing of it outlives
/// its verdict.
final class Judgement {

    /// Null where there is no text that can be read.
    final Answer answer;

    /// Why there is none, or null.
    private final String unreadable;
    private final List<Verdict.Test> tests = new ArrayList<>();
    private List<View.Hint> hints = List.of();
    private Verdict verdict;
    private Pass pass;
    private boolean solutionWanted;

    private Judgement(Answer answer, String unreadable) {
        this.answer = answer;
        this.unreadable = unreadable;
    }

    /// Nothing yet, of what stands in the learner's file now.
    static Judgement of(Lesson lesson) {
        try {
            return new Judgement(Answer.of(lesson), null);
        } catch (Mistake e) {
            return new Judgement(null, sentence(e, lesson));
        }
    }

    /// The mistake with its file as a person in the workbook's folder would name it.
    static String sentence(Mistake mistake, Lesson lesson) {
        return mistake.getMessage().replace(lesson.home() + File.separator, "");
    }

    /// Whether both are of the same text, or of none for the same reason.
    boolean isOfTheSame(Judgement other) {
        return Objects.equals(answer, other.answer) && Objects.equals(unreadable, other.unreadable);
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
                : underWay ? new View.Checking(List.copyOf(tests), hints) : new View.Unjudged(unreadable, hints);
    }
}
