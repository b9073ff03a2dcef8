package workbook.curriculum;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
        this(file, sentence + ": " + reason(why) + ".");
    }

    private Mistake(String where, String sentence) {
        super(where + ": " + sentence);
        this.sentence = sentence;
    }

    /// The mistake without its place.
    public String sentence() {
        return sentence;
    }

    /// Why the system refused, in words: the message of an exception is often nothing but the name of a file.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "there is something of this name already";
            case FileSystemException refused when refused.getReason() != null -> refused.getReason();
            default -> e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
        };
    }
}
