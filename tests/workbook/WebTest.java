package workbook;

import module java.base;
import module java.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Asks the page's server as a browser does, and as a browser would not. The page itself is tried by `web.mjs`.
@DisplayName("The page beside the editor")
@Execution(ExecutionMode.CONCURRENT)
class WebTest {

    /// For a machine that has much else to do.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process web;
    private String programs = System.getProperty("java.home") + File.separator + "bin";     // where to look first
    private URI address;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @AfterEach
    void end() {
        client.shutdownNow();
        if (web != null) {
            web.destroy();
            web.onExit().join();
        }
    }

    @Test
    @DisplayName("leads from the prediction over hints to Passed, with each save judged, and puts the lesson back when that is confirmed")
    void anEvening() throws Exception {
        start("web", "--no-browser");
        var page = open();
        page.shows("prose", "A napping program uses no processor");
        page.shows("work", "<h2>Predict", "After how many seconds", "and after a semicolon your answer to the rest");

        post("{\"predict\": \"soon\"}");
        page.shows("notes", "soon&#39; is no answer.");
        post("{\"predict\": \"2\"}");
        page.shows("work", "Finished in 2.", "You guessed 2.0 seconds; it took 2.");
        page.shows("picture", "<svg", " s of sleep in 2.", ": one after the other.");
        post("{\"act\": \"VERDICT\"}");
        page.shows("work", "class=\"bad\">A nap of 20 ms was measured as 0 ms");
        page.shows("tests", "A nap is measured");
        post("{\"act\": \"HINT\"}");
        page.shows("work", "Hint 1 of 3");

        save(Files.readString(folder.resolve("solutions/00_synchronous.java")));
        page.shows("work", "class=\"good\">Passed.", "Next: 01 · ");
        page.shows("title", "✓ 00 · ");
        page.shows("lessons", "1 of " + LessonText.all().size() + " lessons passed");

        post("{\"act\": \"RESET\"}");
        page.shows("work", "Put lessons/00_synchronous.java back to its beginning?");
        page.shows("actions", "data-with=\"CONFIRM\" data-key=\"y\"");
        post("{\"act\": \"CONFIRM\"}");
        page.shows("work", "class=\"bad\">A nap of 20 ms", "You have passed this lesson; the file has changed since.");
        post("{\"go\": \"14\"}");
        page.shows("name", "14 · Deadlock");
        page.shows("work", "name=\"guess\" required value=\"d\"");
    }

    @Test
    @DisplayName("explains a hang with the lines it is about, shows where an answer does not compile, and an order of steps that fails as a table")
    void explains() throws Exception {
        start("web", "--no-browser");
        var page = open();
        post("{\"act\": \"RUN\"}");
        page.shows("work", "Finished in ");

        save(solution().replaceFirst("(?m)^(\\s*)task\\.", "$1for (boolean on = true; on; ) java.util.concurrent.locks.LockSupport.park();\n$1task."));
        page.shows("work", "The method does not return.", "data-do=\"open\" data-with=\"");
        save(solution().replaceFirst("System.nanoTime\\(\\);", "System.nanoTme(); // line 99999999999"));
        page.shows("work", "It does not compile.", "class=\"problem\">", "// line 99999999999", "cannot find symbol");
        save(solution().replaceFirst("System.nanoTime\\(\\);", "System.nanoTme();"));
        page.shows("work", "It does not compile.", "class=\"problem\">", "cannot find symbol");
        post("{\"go\": \"14\"}");
        post("{\"act\": \"RUN\"}");
        page.shows("actions", "data-with=\"STOP\"");
        post("{\"act\": \"STOP\"}");
        post("{\"act\": \"VERDICT\"}");
        page.shows("work", "<table class=\"order\"", "class=\"arrow left waits\"");
        post("{\"act\": \"PLAY\"}");
        page.shows("work", "class=\"moves\"", "id=\"turn1\"", "0 switches so far.");
        for (var turn : List.of("1", "2", "2", "2", "1")) {
            post("{\"turn\": \"" + turn + "\"}");
        }
        page.shows("work", "Done, with 2 switches. Nobody can go on");
    }

    @Test
    @DisplayName("shows the end of what prints without end, until it is stopped, and goes on")
    void endlessPrinting() throws Exception {
        start("web", "--no-browser");
        var page = open();
        save(solution().replaceFirst("(?m)^(    void main\\(.*)\n", "$1\n        for (long i = 0; i >= 0; i++) IO.println(\"line <\" + i + \">\");\n"));
        page.shows("work", "Passed.");
        post("{\"act\": \"RUN\"}");
        page.shows("work", "It runs", "line &lt;1");
        post("{\"act\": \"STOP\"}");
        page.shows("notes", "Stopped.");
        assertThat(page.regions().get("work").lines().count()).isLessThan(220);
        save(solution());
        page.shows("work", "Passed.");
    }

