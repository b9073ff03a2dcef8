import static java.util.stream.IntStream.range;
import static probe.ProbeAssertions.*;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.Call;
import probe.LessonTest;
import probe.PhotoServer;
import probe.Timing;
import probe.Work;

@LessonTest("10_download_images")
@DisplayName("10 Downloading images: downloadAll(photos, folder)")
class DownloadImagesTest {

    @AutoClose
    final PhotoServer server = PhotoServer.start();

    @TempDir
    Path folder;

    @Test
    @DisplayName("Every photo is fetched once and saved whole, in a file of its own.")
    void savesEveryPhoto() throws Exception {
        var download = server.download(server.photos(60), folder, DownloadImages::downloadAll);

        assertThat(download).savedEveryPhoto();
    }

    @Test
    @DisplayName("At least eight photos are on their way at the same time, through one client.")
    void downloadsManyAtTheSameTime() throws Exception {
        server.pacedBy(Work.meeting(8));

        var download = server.download(server.photos(8), folder, DownloadImages::downloadAll);

        assertThat(download).overlapped(8).sharedOneClient().savedEveryPhoto();
    }

    @Test
    @DisplayName("downloadAll() returns after the last photo has been saved, whichever that is.")
    void waitsForEveryPhoto() throws Exception {
        var work = server.pacedBy(Work.held());

        var call = Call.to(() -> server.download(server.photos(4), folder, DownloadImages::downloadAll));

        assertThat(call).waitsFor(work, 4);
        assertThat(call.result()).savedEveryPhoto();
    }

    @Test
    @DisplayName("However long the first photos take, those behind them are waited for and saved.")
    void waitsForAFreePlace() throws Exception {
        var work = server.pacedBy(Work.held());

        var call = Call.to(() -> server.download(server.photos(20), folder, DownloadImages::downloadAll));
        work.awaitRuns(8);

        assertThat(call).beginsNoMoreThan(20, work, 20);
        assertThat(call.result()).savedEveryPhoto();
    }

    @Test
    @DisplayName("The list has the files in the order of the photos, also when the last photo arrives first.")
    void keepsTheOrder() throws Exception {
        var photos = server.photos(4);
        var work = server.pacedBy(Work.held());

        var call = Call.to(() -> server.download(photos, folder, DownloadImages::downloadAll));
        for (int last : new int[] {3, 1, 2, 0}) {
            work.release(photos.get(last));
        }

        assertThat(call.result()).savedEveryPhoto().inOrder();
    }

    @Test
    @DisplayName("Eight photos that pause for a tenth of a second take less than half of their time one after the other.")
    void isFast() throws Exception {
        var work = server.pacedBy(Work.napping(Duration.ofMillis(100)));

        var timing = Timing.of(8, work, () -> DownloadImages.downloadAll(server.photos(8), folder));

        assertThat(timing).isFast();
    }

    @Test
    @DisplayName("A photo that the server does not have (404) is named in an exception; the others are saved, its error page is not.")
    void survivesAMissingPhoto() throws Exception {
        var missing = server.answering(404);

        var download = server.download(with(missing), folder, DownloadImages::downloadAll);

        assertThat(download).savedAllBut(missing);
    }

    @Test
    @DisplayName("So is a photo that breaks off in the middle, and no part of it stays in the folder.")
    void survivesABrokenPhoto() throws Exception {
        var broken = server.cutShort();

        var download = server.download(with(broken), folder, DownloadImages::downloadAll);

        assertThat(download).savedAllBut(broken);
    }

    @Test
    @DisplayName("So is a photo whose server cannot be reached.")
    void survivesAMissingServer() throws Exception {
        var unreachable = server.unreachable();

        var download = server.download(with(unreachable), folder, DownloadImages::downloadAll);

        assertThat(download).savedAllBut(unreachable);
    }

    @Test
    @DisplayName("If several photos fail, each of them is named.")
    void namesEveryFailure() throws Exception {
        var failing = new URI[] {server.answering(500), server.unreachable(), server.cutShort(), server.answering(404),
                URI.create(server.answering(404) + "?once=more")};

        var download = server.download(with(failing), folder, DownloadImages::downloadAll);

        assertThat(download).savedAllBut(failing);
    }

    @Test
    @DisplayName("However many photos fail, the others are saved.")
    void outlastsManyFailures() throws Exception {
        var failing = range(500, 516).mapToObj(server::answering).toArray(URI[]::new);

        var photos = with(failing);
        photos.addAll(server.photos(24, "behind-"));

        var download = server.download(photos, folder, DownloadImages::downloadAll);

        assertThat(download).savedAllBut(failing);
    }

