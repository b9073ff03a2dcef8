package workbook.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A standard stream, for text. Where its character set has no ✓, signs become their nearest in ASCII; and what could not be
/// written is remembered.
public final class Output extends OutputStream {

    private static final Map<String, String> ASCII = Map.of("✓", "+", "✗", "x", "…", "...", "·", ".", "×", "x", "≈", "~",
            "═", "=", "█", "#", "░", "-");

    private final OutputStream stream;
    private final Charset charset;
    private volatile IOException failure;

    public Output(FileDescriptor descriptor, Charset charset) {
        this.stream = new FileOutputStream(descriptor);
        this.charset = charset;
    }

    /// What prints to this stream.
    public PrintStream printer() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /// The last reason why something could not be written, or null.
    public IOException failure() {
        return failure;
    }

    @Override
    public void write(byte[] utf8, int from, int length) throws IOException {
        try {
            stream.write(inCharset(new String(utf8, from, length, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void write(int ascii) throws IOException {
        write(new byte[] {(byte) ascii}, 0, 1);
    }

    private byte[] inCharset(String text) {
        if (!charset.newEncoder().canEncode('✓')) {
            for (var sign : ASCII.entrySet()) {
                text = text.replace(sign.getKey(), sign.getValue());
            }
        }
        return text.getBytes(charset);
    }
}
