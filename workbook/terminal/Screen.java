package workbook.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Signals;

/// Where `watch` shows itself, and where keys come from.
public sealed interface Screen extends AutoCloseable permits FullScreen, Screen.Plain, Screen.None {

    /// What a screen has to say, on threads of its own.
    interface Listener {

        void key(char key);

        /// A whole line was typed, where there are no single keys.
        void line(String line);

        /// All is to be shown again.
        void stale();

        /// No more keys will come.
        ///
        /// @param status with which the process is to end
        void ended(int status);
    }

    /// Turns a page, if `key` does that and there are pages.
    boolean turn(char key);

    void show(Sheet sheet);

    /// The columns in a line.
    int width();

    @Override
    void close();

    /// The terminal that this process has, or its standard streams where that cannot take single keys.
    static Screen open(Listener listener) throws IOException {
        if (Style.TERMINAL) {
            var terminal = TerminalBuilder.builder().system(true).dumb(true).build();
            var moves = terminal.getStringCapability(Capability.cursor_address);
            if (moves != null && moves.startsWith("\\E[")) {
                return new FullScreen(terminal, listener);
            }
            terminal.close();
        }
        return new Plain(listener);
    }

    /// None at all: whoever looks does so elsewhere. It ends with the process.
    final class None implements Screen {

        public None(Listener listener) {
            Signals.register("INT", () -> listener.ended(0));
            Signals.register("TERM", () -> listener.ended(128 + 15));
            Signals.register("HUP", () -> listener.ended(128 + 1));
        }

        @Override
        public boolean turn(char key) {
            return false;
        }

        @Override
        public int width() {
            return 100;
        }

        @Override
        public void show(Sheet sheet) {
        }

        @Override
        public void close() {
        }
    }

    /// A pipe, or a terminal that only takes whole lines: each settled sheet is printed under the last one.
    final class Plain implements Screen {

        private final Lines out = new Lines(System.out);
        private final Listener listener;
        private List<String> last = List.of();

        private Plain(Listener listener) {
            this.listener = listener;
            Thread.ofPlatform().daemon().start(() -> {
                try (var lines = new BufferedReader(new InputStreamReader(System.in))) {
                    lines.lines().forEach(listener::line);
                } catch (IOException | UncheckedIOException e) {
                    // Nobody is there any more.
                }
                listener.ended(0);
            });
        }

        @Override
        public boolean turn(char key) {
            return false;
        }

        @Override
        public int width() {
            return 100;
        }

        @Override
        public void show(Sheet sheet) {
            var lines = Stream.of(List.of(sheet.title(), sheet.file().toString()), sheet.lines(), List.of(sheet.prompt(), sheet.keys(), ""))
                    .flatMap(List::stream).toList();
            if (sheet.settled() && !lines.equals(last)) {
                lines.forEach(out::println);
                if (out.checkError()) {
                    listener.ended(0);      // Nobody sees it.
                }
            }
            last = sheet.settled() ? lines : List.of();
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
