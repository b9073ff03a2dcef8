package workbook.judging;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import workbook.curriculum.Lesson;

/// A lesson's own `main`, run in a JVM of its own.
public final class LessonRun {

    private LessonRun() {
    }

    /// The process to be started, in the current folder, when the lesson is compiled into the folder `classes`.
    public static ProcessBuilder command(Lesson lesson, Path classes, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of(java()));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(options);
        command.addAll(List.of("-cp", classes + File.separator, lesson.className()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
