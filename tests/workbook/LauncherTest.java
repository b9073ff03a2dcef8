package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.condition.*;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs a copy of the launcher that has a home, a path and a repository of its own, all of them on this
/// machine, and a jbang of a few lines that says what reached it.
@DisplayName("The launcher")
@Timeout(60)
class LauncherTest {
    static final String JBANG = """
            package dev.jbang;
            public class Main {
                public static void main(String... args) throws Exception {
                    if (args.length > 0 && args[0].equals("script")) {
                        System.out.printf("\\"%s\\" -cp \\"%s\\" dev.jbang.Main \\"%s\\" \\"%s\\"",
                                ProcessHandle.current().info().command().get(), System.getProperty("java.class.path"),
                                args[1], args[2]);
                        System.exit(255);
                    }
                    if (args.length > 0 && args[0].equals("workbook")) {
                        System.err.println("asked");
                        System.out.printf("%s -classpath %s dev.jbang.Main",
                                ProcessHandle.current().info().command().get(), System.getProperty("java.class.path"));
                        System.exit(255);
                    }
                    System.out.println("JAVA_HOME " + System.getenv("JAVA_HOME"));
                    for (String arg : args) System.out.println("argument " + arg);
                    System.in.transferTo(System.out);
                    System.exit(7);
                }
            }
            """;
    static final boolean WINDOWS = OS.current() == OS.WINDOWS;

    @TempDir static Path built;
    @TempDir Path temp;
    Path checkout, cache;
    final Map<String, String> environment = new HashMap<>();
    HttpServer repository;

