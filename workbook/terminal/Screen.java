package workbook.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.WordUtils;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import workbook.judging.Verdict;

/// Where `watch` shows itself, and where keys come from.
public sealed interface Screen extends AutoCloseable {

    /// What is shown, from top to bottom.
    ///
    /// @param prose   left out where there is not room for all
    /// @param tests   those that passed become one line where there is not room for all
    /// @param body    as it is; the last lines where there is not room for all
    /// @param keys    what may be pressed
    /// @param settled false while something is under way that will change it by itself
    record View(String title, Path file, String prose, List<Verdict.Test> tests, List<String> body, String keys, boolean settled) {}

    void show(View view);

    /// The characters in a line.
    int width();

    @Override
    void close();

    /// The terminal that this process has, or its standard streams where that cannot take single keys.
    ///
    /// @param keys    handed each key
    /// @param resized run when the terminal has another size
    /// @param end     run when no more keys will come
    static Screen open(Consumer<Character> keys, Runnable resized, Runnable end) throws IOException {
        if (Style.TERMINAL) {
            var terminal = TerminalBuilder.builder().system(true).dumb(true).build();
            if (terminal.getStringCapability(Capability.cursor_address) != null) {
                return new Full(terminal, keys, resized, end);
            }
            terminal.close();
        }
        return new Plain(keys, end);
    }

    /// A terminal that is drawn anew with each change.
    final class Full implements Screen {

        private static final long STEP = 50;

        private final Terminal terminal;
        private final Attributes before;
        private final Thread reader;
        private volatile boolean closed;

        private Full(Terminal terminal, Consumer<Character> keys, Runnable resized, Runnable end) {
            this.terminal = terminal;
            before = terminal.enterRawMode();
            terminal.handle(Terminal.Signal.WINCH, _ -> resized.run());
            terminal.handle(Terminal.Signal.INT, _ -> end.run());
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            reader = Thread.ofPlatform().daemon().start(() -> read(keys, end));
        }

        private void read(Consumer<Character> keys, Runnable end) {
            try {
                // In steps: a reader that waits without end keeps the terminal from being closed.
                for (int key = 0; !closed && key != NonBlockingReader.EOF; ) {
                    key = terminal.reader().read(STEP);
                    if (key == 27) {
                        // An arrow or a function key: nothing that it sends is a key of ours.
                        while (terminal.reader().read(20) >= 0) { }
                    } else if (key >= 0) {
                        keys.accept((char) key);
                    }
                }
            } catch (IOException e) {
                // The terminal is gone.
            }
            end.run();
        }

        @Override
        public int width() {
            return Math.max(20, terminal.getSize().getColumns());
        }

        @Override
        public void show(View view) {
            int width = width();
            var keys = wrap(view.keys, width - 1);
            int height = Math.max(keys.size() + 4, terminal.getSize().getRows());
            var out = new StringBuilder("\033[H");
            for (var line : fit(view, width, height - keys.size())) {
                out.append(line).append("\033[K\r\n");
            }
            out.append("\033[J\033[").append(height - keys.size() + 1).append(";1H");
            out.append(keys.stream().map(line -> Style.faint(line) + "\033[K").collect(Collectors.joining("\r\n")));
            terminal.writer().print(out);
            terminal.flush();
        }

        private static List<String> fit(View view, int width, int height) {
            for (var lines : List.of(lines(view, width, true, true), lines(view, width, true, false))) {
                if (lines.size() <= height) {
                    return lines;
                }
            }
            var lines = lines(view, width, false, false);
            if (lines.size() <= height) {
                return lines;
            }
            var cut = new ArrayList<>(lines.subList(0, 2));
            cut.add(Style.faint("  … %d lines more; the terminal is too small for them".formatted(lines.size() - height + 1)));
            cut.addAll(lines.subList(lines.size() - height + 3, lines.size()));
            return cut;
        }

        private static List<String> lines(View view, int width, boolean prose, boolean allTests) {
            var lines = new ArrayList<String>();
            lines.add(Style.bold(clip(view.title, width - 1)));
            lines.add(Style.link(view.file, clip(relative(view.file), width - 1)));
            lines.add("");
            if (prose && !view.prose.isEmpty()) {
                lines.addAll(wrap(view.prose, width - 1));
                lines.add("");
            }
            var tests = view.tests.stream().filter(test -> allTests || !test.passed()).toList();
            long passed = view.tests.size() - tests.size();
            if (passed > 0) {
                lines.add(Style.good("✓ ") + passed + (passed == 1 ? " test passes" : " tests pass"));
            }
            tests.forEach(test -> lines.add(Report.mark(test) + clip(test.sentence(), width - 3)));
            if (!view.tests.isEmpty()) {
                lines.add("");
            }
            view.body.forEach(line -> lines.addAll(line.startsWith(" ") || line.contains("\033")
                    ? List.of(clip(line, width - 1)) : wrap(line, width - 1)));
            return lines;
        }

        private static String relative(Path file) {
            var parent = file.getParent();
            return parent.getFileName() + "/" + file.getFileName();
        }

        /// The text in lines of words; where three spaces separate them, of what those separate.
        private static List<String> wrap(String text, int width) {
            return List.of(WordUtils.wrap(text, width, "\n", false, text.contains("   ") ? " {3}" : " ").split("\n"));
        }

        /// The line, cut where it is too wide. A styled one is short enough by itself.
        private static String clip(String line, int width) {
            return line.contains("\033") || line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
        }

        @Override
        public void close() {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(before);
            terminal.flush();
            closed = true;
            try {
                reader.join();
                terminal.close();
            } catch (IOException e) {
                // There is nothing left to restore.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A pipe, or a terminal that only takes whole lines: each settled view is printed under the last one.
    final class Plain implements Screen {

        private final PrintStream out = System.out;
        private List<String> last = List.of();

        private Plain(Consumer<Character> keys, Runnable end) {
            Thread.ofPlatform().daemon().start(() -> {
                try (var lines = new BufferedReader(new InputStreamReader(System.in))) {
                    for (String line; (line = lines.readLine()) != null; ) {
                        (line.matches("\\D") ? line : line + "\r").chars().forEach(key -> keys.accept((char) key));
                    }
                } catch (IOException e) {
                    // Nobody is there any more.
                }
                end.run();
            });
        }

        @Override
        public int width() {
            return 100;
        }

        @Override
        public void show(View view) {
            var lines = Stream.of(
                    Stream.of(view.title, view.file.toString()),
                    view.tests.stream().map(test -> Report.mark(test) + test.sentence()),
                    view.body.stream(),
                    Stream.of(view.keys, "")).flatMap(part -> part).toList();
            if (view.settled && !lines.equals(last)) {
                lines.forEach(out::println);
            }
            last = view.settled ? lines : List.of();
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
