package workbook.curriculum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Steps on the file system that are whole or not at all.
public final class Disk {

    private static final Set<Path> temporary = ConcurrentHashMap.newKeySet();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Disk::leaveNothing));
    }

    private Disk() {
    }

    /// A new, empty folder, which is deleted when this JVM ends, if not before.
    public static Path temporaryFolder() {
        var parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return temporaryFolder(parent, "workbook");
        } catch (IOException e) {
            throw new Mistake(parent, "Nothing can be written here", e);
        }
    }

    /// Such a folder in `parent`, with a name that begins with `prefix`. Who asks for one while this JVM ends gets none any more.
    public static Path temporaryFolder(Path parent, String prefix) throws IOException {
        synchronized (temporary) {
            if (!ending) {
                var folder = Files.createTempDirectory(parent, prefix);
                temporary.add(folder);
                return folder;
            }
        }
        while (true) {
            LockSupport.park();
        }
    }

    /// Ends the processes that this one has started, which may write to the temporary folders, and deletes those.
    private static void leaveNothing() {
        synchronized (temporary) {
            ending = true;
        }
        var started = ProcessHandle.current().descendants().toList();
        started.forEach(ProcessHandle::destroy);
        started.forEach(process -> {
            try {
                process.onExit().get(1, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        });
        temporary.forEach(Disk::delete);
    }

    /// Why something cannot be written or read, in words: the message of an exception is often nothing but the name of a file.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "there is something of this name already";
            case FileSystemException refused when refused.getReason() != null -> refused.getReason();
            default -> e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
        };
    }

    /// Moves `part` to `target` in one step. A folder that somebody else has put there meanwhile is as good, and stays.
    public static void replace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            delete(part);
        }
    }

    /// Replaces the text of `file`, or of what it is a link to, in one step: a reader, and a crash, see the old text or the
    /// new one.
    public static void write(Path link, String text) throws IOException {
        var file = Files.isSymbolicLink(link) ? link.toRealPath() : link;
        // Not createTempFile: nobody else may read what that makes, and the move would keep it so.
        var part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.writeString(part, text);
            replace(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// The bytes of `file`, of which there are not more than `most`.
    ///
    /// @throws Mistake if it is no such file, or cannot be read
    static byte[] read(Path file, long most) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new Mistake(file, attributes.isDirectory() ? "This is a folder, not a file." : "This is a pipe or a device, not a file.");
            }
            if (attributes.size() > most) {
                throw new Mistake(file, "The file is too long: %,d bytes, and %,d are enough.".formatted(attributes.size(), most));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new Mistake(file, Files.isSymbolicLink(file) ? "This is a link that leads nowhere." : "The file is missing.");
        } catch (IOException e) {
            throw new Mistake(file, "The file cannot be read", e);
        }
    }

    /// Writes a file that somebody has asked for, and makes the folder that it belongs to.
    ///
    /// @throws Mistake if it cannot be written
    public static void save(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Mistake(file, "This cannot be written", e);
        }
    }

    /// Deletes `path` and all that is in it, as far as possible.
    public static void delete(Path path) {
        try (var files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Somebody else deletes here as well. What is left is tried again when this JVM ends.
        }
        if (Files.notExists(path)) {
            temporary.remove(path);
        }
    }

    /// Where this workbook keeps what it can make again.
    public static Path cache() {
        var windows = System.getenv("LOCALAPPDATA");
        var home = System.getenv("HOME");
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base = windows != null ? Path.of(windows)
                : xdg != null && xdg.startsWith("/") ? Path.of(xdg) : Path.of(home != null ? home : System.getProperty("user.home"), ".cache");
        return base.resolve("java-threads-workbook");
    }

    /// Sixteen characters that differ where the texts differ.
    public static String hash(List<String> parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            parts.forEach(part -> digest.update((part + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
