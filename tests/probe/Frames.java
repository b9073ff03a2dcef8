package probe;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads stack traces for what a learner wants to know: the line of the lesson.
final class Frames {

    private static final Pattern LESSON = Pattern.compile("\\d\\d_\\w+(?<!_test)\\.java");

    private Frames() {
    }

    /// The innermost line of a lesson, such as `04_executor.java:41`.
    static Optional<String> lessonLine(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(Frames::isLesson).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }

    static boolean isInLesson(StackTraceElement[] trace) {
        return Arrays.stream(trace).anyMatch(Frames::isLesson);
    }

    /// Whether the first method of the thread with this trace is one of the JDK's own, and not what it has for everybody.
    static boolean beganInTheJdk(StackTraceElement[] trace) {
        return first(trace).filter(frame -> frame.getModuleName() != null && !isForEverybody(frame.getModuleName(), frame.getClassName())).isPresent();
    }

    /// Whether that method belongs to the JDK's windows.
    static boolean beganInAwt(StackTraceElement[] trace) {
        return first(trace).filter(frame -> "java.desktop".equals(frame.getModuleName())).isPresent();
    }

    private static Optional<StackTraceElement> first(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(frame -> !frame.getClassName().equals("java.lang.Thread")).reduce((_, outer) -> outer);
    }

    /// Whether the current thread is in the constructor of another one, which a part of the JDK has called for itself.
    /// What the JDK has for everybody, such as executors, timers and streams, makes threads for its callers.
    static boolean isMadeByTheJdk() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(frames -> {
            var outward = frames.dropWhile(frame -> frame.getDeclaringClass().getPackage() == Frames.class.getPackage()).iterator();
            if (!outward.hasNext() || !outward.next().getMethodName().equals("<init>")) {
                return false;
            }
            while (outward.hasNext()) {
                var type = outward.next().getDeclaringClass();
                var module = type.getModule().getName();
                if (module == null || !isForEverybody(module, type.getName())) {
                    return module != null;
                }
            }
            return false;
        });
    }

    private static boolean isForEverybody(String module, String className) {
        return module.equals("java.base") && className.startsWith("java.");
    }

    private static boolean isLesson(StackTraceElement frame) {
        return frame.getFileName() != null && LESSON.matcher(frame.getFileName()).matches();
    }
}