    @Test
    @DisplayName("hands arguments, standard input and exit status to the jbang on the path, unharmed")
    void usesTheJbangOnThePath() throws Exception {
        pathHasJbang("0.127.0");
        var arguments = new ArrayList<>(List.of("lesson 1.java", "two  words", "$HOME", "*"));
        if (!WINDOWS) arguments.addAll(List.of("it's", "\"quoted\"", "back\\slash", "`id`", ""));

        var run = run(arguments.toArray(String[]::new));

        assertThat(run.out()).hasSize(arguments.size() + 2).endsWith("a line")
                .containsSubsequence(arguments.stream().map("argument "::concat).toList());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(7);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"0.127.0", "0.200.0", "1.0.0"})
    @DisplayName("uses a jbang on the path that is 0.127 or later, and asks for its version once")
    void usesANewJbang(String version) throws Exception {
        pathHasJbang(version);

        var runs = List.of(run(), run());

        assertThat(runs).extracting(Run::status).containsOnly(7);
        assertThat(temp.resolve("asked")).hasContent("asked");
        assertThat(cached()).containsOnly("jbang-on-path");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"0.126.3", "0.13.0.1", "nonsense"})
    @DisplayName("passes over a jbang on the path that is older")
    void passesOverAnOldJbang(String version) throws Exception {
        pathHasJbang(version);
        repositoryServes(LauncherTest::jar);

        var run = run();

        assertThat(run.status()).isEqualTo(7);
        assertThat(cached()).anyMatch(name -> name.endsWith("b-1-all.jar"));
    }

    @Test
    @DisplayName("gives jbang an installed JDK 25 instead of an older JAVA_HOME")
    void findsAJdk() throws Exception {
        pathHasJbang("0.127.0");
        environment.put("JAVA_HOME", jdk("17.0.2").toString());
        environment.compute("PATH", (_, path) -> temp.resolve("jdk 25/bin") + File.pathSeparator + path);
        var newer = jdk("25");

        var run = run();

        assertThat(run.out()).contains("JAVA_HOME " + newer.toRealPath());
    }

    @Test
    @DisplayName("fetches jbang once, and says so in one line")
    void fetchesOnce() throws Exception {
        var requests = new AtomicInteger();
        repositoryServes(() -> {
            requests.incrementAndGet();
            return jar();
        });

        var first = run();
        var second = run();

        assertThat(first.err()).singleElement().asString().contains("fetching", "/a/b/1/b-1-all.jar");
        assertThat(second).isEqualTo(new Run(7, first.out(), List.of()));
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisplayName("runs the command that jbang prints, with standard input and exit status")
    void runsTheCommandThatJbangPrints() throws Exception {
        repositoryServes(LauncherTest::jar);

        var run = run("script", "two  words", "*");

        assertThat(run.out()).endsWith("argument two  words", "argument *", "a line");
        assertThat(run.status()).isEqualTo(7);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "jbang is asked each time there")
    @DisplayName("asks jbang once how to run the workbook, and again when a source has changed")
    void keepsTheCommandOfTheWorkbook() throws Exception {
        repositoryServes(LauncherTest::jar);
        var source = Files.writeString(Files.createDirectories(checkout.resolve("workbook")).resolve("main.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().minusSeconds(60)));

        run(checkout, "workbook");
        var again = run(checkout, "workbook", "check", "two  words");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        var changed = run(checkout, "workbook");

        assertThat(again.out()).containsSubsequence("argument check", "argument two  words", "a line");
        assertThat(again.err()).isEmpty();
        assertThat(again.status()).isEqualTo(7);
        assertThat(changed.err()).containsExactly("asked");
    }

    @Test
    @DisplayName("says what it needs, and keeps nothing, where the repository cannot be reached")
    void saysWhatItNeeds() throws Exception {
        environment.put("MVNW_REPOURL", "http://127.0.0.1:1");

        var run = run();

        assertThat(run.err().getLast()).contains("could not fetch", "connect to the network", "install jbang 0.127");
        assertThat(run.status()).isEqualTo(1);
        assertThat(cached()).containsOnly("jbang-on-path");
    }

    @Test
    @DisplayName("names a jar that is not the one pinned, and keeps nothing")
    void namesATamperedJar() throws Exception {
        repositoryServes(() -> "something else".getBytes());

        var run = run();

        assertThat(run.err().getLast()).contains("b-1-all.jar", "pins");
        assertThat(run.status()).isEqualTo(1);
        assertThat(cached()).containsOnly("jbang-on-path");
    }

    @Test
    @DisplayName("works when two first runs fetch at the same time")
    void twoAtOnce() throws Exception {
        var bothFetch = new CyclicBarrier(2);
        repositoryServes(() -> {
            bothFetch.await();
            return jar();
        });

        var runs = Stream.of(start(), start()).map(LauncherTest::finish).toList();

        assertThat(runs).extracting(Run::status).containsOnly(7);
        assertThat(cached()).hasSize(2);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("keeps nothing when it is stopped while it fetches, and works the next time")
    void stoppedWhileItFetches() throws Exception {
        var fetching = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        repositoryServes(() -> {
            fetching.countDown();
            stopped.await();
            return jar();
        });
        var process = start();
        fetching.await();

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(cached()).containsOnly("jbang-on-path");
        stopped.countDown();
        assertThat(run().status()).isEqualTo(7);
    }

    @BeforeAll
    static void buildTheJbangOfAFewLines() throws IOException {
        var source = Files.writeString(built.resolve("Main.java"), JBANG);
        tool("javac", "-d", built.resolve("classes"), source);
        tool("jar", "--create", "--file", built.resolve("jbang.jar"), "-C", built.resolve("classes"), ".");
    }

    @BeforeEach
    void copyTheLauncher() throws Exception {
        checkout = temp.resolve("a check out");
        cache = temp.resolve("cache/java-threads-workbook");
        Files.createDirectories(checkout.resolve(".jbang"));
        Files.createDirectories(temp.resolve("bin"));
        var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar()));
        Files.writeString(checkout.resolve(".jbang/jars.sha256"), "# The pin\n\n" + sum + "  a/b/1/b-1-all.jar\n");
        Files.copy(launcher(Path.of("")), launcher(checkout), StandardCopyOption.COPY_ATTRIBUTES);
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        repository.start();
        environment.putAll(Map.of("HOME", temp.toString(), "JAVA_HOME", System.getProperty("java.home"),
                "PATH", temp.resolve("bin") + File.pathSeparator + System.getenv("PATH"),
                "XDG_CACHE_HOME", cache.getParent().toString(), "LOCALAPPDATA", cache.getParent().toString(),
                "MVNW_REPOURL", "http://127.0.0.1:" + repository.getAddress().getPort(),
                "no_proxy", "*", "JBANG_JAVA_OPTIONS", ""));
        pathHasJbang("0.126.3");
    }

    @AfterEach
    void stopTheRepository() {
        repository.stop(0);
    }

    static Path launcher(Path folder) {
        return folder.resolve(WINDOWS ? "jbang.cmd" : "jbang");
    }

    record Run(int status, List<String> out, List<String> err) {}

    Run run(String... arguments) throws IOException {
        return run(temp, arguments);
    }

    Run run(Path folder, String... arguments) throws IOException {
        return finish(start(folder, arguments));
    }

    Process start(String... arguments) throws IOException {
        return start(temp, arguments);
    }

    Process start(Path folder, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(arguments));
        command.addFirst(launcher(checkout).toString());
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectInput(Files.writeString(temp.resolve("input"), "a line\n").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Run finish(Process process) {
        var out = process.inputReader().lines().toList();
        var err = process.errorReader().lines().toList();
        return new Run(process.onExit().join().exitValue(), out, err);
    }

    void repositoryServes(Callable<byte[]> jar) {
        repository.createContext("/a/b/1/b-1-all.jar", exchange -> {
            try (exchange) {
                var bytes = jar.call();
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
    }

    void pathHasJbang(String version) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var script = WINDOWS ? """
                @if not "%%~1"=="version" "%s" -cp "%s" dev.jbang.Main %%*
                @if not "%%~1"=="version" exit /b %%ERRORLEVEL%%
                @echo asked>>"%s"
                @echo %s
                """ : """
                #!/bin/sh
                [ "$1" = version ] || exec "%s" -cp "%s" dev.jbang.Main "$@"
                echo asked >>"%s"
                echo %s
                """;
        var file = launcher(temp.resolve("bin"));
        Files.writeString(file, script.formatted(java, built.resolve("jbang.jar"), temp.resolve("asked"), version));
        file.toFile().setExecutable(true);
    }

    Path jdk(String version) throws IOException {
        var home = temp.resolve("jdk " + version);
        var javac = Files.createDirectories(home.resolve("bin")).resolve(WINDOWS ? "javac.exe" : "javac");
        Files.createFile(javac).toFile().setExecutable(true);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    static byte[] jar() throws IOException {
        return Files.readAllBytes(built.resolve("jbang.jar"));
    }

    List<String> cached() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
        }
    }

    static void tool(String name, Object... arguments) {
        var words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, words)).isZero();
    }
}
