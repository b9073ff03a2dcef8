package workbook.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
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

    @Parameters(paramLabel = "LESSON", description = "Its number, its file, or words of its name or title.")
    String name;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(reset(Curriculum.here().find(name)));
        return 0;
    }

    /// Puts the starter, which the guide has, into the learner's file. Around it, a lesson and its solution are the same;
    /// so this mends a file without markers, too. What was there is copied to `backup/`, where no compiler looks, and sorts
    /// by lesson and time.
    ///
    /// @return what was done, in a sentence
    static String reset(Lesson lesson) {
        var file = lesson.file();
        var shown = lesson.shown(file);
        var fresh = lesson.starter();
        try {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(file.getParent());
                Disk.write(file, fresh);
                return shown + " was missing, and is there again, as it was in the beginning.";
            }
            if (!Files.isRegularFile(file)) {
                var what = Files.isDirectory(file) ? "a folder" : Files.isSymbolicLink(file) ? "a link that leads nowhere" : "a pipe or a device";
                throw new Mistake(file, "This is " + what + ", not a file: move it away, and reset writes a new one.");
            }
            var bytes = fresh.getBytes(StandardCharsets.UTF_8);
            if (Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes)) {
                return shown + " is as it was in the beginning already; nothing was changed.";
            }
            var time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").format(LocalDateTime.now());
            var backup = lesson.home().resolve("backup").resolve(lesson.name() + "-" + time + ".txt");
            Files.createDirectories(backup.getParent());
            Files.copy(file, backup);
            Disk.write(file, fresh);
            return shown + " is as it was in the beginning; what you wrote is in " + lesson.shown(backup) + ".";
        } catch (IOException e) {
            throw new Mistake(file, "It cannot be put back", e);
        }
    }
}
