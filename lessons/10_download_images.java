//JAVA 25+
import module java.base;
import module java.net.http;
import module jdk.httpserver;

import java.awt.Color;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;

/// # 10 · Downloading images
///
/// Now the real problem: fifteen photos of 1.2 MB are to be fetched from a server and saved in a
/// folder. The server takes 0.3 seconds to the first byte of a photo and then sends 1 MB/s over one
/// connection. The line that all connections share carries 4 MB/s. Hardly any of that is work for a
/// processor; it is waiting.
///
/// You have met every part of the answer: many tasks that wait (09), results in the order of the
/// inputs (06), and failures that do not lose the other results (08), for on a network any request
/// can fail.
///
/// **Predict the seconds.** One photo takes 1.5 seconds. After how many seconds does the last line
/// appear if they come one after the other, as they do now? And if all come at once and the line is
/// always full? Guess, then run:
///
///     ./jbang lessons/10_download_images.java
///
/// The server is part of this file, so you need no network. `--speed 10` makes it ten times as
/// fast, addresses of photos, given as arguments, replace it, and `--help` says more.
class DownloadImages {

    void main(String[] arguments) throws Exception {
        var options = Options.of(arguments);
        int status = 0;
        try (var server = options.photos.isEmpty() ? new PhotoServer(options.speed) : null) {
            var photos = server == null ? options.photos : server.photos();
            expected = photos.size();
            start = System.nanoTime();
            say(expected + " photos go into the folder " + options.folder);
            downloadAll(photos, options.folder);
        } catch (IOException | ExecutionException e) {
            status = 1;
            complain(e);
        }
        IO.println(ERASE_BAR + "Finished in " + sinceStart() + " seconds");
        if (status > 0) System.exit(status);
    }

    /// **Investigate.** One after the other, 1.5 seconds each:
    ///
    ///     0.0 s  main  15 photos go into the folder photos
    ///     1.8 s  main  saved photos/01-birch.jpg
    ///     3.3 s  main  saved photos/02-cliff.jpg
    ///     ...
    ///     21.5 s  main  saved photos/14-summit.jpg
    ///     23.0 s  main  saved photos/15-valley.jpg
    ///     Finished in 23.0 seconds
    ///
    /// For 0.3 of each 1.5 seconds nothing arrives, and for the rest the line is three quarters
    /// empty. Solved, all photos share it from the first byte to the last:
    ///
    ///     0.0 s  main  15 photos go into the folder photos
    ///     5.1 s  virtual-39  saved photos/10-island.jpg
    ///     5.1 s  virtual-43  saved photos/14-summit.jpg
    ///     ...
    ///     5.2 s  virtual-30  saved photos/02-cliff.jpg
    ///     5.2 s  virtual-33  saved photos/04-coast.jpg
    ///     Finished in 5.2 seconds
    ///
    /// What is it that everybody waits for now, and could more threads make that less?

    // --- your turn ---------------------------------------------------------------