    @Test
    @DisplayName("shows one state on each page and in the terminal, whichever was asked, and a page that comes later begins with all of it")
    void oneState() throws Exception {
        start("watch");
        var terminal = new LinkedBlockingQueue<String>();
        Thread.ofVirtual().start(() -> web.inputReader().lines().forEach(line -> {
            terminal.add(line);
        }));
        var keys = web.outputWriter();
        keys.write("n\nw\n");
        keys.flush();
        var said = Pattern.compile("The page is at (http://127\\.0\\.0\\.1:\\d+/[\\w-]{22}/)");
        await().atMost(PATIENCE).until(() -> terminal.stream().anyMatch(line -> said.matcher(line).find()));
        address = URI.create(terminal.stream().map(said::matcher).filter(Matcher::find).findFirst().orElseThrow().group(1));

        var one = open();
        var other = open();
        one.shows("name", "01 · ");
        post("{\"act\": \"NEXT\"}");
        one.shows("name", "02 · ");
        other.shows("name", "02 · ");
        await().atMost(PATIENCE).until(() -> terminal.stream().anyMatch(line -> line.startsWith("02 · ")));
        keys.write("b\n");
        keys.flush();
        one.shows("name", "01 · ");
        other.shows("name", "01 · ");
        open().shows("work", "class=\"bad\">");
    }

    @Test
    @DisplayName("is for who knows its token, on this machine, from its own origin; what changes anything is a POST of JSON; no file is served")
    void attacks() throws Exception {
        start("web", "--no-browser");
        var token = address.getPath();
        var host = "Host: 127.0.0.1:" + address.getPort();
        var json = "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"act\": \"RESET\"}\n";

        assertThat(status("GET " + token, host)).isEqualTo(200);
        assertThat(status("GET " + token, "Host: localhost:" + address.getPort())).isEqualTo(200);
        assertThat(status("GET " + token + "web.js", host)).isEqualTo(200);
        assertThat(status("POST " + token + "do", host, "Origin: http://127.0.0.1:" + address.getPort(), json)).isEqualTo(204);

        for (var path : List.of(token, token + "events", token + "do")) {
            var method = path.endsWith("do") ? "POST " : "GET ";
            assertThat(status(method + path, "Host: evil.example:" + address.getPort(), json)).as("another host").isEqualTo(403);
            assertThat(status(method + path, "Host: 127.0.0.1.evil.example", json)).as("another host").isEqualTo(403);
            assertThat(status(method + path, host, "Origin: http://evil.example", json)).as("another origin").isEqualTo(403);
            assertThat(status(method + path, host, host.replace("127.0.0.1", "evil.example"), json)).as("two hosts").isEqualTo(403);
            assertThat(status(method + path, host, "Origin: http://127.0.0.1:1", json)).as("another port").isEqualTo(403);
            assertThat(status(method + path, host, "Origin: null", json)).as("no origin").isEqualTo(403);
            assertThat(status(method + path.replace(token, "/"), host, json)).as("no token").isEqualTo(403);
            assertThat(status(method + path.replace(token, token.substring(0, token.length() - 2) + "/"), host, json)).as("half a token").isEqualTo(403);
            assertThat(status(method + path.replace(token, token.toLowerCase() + "x/"), host, json)).as("another token").isEqualTo(403);
        }
        for (var path : List.of("../../README.md", "..%2f..%2fREADME.md", "web.js/../../../lessons/progress.txt", "lessons/00_synchronous.java", "web.css", "web.js?x/..")) {
            assertThat(status("GET " + token + path, host)).as(path).isEqualTo(path.equals("web.js?x/..") ? 200 : 404);
        }
        assertThat(status("GET /../../../../etc/passwd", host)).isEqualTo(403);
        assertThat(status("GET " + token + "do?act=RESET", host)).as("a change by GET").isEqualTo(405);
        assertThat(status("POST " + token, host, json)).isEqualTo(405);
        assertThat(status("HEAD " + token, host)).isEqualTo(405);
        assertThat(status("POST " + token + "do", host, "Content-Type: text/plain\r\nContent-Length: 17\r\n\r\n{\"act\": \"RESET\"}\n")).as("a form's type").isEqualTo(415);
        assertThat(status("POST " + token + "do", host, "Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n" + " ".repeat(9000))).as("too long").isEqualTo(413);
        for (var asked : List.of("", "null", "[]", "{}", "{\"act\": \"FLY\"}", "{\"act\": [\"RUN\"]}", "{\"go\": \"00\", \"act\": \"RUN\"}", "{\"turn\": \"x\"}", "{\"open\": \"/etc/passwd\"}", "{{{")) {
            assertThat(post(asked)).as(asked).isEqualTo(400);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the editor of this test is a script for sh")
    @DisplayName("opens the learner's file at a line in an editor that a command can tell so, and says whether there is one")
    void editor() throws Exception {
        var editor = Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("code"), "#!/bin/sh\necho \"$@\" > \"$0.opened\"\n");
        editor.toFile().setExecutable(true);
        programs = editor.getParent().toString();
        start("web", "--no-browser");

        assertThat(client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body()).contains("<body class=\"book web\" data-opens>");
        post("{\"open\": \"63\"}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(editor.resolveSibling("code.opened")).content()
                .isEqualTo("--goto " + folder.toRealPath().resolve("lessons/00_synchronous.java") + ":63\n"));
    }

    @Test
    @DisplayName("leaves alone what is not offered, and answers as before after a flood of requests")
    void flood() throws Exception {
        start("web", "--no-browser");
        var page = open();
        page.shows("work", "Predict");
        for (var action : List.of("UNDO", "REST", "FAIL", "AGAIN", "CONFIRM", "TIMELINE", "CHECK")) {
            assertThat(post("{\"act\": \"" + action + "\"}")).isEqualTo(204);
        }
        post("{\"turn\": \"1\"}");

        var refused = new AtomicInteger();
        try (var requests = Executors.newFixedThreadPool(50)) {
            for (int i = 0; i < 3000; i++) {
                requests.submit(() -> status("GET /guess" + Thread.currentThread().threadId() + "/", "Host: 127.0.0.1") == 403 ? refused.incrementAndGet() : 0);
            }
        }
        assertThat(refused).hasPositiveValue();
        assertThat(post("{\"act\": \"RUN\"}")).isEqualTo(204);
        page.shows("work", "Finished in ");
        assertThat(page.regions().get("notes")).isEmpty();
    }

    @Test
    @DisplayName("is at the port that was asked for, or says that it cannot be; where nothing was asked for, at any")
    void port() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = WorkbookProcess.run(folder, "web", "--no-browser", "--port", "" + taken.getLocalPort());
            assertThat(run.err()).singleElement().asString().startsWith("Port " + taken.getLocalPort() + " cannot be used: ");
            assertThat(run.status()).isEqualTo(2);
        }
        assertThat(WorkbookProcess.run(folder, "web", "--port", "70000")).returns(2, WorkbookProcess.Run::status)
                .returns(List.of("--port 70000 is no port: they go from 1 to 65535."), WorkbookProcess.Run::err);

