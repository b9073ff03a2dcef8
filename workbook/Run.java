package workbook;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run`: a lesson's own program, as `jbang lessons/NN_name.java` runs it.
@Command(name = "run", description = "Runs a lesson.")
final class Run implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "LESSON", description = "Its number, its file or a part of its name.")
    String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the lesson is given; write -- before options.")
    List<String> arguments = List.of();

    @Option(names = "--solutions", description = "Runs the solution.")
    boolean solution;

    @Override
    public Integer call() throws Exception {
        var lesson = Curriculum.here().find(name);
        return LessonRun.inTheForeground(Answer.of(lesson, solution ? lesson.solution() : lesson.file()), arguments);
    }
}
