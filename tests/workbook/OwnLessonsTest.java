package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import workbook.WorkbookProcess.Run;

/// A course that somebody has written beside the workbook: a lesson with a number that the workbook has not, and one in place of 04.
@DisplayName("Own lessons")
@Execution(ExecutionMode.CONCURRENT)
class OwnLessonsTest {

    private static final Path HOME = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    private Path course;
    private String lesson;

    @BeforeEach
    void writeACourse() throws Exception {
        WorkbookProcess.workbook(folder);
        course = folder.resolve("my course");
        write("01_start_join", "42_two_naps");
        write("03_arguments", "04_values");
        lesson = Path.of("my course/lessons/42_two_naps.java").toString();
    }

    @Test
    @DisplayName("are beside the workbook's, and in place of those with the same number")
    void areThere() throws Exception {
        var run = run("list");

        assertThat(run.status()).isZero();
        assertThat(run.out()).hasSize(19).noneMatch(line -> line.contains("04_executor"));
        assertThat(run.out().get(4)).contains("04  Passing arguments", Path.of("my course/lessons/04_values.java").toString());
        assertThat(run.out().getLast()).contains("42  Start and join", lesson);
        assertThat(WorkbookProcess.run(folder, "list").out()).hasSize(18).noneMatch(line -> line.contains("my course"));
    }

    @Test
    @DisplayName("are judged, run, drawn, reset and given hints like the workbook's, and what was passed is remembered")
    void areLessons() throws Exception {
        var file = folder.resolve(lesson);
        var starter = Files.readString(file);

        assertThat(run("check", "42").text()).contains("✗ 42_two_naps  refused", "one after the other");
        Files.copy(course.resolve("solutions/42_two_naps.java"), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("check", lesson).text()).contains("✓ 42_two_naps  passed");
        assertThat(WorkbookProcess.run(folder, "check", "00").status()).isEqualTo(1);
        assertThat(run("list").out().getLast()).contains("✓ 42", "passed");
        assertThat(run("hint", "42").out()).isEqualTo(WorkbookProcess.run(folder, "hint", "01").out()).isNotEmpty();
        assertThat(run("run", "42").out().getLast()).startsWith("Finished in 1.");
        assertThat(run("timeline", "42").text()).contains("Your answer: " + lesson);
        assertThat(run("reset", "42").text()).startsWith(lesson + " is as it was in the beginning; what you wrote is in " + Path.of("my course/backup"));
        assertThat(file).hasContent(starter);
        Files.delete(file);
        assertThat(run("check", "42").text()).contains(lesson + ": The file is missing. To have it back: ./jbang workbook --lessons my course reset 42");
    }

    @Test
    @DisplayName("are watched")
    void areWatched() throws Exception {
        var process = WorkbookProcess.command(folder, "--lessons", "my course").start();
        process.getOutputStream().write("l\n42\nq\n".getBytes());

        assertThat(WorkbookProcess.finish(process).text()).contains("42 · Start and join", lesson, "✗ Both are in progress at the same time.");
    }

    @Test
    @DisplayName("are held together by dev check, which asks for no number, catalog or README of theirs")
    void areChecked() throws Exception {
        var good = run("dev", "check");
        assertThat(good.out().getLast()).as(good.text()).isEqualTo("2 of 2 wrong answers refused, 4 of 4 right answers passed, 0 mistakes.");
        assertThat(good.out()).noneMatch(line -> line.startsWith("00_"));
        assertThat(good.status()).isZero();

        write("01_start_join", "04_again");
        assertThat(run("dev", "check", "--lesson", "04_values").text()).contains("This has the number of 04_again.");
    }

    @Test
    @DisplayName("are begun with dev new, in a folder that is new or has some, with any number that it has not")
    void areBegun() throws Exception {
        assertThat(run("dev", "new", "77_latches").out()).hasSize(4).first().isEqualTo(Path.of("my course/lessons/77_latches.java").toString());
        assertThat(run("check", "77").text()).contains("✓ 77_latches  passed");
        var taken = run("dev", "new", "42_latches");
        assertThat(taken.err()).containsExactly("'42_latches' has the number of a lesson that the course has already, 42_two_naps.");
        assertThat(taken.status()).isEqualTo(2);

        assertThat(WorkbookProcess.run(folder, "--lessons", "another", "dev", "new", "18_latches").status()).isZero();
        assertThat(folder.resolve("another/tests/18_latches_test.java")).exists();
    }

    @Test
    @DisplayName("that are not there are told of in a sentence")
    void areMissing() throws Exception {
        var run = WorkbookProcess.run(folder, "list", "--lessons", "nowhere");

        assertThat(run.err()).containsExactly("There is no course in " + folder.toRealPath().resolve("nowhere")
                + ": it would have the folders lessons, solutions, tests and guide.");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("are in a kit among the others")
    void areGivenOut() throws Exception {
        var kit = folder.resolve("kit");
        assertThat(WorkbookProcess.run(HOME, "kit", kit.toString(), "--lessons", course.toString()).status()).isZero();

        assertThat(kit.resolve("jbang-catalog.json")).content().contains("\"lessons/42_two_naps.java\"").doesNotContain("04_executor");
        assertThat(kit.resolve("README.md")).content().contains("| 42 | [Start and join](lessons/42_two_naps.java) |");
        assertThat(kit.resolve("lessons/04_executor.java")).doesNotExist();
        assertThat(WorkbookProcess.run(kit, "check", "42").text()).contains("✗ 42_two_naps  refused", "one after the other");
    }

    private Run run(String... arguments) throws Exception {
        return WorkbookProcess.run(folder, Stream.concat(Stream.of(arguments), Stream.of("--lessons", "my course")).toArray(String[]::new));
    }

    /// Makes a lesson of the course out of one of the workbook, with one wrong and one right answer.
    private void write(String from, String name) throws IOException {
        for (var file : List.of("lessons/%s.java", "solutions/%s.java", "tests/%s_test.java", "guide/%s.md")) {
            var text = Files.readString(folder.resolve(file.formatted(from))).replace(from, name).replace(from.substring(0, 2) + " ", name.substring(0, 2) + " ");
            if (file.endsWith(".md")) {
                text = text.replaceAll("(?s)(?<=\n## (?:Wrong|Right) answers\n\n)(### .*?)\n### .*?(?=\n## )", "$1");
            }
            var copy = course.resolve(file.formatted(name));
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, text);
        }
    }
}
