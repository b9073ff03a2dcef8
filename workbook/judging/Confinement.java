package workbook.judging;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import workbook.curriculum.Disk;

/// Where strangers' programs run: bubblewrap gives a process namespaces of its own (man bwrap). It sees the JDK, the libraries and the tests,
/// all read-only, and a small folder in memory; no network but its own loopback, no other process, and not the user's files. It can start
/// threads and nothing else (see [CallFilter]), and ends with the runner.
///
/// Its memory has limits of three kinds. The JVM keeps its own: heap, classes, direct buffers. What the JDK takes beside them, such as the
/// stacks of threads and what packs and unpacks, is looked at from outside ([JudgeProcess]); and what comes faster than a look, or is the
/// kernel's, like sockets, meets a limit of the shell that starts all this.
///
/// There is no `/proc` either. It would show the process its own memory and streams, as files. Without it the loader has to be told where the
/// JDK's libraries lie.
public final class Confinement {

    /// The folder that can be written, which is gone with the process.
    static final Path FOLDER = Path.of("/answer");

    /// Bytes that this folder can hold.
    private static final long ROOM = 64 << 20;

    /// Files and sockets that can be open, and kilobytes of memory that can be asked for, of which the most part may be untouched stacks.
    private static final int FILES = 1024;
    private static final int KILOBYTES = 4 << 20;

    /// What the JVM itself is to keep to, besides its heap.
    static final List<String> OPTIONS = List.of("-XX:MaxMetaspaceSize=128m", "-XX:MaxDirectMemorySize=64m");

    /// Where systems keep what a JVM is linked with.
    private static final List<String> SYSTEM = List.of("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache");

    private static String fault;
    private static boolean isTried;

    private Confinement() {
    }

    /// Why nothing can be confined here, in a sentence, or null. It is tried, once, by a JVM that tries to get out.
    public static synchronized String fault() {
        if (!isTried) {
            fault = tryIt();
            isTried = true;
        }
        return fault;
    }

    private static String tryIt() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "Answers can be confined on Linux only.";
        }
        if (CallFilter.program() == null) {
            return "Answers can be confined on processors of the kinds amd64 and aarch64 only, and not on " + System.getProperty("os.arch") + ".";
        }
        var classPath = System.getProperty("java.class.path");
        var outside = Path.of(System.getProperty("user.home"), ".breakout-" + UUID.randomUUID());
        try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var command = List.of(LessonRun.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable", "-cp", classPath, Breakout.class.getName(), outside.toString(), "" + server.getLocalPort());
            var process = wrap(Disk.temporaryFolder(), command, Stream.of(classPath.split(File.pathSeparator)).map(Path::of).filter(Files::exists).toList())
                    .redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = process.inputReader().lines().toList();
            if (process.waitFor() != 0 || !said.isEmpty() || Files.deleteIfExists(outside)) {
                return "bubblewrap cannot confine here: " + (said.isEmpty() ? "it ended with status " + process.exitValue() : String.join(" ", said)) + ".";
            }
            return null;
        } catch (IOException e) {
            return "bubblewrap is not installed, which confines answers: apt install bubblewrap, or what your system has in its place.";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Interrupted while confinement was tried.";
        }
    }

    /// What starts `command`, a JVM, confined.
    ///
    /// @param folder   for what bubblewrap is to read, which is not there inside
    /// @param readable files and folders that it may read besides the JDK
    static ProcessBuilder wrap(Path folder, List<String> command, List<Path> readable) throws IOException {
        var filter = Files.write(folder.resolve("filter"), CallFilter.program());
        var all = new ArrayList<>(List.of("sh", "-c", "ulimit -n %d && ulimit -d %d && exec bwrap --seccomp 9 \"$@\" 9<\"$0\"".formatted(FILES, KILOBYTES), filter.toString(),
                "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--die-with-parent", "--new-session", "--clearenv",
                "--cap-drop", "ALL", "--setenv", "LANG", "C.UTF-8", "--setenv", "LD_LIBRARY_PATH", System.getProperty("java.home") + "/lib", "--dev", "/dev", "--size", "" + ROOM, "--tmpfs", FOLDER.toString()));
        SYSTEM.forEach(path -> all.addAll(List.of("--ro-bind-try", path, path)));
        Stream.concat(jdk().stream(), readable.stream()).map(Path::toString).distinct().forEach(path -> all.addAll(List.of("--ro-bind", path, path)));
        all.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", FOLDER.toString(), "--"));
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        return builder;
    }

    /// The JDK, and where some distributions keep its settings.
    private static List<Path> jdk() {
        var home = Path.of(System.getProperty("java.home"));
        var paths = new ArrayList<>(List.of(home));
        try (var settings = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
            settings.forEach(paths::add);
        } catch (IOException e) {
            // There is no such folder.
        }
        return paths;
    }
}
