package probe;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import probe.PhotoServer.Download;

/// Assertions on what came of a [Download]. Each failure is one sentence on what the exercise did.
public final class DownloadAssert extends AbstractAssert<DownloadAssert, Download> {

    DownloadAssert(Download download) {
        super(download, DownloadAssert.class);
    }

    /// At least so many photos were on their way at the same time.
    public DownloadAssert overlapped(int photos) {
        int peak = actual.server().peak();
        if (peak < photos) {
            throw failure("%s", switch (peak) {
                case 0 -> "No photo was asked for.";
                case 1 -> "The photos came one after the other: each was asked for when the one before it had arrived.";
                default -> "At most %d photos were on their way at the same time, of %d that could be: the others waited for a free thread."
                        .formatted(peak, photos);
            });
        }
        return this;
    }

    /// All photos came through one client.
    public DownloadAssert sharedOneClient() {
        long clients = actual.server().clients();
        if (clients > 1) {
            throw failure("%d HttpClients were open at the same time, each with a thread of its own: one can send every request.", clients);
        }
        return this;
    }

    /// The method returned a file for each photo, in their order; they are whole, and nothing else is in the folder.
    public DownloadAssert savedEveryPhoto() throws IOException {
        if (actual.thrown() != null) {
            throw failure("Every photo could be saved, yet the method threw an exception: %s.", said());
        }
        if (actual.files().size() != actual.photos().size()) {
            throw failure("The list has %d files, for %d photos.", actual.files().size(), actual.photos().size());
        }
        var names = new HashSet<Path>();
        for (var file : actual.files()) {
            if (!names.add(file.getFileName())) {
                throw failure("Two photos were saved as %s: each needs a name of its own.", file.getFileName());
            }
            if (file.getFileName().toString().matches(".*[<>:\"\\\\|?*].*")) {
                throw failure("%s has a character in its name that not every system accepts.", file.getFileName());
            }
        }
        for (int i = 0; i < names.size(); i++) {
            var file = actual.files().get(i);
            if (!Files.exists(file)) {
                throw failure("%s was not there when the method returned.", file.getFileName());
            }
            var bytes = Files.readAllBytes(file);
            if (!Arrays.equals(bytes, PhotoServer.photoAt(actual.photos().get(i)))) {
                throw failure("%s should be the photo of %s and is %s.", file.getFileName(), actual.photos().get(i), whatIs(bytes));
            }
        }
        for (var file : filesInFolder()) {
            if (!names.remove(file.getFileName())) {
                throw failure("%s stayed in the folder and is none of the files returned.", file.getFileName());
            }
        }
        if (!names.isEmpty()) {
            throw failure("%s is not in the folder given.", names.iterator().next());
        }
        return this;
    }

    /// The method threw an exception that names each of `failed`; all other photos, and nothing else, are in the folder.
    public DownloadAssert savedAllBut(URI... failed) throws IOException {
        var missing = new ArrayList<>(actual.photos());
        missing.removeAll(List.of(failed));
        for (var file : filesInFolder()) {
            var bytes = Files.readAllBytes(file);
            if (!missing.removeIf(photo -> Arrays.equals(bytes, PhotoServer.photoAt(photo)))) {
                throw failure("%s stayed in the folder and is %s.", file.getFileName(), whatIs(bytes));
            }
        }
        for (var photo : failed) {
            if (actual.thrown() == null) {
                throw failure("%s could not be saved, yet the method returned as if nothing had happened.", photo);
            }
            if (!said().contains(photo.toString())) {
                throw failure("%s could not be saved, and what the method threw does not name it: %s.", photo, said());
            }
        }
        if (!missing.isEmpty()) {
            throw failure("Another photo failed, and %s was not saved either: one failure must not lose the others.", missing.getFirst());
        }
        return this;
    }

    /// Either [#savedEveryPhoto] or [#savedAllBut] one that may fail.
    public DownloadAssert savedEveryPhotoOrAllBut(URI mayFail) throws IOException {
        return actual.thrown() == null ? savedEveryPhoto() : savedAllBut(mayFail);
    }

    private List<Path> filesInFolder() throws IOException {
        try (var files = Files.walk(actual.folder())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /// What a file with these bytes is, in a learner's words.
    private String whatIs(byte[] bytes) {
        if (Arrays.equals(bytes, PhotoServer.ERROR_PAGE)) {
            return "an error page: nobody looked at the status of the answer";
        }
        for (var photo : actual.photos()) {
            var whole = PhotoServer.photoAt(photo);
            int common = Arrays.mismatch(whole, bytes);
            if (common == -1) {
                return "the photo of " + photo;
            }
            if (common == whole.length) {
                return "a photo with the end of a longer file behind it: what was there was not replaced whole";
            }
            if (common == bytes.length) {
                return "the beginning of a photo, %d of %d bytes".formatted(common, whole.length);
            }
        }
        return "no photo";
    }

    /// The exception thrown, its causes, and those suppressed in them.
    private String said() {
        return Uncaught.chain(actual.thrown()).stream().map(Throwable::toString).collect(joining("; "));
    }
}
