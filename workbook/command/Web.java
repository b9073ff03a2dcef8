package workbook.command;

import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.WrongName;

/// `web`: what `watch` shows, in a browser beside the editor, and nothing in the terminal but the page's address.
///
/// Exit status: 0 when it was ended with Ctrl-C; 2 for a port that is not free.
@Command(name = "web", description = "Shows your lesson in the browser, and judges it whenever you save it.")
public final class Web implements Callable<Integer> {

    @Option(names = "--port", paramLabel = "PORT", description = "The page's port. Default: 8225, or another where that is not free.")
    Integer port;

    @Option(names = "--no-browser", description = "Says the page's address, and opens no browser.")
    boolean noBrowser;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (port != null && (port < 1 || port > 65_535)) {
            throw new WrongName("--port %d is no port: they go from 1 to 65535.".formatted(port));
        }
        return new Watch().onPage(Curriculum.here(), port == null ? OptionalInt.empty() : OptionalInt.of(port), page -> {
            var out = spec.commandLine().getOut();
            out.println("Your lesson is at " + page.address());
            out.println("Keep this running while you work; Ctrl-C ends it.");
            out.flush();
            if (!noBrowser) {
                page.openBrowser();
            }
        });
    }
}
