package workbook.command;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.text.CaseUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Region;
import workbook.curriculum.WrongName;

/// `dev new`: the four files of a lesson to be written.
@Command(name = "new", description = "Begins a new lesson: writes its four files, for dev check to say what is left to do.")
final class DevNew implements Callable<Integer> {

    @Parameters(paramLabel = "NN_name", description = "Such as 11_semaphore: the next number, or in a course of your own any that it has not, and the concept in small letters.")
    String name;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var course = Curriculum.course();
        if (!name.matches("\\d\\d_[a-z][a-z0-9_]*")) {
            throw new WrongName("'" + name + "' is not the name of a lesson, which is like 11_semaphore.");
        }
        if (course != null) {
            Files.createDirectories(course.resolve("tests"));
        }
        var curriculum = Curriculum.here().withSolutions();
        var next = "%02d".formatted(curriculum.lessons().size());
        if (course == null && !name.startsWith(next)) {
            throw new WrongName("'" + name + "' is not the name of the next lesson, which is like " + next + "_name.");
        }
        var lesson = new Lesson(curriculum.home(), course == null ? curriculum.home() : course, name);
        var same = curriculum.lessons().stream().filter(other -> other.isOfCourse() && other.number().equals(lesson.number())).findFirst();
        if (same.isPresent()) {
            throw new WrongName("'" + name + "' has the number of a lesson that the course has already, " + same.get().name() + ".");
        }
        var words = name.substring(3).replace('_', ' ');
        var className = CaseUtils.toCamelCase(name.substring(3), true, '_');
        while (isTaken(className, curriculum)) {
            className += "Lesson";
        }
        var files = new LinkedHashMap<Path, String>();
        files.put(lesson.file(), LESSON.replace("CALL", "task.run();"));
        files.put(lesson.solution(), LESSON.replace("CALL", "throw new UnsupportedOperationException(\"to be written\");"));
        files.put(lesson.test(), TEST);
        files.put(lesson.page(), PAGE);
        for (var file : files.keySet()) {
            if (Files.exists(file)) {
                throw new Mistake(file, "This is there already.");
            }
        }
        for (var file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Disk.write(file.getKey(), file.getValue().replace("NAME", name).replace("NUMBER", lesson.number()).replace("CLASS", className)
                    .replace("TITLE", words.substring(0, 1).toUpperCase() + words.substring(1))
                    .replace("BEGIN\n", Region.BEGIN).replace("END\n", Region.END));
            spec.commandLine().getOut().println(lesson.shown(file.getKey()));
        }
        return 0;
    }

    /// Whether a class of this name would hide one that lessons or their tests see, or be a lesson's a second time.
    private static boolean isTaken(String className, Curriculum curriculum) {
        var jdk = ModuleLayer.boot().findModule("java.base").orElseThrow().getDescriptor().exports().stream()
                .filter(exported -> !exported.isQualified()).map(Exports::source);
        var libraries = Stream.of("org.junit.jupiter.api", "org.assertj.core.api");
        var packages = Stream.concat(jdk, libraries).toList();
        return Stream.of(className, className + "Test").anyMatch(name ->
                packages.stream().anyMatch(each -> isClass(each + "." + name))
                        || Files.exists(curriculum.home().resolve("tests/probe").resolve(name + ".java")))
                || curriculum.lessons().stream().anyMatch(lesson -> lesson.className().equals(className));
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name, false, DevNew.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static final String LESSON = """
            //JAVA 25+
            import module java.base;

            /// # NUMBER · TITLE
            ///
            /// The one new idea, in a paragraph.
            ///
            /// **Predict the seconds.** After how many seconds does the last line appear? Guess, then run:
            ///
            ///     ./jbang lessons/NAME.java
            class CLASS {

                void main() throws Exception {
                    exercise(() -> IO.println("the task runs"));

                    IO.println("Finished in " + seconds(sinceStart()) + " seconds");
                }

                /// **Investigate.** The output of a run, and what it shows.

            BEGIN
                /// What it does, in one to three sentences.
                ///
                /// *Also held.* Most answers keep this without trying:
                ///
                /// - Waiting costs no processor time.
                static void exercise(Runnable task) throws Exception {
                    CALL
                }
            END

                /// **Modify.** Something to try when it is solved, and what will be seen.

                static final long START = System.nanoTime();

                static Duration sinceStart() {
                    return Duration.ofNanos(System.nanoTime() - START);
                }

                static double seconds(Duration duration) {
                    return Math.round(duration.toMillis() / 100.0) / 10.0;
                }
            }
            """;

    private static final String TEST = """
            import static probe.ProbeAssertions.*;

            import org.junit.jupiter.api.DisplayName;
            import org.junit.jupiter.api.Test;
            import probe.LessonTest;
            import probe.Work;

            @LessonTest("NAME")
            @DisplayName("NUMBER TITLE: exercise(task)")
            class CLASSTest {

                @Test
                @DisplayName("The task runs exactly once.")
                void runsTheTaskOnce() throws Exception {
                    var work = Work.instant();

                    CLASS.exercise(work.runnable());

                    assertThat(work).hasRun(1);
                }
            }
            """;

    private static final String PAGE = """
            # NUMBER · TITLE

            ## Start

            ```java
                /// What it does, in one to three sentences.
                ///
                /// *Also held.* Most answers keep this without trying:
                ///
                /// - Waiting costs no processor time.
                static void exercise(Runnable task) throws Exception {
                    task.run();
                }
            ```

            ## Goals

            ## Minutes

            ## Hints

            ## Learned

            ## Predict

            ## Discuss

            ## Wrong answers

            ## Right answers

            ## Investigate
            """;
}