    @Test
    @DisplayName("However long they take, when another one has failed, the others are waited for and saved.")
    void waitsAfterAFailure() throws Exception {
        var missing = server.answering(404);
        var work = server.pacedBy(Work.held());

        var call = Call.to(() -> server.download(with(missing), folder, DownloadImages::downloadAll));

        assertThat(call).waitsFor(work, 3);
        assertThat(call.result()).savedAllBut(missing);
    }

    @Test
    @DisplayName("A photo that has moved (302) is saved from its new address, or named in an exception.")
    void survivesARedirect() throws Exception {
        var moved = server.redirecting();

        var download = server.download(with(moved), folder, DownloadImages::downloadAll);

        assertThat(download).savedEveryPhotoOrAllBut(moved);
    }

    // That was the promise; what follows is the small print.

    @Test
    @DisplayName("No photos: an empty list, at once.")
    void downloadsNothing() throws Exception {
        var download = server.download(List.of(), folder, DownloadImages::downloadAll);

        assertThat(download).savedEveryPhoto();
    }

    @Test
    @DisplayName("The folder is made if it is missing.")
    void makesTheFolder() throws Exception {
        var download = server.download(server.photos(2), folder.resolve("summer/lake"), DownloadImages::downloadAll);

        assertThat(download).savedEveryPhoto();
    }

    @Test
    @DisplayName("Files that are there already are replaced, whatever they hold, and nothing of a longer one is left.")
    void replacesFiles() throws Exception {
        for (var file : DownloadImages.downloadAll(server.photos(2), folder)) {
            Files.writeString(file, "the end of a longer file", StandardOpenOption.APPEND);
        }
        assertThat(server.download(server.photos(2), folder, DownloadImages::downloadAll)).savedEveryPhoto();

        for (var file : DownloadImages.downloadAll(server.photos(2), folder)) {
            Files.write(file, new byte[(int) Files.size(file)]);
        }
        assertThat(server.download(server.photos(2), folder, DownloadImages::downloadAll)).savedEveryPhoto();
    }

    @Test
    @DisplayName("A file of somebody else in the folder is not in the list.")
    void returnsItsOwnFiles() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "of somebody else");
        DownloadImages.downloadAll(server.photos(3, "yesterday-"), folder);

        var files = DownloadImages.downloadAll(server.photos(2), folder);

        assertThat(files)
                .overridingErrorMessage("The list has %d files, for 2 photos: it names files that were in the folder before.", files.size())
                .hasSize(2);
    }

    @Test
    @DisplayName("Photos whose addresses end alike, differ in the query only, or are equal have a file each.")
    void keepsPhotosApart() throws Exception {
        var photos = List.of(server.photo("lake/download"), server.photo("dune/download"), server.photo("download?id=1"),
                server.photo("download?id=2"), server.photo("fjord.jpg"), server.photo("fjord.jpg"));

        var download = server.download(photos, folder, DownloadImages::downloadAll);

        assertThat(download).savedEveryPhoto();
    }

    @Test
    @DisplayName("A call waits for its own photos, all of them and no others, whatever other calls do meanwhile.")
    void keepsCallsApart() throws Exception {
        try (var other = PhotoServer.start()) {
            var work = server.pacedBy(Work.held());
            var calls = server.photos(4).stream().map(photo -> Call.to(() -> server.download(List.of(photo),
                    Files.createTempDirectory(folder, "own"), DownloadImages::downloadAll))).toList();
            work.awaitRuns(4);

            var meanwhile = Call.to(() -> other.download(other.photos(8), folder.resolve("meanwhile"), DownloadImages::downloadAll));

            assertThat(meanwhile).returnsMeanwhile();
            for (var call : calls) {
                assertThat(call).goesOn();
            }
            work.releaseAll();
            for (var call : calls) {
                assertThat(call.result()).savedEveryPhoto();
            }
            assertThat(meanwhile.result()).savedEveryPhoto();
        }
    }

    @Test
    @DisplayName("Called from many threads, each call saves its own photos.")
    void servesManyCallers() throws Exception {
        var calls = new AtomicInteger();

        var downloads = Call.fromMany(() -> server.download(server.photos(2, "call-" + calls.incrementAndGet() + "-"),
                Files.createTempDirectory(folder, "own"), DownloadImages::downloadAll));

        for (var download : downloads) {
            assertThat(download).savedEveryPhoto();
        }
    }

    @Test
    @DisplayName("A caller that is interrupted while it waits learns of it.")
    void heedsAnInterrupt() throws Exception {
        for (int photos : new int[] {3, 24}) {
            var work = server.pacedBy(Work.held());

            var call = Call.to(() -> DownloadImages.downloadAll(server.photos(photos), folder));

            assertThat(call).heedsAnInterrupt(work);
        }
    }

    /// Three photos that can be saved, with others in front of and among them.
    private List<URI> with(URI... others) {
        var photos = new ArrayList<>(List.of(others));
        photos.addAll(1, server.photos(3));
        return photos;
    }
}
