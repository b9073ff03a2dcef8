package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Watches in a real terminal: tmux has one without a window, types keys into it, and tells what its screen shows.
@DisplayName("Watch")
class WatchTest {

    @TempDir
    Path folder;

    private String session;

    static boolean thereIsTmux() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(path -> Files.isExecutable(Path.of(path, "tmux")));
    }

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
        session = "watch-" + folder.getFileName();
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = "the terminal of this test is tmux's, and tmux is not installed")
    @DisplayName("predicts, judges on save, hints, stops, resets, moves on and back, and leaves the terminal as it was")
    void anEvening() throws Exception {
        start(100, 40);
        shows("Lesson 1 of 11", "lessons/00_synchronous.java", "then guess");

        type("2", "Enter");
        shows("Finished in 2.", "You guessed 2.0 seconds; it took 2.");
        type("t");
        shows("sleeps", "seconds", "one after the other");
        type("m");
        shows("✗ A nap is measured", "A nap of 20 ms was measured as 0 ms");

        save(folder.resolve("solutions/00_synchronous.java"));
        shows("█░░░░░░░░░░", "✓ A nap is measured", "Passed.", "Press n for the next lesson.");

        type("n");
        shows("Lesson 2 of 11", "then guess");
        type("Enter");
        shows("a nap begins");
        type("s");
        shows("Stopped.");
        type("c");
        shows("✗ Both are in progress at the same time.", "on the calling thread");
        type("h");
        shows("Hint 1 of 3");
        type("h");
        shows("Hint 2 of 3");
        type("v");
        shows("Press v again");
        type("v");
        shows("one.start();");

        type("x");
        shows("y or n?");
        type("y");
        shows("as it was in the beginning", "lessons/backup");

        tmux("resize-window", "-t", session, "-x", "40", "-y", "5");
        shows("q quit");
        tmux("resize-window", "-t", session, "-x", "80", "-y", "20");
        shows("tests pass");
        assertThat(screen()).hasSizeLessThanOrEqualTo(20).allMatch(line -> line.length() <= 80);

        type("b");
        shows("Lesson 1 of 11", "Passed.");
        type("l");
        shows("✓ 00", "The number of a lesson");
        type("1", "0", "Enter");
        shows("Lesson 11 of 11");
        type("q");
        shows("the shell again: 0");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = "the terminal of this test is tmux's, and tmux is not installed")
    @DisplayName("begins where the learner left off, without asking for a second prediction")
    void resumes() throws Exception {
        Files.writeString(folder.resolve("lessons/progress.txt"), "at 02_thread_list\n02_thread_list guessed 3.0\n");

        start(100, 40);

        shows("Lesson 3 of 11", "✗ ", "each was waited for");
        type("q");
        shows("the shell again: 0");
    }

    @Test
    @DisplayName("through pipes it prints what was damaged and the verdict on each save, takes keys a line each, and ends with its input")
    void throughPipes() throws Exception {
        Files.writeString(folder.resolve("lessons/progress.txt"), "00_synchronous pas");
        var watch = WorkbookProcess.command(folder, "watch").redirectErrorStream(true).start();
        var printed = new ConcurrentLinkedQueue<String>();
        var reader = Thread.ofVirtual().start(() -> watch.inputReader().lines().forEach(printed::add));

        await().atMost(Duration.ofMinutes(1)).until(() -> printed.stream().anyMatch(line -> line.contains("A nap of 20 ms was measured as 0 ms")));
        save(folder.resolve("solutions/00_synchronous.java"));
        await().atMost(Duration.ofMinutes(1)).until(() -> printed.stream().anyMatch(line -> line.contains("Passed.")));
        try (var keys = watch.outputWriter()) {
            keys.write("l\n2\n");
            keys.flush();
            await().atMost(Duration.ofMinutes(1)).until(() -> printed.stream().anyMatch(line -> line.startsWith("Lesson 3 of 11")));
            keys.write("h\n");
        }
        reader.join();

        assertThat(watch.waitFor()).isZero();
        assertThat(printed).anyMatch(line -> line.startsWith("The file of your progress was damaged."))
                .anyMatch(line -> line.startsWith("Hint 1 of 3")).noneMatch(line -> line.contains("\033"));
    }

    @AfterEach
    void endTheTerminal() throws Exception {
        if (thereIsTmux()) {
            tmux("kill-session", "-t", session);
        }
    }

    /// Replaces the lesson's file as many editors do: a new one is moved over the old one.
    private void save(Path text) throws IOException {
        var part = Files.copy(text, folder.resolve("lessons/part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, folder.resolve("lessons").resolve(text.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private void start(int width, int height) throws Exception {
        var command = WorkbookProcess.command(folder, "watch").command().stream()
                .map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        tmux("new-session", "-d", "-s", session, "-x", "" + width, "-y", "" + height, "-c", folder.toString(),
                command + "; echo \"the shell again: $?\"; cat");
    }

    private void type(String... keys) throws Exception {
        var command = new ArrayList<>(List.of("send-keys", "-t", session));
        command.addAll(List.of(keys));
        tmux(command.toArray(String[]::new));
    }

    /// Waits until the screen shows all of this.
    private void shows(String... words) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(String.join("\n", screen())).contains(words));
    }

    private List<String> screen() throws Exception {
        return tmux("capture-pane", "-p", "-t", session).out();
    }

    private static WorkbookProcess.Run tmux(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("tmux"));
        command.addAll(List.of(arguments));
        return WorkbookProcess.finish(new ProcessBuilder(command).start());
    }
}
