package workbook.curriculum;

import java.io.IOException;
import java.nio.file.Path;

/// A mistake in a file of the workbook, where it stands, and what it is in one sentence.
public final class Mistake extends RuntimeException {

    private final String sentence;

    /// A mistake that concerns the whole file.
    public Mistake(Path file, String sentence) {
        this(file.toString(), sentence);
    }

    /// A mistake at a line, counted from 1.
    public Mistake(Path file, int line, String sentence) {
        this(file + ":" + line, sentence);
    }

    /// What the system did not do with the file, and why not.
    public Mistake(Path file, String sentence, IOException why) {
        this(file, sentence + ": " + Disk.reason(why) + ".");
    }

    private Mistake(String where, String sentence) {
        super(where + ": " + sentence);
        this.sentence = sentence;
    }

    /// The mistake without its place.
    public String sentence() {
        return sentence;
    }
}
