package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The workbook")
class WorkbookTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @Test
    @DisplayName("gives each hostile answer its own verdict, and stays alive")
    void survivesHostileAnswers() throws Exception {
        var run = WorkbookProcess.run(folder, "dev", "check", "--answers", "tests/hostile");

        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.out().getLast()).matches("(\\d+) of \\1 wrong answers refused, 0 of 0 right answers passed, 0 mistakes\\.");
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains("workbook.judging.Judge") && line.contains(folder.getFileName().toString()));
    }

    @Test
    @DisplayName("check ends with 1 for a starter and says why, and with 0 for a solution")
    void checks() throws Exception {
        var starter = WorkbookProcess.run(folder, "check", "4");
        var solution = WorkbookProcess.run(folder, "check", "executor", "--solutions", "--times", "2");

        assertThat(starter.status()).isEqualTo(1);
        assertThat(starter.out()).anySatisfy(line -> assertThat(line).contains("✗ 04_executor", "refused"))
                .anySatisfy(line -> assertThat(line).contains("each was waited for before the next could begin."));
        assertThat(solution.status()).isZero();
        assertThat(solution.out().getLast()).isEqualTo("2 of 2 passed.");
    }

    @Test
    @DisplayName("figures look as in the lessons, whatever language the machine speaks")
    void speaksOneLanguage() throws Exception {
        var check = WorkbookProcess.command(folder, "check", "0");
        check.environment().put("JDK_JAVA_OPTIONS", "-Duser.language=de");

        var run = WorkbookProcess.finish(check.start());

        assertThat(run.out().getFirst()).matches("✗ 00_synchronous  refused  \\d+\\.\\d s");
    }

    @Test
    @DisplayName("check --json and --junit-xml give machines every verdict, of what does not compile, too")
    void reportsToMachines() throws Exception {
        Files.writeString(folder.resolve("lessons/01_start_join.java"), "class StartJoin { int }");

        var run = WorkbookProcess.run(folder, "check", "00", "01", "--json", "--junit-xml", "report.xml");

        var verdicts = JsonParser.parseString(run.text()).getAsJsonArray().asList().stream().map(each -> each.getAsJsonObject()).toList();
        assertThat(verdicts).extracting(each -> each.get("verdict").getAsString()).containsExactly("Refused", "DoesNotCompile");
        assertThat(verdicts.getFirst().getAsJsonArray("tests")).hasSize(4);
        var problem = verdicts.getLast().getAsJsonArray("problems").get(0).getAsJsonObject();
        assertThat(problem.get("file").getAsString()).isEqualTo(Path.of("lessons/01_start_join.java").toString());
        assertThat(problem.get("line").getAsInt()).isEqualTo(1);
        assertThat(problem.get("column").getAsInt()).isEqualTo(22);
        var suites = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(folder.resolve("report.xml").toFile()).getElementsByTagName("testsuite");
        assertThat(suites.item(0).getAttributes().getNamedItem("failures").getNodeValue()).isEqualTo("1");
        assertThat(suites.item(1).getAttributes().getNamedItem("errors").getNodeValue()).isEqualTo("1");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    @DisplayName("an unknown lesson gets the nearest names, one of several the choice, and 2")
    void helpsWithNames() throws Exception {
        var unknown = WorkbookProcess.run(folder, "check", "exceptoins");
        var ambiguous = WorkbookProcess.run(folder, "run", "in");
        var beyond = WorkbookProcess.run(folder, "hint", "42");
        var level = WorkbookProcess.run(folder, "hint", "4", "--level", "9");
        var option = WorkbookProcess.run(folder, "check", "--tims", "2");
        var elsewhere = WorkbookProcess.run(folder.getParent(), "list");

        assertThat(List.of(unknown, ambiguous, beyond, level, option, elsewhere)).extracting(WorkbookProcess.Run::status).containsOnly(2);
        assertThat(unknown.err()).singleElement().asString().contains("'exceptoins'", "08_exceptions");
        assertThat(ambiguous.err()).singleElement().asString().contains("'in' could be", "01_start_join", "06_invoke_all");
        assertThat(beyond.err()).singleElement().asString().contains("42", "from 00 to 10");
        assertThat(level.err().getFirst()).contains("1 to 3", "9");
        assertThat(option.err().getFirst()).contains("--tims");
        assertThat(elsewhere.err()).singleElement().asString().contains("There is no workbook");
    }

    @Test
    @DisplayName("list shows what passed, what was refused, and what was changed since")
    void listsProgress() throws Exception {
        solve("00_synchronous");
        solve("01_start_join");
        WorkbookProcess.run(folder, "check", "0", "1", "2");
        Files.writeString(folder.resolve("lessons/01_start_join.java"), "// broken\n", StandardOpenOption.APPEND);

        var list = WorkbookProcess.run(folder, "list");

        assertThat(list.out().get(0)).contains("✓ 00", "passed");
        assertThat(list.out().get(1)).contains("  01", "changed since it was passed");
        assertThat(list.out().get(2)).contains("✗ 02", "refused");
        assertThat(list.out().get(3)).doesNotContain("passed", "refused");
    }

    @Test
    @DisplayName("a damaged progress file is set aside with a sentence, and nothing else is lost")
    void setsDamagedProgressAside() throws Exception {
        var progress = folder.resolve("lessons/progress.txt");
        Files.writeString(progress, "04_executor pas");

        var list = WorkbookProcess.run(folder, "list");

        assertThat(list.status()).isZero();
        assertThat(list.err()).singleElement().asString().contains("damaged", "progress-damaged.txt");
        assertThat(folder.resolve("lessons/progress-damaged.txt")).hasContent("04_executor pas");
        assertThat(progress).doesNotExist();
    }

    @Test
    @DisplayName("two runners in one folder keep each other's progress")
    void twoRunners() throws Exception {
        var runners = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            runners.add(WorkbookProcess.command(folder, "check", "" + i).start());
        }
        for (var runner : runners) {
            WorkbookProcess.finish(runner);
        }

        assertThat(Files.readAllLines(folder.resolve("lessons/progress.txt"))).hasSize(4).allMatch(line -> line.contains(" refused "));
    }

    @Test
    @DisplayName("reset brings the starter back, from a file without markers too, and keeps what was there")
    void resets() throws Exception {
        var lesson = folder.resolve("lessons/04_executor.java");
        var starter = Files.readString(lesson);
        Files.writeString(lesson, "all gone");

        var reset = WorkbookProcess.run(folder, "reset", "04");

        assertThat(reset.status()).isZero();
        assertThat(lesson).hasContent(starter);
        assertThat(reset.text()).contains("lessons" + File.separator + "backup");
        try (var backups = Files.list(folder.resolve("lessons/backup"))) {
            assertThat(backups.filter(file -> file.getFileName().toString().startsWith("04"))).anySatisfy(backup ->
                    assertThat(backup).hasContent("all gone"));
        }
    }

    @Test
    @DisplayName("the solution is shown to those who have passed, and to those who insist")
    void showsSolutions() throws Exception {
        solve("00_synchronous");
        WorkbookProcess.run(folder, "check", "00");

        var passed = WorkbookProcess.run(folder, "solution", "00");
        var refused = WorkbookProcess.run(folder, "solution", "01");
        var insisted = WorkbookProcess.run(folder, "solution", "01", "--anyway");

        assertThat(passed.text()).contains("System.nanoTime() - start");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).singleElement().asString().contains("--anyway");
        assertThat(insisted.text()).contains("one.start();");
    }

    @Test
    @DisplayName("run runs a lesson with its arguments, and ends as it ends")
    void runs() throws Exception {
        var help = WorkbookProcess.run(folder, "run", "10", "--", "--help");
        var wrong = WorkbookProcess.run(folder, "run", "10", "--", "--speed", "fast");

        assertThat(help.text()).contains("Saves photos in a folder.");
        assertThat(help.status()).isZero();
        assertThat(wrong.err()).singleElement().asString().contains("--speed", "fast");
        assertThat(wrong.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("doctor names Java, jbang and the terminal")
    void examines() throws Exception {
        var doctor = WorkbookProcess.run(folder, "doctor");

        assertThat(doctor.text()).contains("Java", System.getProperty("java.home"), "jbang", "terminal");
    }

    @Test
    @DisplayName("dev new writes four files, of which dev check says what is left to do")
    void beginsALesson() throws Exception {
        var begun = WorkbookProcess.run(folder, "dev", "new", "11_semaphore");
        var wrongNumber = WorkbookProcess.run(folder, "dev", "new", "13_semaphore");
        var check = WorkbookProcess.run(folder, "dev", "check", "--lesson", "11");

        assertThat(begun.out()).hasSize(4).allMatch(file -> Files.exists(folder.resolve(file)));
        assertThat(wrongNumber.status()).isEqualTo(2);
        assertThat(wrongNumber.err()).singleElement().asString().contains("13_semaphore", "12_name");
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).anyMatch(line -> line.contains("11_semaphore.md") && line.contains("0 hints"));
    }

    @Test
    @DisplayName("a mistake in a page is named with file and line")
    void namesMistakesInPages() throws Exception {
        var page = folder.resolve("guide/04_executor.md");
        Files.writeString(page, "\n## Wrong answer\n", StandardOpenOption.APPEND);
        var lines = Files.readAllLines(page).size();

        var check = WorkbookProcess.run(folder, "dev", "check", "--lesson", "04");

        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).anyMatch(line -> line.contains("04_executor.md:" + lines + ": A section is one of"));
    }

    private void solve(String name) throws IOException {
        Files.copy(folder.resolve("solutions/" + name + ".java"), folder.resolve("lessons/" + name + ".java"), StandardCopyOption.REPLACE_EXISTING);
    }
}
