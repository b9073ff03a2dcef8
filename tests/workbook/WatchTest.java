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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Watches in a real terminal: tmux has one without a window, types keys into it, and tells what its screen shows.
@DisplayName("Watch")
@Execution(ExecutionMode.CONCURRENT)
class WatchTest {

    private static final String NO_TMUX = "the terminal of this test is tmux's, and tmux is not installed";

    /// For a machine that has much else to do.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("predicts, judges on save, hints, stops, resets, moves on and back, and leaves the terminal as it was")
    void anEvening() throws Exception {
        start(100, 40);
        shows("00 · ", "lessons/00_synchronous.java", "After how many seconds", "Your guess");

        type("2", "Enter");
        shows("Finished in 2.", "You guessed 2.0 seconds; it took 2.");
        type("t");
        shows("sleeps", "seconds", "one after the other");
        type("m");
        shows("✗ A nap is measured", "A nap of 20 ms was measured as 0 ms");

        save("00", solution("00"));
        shows("█░░░░░░░░░░", "✓ A nap is measured", "Passed.", "Next: 01 · ");

        type("n");
        shows("01 · ", "Your guess");
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
        shows("Ask once more");
        type("v");
        shows("one.start();");

        type("x");
        shows("back to its beginning?", "y yes");
        type("y");
        shows("as it was in the beginning");

        type("b");
        shows("00 · ", "Passed.");
        type("l");
        shows("✓ 00 · ", "The number of a lesson");
        type("5", "Enter");
        shows("05 · ", "Your guess");
        type("q");
        shows("the shell again: 0");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("begins where the learner left off, without asking for a second prediction; SIGTERM ends it, and leaves the terminal as it was")
    void resumes() throws Exception {
        progress("at 02_thread_list\n02_thread_list guessed 3.0\n");

        start(100, 40);

        shows("02 · ", "✗ ", "each was waited for");
        var shell = Long.parseLong(tmux("display-message", "-p", "-t", session, "#{pane_pid}").out().getFirst());
        ProcessHandle.of(shell).orElseThrow().children().forEach(ProcessHandle::destroy);
        shows("the shell again: 143");
        assertThat(screen()).noneMatch(line -> line.contains("each was waited for"));
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("asks what the lesson asks, takes nothing else for an answer, and compares it with the run")
    void predictions() throws Exception {
        asks("00", "**Predict the seconds.** After how many seconds does it end?", "A nap each.");
        asks("01", "**Predict a count.** The last line says `… naps done`: how many? Which nap ends first?", "As many as began.");
        asks("02", "**Predict an order.** In which order do they end: `nap … ends`?", "As they began.");
        asks("03", "**Predict a choice.** Which is the first?\n/// (a) nap 2, (b) nap 1. Guess, then run:", "**b.** It began first.");
        var naps = """
                IO.println("nap 2 ends");
                IO.println("nap 1 ends");
                IO.println("2 naps done");
                """;
        for (var number : List.of("00", "01", "02", "03")) {
            main(number, naps + "IO.println(\"Finished in 0.0 seconds\");");
        }

        start(100, 40);
        shows("After how many seconds does it end?", "Your guess");
        type("soon", "Enter");
        shows("'soon' is no answer. Type a number of seconds", "Your guess: soon");
        type("BSpace", "BSpace", "BSpace", "BSpace", "1", ".", "5", "Enter");
        shows("You guessed 1.5 seconds; it took 0.0.", "A nap each.");

        type("n");
        shows("how many?");
        type("1.5", "Enter");
        shows("'1.5' is no answer. Type a whole number, such as 3, and after a semicolon your answer to the rest.");
        type("BSpace", "BSpace", "\\;", " nap 2", "Enter");
        shows("You guessed 1, and for the rest 'nap 2'; it was 2.", "As many as began.");

        type("n");
        shows("In which order do they end");
        type("1 2", "Enter");
        shows("You guessed 1 2; it was 2 1.", "As they began.");

        type("n");
        shows("(a) nap 2", "(b) nap 1.");
        type("c", "Enter");
        shows("'c' is no answer. Type one of a, b.");
        type("BSpace", "b", "Enter");
        shows("You guessed b; it is b.", "It began first.");
        assertThat(screen()).noneMatch(line -> line.contains("**"));
        assertThat(Files.readString(folder.resolve("lessons/progress.txt")))
                .contains("00_synchronous guessed 1.5\n", "01_start_join guessed 1;nap_2\n", "02_thread_list guessed 1,2\n", "03_arguments guessed b\n");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("a pass brings what can be done now, what to try and where to go; what is tried then does not take it away")
    void afterPassing() throws Exception {
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n"
                + lessons().filter(name -> !name.startsWith("00")).map(name -> name + " passed 0123456789abcdef\n").collect(Collectors.joining()));
        edit("guide/00_synchronous.md", page -> page.replaceFirst("(?s)\n## Investigate.*|$", "\n## Investigate\n\nOne after the other.\n"));
        edit("guide/%s.md".formatted(LessonText.all().getLast().name()), page -> page + (page.contains("## Next") ? "" : "\n## Next\n\nMeasure a program of your own.\n"));
        var modify = "\n    /// **Modify.** Take a *third* nap: the last line says 3.0 seconds.\n";
        for (var part : List.of("lessons", "solutions")) {
            edit(part + "/00_synchronous.java", text -> text.replace("--- end of your turn --------------------------------------------------------\n",
                    "--- end of your turn --------------------------------------------------------\n" + modify));
        }
        var given = Files.readString(file("lessons", "00"));
        start(100, 50);
        shows("A nap of 20 ms was measured as 0 ms");
        type("h");
        shows("Hint 1 of 3");

        var solved = solution("00");
        save("00", solved);

        shows("Passed.", "Modify. Take a third nap: the last line says 3.0 seconds.", "Next: 01 · ", "v solution");
        assertThat(pages()).doesNotContain("Hint 1").contains("One after the other.", "What you can do now", "- 04 · An executor, 2.0 → 1.0 s. ");

        save("00", solved.replace("nap(2);", "nap(2); nap(3);"));
        shows("Passed.");
        save("00", given);
        shows("00 · Synchronous  ▓", "✗", "You have passed this lesson; the file has changed since.");
        type("l");
        shows("✓ 00 · Synchronous", "changed since it was passed");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("p lets the learner say whose turn it is, and has room for that in 24 lines; a text that is saved has a game of its own")
    void plays() throws Exception {
        progress("at 17_waiting_for_it\n17_waiting_for_it guessed 1\n");
        start(80, 24);
        shows("17 · ", "✗", "p play");

        type("p");
        shows("1 thread A", "2 thread B", "3 thread C", "next: takes the lock", "0 switches so far.");
        type("f");
        shows("Such an order, with 4 switches. A call of take() returned null");
        type("u");
        shows("next: ");
        assertThat(screen()).noneMatch(line -> line.contains("page 1 of"));
        type("x", "p");
        shows("✗", "v solution");
        type("p");
        shows("next: ");

        save("17", solution("17"));
        shows("Passed.");
        type("p");
        shows("0 switches so far. With your answer this cannot be done");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("wraps what is too long, and has on the pages of a small screen every word that a large one has")
    void smallScreens() throws Exception {
        progress("at 04_executor\n04_executor guessed 3.0\n");
        start(160, 60);
        shows("04 · ", "v solution");
        type("v", "v");
        shows("static <T> List<T> both");
        var words = words(String.join(" ", screen()));

        for (var size : List.of(new int[] {80, 24}, new int[] {60, 15}, new int[] {40, 10})) {
            tmux("resize-window", "-t", session, "-x", "" + size[0], "-y", "" + size[1]);
            await().atMost(PATIENCE).until(() -> screen().size() == size[1] && screen().stream().anyMatch(line -> line.contains("page 1 of")));

            assertThat(screen()).hasSize(size[1]).allMatch(line -> line.length() < size[0]);
            assertThat(words(pages())).containsAll(words);
        }
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("what a program prints is shown and not obeyed, is cut where it has no end, and can be stopped")
    void hostileOutput() throws Exception {
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n");
        main("00", """
                IO.println("\\033[2J\\033[31mred\\007 tab\\tend nul\\0 cr\\rback \\u202eturned 日本語日本語日本語日本語日本語");
                while (true) {
                    System.out.print("x ");
                }
                """);
        start(60, 15);
        shows("v solution");

        type("r");
        shows("page", "s stop");
        await().atMost(PATIENCE).until(() -> pages().contains("^[[2J^[[31mred^G tab"));
        assertThat(pages()).contains("00 · Synchronous", "nul^@ cr^Mback", "日本語", "x x x x x").contains("…");
        assertThat(screen()).allMatch(line -> line.length() < 60);
        type("s");
        shows("Stopped.");
        type("q");
        shows("the shell again: 0");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("in a narrow terminal all commands break lines between words, set code apart without backticks, and keep the compiler's ^ below what it points at")
    void commandsInATerminal() throws Exception {
        save("00", solution("00").replace("        task.run();", "        /* a comment that makes this line longer than the terminal is wide */ task.rum();"));
        var commands = List.of(List.of("list"), List.of("check", "00"), List.of("hint", "00", "--level", "2"));
        for (int width : List.of(60, 100)) {
            for (var command : commands) {
                var piped = WorkbookProcess.run(folder, command.toArray(String[]::new));
                tmux("new-session", "-d", "-s", session, "-x", "" + width, "-y", "60", "-c", folder.toString(), command(command.toArray(String[]::new)) + "; echo done; cat");
                shows("done");

                assertThat(screen()).allMatch(line -> line.length() <= width).noneMatch(line -> line.contains("`"));
                assertThat(words(String.join(" ", screen()))).containsAll(words(piped.text().replaceAll("`|\\d+\\.\\d s", "")));
                if (command.contains("list")) {
                    assertThat(screen().subList(0, screen().indexOf("done"))).allMatch(line -> line.matches("(    |[> ] . )[\\w ].*"));
                }
                if (command.contains("check")) {
                    pointsAtTheCall(screen());
                }
                tmux("kill-session", "-t", session);
            }
        }
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n");
        start(60, 60);
        shows("cannot find symbol");
        pointsAtTheCall(screen());
    }

    private static void pointsAtTheCall(List<String> screen) {
        int pointer = screen.indexOf(screen.stream().filter(line -> line.strip().equals("^")).findFirst().orElseThrow());
        assertThat(screen.get(pointer - 1).substring(screen.get(pointer).indexOf("^"))).isEqualTo(".rum();");
    }

    @Test
    @DisplayName("a check shows control characters, and obeys none")
    void hostileMessages() throws Exception {
        save("00", solution("00").replace("        task.run();", "        if (true) throw new IllegalStateException(\"\\u001b[2Jgone\\u0007\");\n        task.run();"));

        var check = WorkbookProcess.run(folder, "check", "00");

        assertThat(check.text()).contains("^[[2Jgone^G").doesNotContain("\033", "\007");
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("a file that is deleted, or a folder in its place, is said in a sentence until there is a text again")
    void lostFiles() throws Exception {
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n");
        var file = folder.resolve("lessons/00_synchronous.java");
        start(100, 40);
        shows("A nap of 20 ms was measured as 0 ms");

        Files.delete(file);
        shows("lessons/00_synchronous.java: The file is missing.");
        assertThat(screen()).noneMatch(line -> line.contains("A nap of 20 ms"));
        Files.createDirectory(file);
        shows("lessons/00_synchronous.java: This is a folder, not a file.");
        Files.delete(file);
        save("00", solution("00"));
        shows("Passed.");
        assertThat(screen()).noneMatch(line -> line.contains("missing") || line.contains("folder"));
    }

    @Test
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("Ctrl-Z gives the terminal back to the shell, and fg shows the lesson again")
    void suspends() throws Exception {
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n");
        tmux("new-session", "-d", "-s", session, "-x", "100", "-y", "40", "-c", folder.toString(), "env PS1='shell> ' bash --norc -i");
        shows("shell>");
        type(command(), "Enter");
        shows("A nap of 20 ms was measured as 0 ms");

        type("C-z");
        shows("Stopped", "shell>");
        type("echo back $((6 * 7))", "Enter");
        shows("back 42");
        type("fg", "Enter");
        shows("A nap of 20 ms was measured as 0 ms");
        type("h");
        shows("Hint 1 of 3");
        type("C-c");
        await().atMost(PATIENCE).until(() -> String.join("\n", screen()).strip().endsWith("shell>"));
        type("stty -a | grep -o -e ' icanon' -e ' echo '", "Enter");
        shows(" icanon\n echo");
    }

    @ParameterizedTest(name = "TERM={0}")
    @ValueSource(strings = {"linux", "vt100", "dumb", "no-such-terminal"})
    @EnabledIf(value = "thereIsTmux", disabledReason = NO_TMUX)
    @DisplayName("shows itself on any terminal, and leaves nothing behind on one that has no second screen")
    void otherTerminals(String term) throws Exception {
        progress("at 00_synchronous\n00_synchronous guessed 2.0\n");
        tmux("new-session", "-d", "-s", session, "-x", "100", "-y", "40", "-c", folder.toString(), "TERM=" + term + " " + command()
                + "; echo \"the shell again: $?\"; cat");

        shows("00 · Synchronous", "A nap of 20 ms was measured as 0 ms");
        type("h", "Enter");
        shows("Hint 1 of 3");
        type("q", "Enter");
        shows("the shell again: 0");
        if (!term.equals("dumb")) {
            assertThat(screen()).noneMatch(line -> line.contains("Hint 1 of 3"));
        }
    }

    @Test
    @DisplayName("through pipes it prints what was damaged and the verdict on each save, takes keys a line each, and ends with its input")
    void throughPipes() throws Exception {
        progress("00_synchronous pas");
        var watch = WorkbookProcess.command(folder, "watch").redirectErrorStream(true).start();
        var printed = new ConcurrentLinkedQueue<String>();
        var reader = Thread.ofVirtual().start(() -> watch.inputReader().lines().forEach(printed::add));

        await().atMost(PATIENCE).until(() -> printed.stream().anyMatch(line -> line.contains("A nap of 20 ms was measured as 0 ms")));
        save("00", solution("00"));
        await().atMost(PATIENCE).until(() -> printed.stream().anyMatch(line -> line.contains("Passed.")));
        try (var keys = watch.outputWriter()) {
            keys.write("l\n2\n");
            keys.flush();
            await().atMost(PATIENCE).until(() -> printed.stream().anyMatch(line -> line.startsWith("02 · ")));
            keys.write("h\n");
        }
        reader.join();

        assertThat(watch.waitFor()).isZero();
        assertThat(printed).anyMatch(line -> line.contains("A line is damaged"))
                .anyMatch(line -> line.startsWith("Hint 1 of 3")).noneMatch(line -> line.contains("\033"));
    }

    @AfterEach
    void endTheTerminal() throws Exception {
        if (thereIsTmux()) {
            tmux("kill-session", "-t", session);
        }
    }

    private void progress(String text) throws IOException {
        Files.writeString(folder.resolve("lessons/progress.txt"), text);
    }

    private Stream<String> lessons() throws IOException {
        try (var files = Files.list(folder.resolve("solutions"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", "")).sorted().toList().stream();
        }
    }

    private Path file(String part, String number) throws IOException {
        return folder.resolve(part).resolve(lessons().filter(name -> name.startsWith(number)).findFirst().orElseThrow()
                + (part.equals("guide") ? ".md" : ".java"));
    }

    private String solution(String number) throws IOException {
        return Files.readString(file("solutions", number));
    }

    private void edit(String file, UnaryOperator<String> change) throws IOException {
        Files.writeString(folder.resolve(file), change.apply(Files.readString(folder.resolve(file))));
    }

    /// Gives a lesson another question, and its page an answer to it.
    private void asks(String number, String question, String answer) throws IOException {
        edit(folder.relativize(file("solutions", number)).toString(), text -> text.replaceFirst("(?s)\\*\\*Predict.*?\n///\n", question + "\n///\n"));
        edit(folder.relativize(file("guide", number)).toString(), page -> page.replaceFirst("(?s)## Predict.*?(?=## Wrong)", "")
                .replace("## Wrong answers", "## Predict\n\n" + answer + "\n\n## Wrong answers"));
    }

    /// Gives a lesson another `main`.
    private void main(String number, String statements) throws IOException {
        edit(folder.relativize(file("lessons", number)).toString(),
                text -> text.replaceFirst("(?s)(\n    void main\\([^\n]*\\{\n).*?\n    }\n", "$1" + Matcher.quoteReplacement(statements) + "    }\n"));
    }

    /// Replaces a lesson's file as many editors do: a new one is moved over the old one.
    private void save(String number, String text) throws IOException {
        var part = Files.writeString(folder.resolve("lessons/part"), text);
        Files.move(part, file("lessons", number), StandardCopyOption.REPLACE_EXISTING);
    }

    private String command(String... words) throws Exception {
        return WorkbookProcess.command(folder, words).command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private void start(int width, int height) throws Exception {
        tmux("new-session", "-d", "-s", session, "-x", "" + width, "-y", "" + height, "-c", folder.toString(),
                command("watch") + "; echo \"the shell again: $?\"; cat");
    }

    private void type(String... keys) throws Exception {
        var command = new ArrayList<>(List.of("send-keys", "-t", session));
        command.addAll(List.of(keys));
        tmux(command.toArray(String[]::new));
    }

    /// Waits until the screen shows all of this.
    private void shows(String... words) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(String.join("\n", screen())).contains(words));
    }

    private List<String> screen() throws Exception {
        return tmux("capture-pane", "-p", "-t", session).out();
    }

    /// What the page that is shown and those after it show together, each turned to with the space bar.
    private String pages() throws Exception {
        var all = new StringBuilder();
        var page = Pattern.compile("page (\\d+) of (\\d+)");
        var first = screen();
        all.append(String.join("\n", first)).append('\n');
        var shown = page.matcher(String.join("\n", first));
        int count = shown.find() ? Integer.parseInt(shown.group(2)) : 1;
        int at = count == 1 ? 1 : Integer.parseInt(shown.group(1));
        for (int i = 1; i < count; i++) {
            type("Space");
            at = at % count + 1;
            shows("page " + at + " of " + count);
            all.append(String.join("\n", screen())).append('\n');
        }
        return all.toString();
    }

    private static Set<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).filter(word -> word.length() < 30).collect(Collectors.toCollection(TreeSet::new));
    }

    private static WorkbookProcess.Run tmux(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("tmux"));
        command.addAll(List.of(arguments));
        return WorkbookProcess.finish(new ProcessBuilder(command).start());
    }
}
