package workbook.session;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;
import workbook.curriculum.Prediction;
import workbook.curriculum.Progress;
import workbook.curriculum.WrongName;
import workbook.judging.Verdict;
import workbook.judging.Verdict.NotJudged;

/// Where the learner is among the lessons, and how far they have come.
final class Course {

    private final Curriculum curriculum;
    private final Progress progress;
    private final List<String> names;
    private volatile Lesson lesson;
    private String prose = "";
    private Prediction prediction;
    private Page.Play play;
    private List<Standing> standings;

    /// @param notice told what is wrong with a file, in a sentence
    Course(Curriculum curriculum, Consumer<String> notice) {
        this.curriculum = curriculum;
        progress = new Progress(curriculum.home(), notice);
        names = curriculum.lessons().stream().map(Pass::name).toList();
        standings = Collections.nCopies(names.size(), Standing.NEW);
        lesson = progress.at(curriculum);
    }

    Lesson lesson() {
        return lesson;
    }

    String name() {
        return names.get(index());
    }

    /// The lesson's first paragraph; empty where there is none.
    String prose() {
        return prose;
    }

    /// What the lesson asks, or null where that cannot be read.
    Prediction prediction() {
        return prediction;
    }

    /// What the lesson's page sets to its scheduler, or null.
    Page.Play play() {
        return play;
    }

    Standing standing() {
        return standings.get(index());
    }

    private int index() {
        return curriculum.lessons().indexOf(lesson);
    }

    /// The lesson so many further on, or null.
    Lesson neighbour(int steps) {
        int index = index() + steps;
        return index < 0 || index >= names.size() ? null : curriculum.lessons().get(index);
    }

    void moveTo(Lesson other) {
        lesson = other;
        prose = "";
        prediction = null;
        play = null;
        look();
        progress.moveTo(lesson);
    }

    /// Reads what the lesson says and asks.
    ///
    /// @throws Mistake if it does not
    void open() {
        prose = lesson.firstParagraph();
        prediction = lesson.prediction();
        play = Page.read(lesson.page()).play();
    }

    /// Looks at the files anew.
    void look() {
        standings = curriculum.lessons().stream().map(each -> Standing.of(each, progress)).toList();
    }

    /// Whether the lesson was neither judged nor guessed at.
    boolean isNew() {
        return progress.of(lesson).equals(Progress.Entry.NONE);
    }

    /// @throws WrongName if `typed` is no prediction of the kind that the lesson asks
    void guess(String typed) {
        progress.guess(lesson, prediction.read(typed).orElseThrow(
                () -> new WrongName("'" + typed.strip() + "' is no answer. Type " + prediction.asked() + ".")));
    }

    /// How the guess compares with what a run printed; nothing once the lesson was judged, because its text is another then.
    List<String> compare(List<String> found) {
        var entry = progress.of(lesson);
        return prediction == null || entry.verdict() != null ? List.of()
                : prediction.compare(entry.guess(), found, Page.read(lesson.page()).predict());
    }

    void judged(Answer answer, Verdict verdict) {
        if (!(verdict instanceof NotJudged)) {
            progress.judged(lesson, answer.text(), verdict.passed());
        }
        look();
    }

    /// The fewest switches with which the learner has done that task, or null.
    Integer fewest() {
        return progress.of(lesson).fewest();
    }

    void played(int switches) {
        progress.played(lesson, switches);
    }

    Pass pass() {
        return Pass.of(curriculum, lesson, standings);
    }

    List<View.Line> lines() {
        return IntStream.range(0, names.size()).mapToObj(i -> new View.Line(names.get(i), standings.get(i), i == index())).toList();
    }
}
