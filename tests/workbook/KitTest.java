package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import workbook.WorkbookProcess.Run;

/// What a teacher gives to learners: made once, and used as by one of them, with a home in which nothing was ever kept.
@DisplayName("A kit")
@Execution(ExecutionMode.CONCURRENT)
class KitTest {

    private static final Path HOME = Path.of("").toAbsolutePath();

    @TempDir
    static Path made;

    @TempDir
    static Path learner;

    private static Path kit;
    private static Run making;
    private static Map<String, byte[]> files;
    private static List<String> lessons;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTheKit() throws Exception {
        kit = Files.createDirectory(made.resolve("threads kit"));
        making = WorkbookProcess.run(HOME, "kit", kit.toString());
        files = files(kit);
        lessons = files(HOME.resolve("solutions")).keySet().stream().map(name -> name.replace(".java", "")).toList();
    }

    @Test
    @DisplayName("is packed into a zip that has the same files, and lets the launcher be run")
    void isPacked() throws Exception {
        assertThat(making.status()).as(String.join("\n", making.err())).isZero();
        assertThat(making.out()).containsExactly(kit.toString(), kit + ".zip");
        try (var zip = FileSystems.newFileSystem(Path.of(kit + ".zip"), Map.of("enablePosixFileAttributes", "true"))) {
            assertThat(files(zip.getPath("threads kit"))).containsExactlyEntriesOf(files);
            assertThat(Files.getPosixFilePermissions(zip.getPath("threads kit/jbang"))).contains(PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    @Test
    @DisplayName("has the launcher and the runner as they are, every lesson in its beginning, and a README that leads to each")
    void isWhole() throws Exception {
        var copied = new TreeMap<>(files);
        copied.keySet().removeIf(name -> name.matches("README\\.md|jbang-catalog\\.json|(lessons|starters|guide|tests/compiled)/.*"));
        for (var name : copied.keySet()) {
            assertThat(copied.get(name)).as(name).isEqualTo(Files.readAllBytes(HOME.resolve(name)));
        }
        assertThat(copied).containsKeys("jbang", "jbang.cmd", ".jbang/jars.sha256", ".devcontainer/devcontainer.json")
                .containsKeys(files(HOME.resolve("workbook")).keySet().stream().map("workbook/"::concat).toArray(String[]::new));
        var beginning = WorkbookProcess.workbook(folder);
        assertThat(lessons).isNotEmpty().allSatisfy(lesson -> {
            var starter = Files.readString(beginning.resolve("lessons/" + lesson + ".java"));
            assertThat(text("lessons/" + lesson + ".java")).isEqualTo(starter);
            assertThat(text("starters/" + lesson + ".java")).isEqualTo(starter);
            assertThat(text("jbang-catalog.json")).contains("\"script-ref\": \"lessons/" + lesson + ".java\"");
            assertThat(text("README.md")).contains("(lessons/" + lesson + ".java)");
            assertThat(text("guide/" + lesson + ".md")).startsWith("# " + lesson.substring(0, 2) + " · ")
                    .contains("\n## Start\n", "\n## Hints\n", "\n## Learned\n", "\n## Predict\n", "\n## Investigate\n").doesNotContain(" answers\n", "\n### ");
        });
    }

    @Test
    @DisplayName("has no line of a solution that no lesson has in its beginning, and of classes the tests' own and the starters' alone")
    void hasNothingOfASolution() throws Exception {
        assertThat(files.keySet()).noneMatch(name -> name.contains("solutions/"));
        var given = lessons.stream().flatMap(lesson -> text("starters/" + lesson + ".java").lines()).map(String::strip).collect(Collectors.toSet());
        int lines = 0;
        for (var lesson : lessons) {
            var own = files.keySet().stream().filter(name -> name.contains(lesson)).toList();
            assertThat(own).hasSizeGreaterThan(4);
            var starter = exercise(text("starters/" + lesson + ".java"));
            for (var line : exercise(Files.readString(HOME.resolve("solutions/" + lesson + ".java")))) {
                if (line.length() > 12 && !line.startsWith("//") && !starter.contains(line)) {
                    lines++;
                    assertThat(given.contains(line) ? own : files.keySet()).as(line).noneMatch(name -> text(name).replace("`", "").contains(line));
                }
            }
            assertThat(classesBesideTheTest(lesson)).as(lesson).containsExactlyEntriesOf(compiled(lesson));
        }
        assertThat(lines).isGreaterThan(50);
    }

    @Test
    @DisplayName("passes every right answer")
    void judges() throws Exception {
        var mine = copy();
        for (var lesson : lessons) {
            Files.copy(HOME.resolve("solutions/" + lesson + ".java"), mine.resolve("lessons/" + lesson + ".java"), StandardCopyOption.REPLACE_EXISTING);
        }
        var passed = run(mine, "check", "--all");
        assertThat(passed.out().getLast()).as(passed.text()).isEqualTo("%d of %<d passed.".formatted(lessons.size()));
        assertThat(passed.status()).isZero();
    }

    @Test
    @DisplayName("checks, hints, lists, runs, draws and resets a lesson")
    void serves() throws Exception {
        var mine = copy();
        var lesson = mine.resolve("lessons/01_start_join.java");

        assertThat(run(mine, "check", "01").text()).contains("✗ 01_start_join  refused", "one after the other");
        assertThat(run(mine, "check", "11").text()).contains("✗ 11_lost_updates  refused", "Two threads added 2 and 3, and the total is 2.");
        Files.copy(HOME.resolve("solutions/01_start_join.java"), lesson, StandardCopyOption.REPLACE_EXISTING);
        assertThat(run(mine, "check", "01").text()).contains("✓ 01_start_join  passed", "Try the Modify below the exercise. The next lesson is ");
        assertThat(run(mine, "list").text()).contains("✓ 01  Start and join");
        assertThat(run(mine, "hint", "01", "--level", "3").out()).isEqualTo(WorkbookProcess.run(HOME, "hint", "01", "--level", "3").out()).isNotEmpty();
        assertThat(run(mine, "run", "01").out().getLast()).matches("Finished in \\d\\.\\d seconds");
        assertThat(run(mine, "timeline", "01").text()).contains("Your answer: lessons/01_start_join.java");
        assertThat(run(mine, "reset", "01").text()).contains("is as it was in the beginning; what you wrote is in backup");
        assertThat(lesson).hasBinaryContent(files.get("lessons/01_start_join.java"));
        assertThat(run(mine, "doctor").text()).contains("✓ lessons' files   all there");
    }

    @Test
    @DisplayName("is watched and played, and offers no solution there")
    void isWatched() throws Exception {
        var mine = copy();

        assertThat(run(mine, List.of("v", "q"), "watch").text()).contains("00 · Synchronous", "x reset", "There is no solution of lesson 00 here")
                .doesNotContain("v solution");
        assertThat(run(mine, List.of("1", "2", "2", "1", "q"), "play", "11").text()).contains("Done, with 2 switches.");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"solution 04", "solution 04 --anyway", "run 04 --solutions", "timeline 04 --solutions", "timeline 04 --compare",
            "check --solutions", "check 04 --solutions", "timeline --all --html gallery", "dev check", "dev new 18_semaphore", "kit another", "grade lessons --unconfined"})
    @DisplayName("says in a sentence that it has no solutions")
    void saysSo(String command) throws Exception {
        var run = run(kit, command.split(" "));

        assertThat(run.err()).singleElement().asString().matches("There (is|are) no solutions? .*kit.*\\.");
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("is made in a new folder or an empty one, and replaces nothing")
    void replacesNothing() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "mine");
        var full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("file"), "mine");
        var zip = Files.writeString(folder.resolve("other.zip"), "mine");

        for (var out : List.of(file, full, folder.resolve("other"))) {
            var run = WorkbookProcess.run(HOME, "kit", out.toString());
            assertThat(run.err()).singleElement().asString().startsWith(out.toString()).contains("This is there already");
            assertThat(run.status()).isEqualTo(1);
        }
        assertThat(files(folder).keySet()).containsExactly("file", "full/file", "other.zip");
        assertThat(zip).hasContent("mine");
        assertThat(file).hasContent("mine");
    }

