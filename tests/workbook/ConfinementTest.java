package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Confinement")
class ConfinementTest {

    private static final Path ATTACKS = Path.of("tests/hostile/confined/04_executor.md").toAbsolutePath();
    private static final Pattern ATTACK = Pattern.compile("(?ms)^### (.*?)\n\n> (.*?)\n\n```java\n(.*?)```");
    private static final String RIGHT = """

                static <T> List<T> both(Callable<T> first, Callable<T> second) throws Exception {
                    try (var executor = Executors.newFixedThreadPool(2)) {
                        var one = executor.submit(first);
                        var two = executor.submit(second);
                        return List.of(one.get(), two.get());
                    }
                }
            """;

    @TempDir
    Path folder;

    @Test
    @DisplayName("what would do harm does none, and does not pass by itself; honest answers beside it pass, that of lesson 10 too")
    void attacks() throws Exception {
        var workbook = WorkbookProcess.workbook(Files.createDirectory(folder.resolve("workbook")));
        var fault = faultOf(workbook);
        assumeTrue(fault.isEmpty(), fault);
        var canary = Files.createDirectory(folder.resolve("canary"));
        Files.writeString(canary.resolve("kept"), "kept");
        var answers = folder.resolve("answers");
        var expected = new TreeMap<String, List<String>>();
        int called;
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var solution = Files.readString(workbook.resolve("solutions/04_executor.java"));
            for (var attack = ATTACK.matcher(Files.readString(ATTACKS)); attack.find(); ) {
                var code = attack.group(3).replace("CANARY", canary.toString()).replace("PORT", "" + server.getLocalPort());
                var parts = code.split(" *// BESIDE\n");
                hand(answers, attack.group(1), "04_executor.java", spliced(solution, parts[0] + (code.contains("both(") ? "" : RIGHT)) + (parts.length > 1 ? parts[1] : ""));
                expected.put(attack.group(1), List.of(attack.group(2).split(", ")));
            }
            hand(answers, "honest", "04_executor.java", solution);
            hand(answers, "honest", "10_download_images.java", Files.readString(workbook.resolve("solutions/10_download_images.java")));
            expected.put("honest", List.of("passed"));
            hand(answers, "renamed", "04_executor.java", solution.replace("class ExecutorSubmit", "class Another"));
            expected.put("renamed", List.of("not judged"));

            var run = WorkbookProcess.run(workbook, "grade", answers.toString(), "--lessons", "04,10", "--json", folder.resolve("report.json").toString());

            assertThat(run.status()).as(String.join("\n", run.err())).isZero();
            assertThat(run.out()).anyMatch(line -> line.matches("Look at Calls out/04_executor\\.java: it calls Socket in line \\d+\\."));
            server.setSoTimeout(1);
            called = calls(server);
        }
        assertThat(called).isZero();
        assertThat(canary.resolve("kept")).hasContent("kept");
        assertThat(canary).isDirectoryContaining(file -> file.endsWith("kept"));
        var report = new Gson().fromJson(Files.readString(folder.resolve("report.json")), JsonObject.class);
        for (var student : report.getAsJsonArray("students")) {
            var name = student.getAsJsonObject().get("id").getAsString();
            var answer = student.getAsJsonObject().getAsJsonArray("answers").get(0).getAsJsonObject();
            assertThat(expected.get(name)).as(name + ": " + answer).contains(answer.get("status").getAsString());
            assertThat(answer.get("score").getAsInt()).as(name).isEqualTo(name.equals("honest") ? 1 : 0);
        }
        assertThat(report.toString()).contains("\"id\":\"honest\"");
        assertThat(statusOf(report, "honest", 1)).isEqualTo("passed");
        await().until(() -> ProcessHandle.current().descendants().noneMatch(process -> process.info().command().orElse("").endsWith("bwrap")));
    }

    /// Why nothing can be confined here, as grade says it, or nothing.
    private static String faultOf(Path workbook) throws Exception {
        var empty = Files.createDirectories(workbook.resolve("none/nobody"));
        return WorkbookProcess.run(workbook, "grade", empty.getParent().toString(), "--lessons", "00").err().stream().filter(line -> line.contains("--unconfined")).collect(Collectors.joining());
    }

    private static int calls(ServerSocket server) throws IOException {
        try (var _ = server.accept()) {
            return 1;
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    private static String statusOf(JsonObject report, String student, int lesson) {
        return report.getAsJsonArray("students").asList().stream().map(each -> each.getAsJsonObject()).filter(each -> each.get("id").getAsString().equals(student))
                .map(each -> each.getAsJsonArray("answers").get(lesson).getAsJsonObject().get("status").getAsString()).findFirst().orElseThrow();
    }

    private static void hand(Path answers, String student, String name, String text) throws IOException {
        Files.writeString(Files.createDirectories(answers.resolve(student)).resolve(name), text);
    }

    private static String spliced(String solution, String code) {
        var around = solution.split("(?<=your turn -{63}\n\n)|(?=\n    // --- end of your turn)");
        return around[0] + code + around[2];
    }
}
