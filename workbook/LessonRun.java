package workbook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import workbook.Verdict.DoesNotCompile;

/// A lesson's own `main`, run in a JVM of its own.
final class LessonRun {

    private LessonRun() {
    }

    /// The process to be started, in the current folder, when the lesson is compiled into the folder `classes`.
    static ProcessBuilder command(Lesson lesson, Path classes, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("-cp", classes + File.separator, lesson.className()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs a lesson on this process's terminal until it ends.
    ///
    /// @return its exit status, or 1 if it does not compile
    static int inTheForeground(Answer answer, List<String> arguments) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var problems = new Compiler().compile(answer, classes);
            if (!problems.isEmpty()) {
                Report.details(answer, new DoesNotCompile(problems), false).forEach(System.err::println);
                return 1;
            }
            var process = command(answer.lesson(), classes, List.of(), arguments).inheritIO().start();
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