        start("web", "--no-browser");
        var first = web;
        try {
            var before = address;
            start("web", "--no-browser");
            assertThat(address.getPort()).isNotEqualTo(before.getPort());
            assertThat(address.getPath()).isNotEqualTo(before.getPath());
        } finally {
            first.destroy();
            first.onExit().join();
        }
    }

    /// Starts a command; `web` says its address.
    private void start(String... command) throws Exception {
        var builder = WorkbookProcess.command(folder, command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BROWSER", "true");
        builder.environment().merge("PATH", programs, (before, first) -> first + File.pathSeparator + before);
        builder.environment().keySet().removeAll(List.of("VISUAL", "EDITOR", "TERM_PROGRAM", "TERMINAL_EMULATOR"));
        web = builder.start();
        if (command[0].equals("web")) {
            var said = web.inputReader().readLine();
            assertThat(said).startsWith("Your lesson is at http://127.0.0.1:");
            address = URI.create(said.substring(said.indexOf("http")));
        }
    }

    private String solution() throws IOException {
        return Files.readString(folder.resolve("solutions/00_synchronous.java"));
    }

    private void save(String text) throws IOException {
        Files.writeString(folder.resolve("lessons/00_synchronous.java"), text);
    }

    private int post(String json) throws Exception {
        return client.send(HttpRequest.newBuilder(address.resolve("do")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /// The status with which a request is answered that is sent as it stands.
    ///
    /// @param headers lines; the last may have a body
    private int status(String request, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            var text = request + " HTTP/1.1\r\n" + String.join("\r\n", headers);
            socket.getOutputStream().write((text.contains("\r\n\r\n") ? text : text + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
            return Integer.parseInt(line.split(" ")[1]);
        }
    }

    /// An open page: what it was sent last for each of its regions.
    private Page open() {
        var page = new Page(new ConcurrentHashMap<>());
        client.sendAsync(HttpRequest.newBuilder(address.resolve("events")).build(), HttpResponse.BodyHandlers.ofLines()).thenAcceptAsync(events ->
                events.body().filter(line -> line.startsWith("data: ")).forEach(line -> new Gson().fromJson(line.substring(6), Map.class)
                        .forEach((id, html) -> page.regions.put((String) id, (String) html))), Thread.ofVirtual()::start);
        return page;
    }

    private record Page(Map<String, String> regions) {

        void shows(String id, String... parts) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(regions.get(id)).contains(parts));
        }
    }
}
