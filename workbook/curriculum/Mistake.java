package workbook.curriculum;

import java.nio.file.Path;

/// A mistake in a file of the workbook, where it stands, and what it is in one sentence.
public final class Mistake extends RuntimeException {

    /// A mistake that concerns the whole file.
    public Mistake(Path file, String sentence) {
        super(file + ": " + sentence);
    }

    /// A mistake at a line, counted from 1.
    public Mistake(Path file, int line, String sentence) {
        super(file + ":" + line + ": " + sentence);
    }
}
