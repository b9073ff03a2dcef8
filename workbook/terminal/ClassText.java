package workbook.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.classroom.ClassReport;
import workbook.classroom.ClassReport.Graded;
import workbook.classroom.ClassReport.Student;
import workbook.classroom.Status;
import workbook.curriculum.Page;

/// A class in lines of text: a grid of lessons by students, and below it what the class has not understood, lesson by lesson.
public final class ClassText {

    private static final int NAME = 24;
    private static final int MOST_NAMES = 6;

    private final ClassReport report;

    public ClassText(ClassReport report) {
        this.report = report;
    }

    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(pad("") + report.lessons().stream().map(lesson -> " " + lesson.number()).collect(Collectors.joining()) + "   points");
        for (var student : report.students()) {
            lines.add(pad(Text.shown(student.name())) + student.answers().stream().map(ClassText::cell).collect(Collectors.joining())
                    + "   %s of %s".formatted(Page.number(student.score()), Page.number(report.points())));
        }
        lines.add("");
        lines.add(Stream.of(Status.values()).filter(status -> count(status) > 0 && !status.sign.isBlank())
                .map(status -> status.sign + " " + status.words + " " + count(status)).collect(Collectors.joining("   ")));
        for (var lesson : report.lessons()) {
            var groups = report.groups(lesson);
            if (!groups.isEmpty()) {
                lines.add("");
                lines.add(Style.bold(lesson.number() + " · " + lesson.title()));
                groups.forEach(group -> lines.add("  %3d  %s: %s".formatted(group.students().size(), group.title().isEmpty() ? "new to the guide" : group.title(),
                        names(group.students()))));
            }
        }
        for (var student : report.students()) {
            for (var answer : student.answers()) {
                for (var mark : answer.marks()) {
                    lines.add("Look at %s: it calls %s%s.".formatted(Text.shown(answer.file()), Text.shown(mark.call()), mark.line() == 0 ? "" : " in line " + mark.line()));
                }
            }
        }
        report.remarks().forEach(remark -> lines.add(Text.shown(remark)));
        return lines;
    }

    private long count(Status status) {
        return report.students().stream().flatMap(student -> student.answers().stream()).filter(answer -> answer.status() == status).count();
    }

    private static String cell(Graded answer) {
        var sign = "  " + answer.status().sign;
        return switch (answer.status()) {
            case PASSED -> Style.good(sign);
            case MISSING -> "  ·";
            default -> Style.bad(sign);
        };
    }

    private static String names(List<Student> students) {
        return students.stream().limit(MOST_NAMES).map(student -> Text.shown(student.name())).collect(Collectors.joining(", "))
                + (students.size() > MOST_NAMES ? " and " + (students.size() - MOST_NAMES) + " more" : "");
    }

    private static String pad(String name) {
        var cut = Text.cut(name, NAME);
        return cut + " ".repeat(NAME - Text.columns(cut));
    }
}
