package workbook.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// `reset`: a lesson as it was in the beginning.
@Command(name = "reset", description = "Puts a lesson back to its beginning; what you wrote is kept in a backup.")
public final class Reset implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, its file or a part of its name.")
    String name;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var lesson = Curriculum.here().find(name);
        var backup = reset(lesson);
        spec.commandLine().getOut().println(lesson.shown(lesson.file()) + " is as it was in the beginning; what you wrote is in "
                + lesson.shown(backup) + ".");
        return 0;
    }

    /// Puts the starter, which the guide has, into the learner's file. Around it, a lesson and its solution are the same;
    /// so this mends a file without markers, too.
    ///
    /// @return where the discarded text is kept
    static Path reset(Lesson lesson) {
        var fresh = lesson.starter();
        var time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").format(LocalDateTime.now());
        var backup = lesson.home().resolve("lessons/backup").resolve(lesson.name() + "-" + time + ".java");
        try {
            Files.createDirectories(backup.getParent());
            Files.copy(lesson.file(), backup);
            Disk.write(lesson.file(), fresh);
            return backup;
        } catch (IOException e) {
            throw new Mistake(lesson.file(), "It cannot be put back: " + e.getMessage() + ".");
        }
    }
}
