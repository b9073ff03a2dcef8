package workbook.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/// The learner's browser.
final class Browser {

    private Browser() {
    }

    /// Opens a page: with the program that `BROWSER` names, as containers and terminals of editors do, or with the system's own. Where there
    /// is none, nothing happens.
    static void open(URI page) {
        var system = System.getProperty("os.name");
        var own = System.getenv().getOrDefault("BROWSER", "");
        var command = !own.isBlank() ? List.of(own)
                : system.startsWith("Windows") ? List.of("rundll32", "url.dll,FileProtocolHandler")
                : List.of(system.startsWith("Mac") ? "open" : "xdg-open");
        start(Stream.concat(command.stream(), Stream.of(page.toString())).toList());
    }

    /// Starts a program and leaves it alone, with its output thrown away.
    static void start(List<String> command) {
        try {
            new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.PIPE).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().getOutputStream().close();
        } catch (IOException e) {
            // There is no such program here.
        }
    }
}
