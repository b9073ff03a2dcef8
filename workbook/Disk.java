package workbook;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/// Steps on the file system that are whole or not at all.
final class Disk {

    private Disk() {
    }

    /// Moves `part` to `target` in one step. A folder that somebody else has put there meanwhile is as good, and stays.
    static void replace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            delete(part);
        }
    }

    /// Replaces the text of `file` in one step: a reader, and a crash, see the old text or the new one.
    static void write(Path file, String text) throws IOException {
        var part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        try {
            Files.writeString(part, text);
            replace(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Deletes `path` and all that is in it, as far as possible.
    static void delete(Path path) {
        try (var files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // It is gone already, or can be deleted another time.
        }
    }
}
