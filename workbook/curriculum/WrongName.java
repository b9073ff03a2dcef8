package workbook.curriculum;

/// What somebody asked for by a name that nothing has, in one sentence.
public final class WrongName extends RuntimeException {

    public WrongName(String sentence) {
        super(sentence);
    }
}
