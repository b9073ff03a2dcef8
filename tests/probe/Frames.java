package probe;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads stack traces for what a learner wants to know: the line of the lesson.
final class Frames {

    private static final Pattern LESSON = Pattern.compile("\\d\\d_\\w+(?<!_test)\\.java");

    private Frames() {
    }

    /// Whether a method of the JDK called `method` is among the innermost frames, those before the first lesson's.
    static boolean any(StackTraceElement[] trace, String method) {
        return Arrays.stream(trace)
                .takeWhile(frame -> !isLesson(frame))
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    /// The innermost line of a lesson, such as `04_executor.java:41`.
    static Optional<String> lessonLine(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(Frames::isLesson).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }

    private static boolean isLesson(StackTraceElement frame) {
        return frame.getFileName() != null && LESSON.matcher(frame.getFileName()).matches();
    }
}
