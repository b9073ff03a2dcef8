package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The workbook, whatever it runs in,")
@Execution(ExecutionMode.CONCURRENT)
class SurroundingsTest {

    @TempDir
    Path temp;
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        folder = WorkbookProcess.workbook(temp.resolve("workbook"));
    }

    @Test
    @DisplayName("is the one that the launcher names, and finds files from where the learner is")
    void isWhereTheLauncherLies() throws Exception {
        var elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        var check = WorkbookProcess.command(elsewhere, "check", "00", "--junit-xml", "report.xml");
        check.environment().put("JDK_JAVA_OPTIONS", "-Dworkbook.home=\"%s\"".formatted(folder));

        var run = WorkbookProcess.finish(check.start());

        assertThat(run.out().getFirst()).contains("00_synchronous  refused");
        assertThat(elsewhere.resolve("report.xml")).exists();
        assertThat(folder.resolve("lessons/progress.txt")).exists();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the device that is always full is Linux's")
    @DisplayName("says why its output cannot be written, and ends with 1")
    void namesAFullDisk() throws Exception {
        var list = WorkbookProcess.command(folder, "list").redirectOutput(new File("/dev/full"));

        var run = WorkbookProcess.finish(list.start());

        assertThat(run.err()).containsExactly("The output cannot be written: No space left on device.");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a pipe breaks with other words there")
    @DisplayName("says nothing of a reader that has seen enough, and ends as it would have ended")
    void leavesABrokenPipe() throws Exception {
        for (var command : List.of("list", "doctor", "hint 00", "--help", "solution 00 --anyway", "generate-completion", "watch", "check 00 --solutions")) {
            var builder = WorkbookProcess.command(folder, command.split(" "));
            builder.environment().put("JBANG_LAUNCH_CMD", "jbang");
            var process = builder.start();
            process.getInputStream().close();

            assertThat(process.errorReader().lines()).as(command).isEmpty();
            assertThat(process.waitFor()).as(command).isZero();
        }
    }

    @Test
    @DisplayName("says of each command in a sentence what it does")
    void helps() throws Exception {
        for (var arguments : List.of(new String[] {"--help"}, new String[] {"dev", "--help"})) {
            var help = WorkbookProcess.run(folder, arguments).text().split("Commands:\n")[1].split("\n(?=  [a-z])");

            assertThat(help).allMatch(each -> each.strip().matches("(?s)[a-z-]+ +[A-Z].*[.)]"));
        }
    }

    @Test
    @DisplayName("writes signs in ASCII where there are no others")
    void writesAscii() throws Exception {
        WorkbookProcess.run(folder, "check", "00");
        var list = WorkbookProcess.command(folder, "list");
        list.environment().put("JDK_JAVA_OPTIONS", "-Dstdout.encoding=US-ASCII");

        var run = WorkbookProcess.finish(list.start());

        assertThat(run.out().getFirst()).startsWith("> x 00").doesNotContain("?");
    }

    @Test
    @DisplayName("hands a lesson its arguments as they are")
    void handsOnArguments() throws Exception {
        Files.writeString(folder.resolve("words"), "--help");

        var run = WorkbookProcess.run(folder, "run", "10", "--", "@words");

        assertThat(run.err()).singleElement().asString().contains("@words");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("names the nearest command and option, and ends with 2")
    void namesTheNearest() throws Exception {
        var command = WorkbookProcess.run(folder, "chek", "04");
        var option = WorkbookProcess.run(folder, "check", "--jsn");

        assertThat(command.err().getFirst()).startsWith("There is no command 'chek'. Did you mean check");
        assertThat(option.err().getFirst()).contains("--jsn").endsWith("Did you mean --json?");
        assertThat(List.of(command, option)).extracting(WorkbookProcess.Run::status).containsOnly(2);
    }

    @Test
    @DisplayName("makes anew what is damaged of the compiled tests, and never takes it for the answer's fault")
    void makesDamagedTestsAnew() throws Exception {
        var cache = temp.resolve("cache");
        checkSolution(cache);
        try (var files = Files.walk(cache)) {
            for (var file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                Files.delete(file);
            }
        }
        assertThat(checkSolution(cache).status()).isZero();
        try (var files = Files.walk(cache)) {
            for (var file : files.filter(file -> file.toString().endsWith(".class") || file.endsWith("probe.jar")).toList()) {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            }
        }
        assertThat(checkSolution(cache).status()).isZero();
    }

    @Test
    @DisplayName("makes nothing anew where two workbooks with other tests are used in turn")
    void takesTurns() throws Exception {
        var cache = temp.resolve("cache");
        var file = folder.resolve("tests/probe/Run.java");
        var text = Files.readString(file);
        checkSolution(cache);
        Files.writeString(file, text + "// of another workbook");
        checkSolution(cache);
        Files.writeString(file, text);

        assertThat(checkSolution(cache).out()).isNotEmpty().noneMatch(line -> line.startsWith("Preparing"));
    }

    @Test
    @DisplayName("names a cache folder that cannot be made")
    void namesTheCache() throws Exception {
        var run = checkSolution(Files.writeString(temp.resolve("a file"), ""));

        assertThat(run.err().getLast()).contains(temp.resolve("a file").toString(), "cannot be made", "XDG_CACHE_HOME");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script is no program there")
    @DisplayName("blames no answer where the JVM of the tests cannot begin")
    void namesAJvmThatCannotBegin() throws Exception {
        var jdk = Files.createDirectories(temp.resolve("jdk/bin")).getParent();
        for (var part : List.of("lib", "conf")) {
            Files.createSymbolicLink(jdk.resolve(part), Path.of(System.getProperty("java.home"), part));
        }
        var java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho Could not reserve enough space for object heap\nexit 1\n");
        java.toFile().setExecutable(true);
        var check = WorkbookProcess.command(folder, "check", "00");
        check.environment().putAll(Map.of("JDK_JAVA_OPTIONS", "-Djava.home=" + jdk, "XDG_CACHE_HOME", temp.resolve("cache").toString()));

        var run = WorkbookProcess.finish(check.start());
        Files.delete(jdk.resolve("lib"));
        Files.delete(jdk.resolve("conf"));

        assertThat(run.text()).contains("not judged", "status 1", "no fault of the answer", "Could not reserve enough space");
        assertThat(run.status()).isEqualTo(1);
    }

    @ParameterizedTest(name = "SIG{0}")
    @ValueSource(strings = {"HUP", "INT", "TERM"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("takes a lesson that runs with it when it is stopped, and the files of both")
    void leavesNothing(String signal) throws Exception {
        Files.writeString(folder.resolve("lessons/00_synchronous.java"), """
                class Synchronous {
                    void main() throws Exception {
                        IO.println(ProcessHandle.current().pid());
                        Thread.sleep(1_000_000);
                    }
                }
                """);
        var run = WorkbookProcess.command(folder, "run", "00");
        run.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + Files.createDirectories(temp.resolve("temporary")));
        var process = run.start();
        var lesson = ProcessHandle.of(Long.parseLong(process.inputReader().readLine())).orElseThrow();

        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();

        assertThat(process.waitFor()).isGreaterThan(128);
        assertThat(lesson.isAlive()).isFalse();
        assertThat(temp.resolve("temporary")).isEmptyDirectory();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shells")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its shells complete otherwise")
    @DisplayName("completes commands, options and lessons after ./jbang workbook, and leaves other uses of jbang alone")
    void completes(String shell) throws Exception {
        Files.write(temp.resolve("completion"), WorkbookProcess.run(folder, "generate-completion").out());
        // A shell shows of the words in COMPREPLY those that begin as what is typed; zsh's compgen leaves that to it.
        Files.writeString(temp.resolve("try"), """
                [ -z "${ZSH_VERSION:-}" ] || { autoload -U +X compinit && compinit -u -D && autoload -U +X bashcompinit && bashcompinit && emulate ksh; }
                compopt() { :; }
                . ./completion
                typed() {
                  for last in "$@"; do :; done
                  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _complete_jbang_workbook
                  echo "${COMPREPLY[@]}" | tr ' ' '\\n' | grep -e "^$last." || echo nothing
                }
                typed ./jbang workbook chec
                typed ./jbang workbook check --sol
                typed jbang workbook check --solutions 04
                typed ./jbang workbook dev check --lesson 07
                typed ./jbang lessons/0
                """);
        var script = new ProcessBuilder(shell, "try").directory(temp.toFile());

        var run = WorkbookProcess.finish(script.start());

        assertThat(run.out()).containsExactly("check", "--solutions", "04_executor", "07_map_streams", "nothing");
        assertThat(run.err()).isEmpty();
    }

    static Stream<String> shells() {
        return Stream.of("bash", "zsh").filter(shell -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell))));
    }

    private WorkbookProcess.Run checkSolution(Path cache) throws Exception {
        var check = WorkbookProcess.command(folder, "check", "--solutions", "00");
        check.environment().put("XDG_CACHE_HOME", cache.toString());
        check.environment().put("LOCALAPPDATA", cache.toString());
        return WorkbookProcess.finish(check.start());
    }
}