    private Path copy() throws IOException {
        for (var file : files.entrySet()) {
            var copy = folder.resolve(file.getKey());
            Files.createDirectories(copy.getParent());
            Files.write(copy, file.getValue());
        }
        return folder;
    }

    private static Run run(Path folder, String... arguments) throws Exception {
        return run(folder, List.of(), arguments);
    }

    /// Runs a command in a kit, as a learner whose home is empty, or was before the first of them; it reads these lines.
    private static Run run(Path folder, List<String> typed, String... arguments) throws Exception {
        var command = WorkbookProcess.command(folder, arguments);
        command.environment().remove("XDG_CACHE_HOME");
        command.environment().putAll(Map.of("HOME", learner.toString(), "LOCALAPPDATA", learner.toString()));
        var process = command.start();
        process.getOutputStream().write(typed.stream().map(line -> line + "\n").collect(Collectors.joining()).getBytes());
        return WorkbookProcess.finish(process);
    }

    /// What is in a folder, by its path from there, with `/` between names.
    private static Map<String, byte[]> files(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var all = Files.walk(folder)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /// A file of the kit; of a class file, the characters that its bytes would be.
    private static String text(String name) {
        return new String(files.get(name), name.endsWith(".class") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static List<String> exercise(String lesson) {
        return lesson.split("// --- (end of )?your turn -+")[1].lines().map(String::strip).toList();
    }

    private static Map<String, byte[]> classesBesideTheTest(String lesson) throws IOException {
        var classes = files(kit.resolve("tests/compiled").resolve(lesson));
        classes.keySet().removeIf(name -> name.matches("\\w+Test(\\$.*)?\\.class"));
        return classes;
    }

    private Map<String, byte[]> compiled(String lesson) throws IOException {
        var classes = folder.resolve(lesson);
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var manager = javac.getStandardFileManager(null, null, null)) {
            assertThat(javac.getTask(null, manager, null, List.of("-g", "-proc:none", "--release", "25", "-d", Files.createDirectory(classes).toString()), null,
                    manager.getJavaFileObjects(kit.resolve("starters").resolve(lesson + ".java"))).call()).isTrue();
        }
        return files(classes);
    }
}
