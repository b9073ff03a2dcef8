package probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import probe.inside.HurriedTime;

/// A server of photos on this machine, for an exercise that downloads them.
///
/// What is served at an address is chosen by the method that makes the address. A photo comes in two halves;
/// between them stands a run of recorded [Work], which does nothing unless [#pacedBy] says otherwise.
public final class PhotoServer implements AutoCloseable {

    /// The exercise.
    @FunctionalInterface
    public interface Exercise {
        List<Path> downloadAll(List<URI> photos, Path folder) throws Exception;
    }

    /// What came of a call of the exercise: the files that it returned, or what it threw.
    ///
    /// @param before the names of the files that were in the folder before the call
    public record Download(PhotoServer server, List<URI> photos, Path folder, Set<Path> before, List<Path> files, Exception thrown) {}

    static final byte[] ERROR_PAGE = "<html>There is no photo here.</html>".getBytes();

    private final HttpServer http;
    private final AtomicLong mostClients = new AtomicLong();
    private final Queue<URI> served = new ConcurrentLinkedQueue<>();
    private volatile Work pace = Work.instant();
    private volatile long clientsBefore;

    private PhotoServer(Executor threads) {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    /// Starts a server, whose threads belong to the probe.
    public static PhotoServer start() {
        Executor threads = Thread.ofPlatform().group(LessonExtension.PROBE).daemon()::start;
        return CompletableFuture.supplyAsync(() -> new PhotoServer(threads), threads).join();
    }

    @Override
    public void close() {
        HurriedTime.relax(this);
        http.stop(0);
    }

    /// Lets a run of `work`, which is given the photo's address, stand between the two halves of each photo.
    public Work pacedBy(Work work) {
        pace = work.called("download", "downloads").elsewhere();
        return work;
    }

    /// The address of a photo: each path and each query has another one.
    public URI photo(String pathAndQuery) {
        return address("/photo/" + pathAndQuery);
    }

    /// The addresses of so many photos, in an order that is not that of their names.
    public List<URI> photos(int count) {
        return photos(count, "");
    }

    /// The addresses of so many photos whose names begin with `prefix`.
    public List<URI> photos(int count, String prefix) {
        return IntStream.range(0, count).mapToObj(number -> photo(prefix + (count - number) + ".jpg")).toList();
    }

    /// An address that answers with this status and an error page. From now on time is hurried, for one that tries again after
    /// a pause; so it is with the other addresses at which there is no whole photo.
    public URI answering(int status) {
        HurriedTime.hurry(this);
        return address("/status/" + status);
    }

    /// An address whose photo ends after its first half.
    public URI cutShort() {
        HurriedTime.hurry(this);
        return address("/cut/photo.jpg");
    }

    /// An address that leads to that of a photo.
    public URI redirecting() {
        return address("/moved/photo.jpg");
    }

    /// An address at which nobody listens.
    public URI unreachable() {
        HurriedTime.hurry(this);
        return URI.create("http://127.0.0.1:1/photo.jpg");
    }

    /// Calls the exercise.
    public Download download(List<URI> photos, Path folder, Exercise exercise) {
        clientsBefore = Leftovers.openClients();
        var before = names(folder);
        served.removeAll(photos);
        try {
            return new Download(this, photos, folder, before, exercise.downloadAll(photos, folder), null);
        } catch (Exception e) {
            return new Download(this, photos, folder, before, null, e);
        }
    }

    private static Set<Path> names(Path folder) {
        try (var files = Files.exists(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            return files.map(Path::getFileName).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole photo at `address`.
    static byte[] photoAt(URI address) {
        var random = new Random(address.toString().replace("/moved/", "/photo/").hashCode());
        var photo = new byte[40_000 + random.nextInt(10_000)];
        random.nextBytes(photo);
        return photo;
    }

    /// The addresses of the photos that were served whole, once for each time.
    Collection<URI> served() {
        return served;
    }

    /// The most photos that were on their way at the same time.
    int peak() {
        return pace.peak();
    }

    /// The most HttpClients that a single call had open at the same time.
    long clients() {
        return mostClients.get();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().toString();
        var photo = photoAt(address(path));
        var firstHalf = Arrays.copyOf(photo, photo.length / 2);
        try (exchange) {
            switch (path.split("/")[1]) {
                case "photo" -> {
                    send(exchange, 200, photo.length, firstHalf);
                    pace.consumer().accept(address(path));
                    mostClients.accumulateAndGet(Leftovers.openClients() - clientsBefore, Math::max);
                    sendRest(exchange, photo, firstHalf.length);
                }
                case "cut" -> send(exchange, 200, photo.length, firstHalf);
                case "status" -> send(exchange, Integer.parseInt(path.split("/")[2]), ERROR_PAGE.length, ERROR_PAGE);
                case "moved" -> {
                    exchange.getResponseHeaders().set("Location", path.replace("/moved/", "/photo/"));
                    send(exchange, 302, ERROR_PAGE.length, ERROR_PAGE);
                }
                default -> send(exchange, 404, ERROR_PAGE.length, ERROR_PAGE);
            }
        }
    }

    /// Sends the end of a photo. It counts as served before anybody can have it whole, unless it breaks off.
    private void sendRest(HttpExchange exchange, byte[] photo, int from) throws IOException {
        var address = address(exchange.getRequestURI().toString());
        boolean counts = exchange.getRequestMethod().equals("GET") && served.add(address);
        try {
            exchange.getResponseBody().write(photo, from, photo.length - from);
        } catch (IOException e) {
            if (counts) {
                served.remove(address);
            }
            throw e;
        }
    }

    private static void send(HttpExchange exchange, int status, int length, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }
}
