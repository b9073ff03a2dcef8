package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.condition.*;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs a copy of the launcher that has a home, a path and a repository of its own, all of them on this
/// machine, and a jbang of a few lines that says what reached it.
@DisplayName("The launcher")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class LauncherTest {
    static final String JBANG = """
            package dev.jbang;
            import java.nio.file.*;
            import java.util.*;
            public class Main {
                public static void main(String... args) throws Exception {
                    if (args.length > 0 && args[0].equals("script")) {
                        print(List.of(java(), "-cp", jar(), "dev.jbang.Main", args[1], args[2]));
                    }
                    if (args.length > 0 && args[args.length - 1].endsWith("Workbook.java")) {
                        System.err.println("asked");
                        var built = Path.of(System.getProperty("user.home"), "built.jar");
                        if (Files.notExists(built)) Files.copy(Path.of(jar()), built);
                        var command = new ArrayList<>(List.of(java()));
                        for (var arg : args) if (arg.startsWith("--runtime-option=")) command.add(arg.substring(17));
                        command.addAll(List.of("-classpath", built.toString(), "dev.jbang.Main"));
                        print(command);
                    }
                    if (args.length > 0 && args[0].equals("wait")) {
                        System.err.println(ProcessHandle.current().pid());
                        Thread.sleep(1_000_000);
                    }
                    System.out.println("JAVA_HOME " + System.getenv("JAVA_HOME"));
                    for (var arg : args) System.out.println("argument " + arg);
                    for (var arg : args) if (System.getProperties().containsKey(arg)) System.out.println(arg + " " + System.getProperty(arg));
                    System.in.transferTo(System.out);
                    System.exit(7);
                }
                static void print(List<String> command) {
                    for (var word : command) System.out.print(System.getenv("OS") != null ? '"' + word + "\\" "
                            : "'" + word.replace("'", "'\\\\''") + "' ");
                    System.exit(255);
                }
                static String java() { return ProcessHandle.current().info().command().get(); }
                static String jar() { return System.getProperty("java.class.path"); }
            }
            """;
    static final String ODD = "it's \"a\" $HOME `id`" + (System.getProperty("sun.jnu.encoding").equals("UTF-8") ? " ü" : "");
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
        var source = workbookHasASource();

        run("workbook");
        var again = run("workbook", "check", "two  words");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        var changed = run("workbook");

        assertThat(again.out()).containsSubsequence("argument check", "argument two  words", "a line");
        assertThat(again.err()).isEmpty();
        assertThat(again.status()).isEqualTo(7);
        assertThat(changed.err()).containsExactly("asked");
    }

    @Test
    @DisplayName("runs the workbook beside it from any folder, by its path or through a link")
    void runsItsOwnWorkbook() throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        Files.createDirectories(temp.resolve("elsewhere"));

        var byPath = run(temp.resolve("elsewhere"), "workbook", "workbook.home");

        assertThat(byPath.out()).contains("workbook.home " + checkout.toRealPath());
        if (!WINDOWS) {
            var link = Files.createSymbolicLink(temp.resolve("a link"), launcher(checkout));
            var linked = finish(start(temp.resolve("elsewhere"), List.of("../a link", "workbook", "workbook.home")));
            assertThat(linked.out()).contains("workbook.home " + checkout.toRealPath());
            assertThat(link).isSymbolicLink();
        }
    }

    @Test
    @DisplayName("tells a jbang on the path which workbook to run")
    void tellsTheJbangOnThePath() throws Exception {
        pathHasJbang("0.127.0");

        var run = run("workbook", "check");

        assertThat(run.out()).contains("argument --runtime-option=-Dworkbook.home=" + checkout.toRealPath())
                .containsSubsequence("argument " + checkout.toRealPath().resolve("workbook").resolve("Workbook.java"), "argument check");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"HOME", "XDG_CACHE_HOME", "TMPDIR"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "quotes are no letters of a folder's name there")
    @DisplayName("works in folders with spaces, quotes and other letters in their names, and names one that Java cannot take")
    void takesAnyFolder(String variable) throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        environment.put(variable, Files.createDirectories(temp.resolve(ODD)).toString());

        var runs = List.of(run("workbook"), run("workbook"));
        environment.put(variable, Files.createDirectories(temp.resolve("a:b")).toString());
        var refused = run("workbook");

        assertThat(runs).extracting(Run::status).containsOnly(7);
        assertThat(runs.getLast().err()).isEmpty();
        assertThat(refused).isEqualTo(new Run(1, List.of(), List.of("jbang: %s is %s, and Java ends a folder's name at a colon; set it to another."
                .formatted(variable, environment.get(variable)))));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "quotes are no letters of a folder's name there")
    @DisplayName("works where its own folder has spaces, quotes and other letters in its name")
    void liesInAnyFolder() throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        checkout = Files.move(checkout, temp.resolve(ODD));

        var runs = List.of(run("workbook", "workbook.home"), run("workbook", "workbook.home"));

        assertThat(runs).allSatisfy(run -> assertThat(run.out()).contains("workbook.home " + checkout.toRealPath()));
        assertThat(runs.getLast().err()).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java reads TMP there")
    @DisplayName("hands TMPDIR to jbang, the workbook and scripts, and names one that cannot be written")
    void handsOnTmpdir() throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        environment.put("TMPDIR", temp.toRealPath().toString());

        var jbang = run("java.io.tmpdir");
        var workbook = run("workbook", "java.io.tmpdir");
        var script = run("lesson.java");
        environment.put("TMPDIR", temp.resolve("input").toString());
        var refused = run("lesson.java");

        assertThat(List.of(jbang, workbook)).allSatisfy(run -> assertThat(run.out()).contains("java.io.tmpdir " + temp.toRealPath()));
        assertThat(script.out()).contains("argument --runtime-option=-Djava.io.tmpdir=" + temp.toRealPath());
        assertThat(refused.err()).singleElement().asString().contains("TMPDIR is " + temp.resolve("input"));
        assertThat(refused.status()).isEqualTo(1);
    }

    @ParameterizedTest(name = "LC_ALL={0}")
    @ValueSource(strings = {"", "C", "POSIX", "xx_XX.UTF-8"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere Java's files are in UTF-8 anyway")
    @DisplayName("gives Java UTF-8 where the locale is plain ASCII or not installed")
    void speaksUtf8(String locale) throws Exception {
        repositoryServes(LauncherTest::jar);
        environment.putAll(Map.of("LC_ALL", locale, "LC_CTYPE", "", "LANG", ""));

        assertThat(run("sun.jnu.encoding").out()).contains("sun.jnu.encoding UTF-8");
    }

    @Test
    @DisplayName("reaches the repository through a proxy, and tells Java of it")
    void handsOnProxies() throws Exception {
        repositoryServes(LauncherTest::jar);
        var proxy = "http://127.0.0.1:" + repository.getAddress().getPort();
        environment.putAll(Map.of("MVNW_REPOURL", "http://repository.invalid", "HTTP_PROXY", proxy + "/",
                "https_proxy", "127.0.0.1:3128", "no_proxy", "localhost,.example.org"));

        var run = run("http.proxyPort", "https.proxyHost", "https.proxyPort", "http.nonProxyHosts");

        assertThat(run.out()).contains("http.proxyPort " + repository.getAddress().getPort(), "https.proxyHost 127.0.0.1", "https.proxyPort 3128",
                "http.nonProxyHosts localhost|*.localhost|example.org|*.example.org");
        assertThat(run.status()).isEqualTo(7);
    }

    @Test
    @DisplayName("has jbang fetch the workbook's libraries from the mirror, too")
    void handsOnTheMirror() throws Exception {
        pathHasJbang("0.127.0");

        assertThat(run("workbook", "check").out()).contains("argument --repos=central=" + environment.get("MVNW_REPOURL"));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1000})
    @DisplayName("fetches jbang again, and lets it build again, where a jar is cut short")
    void makesDamagedJarsAnew(int left) throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        run("workbook");
        try (var files = Files.list(cache)) {
            cut(files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow(), left);
        }
        if (!WINDOWS) cut(temp.resolve("built.jar"), left);

        var damaged = run("workbook");
        var again = run("workbook");

        assertThat(damaged.err().getFirst()).contains("fetching");
        assertThat(damaged.err().subList(1, damaged.err().size())).isNotEmpty().containsOnly("asked");
        assertThat(damaged.status()).isEqualTo(7);
        assertThat(again).isEqualTo(new Run(7, damaged.out(), WINDOWS ? List.of("asked") : List.of()));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "{\"a\":", "garbage"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there it is the learner's to delete")
    @DisplayName("throws a damaged list of jbang's dependencies away, and keeps a whole one")
    void throwsADamagedListAway(String text) throws Exception {
        repositoryServes(LauncherTest::jar);
        var list = Files.createDirectories(temp.resolve(".jbang/cache")).resolve("dependency_cache.json");
        Files.writeString(list, "{}");
        run();
        assertThat(list).hasContent("{}");
        Files.writeString(list, text);

        run();

        assertThat(list).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "jbang is asked each time there")
    @DisplayName("asks jbang again where the kept command is damaged")
    void makesADamagedCommandAnew() throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        run("workbook");
        try (var files = Files.list(cache)) {
            cut(files.filter(file -> file.getFileName().toString().startsWith("workbook-")).findFirst().orElseThrow(), 20);
        }

        var run = run("workbook");

        assertThat(run.err()).containsExactly("asked");
        assertThat(run.status()).isEqualTo(7);
    }

    @Test
    @DisplayName("names a cache folder that cannot be written")
    void namesACacheThatCannotBeWritten() throws Exception {
        repositoryServes(LauncherTest::jar);
        Files.deleteIfExists(cache.resolve("jbang-on-path"));
        Files.deleteIfExists(cache);
        Files.createDirectories(cache.getParent());
        Files.writeString(cache, "a file");

        var run = run();

        assertThat(run.err()).singleElement().asString().contains("cannot write to", cache.toString(), WINDOWS ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "jbang says it there")
    @DisplayName("names the folder of what jbang builds where it cannot be written")
    void namesAFolderThatJbangCannotWrite() throws Exception {
        repositoryServes(LauncherTest::jar);
        run();
        Files.deleteIfExists(temp.resolve(".jbang/cache"));
        Files.deleteIfExists(temp.resolve(".jbang"));
        Files.writeString(temp.resolve(".jbang"), "a file");

        assertThat(run()).isEqualTo(new Run(1, List.of(), List.of("jbang: cannot write to %s; set JBANG_CACHE_DIR to a folder where what jbang builds may be kept."
                .formatted(temp.resolve(".jbang/cache")))));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a password is passed over there")
    @DisplayName("hands no password of a proxy to Java, and says where it belongs")
    void keepsPasswords() throws Exception {
        repositoryServes(LauncherTest::jar);
        environment.put("https_proxy", "http://somebody:secret@127.0.0.1:3128");

        var run = run("https.proxyHost");

        assertThat(run.out()).noneMatch(line -> line.contains("127.0.0.1"));
        assertThat(run.err().getLast()).contains("password for 127.0.0.1:3128", "settings.xml").doesNotContain("secret");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"flock", "find", "readlink", "locale", "ps", "sha256sum"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "they belong to Windows")
    @DisplayName("works where a tool is missing that there is another way without")
    void worksWithoutATool(String tool) throws Exception {
        repositoryServes(LauncherTest::jar);
        workbookHasASource();
        pathLacks(tool);

        var run = run("workbook");

        assertThat(run.err()).hasSize(2).last().isEqualTo("asked");
        assertThat(run.status()).isEqualTo(7);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "they belong to Windows")
    @DisplayName("names a tool that it cannot do without")
    void namesAMissingTool() throws Exception {
        repositoryServes(LauncherTest::jar);

        pathLacks("curl");
        assertThat(run()).isEqualTo(new Run(1, List.of(), List.of("jbang: there is no curl here to fetch " + environment.get("MVNW_REPOURL")
                + "/a/b/1/b-1-all.jar with; install curl, or jbang 0.127 or later.")));
        pathLacks("sha256sum", "shasum", "openssl");
        assertThat(run().err().getLast()).contains("cannot be verified", "sha256sum", "install one");
        assertThat(cached()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"<&-, 7, 1", "2>&-, 7, 0", ">&-, 1, 1"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "streams cannot be closed there")
    @DisplayName("works with closed streams, except for the output")
    void worksWithClosedStreams(String closed, int status, int sentences) throws Exception {
        repositoryServes(LauncherTest::jar);

        var run = finish(start(temp, List.of("sh", "-c", "\"$0\" " + closed, launcher(checkout).toString())));

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).hasSize(sentences);
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
        assertThat(cached()).filteredOn(name -> !name.endsWith(".size")).hasSize(2);
    }

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("keeps nothing when it is stopped while it fetches, and works the next time")
    void stoppedWhileItFetches(String signal, int status) throws Exception {
        var fetching = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        repositoryServes(() -> {
            fetching.countDown();
            stopped.await();
            return jar();
        });
        var process = start();
        fetching.await();

        send(signal, process);

        assertThat(process.waitFor()).isEqualTo(status);
        assertThat(cached()).containsOnly("jbang-on-path");
        stopped.countDown();
        assertThat(run().status()).isEqualTo(7);
    }

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("leaves no jbang behind when it is stopped while jbang works")
    void stoppedWhileJbangWorks(String signal, int status) throws Exception {
        repositoryServes(LauncherTest::jar);
        run();
        var process = start("wait");
        var jbang = ProcessHandle.of(Long.parseLong(process.errorReader().readLine())).orElseThrow();

        send(signal, process);

        assertThat(process.waitFor()).isEqualTo(status);
        assertThat(jbang.isAlive()).isFalse();
        assertThat(cached()).noneMatch(name -> name.equals("output"));
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
        environment.put("TMPDIR", "");
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
        return start(folder, command);
    }

    Process start(Path folder, List<String> command) throws IOException {
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

    Path workbookHasASource() throws IOException {
        var source = Files.writeString(Files.createDirectories(checkout.resolve("workbook")).resolve("main.java"), "");
        for (var file : List.of(source, source.getParent(), launcher(checkout))) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
        return source;
    }

    static void send(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor()).isZero();
    }

    static void cut(Path file, int left) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), left));
    }

    /// Leaves on the path what the launcher calls, but not `tools`.
    void pathLacks(String... tools) throws IOException {
        var bin = Files.createTempDirectory(temp, "bin");
        for (var tool : List.of("sh", "cat", "cksum", "curl", "dirname", "find", "flock", "grep", "head", "locale", "ls", "mkdir", "mv", "openssl",
                "ps", "readlink", "rm", "sed", "sha256sum", "shasum", "tail", "tr")) {
            if (!List.of(tools).contains(tool)) {
                var script = Files.writeString(bin.resolve(tool), "#!/bin/sh\nPATH='%s' exec %s \"$@\"\n".formatted(System.getenv("PATH"), tool));
                script.toFile().setExecutable(true);
            }
        }
        environment.put("PATH", bin.toString());
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
