package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import workbook.WorkbookProcess.Run;

@DisplayName("Play")
@Execution(ExecutionMode.CONCURRENT)
class PlayTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @Test
    @DisplayName("each key gives a thread its next step, shows what it did, what is shared and what comes next, and keeps the fewest switches")
    void lostUpdate() throws Exception {
        var boards = boards(play("11", "1", "2", "1", "2", "u", "q"));

        assertThat(boards).hasSize(6);
        assertThat(boards.get(0)).contains("Lose an addition", "1 thread A", "2 thread B", "next: reads total: 0", "0 switches so far.");
        assertThat(boards.get(1)).contains("next: writes total: 2", "\ntotal: 0\n");
        assertThat(boards.get(3)).contains("has ended", "next: writes total: 3", "\ntotal: 2\n", "2 switches so far.");
        assertThat(boards.get(4)).contains("Done, with 3 switches. Two threads added 2 and 3, and the total is 3. The fewest so far: 3.");
        assertThat(boards.get(5)).isEqualTo(boards.get(3));
        assertThat(folder.resolve("lessons/progress.txt")).content().contains("11_lost_updates switches 3\n");

        assertThat(boards(play("11", "1", "2", "2", "1", "q")).getLast()).contains("Done, with 2 switches.", "The fewest so far: 2.");
        assertThat(boards(play("11", "1", "2", "1", "2", "q")).getLast()).contains("Done, with 3 switches.", "The fewest so far: 2.");
    }

    @Test
    @DisplayName("a thread that waits says for what, and who holds it; two that wait for each other are the end")
    void deadlock() throws Exception {
        var boards = boards(play("14", "1", "2", "2", "2", "1", "q"));

        assertThat(oneLine(boards.get(2))).contains("the lock of account 1: thread A", "the lock of account 2: thread B");
        assertThat(oneLine(boards.get(3))).contains("waits for the lock of account 1, which thread A holds");
        assertThat(oneLine(boards.getLast())).contains("Done, with 2 switches. Nobody can go on: thread A waits for the lock of account 2, which thread B holds");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"11", "12", "13", "14", "15", "16", "17"})
    @DisplayName("a wrong answer has an order that does the task; a right one has none, and it says after how many schedules that is known")
    void everyTask(String number) throws Exception {
        assertThat(boards(play(number, "f", "q")).getLast()).contains("Such an order, with ");

        solve(number);

        var boards = boards(play(number, "f", "e", "q"));
        assertThat(boards).hasSize(2);
        assertThat(oneLine(boards.getFirst())).containsPattern("With your answer this cannot be done: no fault in .* \\d+ schedules");
        assertThat(boards.getLast()).contains("All have ended");
    }

    @Test
    @DisplayName("an order that was shown is no merit, and to begin again is one move")
    void shown() throws Exception {
        var boards = boards(play("11", "f", "a", "q"));

        assertThat(boards.getLast()).isEqualTo(boards.getFirst()).doesNotContain("fewest");
        assertThat(folder.resolve("lessons/progress.txt")).content().doesNotContain("switches");
    }

    @Test
    @DisplayName("where notify() can wake one of several, it asks who is woken; that one then waits for the lock like any other")
    void wakesOne() throws Exception {
        var boards = boards(play("17", "2", "2", "3", "3", "1", "1", "1", "3", "1", "q"));

        assertThat(boards.get(7)).contains("next: is woken                   next: is woken", "Who is woken?");
        assertThat(oneLine(boards.get(8))).contains("waits to be notified, in wait()", "next: goes on with the lock of");
        assertThat(oneLine(boards.getLast())).contains("waits to be notified", "waits for the lock of Buffer");
    }

    @Test
    @DisplayName("says so where there is nothing to play, where the answer does not compile, and where its threads cannot be held")
    void refuses() throws Exception {
        var none = play("04", "q");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).containsExactly("There is nothing to play in lesson 04. There is in 11, 12, 13, 14, 15, 16, 17.");

        var solved = solve("11");
        Files.writeString(lesson("11"), solved.replace("total += amount;", "java.util.stream.LongStream.of(amount).parallel().forEach(each -> total += each);"));
        assertThat(play("11", "q").text()).contains("This cannot be played. Its threads cannot be held, because ");

        Files.writeString(lesson("11"), solved.replace("total += amount;", "total += amount"));
        assertThat(play("11", "q").text()).contains("This can be played as soon as it compiles: ';' expected");
    }

    private Run play(String number, String... keys) throws Exception {
        var process = WorkbookProcess.command(folder, "play", number).start();
        process.getOutputStream().write((String.join("\n", keys) + "\n").getBytes());
        return WorkbookProcess.finish(process);
    }

    /// What was shown, one view after the other.
    private static List<String> boards(Run run) {
        return Stream.of(run.text().split("(?m)^.*q quit$")).filter(board -> !board.isBlank()).map(String::strip).toList();
    }

    private static String oneLine(String board) {
        return board.replaceAll("\\s+", " ");
    }

    private Path lesson(String number) throws IOException {
        try (var files = Files.list(folder.resolve("lessons"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(number)).findFirst().orElseThrow();
        }
    }

    private String solve(String number) throws IOException {
        var lesson = lesson(number);
        var solution = Files.readString(folder.resolve("solutions").resolve(lesson.getFileName()));
        Files.writeString(lesson, solution);
        return solution;
    }
}
