package workbook.judging;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/// The main class of a confined JVM that tries to get out of its [Confinement].
final class Breakout {

    private Breakout() {
    }

    /// Prints what has succeeded, a line each; nothing where the confinement holds.
    ///
    /// @param arguments a file to write outside, and a port of this machine on which somebody listens
    static void main(String... arguments) {
        try {
            Files.writeString(Path.of(arguments[0]), "");
            System.out.println("a file was written outside");
        } catch (IOException e) {
            // As it should be.
        }
        try (var _ = new Socket("127.0.0.1", Integer.parseInt(arguments[1]))) {
            System.out.println("the network was reached");
        } catch (IOException e) {
            // As it should be.
        }
        try {
            new ProcessBuilder(LessonRun.java(), "-version").start();
            System.out.println("a process was started");
        } catch (IOException e) {
            // As it should be.
        }
        if (Files.exists(Path.of("/proc"))) {
            System.out.println("the process was seen from within");
        }
    }
}
