package probe;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The standard streams during a test. They belong to the whole program: an exercise may print, but has no business
/// with closing them, nor with reading what nobody types.
final class Streams implements AutoCloseable {

    /// Bytes that are kept of what is printed during a test.
    private static final int KEPT = 1 << 20;

    private static final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private final InputStream in = System.in;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final AtomicReference<String> misuse = new AtomicReference<>();

    /// Guards the streams until it is closed.
    Streams() {
        synchronized (printed) {
            printed.reset();
        }
        System.setIn(new Unread());
        System.setOut(new Unclosed(out, "System.out"));
        System.setErr(new Unclosed(err, "System.err"));
    }

    /// What has been printed during the test, on either stream.
    static String printed() {
        synchronized (printed) {
            return printed.toString(StandardCharsets.UTF_8);
        }
    }

    /// What was done to them that should not be, in a sentence.
    Optional<String> misuse() {
        return Optional.ofNullable(misuse.get());
    }

    @Override
    public void close() {
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
    }

    private void note(String what, String why) {
        var line = Frames.lessonLine(Thread.currentThread().getStackTrace()).map(at -> " at " + at).orElse("");
        misuse.compareAndSet(null, what + line + ": " + why);
    }

    private final class Unread extends InputStream {

        @Override
        public int read() {
            note("Standard input was read", "nobody types during a test; all that the method needs are its arguments.");
            return -1;
        }
    }

    private final class Unclosed extends PrintStream {

        private final String name;

        Unclosed(PrintStream stream, String name) {
            super(stream, true);
            this.name = name;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (printed) {
                printed.write(bytes, from, Math.min(length, KEPT - printed.size()));
            }
            super.write(bytes, from, length);
        }

        @Override
        public void close() {
            note(name + " was closed", "it belongs to the whole program, and whoever prints later is not heard.");
            flush();
        }
    }
}
