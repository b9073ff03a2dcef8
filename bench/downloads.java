//JAVA 25+
//MAIN Downloads
//SOURCES Machine.java
//SOURCES ../solutions/10_download_images.java

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Downloads the photos of lesson 10 from its own server twice, one after the other and with the solution, and
/// holds both against the time in which the server's line can carry the photos.
///
///     ./jbang bench/downloads.java
///
/// Exit status: 0 when both ratios reach their targets, 1 when one does not.
class Downloads {

    /// What the server promises in the lesson: seconds to the first byte, and bytes a second that its line carries.
    static final double FIRST_BYTE = 0.3;
    static final double LINE = 4e6;

    interface Download {
        List<Path> all(List<URI> photos, Path folder) throws Exception;
    }

    void main() throws Exception {
        IO.println(Machine.description());
        try (var server = new DownloadImages.PhotoServer(1)) {
            var photos = server.photos();
            double sequential = seconds("one after the other", Downloads::oneAfterTheOther, photos);
            double solution = seconds("the solution", DownloadImages::downloadAll, photos);
            double limit = FIRST_BYTE + photos.size() * DownloadImages.PhotoServer.photo(0).length / LINE;
            print("the server's limit", limit);

            boolean reached = target("one after the other / the solution", sequential / solution, 4.5, true)
                    & target("the solution / the server's limit", solution / limit, 1.10, false);
            System.exit(reached ? 0 : 1);
        }
    }

    static List<Path> oneAfterTheOther(List<URI> photos, Path folder) throws Exception {
        try (var client = DownloadImages.newClient()) {
            for (var photo : photos) {
                DownloadImages.download(client, photo, folder.resolve(DownloadImages.fileName(1, photo)));
            }
        }
        return List.of();
    }

    static double seconds(String what, Download download, List<URI> photos) throws Exception {
        var folder = Files.createTempDirectory("photos");
        try {
            long start = System.nanoTime();
            download.all(photos, folder);
            double seconds = (System.nanoTime() - start) / 1e9;
            print(what, seconds);
            return seconds;
        } finally {
            delete(folder);
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    static boolean target(String ratio, double value, double target, boolean atLeast) {
        boolean reached = atLeast ? value >= target : value <= target;
        IO.println(String.format(Locale.ROOT, "%-36s %5.2f    target: %s %.2f, %s", ratio, value,
                atLeast ? "at least" : "at most", target, reached ? "reached" : "missed"));
        return reached;
    }

    static void print(String what, double seconds) {
        IO.println(String.format(Locale.ROOT, "%-36s %5.2f s", what, seconds));
    }
}
