package workbook.curriculum;

import java.nio.file.Path;

/// An answer to a lesson.
///
/// @param shown how its file is named in what the verdict says
public record Answer(Lesson lesson, String shown, String text) {

    /// What stands in the learner's file.
    public static Answer of(Lesson lesson) {
        return of(lesson, lesson.file());
    }

    public static Answer of(Lesson lesson, Path file) {
        return new Answer(lesson, lesson.shown(file), Lesson.read(file));
    }
}
