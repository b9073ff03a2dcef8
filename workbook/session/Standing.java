package workbook.session;

import java.nio.file.Files;
import workbook.curriculum.Lesson;
import workbook.curriculum.Progress;

/// How far a learner has come with a lesson.
public enum Standing {
    NEW(""),
    REFUSED("refused"),
    CHANGED_SINCE_REFUSED("changed since it was refused"),
    PASSED("passed"),
    CHANGED_SINCE_PASSED("changed since it was passed"),
    PASSED_AND_MISSING("passed, and the file is missing"),
    MISSING("the file is missing");

    /// The standing in words; none where the lesson is new.
    public final String words;

    Standing(String words) {
        this.words = words;
    }

    /// Whether it was passed, whatever has become of the file since.
    public boolean passed() {
        return this == PASSED || this == CHANGED_SINCE_PASSED || this == PASSED_AND_MISSING;
    }

    static Standing of(Lesson lesson, Progress progress) {
        var entry = progress.of(lesson);
        if (Files.notExists(lesson.file())) {
            return entry.passed() ? PASSED_AND_MISSING : MISSING;
        }
        if (entry.verdict() == null) {
            return NEW;
        }
        boolean changed = progress.changed(lesson);
        return entry.passed() ? changed ? CHANGED_SINCE_PASSED : PASSED : changed ? CHANGED_SINCE_REFUSED : REFUSED;
    }
}
