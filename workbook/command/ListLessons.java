package workbook.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Progress;
import workbook.terminal.Style;

/// `list`: the lessons, and how far the learner has come.
@Command(name = "list", description = "Shows the lessons and how far you have come.")
public final class ListLessons implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var curriculum = Curriculum.here();
        var progress = new Progress(curriculum.home(), spec.commandLine().getErr()::println);
        var at = progress.at(curriculum);
        boolean good = true;
        for (var lesson : curriculum.lessons()) {
            out.println(line(lesson, progress, lesson.equals(at)) + Style.faint("  " + lesson.shown(lesson.file())));
            var fault = Answer.of(lesson).fault();
            if (fault != null) {
                good = false;
                out.println("        " + fault);
            }
        }
        return good ? 0 : 1;
    }

    /// A lesson in one line: its number and title, and the state of the learner's answer.
    static String line(Lesson lesson, Progress progress, boolean current) {
        var verdict = progress.of(lesson).verdict();
        boolean changed = progress.changed(lesson);
        boolean passed = progress.passed(lesson);
        return "%s %s %s  %-29s %-28s".formatted(current ? ">" : " ",
                passed ? Style.good("✓") : verdict != null && !changed ? Style.bad("✗") : " ",
                lesson.number(), lesson.title(), verdict == null ? "" : changed ? "changed since it was " + verdict : verdict);
    }
}
