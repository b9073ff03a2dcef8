package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The workbook")
@Execution(ExecutionMode.CONCURRENT)
class WorkbookTest {

    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @Test
    @DisplayName("gives each hostile answer its own verdict, stays alive, and leaves neither a process nor a temporary file")
    void survivesHostileAnswers() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        var check = WorkbookProcess.command(folder, "dev", "check", "--answers", "tests/hostile");
        check.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);

        var run = WorkbookProcess.finish(check.start());

        assertThat(run.status()).as(run.text()).isZero();
        assertThat(temporary).isEmptyDirectory();
        assertThat(run.out().getLast()).matches("(\\d+) of \\1 wrong answers refused, 0 of 0 right answers passed, 0 mistakes\\.");
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains("workbook.judging.Judge") && line.contains(folder.getFileName().toString()));
    }

    @Test
    @DisplayName("dev check gives the same verdicts to answers in a series as to each in a JVM of its own")
    void judgesInSeries() throws Exception {
        var page = folder.resolve("guide/04_executor.md");
        var answers = new AtomicInteger();
        Files.writeString(page, Stream.of(Files.readString(page).split("(?=\n###? )"))
                .filter(part -> !part.startsWith("\n### ") || answers.getAndIncrement() % 8 == 0).collect(Collectors.joining()));

        var series = WorkbookProcess.run(folder, "dev", "check", "--lesson", "04");
        var apart = WorkbookProcess.run(folder, "dev", "check", "--lesson", "04", "--apart");

        assertThat(series.out().getLast()).matches("([1-9]) of \\1 wrong answers refused, ([1-9]) of \\2 right answers passed, .*");
        assertThat(apart.status()).isEqualTo(series.status());
        assertThat(withoutNotice(apart)).isEqualTo(withoutNotice(series));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00_synchronous", "14_deadlock"})
    @DisplayName("dev check goes on with a JVM that an answer has left as it was")
    void goesOnWithAJvm(String lesson) throws Exception {
        var page = folder.resolve("guide").resolve(lesson + ".md");
        var processes = folder.resolve("processes.txt");
        var parts = Files.readString(page).split("(?<=\n## Right answers\n)|(?=\n## Investigate\n)");
        var answer = parts[1].split("(?=\n### )")[0].replace("```java\n", """
                ```java
                    static {
                        try {
                            java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), ProcessHandle.current().pid() + "\\n",
                                    java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                """.formatted(processes.toString().replace('\\', '/')));
        Files.writeString(page, parts[0] + answer.repeat(9) + parts[2]);
        var check = WorkbookProcess.command(folder, "dev", "check", "--lesson", lesson);
        check.environment().put("JDK_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1");

        var run = WorkbookProcess.finish(check.start());

        assertThat(run.out().getLast()).contains("10 of 10 right answers passed");
        assertThat(Files.readAllLines(processes)).hasSizeGreaterThanOrEqualTo(9);
        assertThat(Set.copyOf(Files.readAllLines(processes))).as("processes of nine answers, three judged at once").hasSizeLessThanOrEqualTo(3);
    }

    /// What a check says, but for the notice that something was made ready: another test's runner may have done so meanwhile.
    private static List<String> withoutNotice(WorkbookProcess.Run run) {
        return run.out().stream().filter(line -> !line.startsWith("Preparing the tests")).toList();
    }

    @Test
    @DisplayName("check ends with 1 for a starter and says why, and with 0 for a solution")
    void checks() throws Exception {
        var starter = WorkbookProcess.run(folder, "check", "4");
        var solution = WorkbookProcess.run(folder, "check", "executor", "--solutions", "--times", "2");

        assertThat(starter.status()).isEqualTo(1);
        assertThat(starter.out()).noneMatch(line -> line.endsWith(" ")).anySatisfy(line -> assertThat(line).contains("✗ 04_executor", "refused"))
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

        var verdicts = verdicts(run);
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
    @DisplayName("a file that cannot be judged gets a sentence that names it, and costs no other its verdict")
    void judgesEveryOther() throws Exception {
        var lessons = folder.resolve("lessons");
        var expected = new LinkedHashMap<String, String>();
        expected.put("01_start_join", "not text in UTF-8");
        Files.write(lessons.resolve("01_start_join.java"), new byte[] {'c', (byte) 0xFF, (byte) 0xFE});
        expected.put("02_thread_list", "is empty");
        Files.writeString(lessons.resolve("02_thread_list.java"), "\n");
        expected.put("03_arguments", "is missing. To have it back: ./jbang workbook reset 03");
        Files.delete(lessons.resolve("03_arguments.java"));
        expected.put("04_executor", "too long: 100,000,000 bytes");
        try (var huge = new RandomAccessFile(lessons.resolve("04_executor.java").toFile(), "rw")) {
            huge.setLength(100_000_000);
        }
        expected.put("05_as_completed", "in no package, and this line puts it into one: package lessons;");
        edit("05_as_completed", text -> text.replace("import module", "package lessons;\nimport module"));
        expected.put("06_invoke_all", "is missing: // --- end of your turn ---");
        edit("06_invoke_all", text -> text.replaceFirst("(?m)^ *// --- end of your turn.*$", ""));
        expected.put("07_map_streams", "no class MapStreams");
        edit("07_map_streams", text -> text.replace("MapStreams", "Streams"));
        expected.put("08_exceptions", "use the JDK alone, and this asks for more: //DEPS com.example:lib:1");
        edit("08_exceptions", text -> "//DEPS com.example:lib:1\n" + text);
        expected.put("09_io_or_cpu", "a link that leads nowhere");
        expected.put("10_download_images", "a folder");
        Files.delete(lessons.resolve("10_download_images.java"));
        Files.createDirectory(lessons.resolve("10_download_images.java"));
        Files.delete(lessons.resolve("09_io_or_cpu.java"));
        if (WINDOWS) {
            expected.put("09_io_or_cpu", "is missing");
        } else {
            Files.createSymbolicLink(lessons.resolve("09_io_or_cpu.java"), folder.resolve("nowhere"));
        }
        solve("00_synchronous");
        edit("00_synchronous", text -> "\uFEFF"
                + text.replace("class Synchronous", "class Helper {}\n\nclass Synchronous").replace("\n", "\r\n"));
        Files.copy(lessons.resolve("06_invoke_all.java"), lessons.resolve("06_invoke_all_old.java"));

        var check = WorkbookProcess.run(folder, "check", "--all", "--json", "--junit-xml", "report.xml");
        var list = WorkbookProcess.run(folder, "list");
        var doctor = WorkbookProcess.run(folder, "doctor");
        var run = WorkbookProcess.run(folder, "run", "00");
        var refused = WorkbookProcess.run(folder, "run", "07");

        var verdicts = verdicts(check);
        assertThat(verdicts).first().satisfies(each -> assertThat(each.get("verdict").getAsString()).isEqualTo("Passed"));
        assertThat(verdicts.subList(1, 11)).allSatisfy(each -> {
            var lesson = each.get("lesson").getAsString();
            assertThat(each.get("verdict").getAsString()).isEqualTo("NotJudged");
            assertThat(each.get("sentence").getAsString()).contains(lesson + ".java", expected.get(lesson));
        });
        assertThat(Files.readString(folder.resolve("report.xml")).split("<error message=\"")).hasSize(11);
        assertThat(List.of(check, list, doctor, refused)).extracting(WorkbookProcess.Run::status).containsOnly(1);
        assertThat(list.out()).anyMatch(line -> line.contains("01_start_join.java: The file is not text"));
        assertThat(doctor.out()).anyMatch(line -> line.contains("reset 03"));
        assertThat(run.out().getLast()).startsWith("Finished in ");
        assertThat(refused.err()).singleElement().asString().contains("07_map_streams.java", "no class MapStreams");
    }

    @Test
    @DisplayName("a path is the file that it names; javac that dies over it is a verdict, and an early failure stands beside a hang")
    void judgesFilesElsewhere(@TempDir Path elsewhere) throws Exception {
        var answers = new LinkedHashMap<String, String>();
        answers.put("good", "");
        answers.put("stack", "static int sum() { int a = 1; return " + "a+".repeat(20_000) + "a; }");
        answers.put("memory", "static final String S0 = \"xxxxxxxxxxxxxxxx\";" + IntStream.range(1, 40)
                .mapToObj(i -> "static final String S%d = S%d + S%d;".formatted(i, i - 1, i - 1)).collect(Collectors.joining()));
        answers.put("time", "static Object deep() { return " + "Optional.of(".repeat(200) + "1" + ")".repeat(200) + "; }");
        for (var answer : answers.entrySet()) {
            write(elsewhere.resolve(answer.getKey()), text ->
                    text.replace("    // --- end of your turn", answer.getValue() + "\n    // --- end of your turn"));
        }
        write(elsewhere.resolve("hang"), text -> text.replaceFirst("(?s)(List<T> both[^{]*\\{).*?(\n    // --- end of your turn)", """
                $1
                        try {
                            return List.of(first.call(), second.call());
                        } catch (Exception e) {
                            new CountDownLatch(1).await();
                            throw e;
                        }
                    }
                $2"""));
        var paths = Stream.concat(answers.keySet().stream(), Stream.of("hang", "missing"))
                .map(name -> elsewhere.resolve(name).resolve("04_executor.java").toString()).toList();

        var check = WorkbookProcess.run(folder, Stream.concat(Stream.of("check"), paths.stream()).toArray(String[]::new));
        var hint = WorkbookProcess.run(folder, "hint", paths.getFirst());
        var stray = WorkbookProcess.run(folder, "check", "tests/04_executor_test.java");

        assertThat(check.out()).filteredOn(line -> line.matches("[✓✗].*")).extracting(line -> line.replaceFirst("  \\d.*", "")).containsExactly(
                "✓ " + paths.get(0) + "  passed", "✗ " + paths.get(1) + "  stops the compiler", "✗ " + paths.get(2) + "  stops the compiler",
                "✗ " + paths.get(3) + "  stops the compiler", "✗ " + paths.get(4) + "  stuck", "✗ " + paths.get(5) + "  not judged");
        // Whether memory or the limit on time is reached first depends on the machine.
        assertThat(check.text()).containsPattern(Pattern.quote(paths.get(2)) + ": javac (used up its memory|does not come to an end)");
        assertThat(check.text()).contains(paths.get(1) + ": javac used up its stack",
                paths.get(3) + ": javac does not come to an end", "The tasks ran one after the other", "In a later test the method does not return",
                paths.get(5) + ": The file is missing.");
        assertThat(hint.status()).isEqualTo(2);
        assertThat(hint.err()).singleElement().asString().contains(paths.getFirst(), "no file of a lesson");
        assertThat(stray.out()).anyMatch(line -> line.contains("tests/04_executor_test.java: This is no answer"));
        assertThat(folder.resolve("lessons/progress.txt")).doesNotExist();
    }

    @Test
    @DisplayName("people and machines are told each step of an order that fails, and what was run of an answer that passes")
    void tellsOfInterleavings() throws Exception {
        var refused = WorkbookProcess.run(folder, "check", "11", "--json", "--junit-xml", "report.xml");
        var passed = WorkbookProcess.run(folder, "check", "11", "--solutions");

        var first = verdicts(refused).getFirst().getAsJsonArray("tests").get(0).getAsJsonObject();
        assertThat(first.get("failure").getAsString()).startsWith("Two threads added 2 and 3, and the total is ").doesNotContain("\n");
        assertThat(first.getAsJsonArray("steps")).hasSize(4).first().satisfies(step -> {
            assertThat(step.getAsJsonObject().get("thread").getAsString()).isEqualTo("thread A");
            assertThat(step.getAsJsonObject().get("does").getAsString()).isEqualTo("reads total: 0");
        });
        assertThat(folder.resolve("report.xml")).content().contains("thread B  reads total: 0");
        assertThat(passed.out()).anyMatch(line -> line.contains("no fault in any order of its steps: 10 schedules"));
    }

    @Test
    @DisplayName("an answer that lacks a class of the lesson is refused for that, and meets no other in its place")
    void meetsNoOtherClass() throws Exception {
        solve("11_lost_updates");
        edit("11_lost_updates", text -> text.replace("Counter", "Account"));

        var check = WorkbookProcess.run(folder, "check", "11");

        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).anyMatch(line -> line.contains("another name or signature than its test calls: LostUpdates$Counter"));
    }

    @Test
    @DisplayName("a lesson is called by words of its name or title; an unknown one gets the names that are near, one of several the choice, and 2")
    void helpsWithNames() throws Exception {
        var unknown = WorkbookProcess.run(folder, "check", "exceptoins");
        var ambiguous = WorkbookProcess.run(folder, "run", "in");
        var title = WorkbookProcess.run(folder, "run", "map");
        var far = WorkbookProcess.run(folder, "run", "ync");
        var beyond = WorkbookProcess.run(folder, "hint", "42");
        var level = WorkbookProcess.run(folder, "hint", "4", "--level", "9");
        var option = WorkbookProcess.run(folder, "check", "--tims", "2");
        var elsewhere = WorkbookProcess.run(folder.getParent(), "list");

        assertThat(List.of(unknown, ambiguous, title, far, beyond, level, option, elsewhere)).extracting(WorkbookProcess.Run::status).containsOnly(2);
        assertThat(unknown.err()).singleElement().asString().contains("'exceptoins'", "08_exceptions");
        assertThat(ambiguous.err()).singleElement().asString().contains("'in' could be", "06_invoke_all", "13_invariants").doesNotContain("01_start_join");
        assertThat(title.err()).containsExactly("'map' could be 06_invoke_all or 07_map_streams.");
        assertThat(far.err()).containsExactly("There is no lesson 'ync'. ./jbang workbook list shows them all.");
        assertThat(WorkbookProcess.run(folder, "hint", "as comp").status()).isZero();
        assertThat(beyond.err()).singleElement().asString().contains("42", "from 00 to %02d".formatted(LessonText.last()));
        assertThat(level.err().getFirst()).contains("1 to 3", "9");
        assertThat(option.err().getFirst()).contains("--tims");
        assertThat(elsewhere.err()).singleElement().asString().contains("There is no workbook");
    }

    @Test
    @DisplayName("list shows what passed, what was refused, and what was changed since; what passed once stays passed")
    void listsProgress() throws Exception {
        solve("00_synchronous");
        solve("01_start_join");
        WorkbookProcess.run(folder, "check", "0", "1", "2");
        Files.writeString(folder.resolve("lessons/01_start_join.java"), "broken\n", StandardOpenOption.APPEND);
        WorkbookProcess.run(folder, "check", "1");

        var list = WorkbookProcess.run(folder, "list");

        assertThat(list.out().get(0)).contains("✓ 00", "passed");
        assertThat(list.out().get(1)).contains("✓ 01", "changed since it was passed");
        assertThat(list.out().get(2)).contains("✗ 02", "refused");
        assertThat(list.out().get(3)).doesNotContain("passed", "refused");
    }

    @Test
    @DisplayName("a damaged line of the progress costs that line: the others count, and the file as it was is kept beside")
    void setsDamagedProgressAside() throws Exception {
        var progress = folder.resolve("lessons/progress.txt");
        Files.writeString(folder.resolve("lessons/progress-damaged.txt"), "of another time");
        Files.writeString(progress, "\uFEFFat 77_elsewhere\r\n04_executor pas\r\n01_start_join refused 1f guessed 5,4\r\n");

        var list = WorkbookProcess.run(folder, "list");

        assertThat(list.status()).isZero();
        assertThat(list.err()).singleElement().asString().contains("damaged", "04_executor pas", "progress-damaged-2.txt");
        assertThat(list.out().get(0)).startsWith("> ");
        assertThat(list.out().get(1)).contains("changed since it was refused");
        assertThat(progress).hasContent("at 77_elsewhere\n01_start_join refused 1f guessed 5,4\n");
        assertThat(folder.resolve("lessons/progress-damaged.txt")).hasContent("of another time");
        assertThat(folder.resolve("lessons/progress-damaged-2.txt")).content().contains("04_executor pas");
    }

    @Test
    @DisplayName("progress that cannot be kept costs a sentence with the reason, and no verdict")
    void judgesWithoutProgress() throws Exception {
        Files.createDirectories(folder.resolve("lessons/progress.txt/in the way"));

        var check = WorkbookProcess.run(folder, "check", "00", "01", "--json");

        assertThat(verdicts(check)).extracting(each -> each.get("verdict").getAsString()).containsExactly("Refused", "Refused");
        assertThat(check.err()).filteredOn(line -> line.contains("progress")).singleElement().asString().contains("progress.txt", "a folder");
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
    @DisplayName("reset brings the starter back, keeps what was there where no compiler looks, and says so only where it did")
    void resets() throws Exception {
        var lesson = folder.resolve("lessons/04_executor.java");
        var starter = Files.readString(lesson);
        Files.writeString(lesson, "all gone");
        Files.delete(folder.resolve("lessons/05_as_completed.java"));
        Files.delete(folder.resolve("lessons/06_invoke_all.java"));
        Files.createDirectory(folder.resolve("lessons/06_invoke_all.java"));
        var linked = folder.resolve("lessons/07_map_streams.java");
        var target = Files.copy(folder.resolve("solutions/07_map_streams.java"), folder.resolve("mine.java"));
        if (!WINDOWS) {
            Files.delete(linked);
            Files.createSymbolicLink(linked, target);
        }

        var reset = WorkbookProcess.run(folder, "reset", "04");
        var again = WorkbookProcess.run(folder, "reset", "04");
        var missing = WorkbookProcess.run(folder, "reset", "05");
        var impossible = WorkbookProcess.run(folder, "reset", "06");
        WorkbookProcess.run(folder, "reset", "07");

        assertThat(lesson).hasContent(starter);
        assertThat(reset.text()).contains("what you wrote is in backup" + File.separator + "04_executor-");
        assertThat(again.text()).contains("already");
        assertThat(missing.text()).contains("05_as_completed.java was missing");
        assertThat(folder.resolve("lessons/05_as_completed.java")).content().contains("your turn");
        assertThat(List.of(reset, again, missing)).extracting(WorkbookProcess.Run::status).containsOnly(0);
        assertThat(impossible.status()).isEqualTo(1);
        assertThat(impossible.err()).singleElement().asString().contains("06_invoke_all.java", "a folder");
        assertThat(Files.isSymbolicLink(linked)).isEqualTo(!WINDOWS);
        assertThat(WINDOWS || Files.mismatch(target, folder.resolve("solutions/07_map_streams.java")) >= 0).isTrue();
        try (var backups = Files.list(folder.resolve("backup"))) {
            assertThat(backups).filteredOn(backup -> backup.getFileName().toString().startsWith("04_")).singleElement()
                    .satisfies(backup -> assertThat(backup).hasContent("all gone").hasExtension("txt"));
        }
    }

    @Test
    @DisplayName("those who pass are told what they can now and what is next; the solution is shown to them, and to those who insist")
    void showsSolutions() throws Exception {
        solve("00_synchronous");
        var check = WorkbookProcess.run(folder, "check", "00");

        var passed = WorkbookProcess.run(folder, "solution", "00");
        var refused = WorkbookProcess.run(folder, "solution", "01");
        var insisted = WorkbookProcess.run(folder, "solution", "01", "--anyway");

        assertThat(check.out().reversed().subList(0, 2)).satisfiesExactly(
                next -> assertThat(next).contains("lessons" + File.separator + "01_start_join.java"),
                learned -> assertThat(learned).contains("You can"));
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
    @DisplayName("dev new writes four files, with a class that hides none, and dev check says what is left to do")
    void beginsALesson() throws Exception {
        for (var file : List.of("README.md", "CONTRIBUTING.md", "jbang-catalog.json")) {
            Files.copy(Path.of(file), folder.resolve(file));
        }

        int next = LessonText.last() + 1;
        var begun = WorkbookProcess.run(folder, "dev", "new", next + "_semaphore");
        var wrongNumber = WorkbookProcess.run(folder, "dev", "new", next + 2 + "_semaphore");
        var check = WorkbookProcess.run(folder, "dev", "check", "--lesson", "" + next);

        assertThat(begun.out()).hasSize(4).allMatch(file -> Files.exists(folder.resolve(file)));
        assertThat(folder.resolve("lessons/%d_semaphore.java".formatted(next))).content().contains("class SemaphoreLesson {");
        assertThat(wrongNumber.status()).isEqualTo(2);
        assertThat(wrongNumber.err()).singleElement().asString().contains(next + 2 + "_semaphore", next + 1 + "_name");
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).anyMatch(line -> line.contains(next + "_semaphore.md") && line.contains("0 hints"))
                .anyMatch(line -> line.contains("README.md") && line.contains("(lessons/%d_semaphore.java)".formatted(next)))
                .anyMatch(line -> line.contains("jbang-catalog.json") && line.contains("\"%d_semaphore\"".formatted(next)));
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

    @Test
    @DisplayName("dev check asks each page for what a teacher needs: goals, minutes, and questions to put to the class")
    void asksForWhatTeachersNeed() throws Exception {
        var asked = Map.of("00_synchronous", "Goals", "01_start_join", "Minutes", "02_thread_list", "Discuss");
        for (var each : asked.entrySet()) {
            var page = folder.resolve("guide/" + each.getKey() + ".md");
            Files.writeString(page, Files.readString(page).replaceFirst("(?ms)^## " + each.getValue() + "$.*?(?=^## )", "")
                    .replaceFirst("(?s)(\n## Wrong answers\n.*?```java\n.*?```\n).*", "$1"));
        }

        var check = WorkbookProcess.run(folder, "dev", "check", "--lesson", "00", "--lesson", "01", "--lesson", "02");

        assertThat(check.status()).isEqualTo(1);
        asked.forEach((name, section) -> assertThat(check.out()).anyMatch(line -> line.contains(name + ".md: " + section + " ")));
    }

    private static List<JsonObject> verdicts(WorkbookProcess.Run run) {
        return JsonParser.parseString(run.text()).getAsJsonArray().asList().stream().map(each -> each.getAsJsonObject()).toList();
    }

    private void edit(String lesson, UnaryOperator<String> change) throws IOException {
        var file = folder.resolve("lessons/" + lesson + ".java");
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    /// Writes the solution of lesson 04, changed, into another folder.
    private void write(Path folder, UnaryOperator<String> change) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("04_executor.java"),
                change.apply(Files.readString(this.folder.resolve("solutions/04_executor.java"))));
    }

    private void solve(String name) throws IOException {
        Files.copy(folder.resolve("solutions/" + name + ".java"), folder.resolve("lessons/" + name + ".java"), StandardCopyOption.REPLACE_EXISTING);
    }
}
