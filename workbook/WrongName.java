package workbook;

/// What somebody asked for by a name that nothing has, in one sentence.
final class WrongName extends RuntimeException {

    WrongName(String sentence) {
        super(sentence);
    }
}