    /// Downloads all photos, at least eight at the same time where there are so many, and returns
    /// their files, in the order of `photos`, when all are saved. A photo that cannot be saved
    /// loses none of the others: all that can be saved are, and then the method throws an exception
    /// that names the address of each one that failed.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - The folder is made if it is missing.
    /// - Each photo of the list has a file of its own, equal ones too, under a name that every
    ///   system accepts; `fileName`, below, makes one.
    /// - A file that has this name already is replaced whole; `download`, below, does that.
    /// - It leaves nothing in the folder but whole photos.
    /// - Each photo is fetched once, or again where that has failed.
    /// - The addresses that failed may stand in the exception itself, in its causes or in what is
    ///   suppressed in it.
    /// - All requests share one client, which is closed in the end or kept for the next call.
    /// - Each call has a folder of its own.
    /// - The list stays as it is.
    /// - An empty list gives an empty list, at once.
    /// - If the calling thread is interrupted while it waits, the method throws
    ///   [InterruptedException], itself or as a cause, or leaves that thread's interrupt flag set.
    /// - Many threads may call it at once, and no call waits for another.
    /// - Threads of any kind will do, the caller's too; the method leaves none of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - However long the photos take, they are waited for: a time limit of less than an hour may
    ///   end a wait only to begin the next. But the client may give a photo up, as one that failed,
    ///   whose server says nothing for a while.
    static List<Path> downloadAll(List<URI> photos, Path folder) throws Exception {
        Files.createDirectories(folder);
        var saved = new ArrayList<Path>();
        var failure = new IOException("Not every photo was saved.");
        try (var client = newClient()) {
            int number = 1;
            for (var photo : photos) {
                var file = folder.resolve(fileName(number++, photo));
                try {
                    saved.add(download(client, photo, file));
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
        return saved;
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Run it on a pool of two threads, of four, of eight: 12.5, 6.3 and 5.4 seconds,
    /// for four connections of 1 MB/s fill the line. Then give it addresses of photos of your own,
    /// one of them wrong: the others are saved, and a line at the end names the wrong one and what
    /// happened.

    /// A name that no other photo of the list has and every system accepts, such as `01-lake.jpg`.
    static String fileName(int number, URI photo) {
        var path = photo.getPath().replaceFirst("(?i)\\.jpe?g$", "");
        var words = path.replaceAll("[^A-Za-z0-9]+", "-");
        return "%02d%.80s.jpg".formatted(number, words);
    }

    static HttpClient newClient() {
        return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    }

    /// Downloads `photo` into `file` and returns `file`, or throws an exception that names `photo`.
    /// Nobody ever finds half a photo in `file`: it is written beside it and moved there in one
    /// step.
    static Path download(HttpClient client, URI photo, Path file)
            throws IOException, InterruptedException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, fetch(client, photo));
            Files.move(part, file,
                    StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(photo + " was not saved: " + reason(e), e);
        } finally {
            part.toFile().delete();
        }
        say("saved " + file);
        return file;
    }

    /// The photo at this address. A status other than 200 brings an error page and no photo.
    static byte[] fetch(HttpClient client, URI photo) throws Exception {
        var body = new ByteArrayOutputStream();
        var answer = client.sendAsync(HttpRequest.newBuilder(photo).build(), head -> {
            var length = head.headers().firstValueAsLong("Content-Length");
            Consumer<byte[]> keep = bytes -> {
                body.writeBytes(bytes);
                progress((double) bytes.length / length.orElse(Long.MAX_VALUE));
            };
            return HttpResponse.BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(keep));
        });
        int status = awaitGrowing(body, answer).statusCode();
        if (status != 200) {
            throw new IOException("the server answered " + status);
        }
        return body.toByteArray();
    }

    /// The answer, for which it waits as long as the body grows. (The timeout of an [HttpRequest]
    /// would not do: in Java 25 it ends with the headers, and a body that stalls is waited for
    /// without end.)
    static <T> T awaitGrowing(ByteArrayOutputStream body, Future<T> answer) throws Exception {
        int before = body.size();
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            if (body.size() == before) throw e;
            return awaitGrowing(body, answer);
        } finally {
            answer.cancel(true);
        }
    }

    static String reason(Exception e) {
        return switch (e) {
            case TimeoutException _ -> "nothing has arrived for 30 seconds";
            case FileSystemException f -> f.getFile() + " cannot be written";
            case ExecutionException x when x.getCause() instanceof ConnectException ->
                    "no server can be reached there";
            case ExecutionException x ->
                    "it did not arrive whole (" + x.getCause().getMessage() + ")";
            default -> e.getMessage();
        };
    }

    static void complain(Exception e) {
        IO.print(ERASE_BAR);
        System.err.println(e instanceof FileSystemException ? reason(e) : e.getMessage());
        Stream.of(e.getSuppressed()).map(Throwable::getMessage).forEach(System.err::println);
    }

    /// How many photos `main` waits for, and how many have arrived. Under test `main` does not run,
    /// so `expected` is 0 and nothing is shown.
    static int expected;
    static double arrived;

    static final boolean TERMINAL = System.console() != null && System.console().isTerminal();
    static final String ERASE_BAR = TERMINAL ? "\r" + " ".repeat(40) + "\r" : "";

    static synchronized void say(String event) {
        if (expected > 0) {
            var thread = Thread.currentThread();
            var name = thread.isVirtual() ? "virtual-" + thread.threadId() : thread.getName();
            IO.println(ERASE_BAR + sinceStart() + " s  " + name + "  " + event);
            progress(0);
        }
    }

    /// On a terminal, redraws the bar that all photos share.
    static synchronized void progress(double photos) {
        arrived += photos;
        if (TERMINAL && expected > 0) {
            int filled = (int) Math.min(40, 40 * arrived / expected);
            IO.print("\r" + "#".repeat(filled) + ".".repeat(40 - filled));
        }
    }

    static long start;

    static double sinceStart() {
        return Math.round((System.nanoTime() - start) / 1e8) / 10.0;
    }

    record Options(List<URI> photos, Path folder, double speed) {

