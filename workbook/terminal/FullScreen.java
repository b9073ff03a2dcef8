package workbook.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;

/// A terminal that is drawn anew with each change, and left as it was found, however that comes.
final class FullScreen implements Screen {

    /// How long the reader waits at once: one that waits without end keeps the terminal from being closed.
    private static final long STEP_MILLISECONDS = 50;

    /// From so many rows on there is room for the file and a blank line below the title.
    private static final int TALL = 12;

    /// Keys that send more than one character.
    private static final char PAGE_UP = '\uF001';
    private static final char PAGE_DOWN = '\uF002';

    private final Terminal terminal;
    private final Attributes before;
    private final Listener listener;
    private final Thread reader;
    private volatile boolean closed;
    private Sheet sheet;
    private int page;
    private int pages = 1;

    FullScreen(Terminal terminal, Listener listener) {
        this.terminal = terminal;
        this.listener = listener;
        before = terminal.getAttributes();
        terminal.handle(Terminal.Signal.WINCH, _ -> listener.stale());
        terminal.handle(Terminal.Signal.INT, _ -> listener.ended(0));
        terminal.handle(Terminal.Signal.TSTP, _ -> suspend());
        terminal.handle(Terminal.Signal.CONT, _ -> enter());
        Signals.register("TERM", () -> listener.ended(128 + 15));
        Signals.register("HUP", () -> listener.ended(128 + 1));
        enter();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try {
            for (int key = 0; !closed && key != NonBlockingReader.EOF; ) {
                key = terminal.reader().read(STEP_MILLISECONDS);
                if (key == 27) {
                    // An arrow or a function key.
                    var sent = new StringBuilder();
                    for (int next; (next = terminal.reader().read(20)) >= 0; ) {
                        sent.append((char) next);
                    }
                    key = switch (sent.toString()) {
                        case "[5~" -> PAGE_UP;
                        case "[6~" -> PAGE_DOWN;
                        case "" -> key;
                        default -> NonBlockingReader.READ_EXPIRED;
                    };
                }
                if (key >= 0) {
                    listener.key((char) key);
                }
            }
        } catch (IOException e) {
            // The terminal is gone.
        }
        listener.ended(0);
    }

    private synchronized void enter() {
        if (!closed) {
            terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            terminal.flush();
            listener.stale();
        }
    }

    /// Gives the terminal back as it was. One that has no second screen is cleared.
    private synchronized void leave() {
        terminal.puts(Capability.cursor_normal);
        if (!terminal.puts(Capability.exit_ca_mode)) {
            terminal.puts(Capability.clear_screen);
        }
        terminal.flush();
        terminal.setAttributes(before);
    }

    /// Stops this process and those that belong to it, as Ctrl-Z does with any program, until somebody has it go on.
    /// Nothing is drawn meanwhile.
    private synchronized void suspend() {
        leave();
        terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_DFL);
        try {
            new ProcessBuilder("sh", "-c", "kill -TSTP 0").start().waitFor();
        } catch (IOException | InterruptedException e) {
            // Then it goes on at once.
        }
        terminal.handle(Terminal.Signal.TSTP, _ -> suspend());
        enter();
    }

    private int height() {
        int rows = terminal.getSize().getRows();
        return rows > 0 ? rows : 24;
    }

    @Override
    public int width() {
        int columns = terminal.getSize().getColumns();
        return columns > 0 ? Math.max(8, columns) : 80;
    }

    @Override
    public boolean turn(char key) {
        int step = key == ' ' || key == PAGE_DOWN ? 1 : key == '\b' || key == 127 || key == PAGE_UP ? -1 : 0;
        if (step == 0 || pages == 1) {
            return key == PAGE_DOWN || key == PAGE_UP;
        }
        page = Math.floorMod(page + step, pages);
        return true;
    }

    @Override
    public synchronized void show(Sheet next) {
        if (closed) {
            return;
        }
        int width = width() - 1;
        int height = height();
        var title = Text.wrap(next.title(), width).stream().map(Style::bold).toList();
        var file = Text.wrap(next.file().getParent().getFileName() + "/" + next.file().getFileName(), width).stream()
                .map(line -> Style.link(next.file(), line)).toList();
        boolean tall = height >= TALL;
        var header = Stream.of(title, tall ? file : List.<String>of(), tall ? List.of("") : List.<String>of()).flatMap(List::stream).toList();

        var footer = footer(next, width, "");
        var parts = next.pages(width, Math.max(1, height - header.size() - footer.size()), tall ? List.of() : file);
        if (parts.size() > 1) {
            // Room for the widest number of a page, whichever is shown.
            footer = footer(next, width, paging(parts.size(), parts.size()));
            parts = next.pages(width, Math.max(1, height - header.size() - footer.size()), tall ? List.of() : file);
        }
        boolean same = sheet != null && next.body().equals(sheet.body()) && next.title().equals(sheet.title()) && pages == parts.size();
        page = same ? page : next.tail() ? parts.size() - 1 : 0;
        pages = parts.size();
        sheet = next;
        print(header, parts.get(page), pages == 1 ? footer : footer(next, width, paging(page + 1, pages)), height);
    }

    private static String paging(int page, int pages) {
        return "space page %d of %d   ".formatted(page, pages);
    }

    /// What is asked, and the keys, of which none is parted from what it does.
    private static List<String> footer(Sheet sheet, int width, String paging) {
        var keys = (paging + sheet.keys()).replaceAll("(?<! ) (?! )", "\u00a0");
        return Stream.concat(
                sheet.prompt().isEmpty() ? Stream.of() : Text.wrap(sheet.prompt(), width).stream(),
                Text.wrap(keys, width).stream().map(line -> Style.faint(line.replace('\u00a0', ' ')))).toList();
    }

    private void print(List<String> header, List<String> body, List<String> footer, int height) {
        var out = new StringBuilder("\033[H");
        var lines = new ArrayList<>(header);
        lines.addAll(body);
        while (lines.size() + footer.size() < height) {
            lines.add("");
        }
        lines.addAll(footer);
        // Where there is not room for all, the title and then keys give way.
        var fits = lines.size() <= height ? lines : lines.subList(header.size(), Math.min(lines.size(), header.size() + height));
        out.append(String.join("\033[K\r\n", fits)).append("\033[K\033[J");
        terminal.writer().print(out);
        terminal.flush();
    }

    @Override
    public void close() {
        closed = true;
        leave();
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
