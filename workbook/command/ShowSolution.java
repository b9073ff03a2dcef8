package workbook.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Progress;
import workbook.curriculum.Region;

/// `solution`: how the workbook solves a lesson.
@Command(name = "solution", description = "Shows the solution of a lesson that you have passed.")
public final class ShowSolution implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, its file, or words of its name or title.")
    String name;

    @Option(names = "--anyway", description = "Shows it before you have passed.")
    boolean anyway;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var curriculum = Curriculum.here();
        var lesson = curriculum.find(name);
        var solution = exercise(lesson);
        if (!anyway && !new Progress(curriculum.home(), spec.commandLine().getErr()::println).passed(lesson)) {
            throw new Mistake(lesson.file(), "No answer has passed yet. To see the solution all the same, add --anyway.");
        }
        System.out.println(solution);
        return 0;
    }

    /// What the solution has between the marker lines.
    static String exercise(Lesson lesson) {
        return Region.of(lesson.solution(), Lesson.read(lesson.solution())).exercise().stripTrailing();
    }
}
