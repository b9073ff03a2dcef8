package workbook.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.regex.Pattern;
import workbook.curriculum.WrongName;
import workbook.pages.Pages;
import workbook.session.Action;
import workbook.session.Session;
import workbook.session.View;

/// Serves a [Session] to browsers on this machine: a page, its script, a stream of what there is to see, and a place that takes what the
/// learner asks for. There is nothing else, and no file is served.
///
/// Any program here, and any page in the browser, can send requests to a port of this machine. So each must know the token, which is in the
/// address alone; it must be meant for a host of this machine, which a name that somebody else's server has pointed here is not; and it must
/// come from no page of another origin. What changes anything is a POST of JSON, which no form of another page can send.
public final class WebServer implements AutoCloseable {

    /// The port, where it is free.
    private static final int PORT = 8225;

    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");
    private static final int LONGEST_REQUEST = 4096;

    /// Pages that are open at once, and what they have asked for that is not done yet.
    private static final int MOST_PAGES = 20;
    private static final int MOST_WAITING = 50;

    static {
        // Read once, by the first server; the time is in seconds (in JDK 25, whatever its documentation says).
        System.setProperty("jdk.httpserver.maxConnections", "100");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /// What a request is answered with.
    private record Answer(int status, String type, String text) {

        static Answer refused(int status, String sentence) {
            return new Answer(status, "text/plain; charset=utf-8", sentence + "\n");
        }
    }

    private final Executor loop;
    private final Editor editor = Editor.here();
    private final Requests requests;
    private final News news;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore pages = new Semaphore(MOST_PAGES);
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final String token = token();

    private WebServer(HttpServer server, Session session, Executor loop, Function<View, Map<Action, String>> keys) {
        this.server = server;
        this.loop = loop;
        requests = new Requests(session, editor);
        news = new News(new WebPage(keys)::regions);
        session.drawEachRun();
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /// Begins to serve, on the loopback address.
    ///
    /// @param port where there is none, the usual one, or another that is free
    /// @param loop runs what it is given on the thread of the session
    /// @param keys what may be done, and with which key
    /// @throws WrongName if the port is not free
    public static WebServer open(OptionalInt port, Session session, Executor loop, Function<View, Map<Action, String>> keys) {
        try {
            return new WebServer(bound(port), session, loop, keys);
        } catch (BindException e) {
            throw new WrongName("Port %d cannot be used: %s.".formatted(port.orElse(PORT), e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer bound(OptionalInt port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.orElse(PORT)), 0);
        } catch (BindException e) {
            if (port.isPresent()) {
                throw e;
            }
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        }
    }

    private static String token() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Where the page is, with the token.
    public URI address() {
        return URI.create("http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), token));
    }

    /// Opens the page in the learner's browser, where the system can.
    public void openBrowser() {
        Browser.open(address());
    }

    /// Shows this on all pages.
    public void show(View view) {
        news.show(view);
    }

    @Override
    public void close() {
        news.end();
        server.stop(1);     // each stream comes to its end meanwhile
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answer(exchange);
            if (answer != null) {
                send(exchange, answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return null where it has been answered already
    private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
        var headers = exchange.getRequestHeaders();
        var hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !HERE.matcher(hosts.getFirst()).matches()) {
            return Answer.refused(403, "This page is for the machine that it runs on.");
        }
        var origins = headers.getOrDefault("Origin", List.of());
        if (!origins.isEmpty() && !origins.equals(List.of("http://" + hosts.getFirst()))) {
            return Answer.refused(403, "This is not for other pages.");
        }
        var path = exchange.getRequestURI().getRawPath().split("/", 3);
        if (path.length < 3 || !MessageDigest.isEqual(path[1].getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
            return Answer.refused(403, "Open the address that ./jbang workbook web has said last; each start has another.");
        }
        var wanted = switch (path[2]) {
            case "", "web.js", "events" -> "GET";
            case "do" -> "POST";
            default -> null;
        };
        if (wanted == null) {
            return Answer.refused(404, "There is no such page.");
        }
        if (!wanted.equals(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", wanted);
            return Answer.refused(405, "This takes " + wanted + " alone.");
        }
        return switch (path[2]) {
            case "" -> new Answer(200, "text/html; charset=utf-8", WebPage.page(editor != null));
            case "web.js" -> new Answer(200, "text/javascript; charset=utf-8", Pages.resource("web.js"));
            case "events" -> stream(exchange);
            default -> take(exchange);
        };
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");      // the address has the token
        headers.set("Content-Security-Policy",
                "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'");
        if (answer.status >= 400) {
            headers.set("Connection", "close");
        }
        var bytes = answer.text.getBytes(StandardCharsets.UTF_8);
        boolean hasBody = bytes.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status, hasBody ? bytes.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /// Server-sent events: first all that there is to see, and then what changes, until the page is gone.
    private Answer stream(HttpExchange exchange) throws IOException, InterruptedException {
        if (!pages.tryAcquire()) {
            return Answer.refused(503, "More than %d pages are open.".formatted(MOST_PAGES));
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            var reader = news.reader();
            while (reader.next() instanceof String event) {
                exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            return null;
        } finally {
            pages.release();
        }
    }

    /// Takes what the learner asks for, for the loop to do.
    private Answer take(HttpExchange exchange) throws IOException {
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return Answer.refused(415, "This takes JSON alone.");
        }
        var body = exchange.getRequestBody().readNBytes(LONGEST_REQUEST + 1);
        if (body.length > LONGEST_REQUEST) {
            return Answer.refused(413, "This is too long.");
        }
        var step = requests.step(new String(body, StandardCharsets.UTF_8));
        if (step.isEmpty()) {
            return Answer.refused(400, "This is nothing that can be asked for.");
        }
        if (!waiting.tryAcquire()) {
            return Answer.refused(429, "More is asked for than can be done.");
        }
        loop.execute(() -> {
            waiting.release();
            step.get().run();
        });
        return new Answer(204, "text/plain", "");
    }
}
