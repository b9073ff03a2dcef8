package workbook;

import java.nio.file.Path;

/// A mistake in a file of the workbook, where it stands, and what it is in one sentence.
final class Mistake extends RuntimeException {

    /// A mistake that concerns the whole file.
    Mistake(Path file, String sentence) {
        super(file + ": " + sentence);
    }

    /// A mistake at a line, counted from 1.
    Mistake(Path file, int line, String sentence) {
        super(file + ":" + line + ": " + sentence);
    }
}
