package workbook.judging;

import java.util.List;
import java.util.Optional;

/// What the paired test says of an answer. There is no pass unless every test of the lesson ran, and passed.
public sealed interface Verdict {

    /// What one test found.
    ///
    /// @param sentence the behaviour that the test is about
    /// @param failure  what the answer did instead, in one sentence, or null
    /// @param where    the line of the answer that it is about, such as `04_executor.java:63`, or null
    /// @param ran      false for a test that was left out after one that hung
    /// @param steps    the order of the threads' steps in which it failed, or empty
    /// @param explored what was run of such orders, a sentence each
    record Test(String sentence, String failure, String where, boolean ran, List<Step> steps, List<String> explored) {
        public boolean passed() {
            return ran && failure == null;
        }
    }

    /// What a thread has done.
    ///
    /// @param does such as `reads total: 0`
    /// @param line of the answer, counted from 1, or 0
    record Step(String thread, String does, int line) {}

    /// Every test passed.
    record Passed(List<Test> tests) implements Verdict {}

    /// A test found the answer wrong.
    record Refused(List<Test> tests) implements Verdict {}

    /// javac's errors, in the order in which it found them; there is at least one.
    record DoesNotCompile(List<Problem> problems) implements Verdict {}

    /// javac came to no end, or to its own, over the answer.
    ///
    /// @param how in one sentence that names the file
    record CompilerFailed(String how) implements Verdict {}

    /// The file is no answer that could be compiled or tested.
    ///
    /// @param why in one sentence that names the file
    record NotJudged(String why) implements Verdict {}

    /// Where the compiler found an error.
    ///
    /// @param file   as a person would name it, such as `lessons/04_executor.java`
    /// @param line   counted from 1
    /// @param column counted from 1, as the characters of `source` are
    /// @param source the line itself
    record Problem(String file, long line, long column, String source, String message) {

        /// The error as javac shows it: file, line and column, the line itself, a caret, the message.
        public String shown() {
            var margin = source.substring(0, (int) Math.min(column - 1, source.length())).replaceAll("[^\t]", " ");
            return "%s:%d:%d\n%s\n%s^\n%s".formatted(file, line, column, source, margin, message);
        }
    }

    /// The exercise did not return.
    ///
    /// @param threads which thread of it waits for what, and where, a sentence each
    record Stuck(List<Test> tests, List<String> threads) implements Verdict {

        /// Whether a test had failed before the one that hung. Those after that have not run, so it is the last that failed.
        public boolean failedBefore() {
            return tests.stream().filter(test -> test.failure() != null).count() > 1;
        }
    }

    /// The JVM that ran the tests ended before they had.
    ///
    /// @param how    what ended it, in one sentence
    /// @param output the last lines that it printed
    record Crashed(List<Test> tests, String how, List<String> output) implements Verdict {}

    /// The tests that ran or were left out, in the order in which they are written.
    default List<Test> tests() {
        return List.of();
    }

    /// The verdict in one sentence: for a refusal, what the answer did.
    default String sentence() {
        return switch (this) {
            case Passed _ -> "Passed.";
            case Refused _, Stuck _ -> failed().orElseThrow().failure;
            case DoesNotCompile(var problems) -> problems.getFirst().message;
            case CompilerFailed(var how) -> how;
            case NotJudged(var why) -> why;
            case Crashed(_, var how, _) -> how;
        };
    }

    public default boolean passed() {
        return this instanceof Passed;
    }

    /// The first test that failed, if there is one.
    default Optional<Test> failed() {
        return tests().stream().filter(test -> test.failure != null).findFirst();
    }
}