        static final String HELP = """
                Saves photos in a folder.

                  ./jbang lessons/10_download_images.java [--folder DIR] [--speed N] [ADDRESS ...]

                  ADDRESS       of a photo, http or https; without one, its own server offers 15
                  --folder DIR  where the photos go (photos)
                  --speed N     divides every time of its own server by N (1)""";

        static final String EXAMPLE = "https://example.org/lake.jpg";

        static Options of(String... arguments) {
            var photos = new ArrayList<URI>();
            var folder = Path.of("photos");
            double speed = 1;
            for (var words = new ArrayDeque<>(List.of(arguments)); !words.isEmpty(); ) {
                var word = words.pop();
                var value = words.isEmpty() ? "nothing" : words.peek();
                try {
                    switch (word) {
                        case "--help" -> exit(0, HELP);
                        case "--folder" -> folder = Path.of(words.pop());
                        case "--speed" -> speed = Double.parseDouble(words.pop());
                        default -> photos.add(address(word));
                    }
                    if (!(speed > 0)) throw new IllegalArgumentException();
                } catch (IllegalArgumentException | NoSuchElementException e) {
                    exit(2, word + switch (word) {
                        case "--folder" -> " is followed by a folder, and " + value + " is none.";
                        case "--speed" ->
                                " is followed by a number above 0, and " + value + " is none.";
                        default -> " is neither an option nor an address such as " + EXAMPLE + ".";
                    });
                }
            }
            return new Options(photos, folder, speed);
        }

        static URI address(String word) {
            return HttpRequest.newBuilder(URI.create(word)).build().uri();
        }

        static void exit(int status, String text) {
            (status == 0 ? System.out : System.err).println(text);
            System.exit(status);
        }
    }

    /// ## The photo server
    ///
    /// You can stop reading here. This is a server and the network in front of it: 0.3 seconds to
    /// the first byte, 1 MB/s for each connection, 4 MB/s for the line that all of them share.
    static class PhotoServer implements AutoCloseable {

        static final List<String> NAMES = List.of("birch", "cliff", "cloud", "coast", "delta",
                "dune", "fjord", "glacier", "heath", "island", "lake", "meadow", "river", "summit",
                "valley");

        final HttpServer http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        final double speed;
        long lineIsFree;

        PhotoServer(double speed) throws IOException {
            this.speed = speed;
            for (var name : NAMES) {
                var photo = photo(NAMES.indexOf(name));
                http.createContext("/" + name, exchange -> send(photo, exchange));
            }
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
        }

        List<URI> photos() {
            var address = "http://127.0.0.1:" + http.getAddress().getPort() + "/";
            return NAMES.stream().map(name -> URI.create(address + name)).toList();
        }

        void send(byte[] photo, HttpExchange exchange) throws IOException {
            try (exchange) {
                long begin = System.nanoTime() + nanos(0.3);
                waitUntil(begin);
                exchange.sendResponseHeaders(200, photo.length);
                var body = exchange.getResponseBody();
                for (int sent = 0, size = 10_000; sent < photo.length; sent += size) {
                    waitUntil(Math.max(begin + nanos((sent + size) / 1e6), throughTheLine(size)));
                    body.write(photo, sent, size);
                }
            }
        }

        /// When so many more bytes have come through the line.
        synchronized long throughTheLine(int bytes) {
            lineIsFree = Math.max(lineIsFree, System.nanoTime()) + nanos(bytes / 4e6);
            return lineIsFree;
        }

        long nanos(double seconds) {
            return (long) (seconds * 1e9 / speed);
        }

        static void waitUntil(long time) {
            while (System.nanoTime() < time) {
                LockSupport.parkNanos(time - System.nanoTime());
            }
        }

        /// A picture of hills. The empty bytes behind its end, which every viewer skips, make it
        /// heavy.
        static byte[] photo(int number) throws IOException {
            var picture = new BufferedImage(480, 320, BufferedImage.TYPE_INT_RGB);
            for (int hill = 0; hill < 5; hill++) {
                float brightness = 0.95f - 0.18f * hill;
                int colour = Color.HSBtoRGB(number / 15f, 0.15f + 0.15f * hill, brightness);
                for (int x = 0; x < 480; x++) {
                    double wave = Math.sin(number * hill + 0.01 * x * (hill + 1));
                    int top = (int) (hill * (64 + 9 * wave));
                    for (int y = top; y < 320; y++) {
                        picture.setRGB(x, y, colour);
                    }
                }
            }
            var jpeg = new ByteArrayOutputStream();
            ImageIO.write(picture, "jpg", jpeg);
            return Arrays.copyOf(jpeg.toByteArray(), 1_200_000);
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
