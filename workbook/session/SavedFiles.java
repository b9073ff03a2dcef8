package workbook.session;

import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Hears of changes in the folders of the lessons: from the file system, and by looking at one file where that says nothing, as
/// in containers, on network drives, or when the system has no more watches to give.
public final class SavedFiles implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Thread looking;
    private DirectoryWatcher watcher;

    /// @param current the file that is looked at
    /// @param changed run when something has changed, or may have
    public SavedFiles(List<Path> folders, Supplier<Path> current, Runnable changed) {
        try {
            watcher = DirectoryWatcher.builder().paths(folders).fileHashing(false).listener(_ -> changed.run()).build();
            watcher.watchAsync(task -> Thread.ofPlatform().daemon().start(task));
        } catch (IOException | RuntimeException | LinkageError e) {
            // Looking has to do.
        }
        looking = Thread.ofVirtual().start(() -> look(current, changed));
    }

    private static void look(Supplier<Path> current, Runnable changed) {
        try {
            for (String seen = "", now; ; seen = now) {
                Thread.sleep(LOOK);
                var file = current.get();
                now = file + " " + file.toFile().lastModified() + " " + file.toFile().length() + " " + Files.isRegularFile(file)
                        + Files.isReadable(file);
                if (!now.equals(seen)) {
                    changed.run();
                }
            }
        } catch (InterruptedException e) {
            // Nobody wants to know any more.
        }
    }

    @Override
    public void close() {
        looking.interrupt();
        try {
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            // It hears nothing any more.
        }
    }
}
