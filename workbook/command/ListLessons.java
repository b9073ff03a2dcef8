package workbook.command;

import java.util.concurrent.Callable;
import java.util.function.Function;
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
        int title = longest(curriculum, Lesson::title);
        int state = longest(curriculum, lesson -> state(lesson, progress));
        for (var lesson : curriculum.lessons()) {
            var verdict = progress.of(lesson).verdict();
            var mark = progress.passed(lesson) ? Style.good("✓") : verdict != null && !progress.changed(lesson) ? Style.bad("✗") : " ";
            out.println("%s %s %s  %s  %s%s".formatted(lesson.equals(at) ? ">" : " ", mark, lesson.number(), padded(lesson.title(), title),
                    state == 0 ? "" : padded(state(lesson, progress), state) + "  ", Style.faint(lesson.shown(lesson.file()))));
            var flaw = Answer.of(lesson).flaw();
            if (flaw != null) {
                good = false;
                out.println("        " + flaw);
            }
        }
        return good ? 0 : 1;
    }

    /// What became of the learner's answer; empty where none was judged.
    private static String state(Lesson lesson, Progress progress) {
        var verdict = progress.of(lesson).verdict();
        return verdict == null ? "" : progress.changed(lesson) ? "changed since it was " + verdict : verdict;
    }

    private static int longest(Curriculum curriculum, Function<Lesson, String> cell) {
        return curriculum.lessons().stream().map(cell).mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String cell, int length) {
        return cell + " ".repeat(length - cell.length());
    }
}
