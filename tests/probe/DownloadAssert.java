package probe;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import probe.PhotoServer.Download;

/// Assertions on what came of a [Download]. Each failure is one sentence on what the exercise did.
public final class DownloadAssert extends AbstractAssert<DownloadAssert, Download> {

    /// As many equal bytes at their beginnings as no two photos have by chance.
    private static final int ALIKE = 16;

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

    /// The method returned a file for each photo; they are whole, each was fetched once, and nothing else is in the folder.
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
        var missing = new ArrayList<>(actual.photos());
        for (var file : actual.files()) {
            if (!Files.exists(file)) {
                throw failure("%s was not there when the method returned.", file.getFileName());
            }
            var bytes = Files.readAllBytes(file);
            var photo = missing.stream().filter(each -> Arrays.equals(bytes, PhotoServer.photoAt(each))).findFirst();
            if (photo.isEmpty()) {
                throw failure("%s is %s.", file.getFileName(), whatIs(file, bytes));
            }
            missing.remove(photo.get());
        }
        for (var photo : actual.photos()) {
            int fetched = Collections.frequency(actual.server().served(), photo);
            if (fetched > Collections.frequency(actual.photos(), photo)) {
                throw failure("%s was fetched %d times: once is enough.", photo, fetched);
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

    /// The list that the method returned has the files in the order of the photos.
    public DownloadAssert inOrder() throws IOException {
        for (int i = 0; i < actual.files().size(); i++) {
            var bytes = Files.readAllBytes(actual.files().get(i));
            if (Arrays.equals(bytes, PhotoServer.photoAt(actual.photos().get(i)))) {
                continue;
            }
            for (int other = 0; other < actual.photos().size(); other++) {
                if (Arrays.equals(bytes, PhotoServer.photoAt(actual.photos().get(other)))) {
                    throw failure("The list has at place %d the file of photo %d: its order is that of the photos.", i + 1, other + 1);
                }
            }
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
                throw failure("%s stayed in the folder and is %s.", file.getFileName(), whatIs(file, bytes));
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
    private String whatIs(Path file, byte[] bytes) {
        if (Arrays.equals(bytes, PhotoServer.ERROR_PAGE)) {
            return "the error page of an answer whose status was not 200";
        }
        for (var photo : actual.photos()) {
            var whole = PhotoServer.photoAt(photo);
            int common = Arrays.mismatch(whole, bytes);
            if (common == -1) {
                return "once more the photo of " + photo;
            }
            if (common == whole.length && actual.before().contains(file.getFileName())) {
                return "a photo with something else behind it, under a name that was taken before: what was there was not replaced whole";
            }
            if (common == bytes.length) {
                return "the beginning of a photo, %d of %d bytes".formatted(common, whole.length);
            }
            if (common >= ALIKE) {
                return "%d bytes long, and its photo %d: from byte %d on it is not what was sent"
                        .formatted(bytes.length, whole.length, common + 1);
            }
        }
        return "no photo: %d bytes that begin like none of those sent".formatted(bytes.length);
    }

    /// The exception thrown, its causes, and those suppressed in them.
    private String said() {
        return Uncaught.chain(actual.thrown()).stream().map(Throwable::toString).collect(joining("; "));
    }
}
