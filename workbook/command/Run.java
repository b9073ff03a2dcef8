package workbook.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.judging.Compiler;
import workbook.judging.LessonRun;
import workbook.terminal.Report;

/// `run`: a lesson's own program, as `jbang lessons/NN_name.java` runs it.
@Command(name = "run", description = "Runs a lesson.")
public final class Run implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "LESSON", description = "Its number, words of its name or title, or a file, wherever that is.")
    String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the lesson is given; write -- before options.")
    List<String> arguments = List.of();

    @Option(names = "--solutions", description = "Runs the solution.")
    boolean solution;

    @Override
    public Integer call() throws Exception {
        var curriculum = Curriculum.here();
        return inTheForeground(solution ? curriculum.solution(name) : curriculum.answer(name), arguments);
    }

    /// Runs a lesson on this process's terminal until it ends.
    ///
    /// @return its exit status, or 1 if it cannot be run
    private static int inTheForeground(Answer answer, List<String> arguments) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var refusal = new Compiler().compile(answer, classes);
            if (refusal.isPresent()) {
                Report.details(answer, refusal.get(), false).forEach(System.err::println);
                return 1;
            }
            var process = LessonRun.command(answer.lesson(), classes, List.of(), arguments).inheritIO().start();
            try {
                return process.waitFor();
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Disk.delete(classes);
        }
    }
}
