package workbook.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
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
        for (var lesson : curriculum.lessons()) {
            out.println(line(lesson, progress, lesson.equals(at)) + Style.faint("  " + lesson.shown(lesson.file())));
        }
        return 0;
    }

    /// A lesson in one line: its number and title, and the state of the learner's answer.
    static String line(Lesson lesson, Progress progress, boolean current) {
        var state = state(lesson, progress);
        return "%s %s %s  %-29s %-26s".formatted(current ? ">" : " ",
                state.equals("passed") ? Style.good("✓") : state.equals("refused") ? Style.bad("✗") : " ",
                lesson.number(), lesson.title(), state);
    }

    private static String state(Lesson lesson, Progress progress) {
        var entry = progress.of(lesson);
        if (entry.verdict() == null) {
            return "";
        }
        boolean same = Progress.fingerprint(Lesson.read(lesson.file())).equals(entry.text());
        return same ? entry.verdict() : "changed since it was " + entry.verdict();
    }
}
