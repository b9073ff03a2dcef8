package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import workbook.WorkbookProcess.Run;

@DisplayName("Grade")
@Execution(ExecutionMode.CONCURRENT)
class GradeTest {

    private static final Path HOME = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    private Path workbook;
    private Path answers;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        workbook = WorkbookProcess.workbook(Files.createDirectory(folder.resolve("workbook")));
        answers = Files.createDirectory(folder.resolve("answers"));
    }

    @Test
    @DisplayName("every student has a row for every lesson: right, wrong, in no shape to be judged, or missing")
    void everyRow() throws Exception {
        hand("ann/00_synchronous.java", solution("00"));
        hand("ann/01_start_join.java", starter("01"));
        hand("bob/week 1/00_synchronous (2).java", solution("00"));
        hand("bob/week 1/00_synchronous (1).java", starter("00"));
        hand("bob/01_start_join.java", solution("01") + "class {");
        hand("clone/lessons/00_synchronous.java", starter("00"));
        hand("clone/solutions/00_synchronous.java", solution("00"));
        hand("dee/00_synchronous.java", "package dee;\n" + solution("00"));
        Files.write(hand("dee/01_start_join.java", ""), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        hand("eve/a/00_synchronous.java", solution("00"));
        hand("eve/b/00_synchronous.java", starter("00"));
        Files.createSymbolicLink(answers.resolve("eve/01_start_join.java"), workbook.resolve("solutions/01_start_join.java"));
        Files.createDirectory(answers.resolve("fay"));
        hand("01_start_join.java", solution("01"));

        var run = grade("--lessons", "00,01", "--json", "report.json");

        assertThat(run.status()).isZero();
        assertThat(statuses("report.json")).containsExactly(
                "ann: passed, refused", "bob: passed, does not compile", "clone: refused, missing", "dee: not judged, not judged",
                "eve: not judged, not judged", "fay: missing, missing");
        assertThat(run.out()).anyMatch(line -> line.matches("ann +✓  ✗   1 of 2"))
                .anyMatch(line -> line.matches("bob/01_start_join\\.java: In line \\d+: (class, |<identifier>|reached end).*"))
                .contains("dee/00_synchronous.java:1: A lesson is in no package, and this line puts it into one: package dee;",
                        "dee/01_start_join.java: The file is not text in UTF-8.", "eve/01_start_join.java: This is a link, and links are not followed.",
                        "eve/a/00_synchronous.java: There are 2 such files, and nothing says which counts: eve/a/00_synchronous.java, eve/b/00_synchronous.java.",
                        "bob/week 1/00_synchronous (1).java: In its place bob/week 1/00_synchronous (2).java counts.", "01_start_join.java: This lies in no student's folder.");
        assertThat(workbook.resolve("lessons/progress.txt")).doesNotExist();
    }

    @Test
    @DisplayName("reads what learning platforms export, and nothing of an archive but its Java files")
    void archives() throws Exception {
        zip("ann.zip", Map.of("00_synchronous.java", solution("00"), "../../outside.java", "outside", "__MACOSX/._00_synchronous.java", "junk"));
        zip("all/Bob Moore_123456_assignsubmission_file_/work.zip", Map.of("src/00_synchronous.java", solution("00")));
        hand("all/moorebob_LATE_1234_56789_00_synchronous-1.java", solution("00"));
        Files.move(answers.resolve("all"), folder.resolve("all"));
        Files.writeString(answers.resolve("broken.zip"), "no archive");
        Files.writeString(answers.resolve("cid.rar"), "no zip");

        var run = grade("--lessons", "00", "--json", "report.json");
        assertThat(statuses("report.json")).containsExactly("ann: passed", "broken: missing");
        assertThat(run.out()).anyMatch(line -> line.startsWith("broken.zip: This archive cannot be read: "))
                .contains("cid.rar: Of archives, zip is read, and this was left out.");

        answers = folder.resolve("all");
        grade("--lessons", "00", "--json", "report.json");
        assertThat(statuses("report.json")).containsExactly("Bob Moore: passed", "moorebob: passed");

        answers = folder.resolve("export.zip");
        zip(folder.resolve("inner.zip"), Map.of("src/00_synchronous.java", solution("00")));
        zip(folder.resolve("export.zip"), Map.of("Dan Ray_78_assignsubmission_file_/work.zip", text("inner.zip"),
                "Ann Lee_77_assignsubmission_file_/00_synchronous.java", solution("00"),
                "Assignment 1_cid_attempt_2026-11-27-10-00-00_00_synchronous.java", starter("00")));
        grade("--lessons", "00", "--json", "report.json");
        assertThat(statuses("report.json")).containsExactly("Ann Lee: passed", "Dan Ray: passed", "cid: refused");
    }

    @Test
    @DisplayName("a file whose name is nearly a lesson's is its answer, or is named; where two are, the one that counts is named")
    void nearNames() throws Exception {
        hand("ann/0_synchronous.java", solution("00"));
        hand("ann/01-start-join.java", solution("01"));
        hand("ann/executor.java.txt", solution("04"));
        hand("bob/00_Synchronous(1).java", solution("00"));
        hand("bob/0_synchronous.java", starter("00"));
        hand("bob/01_start_join_final.java", solution("01"));
        hand("bob/4 executor.docx", "text");
        hand("bob/work.tar.gz", "packed");
        hand("dee/4_executor.java", solution("04").replace("        try (var executor", "        System.exit(0);\n        try (var executor"));
        hand("cid/a/00_synchronous.java", solution("00"));
        hand("cid/b/00_synchronous.java", solution("00"));
        hand("cid/solutions/01_start_join.java", solution("01"));

        var run = grade("--lessons", "00,01,04", "--json", "report.json", "--html", "page.html");

        assertThat(statuses("report.json")).containsExactly("ann: passed, passed, passed", "bob: passed, missing, missing", "cid: passed, missing, missing", "dee: missing, missing, crashed");
        assertThat(folder.resolve("report.json")).content().containsPattern("System.exit was called at 04_executor\\.java:\\d+");
        assertThat(notes("report.json")).containsExactly(
                "ann/0_synchronous.java: This was taken for 00_synchronous.java.",
                "ann/01-start-join.java: This was taken for 01_start_join.java.",
                "ann/executor.java.txt: This was taken for 04_executor.java.",
                "bob/01_start_join_final.java: This is no lesson's file, and was left out.",
                "bob/4 executor.docx: This is no Java file, and was left out.",
                "bob/work.tar.gz: Of archives, zip is read, and this was left out.",
                "bob/0_synchronous.java: In its place bob/00_Synchronous(1).java counts.",
                "cid/solutions/01_start_join.java: This lies in a folder of a workbook that holds no answers, and was left out.",
                "dee/4_executor.java: This was taken for 04_executor.java.");
        assertThat(run.out()).containsAll(notes("report.json"));
        assertThat(folder.resolve("page.html")).content().contains(notes("report.json").stream().map(note -> note.replace("'", "&#39;")).toList());
    }

    @Test
    @DisplayName("an archive with too much in it is a note of who handed it in; the others are graded")
    void tooMuch() throws Exception {
        var many = new HashMap<String, String>();
        IntStream.range(0, 10_001).forEach(i -> many.put("notes/" + i + ".txt", ""));
        zip("export/ann/work.zip", many);
        for (int i = 0; i < 3; i++) {
            many.remove("notes/" + i + ".txt");
        }
        many.put("00_synchronous.java", solution("00"));
        zip("export/bob/work.zip", many);
        zip("export/cid/work.zip", many);
        zip(folder.resolve("inner.zip"), Map.of("00_synchronous.java", solution("00")));
        zip(folder.resolve("dee.zip"), Map.of("work.zip", text("inner.zip")));
        zip("export/export.zip", Map.of("dee.zip", text("dee.zip")));
        zip(folder.resolve("large.zip"), IntStream.range(0, 51).boxed().collect(Collectors.toMap(i -> i + "/00_synchronous.java", _ -> "x".repeat(1_000_000))));
        Files.copy(folder.resolve("large.zip"), Files.createDirectory(answers.resolve("export/eve")).resolve("work.zip"));
        answers = answers.resolve("export");

        grade("--lessons", "00", "--json", "report.json");

        assertThat(statuses("report.json")).containsExactly("ann: missing", "bob: passed", "cid: passed", "eve: missing", "export: passed");
        assertThat(notes("report.json")).containsExactly("ann/work.zip: There are more than 10,000 files in it, so it was left out.",
                "eve/work.zip: What is to be unpacked of it is more than 50,000,000 bytes, so it was left out.");
    }

    @Test
    @DisplayName("students of one name are kept apart, and a folder around all is none of theirs")
    void whoIsWho() throws Exception {
        hand("Ada Byron_12345_assignsubmission_file_/00_synchronous.java", solution("00"));
        hand("Ada Byron_67890_assignsubmission_file_/00_synchronous.java", starter("00"));
        hand("Bob_333_assignsubmission_file_/00_synchronous.java", solution("00"));
        var roster = Files.writeString(folder.resolve("roster.csv"), "\uFEFFIdentifier,Full name\nParticipant 67890,Ada Byron\nParticipant 12345,Ada Byron\nParticipant 1,bob\n");
        grade("--lessons", "00", "--json", "report.json");
        assertThat(statuses("report.json")).containsExactly("Ada Byron_12345: passed", "Ada Byron_67890: refused", "Bob: passed");
        grade("--lessons", "00", "--json", "report.json", "--roster", roster.toString());
        assertThat(statuses("report.json")).containsExactly("Ada Byron: refused", "Ada Byron: passed", "bob: passed");

        answers = folder.resolve("around");
        hand("export/byronada_12345_1_00_synchronous.java", solution("00"));
        hand("export/byronada_67890_2_00_synchronous.java", starter("00"));
        roster = Files.writeString(folder.resolve("roster.csv"), "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Byron, Ada\",67890,,,1\n\"Yan, Li\",1,,,1\n");
        grade("--lessons", "00", "--json", "report.json", "--roster", roster.toString());
        assertThat(statuses("report.json")).containsExactly("Byron, Ada: refused", "Yan, Li: missing", "byronada_12345: passed");
        assertThat(notes("report.json")).containsExactly("export: This was taken for a folder around those of the students.");

        answers = folder.resolve("folders");
        hand("export/ann/00_synchronous.java", solution("00"));
        hand("export/jose\u0301/00_synchronous.java", starter("00"));
        roster = Files.writeString(folder.resolve("roster.csv"), "First name;Surname;ID number;Email address\nJos\u00e9;;;jose@school\n\"Ann\";Lee;ANN;a@b.c\n" + "山田".repeat(8) + ";;y;\n");
        var table = grade("--lessons", "00", "--json", "report.json", "--roster", roster.toString());
        assertThat(statuses("report.json")).containsExactly("Jos\u00e9: refused", "Ann Lee: passed", "山田".repeat(8) + ": missing");
        assertThat(table.out()).contains("山田".repeat(5) + "山…   ·   0 of 1");

        answers = folder.resolve("one");
        hand("ann/week 1/00_synchronous.java", solution("00"));
        hand("ann/week 2/01_start_join.java", starter("01"));
        answers = Files.createSymbolicLink(folder.resolve("link"), answers);
        grade("--lessons", "00,01", "--json", "report.json");
        assertThat(statuses("report.json")).containsExactly("ann: passed, refused");
    }

    @Test
    @DisplayName("a verdict is kept: a second run says the same and judges nothing, and one that was killed is gone on with")
    void keepsVerdicts() throws Exception {
        var mark = "// " + UUID.randomUUID() + "\n";
        for (int i = 0; i < 6; i++) {
            hand("s%02d/00_synchronous.java".formatted(i), mark + "// " + i + "\n" + solution("00"));
        }
        var cache = Path.of(System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache")).resolve("java-threads-workbook/verdicts");
        long before = count(cache);

        var killed = command("--lessons", "00", "--json", folder.resolve("killed.json").toString()).start();
        await().atMost(Duration.ofMinutes(2)).until(() -> count(cache) > before || !killed.isAlive());
        killed.destroyForcibly().waitFor();

        grade("--lessons", "00", "--json", "first.json");
        grade("--lessons", "00", "--json", "second.json");
        assertThat(statuses("first.json")).hasSize(6).allMatch(line -> line.endsWith(": passed"));
        assertThat(folder.resolve("second.json")).hasSameTextualContentAs(folder.resolve("first.json"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("stopped by Ctrl-C, it leaves no folder behind")
    void leavesNothing() throws Exception {
        for (int i = 0; i < 60; i++) {
            hand("s%02d/00_synchronous.java".formatted(i), "// %s\n%s".formatted(UUID.randomUUID(), solution("00")));
        }
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        var command = command("--lessons", "00");
        command.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        var process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        await().atMost(Duration.ofMinutes(2)).until(() -> count(temporary) > 2 || !process.isAlive());

        new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();

        assertThat(process.waitFor()).isGreaterThan(128);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @DisplayName("the parts of a class, put together, are the class; a roster has those who handed nothing in, and its order")
    void shards() throws Exception {
        hand("ann/00_synchronous.java", solution("00"));
        hand("bob/00_synchronous.java", starter("00"));
        hand("zoe/00_synchronous.java", solution("00"));
        var roster = Files.writeString(folder.resolve("roster.csv"), "Section;Name;ID\nA;\"Moore; Bob\";bob\nA;Yan;yan\nB;Ann;ann\n").toString();

        grade("--lessons", "00", "--roster", roster, "--json", "all.json", "--csv", "all.csv", "--points", "00=2.5");
        for (var part : List.of("1/2", "2/2", "9/9")) {
            grade("--lessons", "00", "--roster", roster, "--shard", part, "--json", part.charAt(0) + ".json", "--points", "00=2.5");
        }
        var joined = WorkbookProcess.run(workbook, "class", path("1.json"), path("2.json"), "--json", path("joined.json"));

        assertThat(folder.resolve("all.csv")).content().isEqualTo("id,name,00_synchronous,total,judged\r\n"
                + "bob,Moore; Bob,0,0,unconfined\r\nyan,Yan,0,0,unconfined\r\nann,Ann,2.5,2.5,unconfined\r\nzoe,zoe,2.5,2.5,unconfined\r\n");
        assertThat(joined.status()).isZero();
        assertThat(statuses("joined.json")).isEqualTo(statuses("all.json"));
        assertThat(statuses("9.json")).isEmpty();
        assertThat(WorkbookProcess.run(workbook, "class", path("1.json"), path("1.json")).err()).anyMatch(line -> line.endsWith("'bob' is in an earlier report, too."));
    }

    @Test
    @DisplayName("what it writes for other tools has the form that these publish")
    void forms() throws Exception {
        hand("ann/00_synchronous.java", solution("00"));
        hand("ann/01_start_join.java", starter("01"));
        hand("ann/notes.java", "class Notes {}");
        hand("=1+1/00_synchronous.java", "class");

        grade("--lessons", "00,01", "--points", "01=3", "--json", "report.json", "--csv", "report.csv", "--junit-xml", "xml", "--gradescope", "gs", "--classroom50", "c50");

        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(HOME.resolve("workbook/classroom/grade.schema.json")));
        assertThat(schema.validate(Files.readString(folder.resolve("report.json")), InputFormat.JSON)).isEmpty();
        assertThat(folder.resolve("report.csv")).content().contains("\r\n'=1+1,'=1+1,0,0,0,unconfined\r\n");

        var gradescope = json("gs/ann/results.json");
        assertThat(gradescope.get("score").getAsDouble()).isEqualTo(1);
        assertThat(gradescope.keySet()).containsExactly("score", "max_score", "output", "visibility", "tests");
        assertThat(gradescope.getAsJsonArray("tests").asList()).allSatisfy(test ->
                assertThat(test.getAsJsonObject().keySet()).containsExactly("name", "score", "max_score", "status", "output", "visibility"));
        assertThat(gradescope.get("output").getAsString()).contains("Judged unconfined", "ann/notes.java: This is no lesson's file, and was left out.");
        assertThat(texts(gradescope, "tests", "status")).containsExactly("passed", "failed");

        var result = json("c50/ann/result.json");
        assertThat(result.keySet()).containsExactly("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review",
                "datetime", "score", "max-score", "tests");
        assertThat(result.get("schema").getAsString()).isEqualTo("classroom50/result/v1");
        assertThat(result.get("submission").getAsString()).startsWith("submit/");
        assertThat(result.get("datetime").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(List.of(result.get("score").getAsString(), result.get("max-score").getAsString())).containsExactly("1", "4");
        assertThat(texts(result, "tests", "max-score")).containsExactly("1", "3");

        var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("xml/ann.xml").toFile());
        var suites = xml.getElementsByTagName("testsuite");
        assertThat(suites.item(0).getAttributes().getNamedItem("failures").getNodeValue()).isEqualTo("0");
        assertThat(suites.item(1).getAttributes().getNamedItem("failures").getNodeValue()).isNotEqualTo("0");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isGreaterThan(4);
    }

    @Test
    @DisplayName("a wrong answer is found to be like one of the guide's; one that is like none becomes a page for the guide")
    void misconceptions() throws Exception {
        hand("ann/04_executor.java", starter("04"));
        hand("bob/04_executor.java", starter("04") + "\n// mine");
        hand("<b>dee/00_synchronous.java", solution("00"));
        hand("cid/00_synchronous.java", solution("00").replace("        task.run();", "        if (true) throw new IllegalStateException(\"mine\");\n        task.run();"));

        var run = grade("--lessons", "00,04", "--json", "report.json", "--new", "new", "--html", "page.html");

        var wrong = Files.readString(HOME.resolve("guide/04_executor.md")).split("## Wrong answers")[1].lines().filter(line -> line.startsWith("### ")).findFirst().orElseThrow();
        assertThat(run.out()).contains("    2  " + wrong.substring(4) + ": ann, bob");
        assertThat(folder.resolve("page.html")).content().contains("4 students, 2 lessons, 4 answers, of which 1 passed.", "These answers were judged unconfined",
                "<b>2</b> " + wrong.substring(4), "<span class=\"alias\">student 1</span>", "New to the guide", "&lt;b&gt;dee").doesNotContain("<b>dee");
        assertThat(folder.resolve("new/00_synchronous.md")).content().contains("### cid/00_synchronous.java", "IllegalStateException(\"mine\")", "\n> ");
        assertThat(folder.resolve("new/04_executor.md")).doesNotExist();
        var check = WorkbookProcess.run(workbook, "dev", "check", "--answers", path("new"), "--lesson", "00");
        assertThat(check.text()).contains("1 of 1 wrong answers refused");
    }

    @Test
    @DisplayName("without names, the page of a class has nothing left that a student is called")
    void anonymous() throws Exception {
        var answer = """
                {"lesson": "00_synchronous", "status": "%s", "sentence": "%s", "file": "quentin/00_synchronous.java", "seconds": 1, "score": 0, "tests": [],
                 "marks": [{"call": "Socket", "line": 3}], "alike": [], "region": ""}""";
        var report = Files.writeString(folder.resolve("report.json"), """
                {"version": 2, "confined": true, "lessons": [{"lesson": "00_synchronous", "title": "Synchronous", "points": 1}, {"lesson": "01_start_join", "title": "Start", "points": 1}],
                 "students": [{"id": "quentin", "name": "Quentin", "place": 1, "answers": [%s, %s], "notes": ["quentin/a.java: This is no lesson's file, and was left out."]}],
                 "notes": ["quentin.java: This lies in no student's folder."]}""".formatted(answer.formatted("refused", "It ran."),
                 answer.formatted("not judged", "quentin/00_synchronous.java: The file is empty."))).toString();

        var run = WorkbookProcess.run(workbook, "class", report, "--html", path("page.html"));

        assertThat(run.out()).contains("quentin/00_synchronous.java: The file is empty.", "quentin/a.java: This is no lesson's file, and was left out.", "quentin.java: This lies in no student's folder.");
        var page = Files.readString(folder.resolve("page.html"));
        assertThat(page).contains("quentin/00_synchronous.java: The file is empty.", "of student 1</span> calls <code>Socket</code>");
        assertThat(page.replaceAll("(?s)<(section|span) class=\"name\".*?</\\1>", "")).doesNotContainIgnoringCase("quentin");
    }

    @Test
    @DisplayName("says in one sentence what it was given that it cannot take")
    void refuses() throws Exception {
        hand("ann/00_synchronous.java", solution("00"));
        assertThat(grade("--shard", "4/3").err().getFirst()).isEqualTo("--shard takes a part such as 3/10, and '4/3' is none.");
        assertThat(grade("--lessons", "99").err()).contains("There is no lesson 99: they go from 00 to 17.");
        var roster = Files.writeString(folder.resolve("roster.csv"), "id,name\nann,Ann\nann,Anna\n");
        assertThat(grade("--roster", roster.toString()).err()).contains(roster + ":3: The id 'ann' is there twice.");
        for (var number : List.of("NaN", "-1", "Infinity")) {
            assertThat(grade("--points", "00=" + number).err().getFirst()).startsWith("--points takes a number from 0 on for each lesson, and 00=" + number);
        }
        answers = roster;
        assertThat(grade().err()).containsExactly(roster + ": This is neither a folder nor a zip archive.");
        answers = Files.writeString(folder.resolve("broken.zip"), "no archive");
        assertThat(grade().err()).anyMatch(line -> line.startsWith(answers + ": This archive cannot be read: ")).contains(answers + ": There is no student's folder here.");
        answers = folder.resolve("nowhere");
        assertThat(grade().err().getFirst()).isEqualTo(answers + ": There is no such folder or archive.");
        assertThat(WorkbookProcess.run(workbook, "class", roster.toString()).err()).containsExactly(roster + ": This is no report that grade --json has written.");
        var report = Files.writeString(folder.resolve("half.json"), "{\"version\": 2, \"lessons\": [], \"students\": [{}]}").toString();
        assertThat(WorkbookProcess.run(workbook, "class", report).err()).containsExactly(report + ": This is no report that grade --json has written.");
    }

    private Run grade(String... options) throws Exception {
        return WorkbookProcess.finish(command(options).start());
    }

    private ProcessBuilder command(String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("grade", answers.toString(), "--unconfined"));
        for (var option : options) {
            boolean isOutput = option.matches("[\\w.]+\\.(json|csv|html)|xml|gs|c50|new");
            arguments.add(isOutput ? path(option) : option);
        }
        return WorkbookProcess.command(workbook, arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Path hand(String name, String text) throws IOException {
        Files.createDirectories(answers.resolve(name).getParent());
        return Files.writeString(answers.resolve(name), text);
    }

    private void zip(String name, Map<String, String> files) throws IOException {
        Files.createDirectories(answers.resolve(name).getParent());
        zip(answers.resolve(name), files);
    }

    private static void zip(Path archive, Map<String, String> files) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(file.getKey().endsWith(".zip") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
            }
        }
    }

    private String solution(String number) throws IOException {
        return Files.readString(file("solutions", number));
    }

    private String starter(String number) throws IOException {
        return Files.readString(file("lessons", number));
    }

    private Path file(String part, String number) throws IOException {
        try (var files = Files.list(workbook.resolve(part))) {
            return files.filter(file -> file.getFileName().toString().startsWith(number)).findFirst().orElseThrow();
        }
    }

    private static long count(Path folder) {
        return Optional.ofNullable(folder.toFile().list()).map(names -> names.length).orElse(0);
    }

    private JsonObject json(String name) throws IOException {
        return new Gson().fromJson(Files.readString(folder.resolve(name)), JsonObject.class);
    }

    /// A student a line, with what became of each answer.
    private List<String> statuses(String report) throws IOException {
        return json(report).getAsJsonArray("students").asList().stream().map(JsonElement::getAsJsonObject)
                .map(student -> student.get("name").getAsString() + ": " + String.join(", ", texts(student, "answers", "status"))).toList();
    }

    /// Those of the students, and then those of nobody.
    private List<String> notes(String report) throws IOException {
        return Stream.concat(json(report).getAsJsonArray("students").asList().stream().map(JsonElement::getAsJsonObject), Stream.of(json(report)))
                .flatMap(each -> each.getAsJsonArray("notes").asList().stream()).map(JsonElement::getAsString).toList();
    }

    /// A file's bytes, a character each.
    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
    }

    private static List<String> texts(JsonObject object, String list, String name) {
        return object.getAsJsonArray(list).asList().stream().map(each -> each.getAsJsonObject().get(name).getAsString()).toList();
    }
}
