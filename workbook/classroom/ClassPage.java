package workbook.classroom;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.classroom.ClassReport.Column;
import workbook.classroom.ClassReport.Graded;
import workbook.classroom.ClassReport.Group;
import workbook.classroom.ClassReport.Student;
import workbook.curriculum.Page;
import workbook.pages.Markup;
import workbook.pages.Pages;

/// A class as one page that needs nothing besides itself: a grid of lessons by students, and for each lesson what the class has not
/// understood, with what the guide says of it. Names are hidden at a click.
public final class ClassPage {

    record Key(String style, String sign, String words, long count) {}

    record Cell(String style, String sign, String title) {}

    /// @param place in the report, counted from 1, for a page without names
    record Row(String name, int place, List<Cell> cells, String points) {}

    record Who(String name, int place) {}

    /// @param sentences with which answers that are like none of the guide's were refused
    record Misconception(String title, int count, List<String> prose, List<String> sentences, List<Who> who) {}

    record Questions(List<String> questions) {}

    record Section(String number, String title, String counts, List<Misconception> groups, Questions discuss) {}

    record Look(Who who, String lesson, String file, String call, String line) {}

    record Looks(List<Look> marks) {}

    record Remarks(List<String> sentences) {}

    private static final Template PAGE = Pages.template("class.html");

    private final ClassReport report;
    private final Function<Column, Page> guide;

    /// @param guide gives the page of a lesson, or null where there is none
    public ClassPage(ClassReport report, Function<Column, Page> guide) {
        this.report = report;
        this.guide = guide;
    }

    public String of(String name) {
        var rows = new ArrayList<Row>();
        for (var student : report.students()) {
            rows.add(new Row(student.name(), rows.size() + 1, student.answers().stream().map(ClassPage::cell).toList(), Page.number(student.score())));
        }
        var marks = report.students().stream().flatMap(student -> student.answers().stream().flatMap(answer -> answer.marks().stream().map(mark ->
                new Look(who(student), answer.lesson(), answer.file(), mark.call(), mark.line() == 0 ? "" : "" + mark.line())))).toList();
        var key = Stream.of(Status.values()).map(status -> new Key(style(status), status.sign, status.words, count(answers(), status))).filter(each -> each.count > 0).toList();
        return PAGE.execute(Map.of("name", name, "confined", report.confined(), "summary", "%d students, %d lessons, %d answers, of which %d passed."
                        .formatted(report.students().size(), report.lessons().size(), answers().filter(answer -> answer.status() != Status.MISSING).count(),
                                count(answers(), Status.PASSED)),
                "key", key, "students", rows, "looks", marks.isEmpty() ? false : new Looks(marks),
                "remarks", report.remarks().isEmpty() ? false : new Remarks(report.remarks()), "lessons", report.lessons().stream().map(this::section).toList(),
                "styles", Pages.styles("class.css"), "script", Pages.resource("class.js")));
    }

    private Stream<Graded> answers() {
        return report.students().stream().flatMap(student -> student.answers().stream());
    }

    private static long count(Stream<Graded> answers, Status status) {
        return answers.filter(answer -> answer.status() == status).count();
    }

    private static Cell cell(Graded answer) {
        // What could not be judged is said with the names of files, which may be those of students: below the grid, where it can be hidden.
        return new Cell(style(answer.status()), answer.status().sign, answer.sentence().isEmpty() || answer.lack() != null ? answer.status().words
                : answer.status().words + ": " + answer.sentence());
    }

    private static String style(Status status) {
        return switch (status) {
            case PASSED -> "passed";
            case LOOK -> "look";
            case REFUSED, STUCK, CRASHED -> "wrong";
            case DOES_NOT_COMPILE, STOPS_THE_COMPILER, NOT_JUDGED -> "other";
            case MISSING -> "missing";
        };
    }

    private Section section(Column lesson) {
        int index = report.lessons().indexOf(lesson);
        var page = guide.apply(lesson);
        var counts = Stream.of(Status.values()).map(status -> Map.entry(status.words, count(report.students().stream().map(student -> student.answers().get(index)), status)))
                .filter(each -> each.getValue() > 0).map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
        return new Section(lesson.number(), lesson.title(), counts, report.groups(lesson).stream().map(group -> misconception(group, index, page)).toList(),
                page == null || page.discuss().isEmpty() ? null : new Questions(page.discuss().stream().map(Markup::words).toList()));
    }

    private Misconception misconception(Group group, int index, Page page) {
        var known = page == null ? null : page.answers().stream().filter(answer -> !answer.right() && answer.title().equals(group.title())).findFirst().orElse(null);
        return new Misconception(group.title().isEmpty() ? "New to the guide" : Markup.words(group.title()), group.students().size(),
                known == null ? List.of() : known.prose().lines().map(Markup::words).toList(),
                group.title().isEmpty() ? group.students().stream().map(student -> student.answers().get(index).sentence()).distinct().toList() : List.of(),
                group.students().stream().map(this::who).toList());
    }

    private Who who(Student student) {
        return new Who(student.name(), report.students().indexOf(student) + 1);
    }
}
