package workbook.curriculum;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a lesson asks before it is run. The run itself answers, except for a choice, to which the guide has the answer.
///
/// @param text    the question, in paragraphs
/// @param answers a line of the output that answers, its one group being what is asked; null for a choice
/// @param choices the letters to choose from; none where it is no choice
public record Prediction(Kind kind, List<String> text, Pattern answers, List<String> choices) {

    public enum Kind { SECONDS, COUNT, ORDER, CHOICE }

    /// The line with which every lesson ends.
    public static final Pattern FINISHED = Pattern.compile("Finished in (\\d+\\.\\d+) seconds");

    private static final Pattern BEGIN = Pattern.compile("\\*\\*Predict(?: (?:the|an?) (seconds|count|order|choice))?\\.\\*\\* *");
    private static final Pattern LINE = Pattern.compile("`([^`]*…[^`]*)`");
    private static final Pattern CHOICE = Pattern.compile("\\(([a-z])\\) ");
    private static final Pattern QUESTION = Pattern.compile("\\?|, and (?=what|after|in which|how)");
    private static final int LONGEST_REST = 60;
    private static final Pattern RIGHT_CHOICE = Pattern.compile("^\\*\\*([a-z])\\.\\*\\* *");

    /// The prediction that the first of `paragraphs` asks for; choices may follow. One that does not say of what kind it is asks for seconds.
    ///
    /// @throws Mistake if there is none, or it does not name what it asks
    static Prediction in(Path file, List<String> paragraphs) {
        var begin = BEGIN.matcher(paragraphs.isEmpty() ? "" : paragraphs.getFirst());
        if (!begin.lookingAt()) {
            throw new Mistake(file, "No paragraph begins with **Predict the seconds.**, a count, an order or a choice.");
        }
        var kind = begin.group(1) == null ? Kind.SECONDS : Kind.valueOf(begin.group(1).toUpperCase());
        // A last sentence that ends with a colon leads on to the command that runs the lesson.
        var question = paragraphs.getFirst().substring(begin.end()).replaceFirst("(?<=[.?]) [^.?]*:$", "");
        var text = Stream.concat(Stream.of(question.split("[ ,;]+(?=\\([a-z]\\) )")),
                paragraphs.stream().skip(1).takeWhile(paragraph -> paragraph.matches("(- )?\\([a-z]\\) .*"))).toList();
        var choices = text.stream().flatMap(line -> CHOICE.matcher(line).results().map(found -> found.group(1))).toList();
        return switch (kind) {
            case SECONDS -> new Prediction(kind, plain(text), FINISHED, List.of());
            case COUNT, ORDER -> new Prediction(kind, plain(text), answering(file, question), List.of());
            case CHOICE -> {
                if (choices.size() < 2) {
                    throw new Mistake(file, "Predict a choice has no choices (a) and (b).");
                }
                yield new Prediction(kind, plain(text), null, choices);
            }
        };
    }

    /// The lines that contain what `question` has in a code span, with a word in place of its `…`.
    private static Pattern answering(Path file, String question) {
        var span = LINE.matcher(question);
        if (!span.find()) {
            throw new Mistake(file, "Predict names no line of the output with … in place of what is asked.");
        }
        return Pattern.compile(Stream.of(span.group(1).split("…", 2)).map(Pattern::quote).collect(Collectors.joining("(\\S+)")));
    }

    private static List<String> plain(List<String> text) {
        return text.stream().map(Prose::plain).toList();
    }

    /// What was typed, as a word without spaces; nothing if it is no prediction of this kind. What stands after a semicolon, about what else the
    /// lesson asks, is kept as it is.
    public Optional<String> read(String typed) {
        var parts = typed.split(";", 2);
        var rest = parts.length == 1 ? "" : parts[1].replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "").strip().replaceAll(" +", "_");
        return answer(parts[0].strip().toLowerCase()).map(answer -> answer + (rest.isEmpty() ? "" : ";" + rest.substring(0, Math.min(rest.length(), LONGEST_REST))));
    }

    private Optional<String> answer(String words) {
        return switch (kind) {
            case SECONDS -> Optional.of(words.replace(',', '.')).filter(word -> word.matches("\\d{1,6}\\.?\\d{0,6}|\\.\\d{1,6}"))
                    .map(word -> new BigDecimal(word + (word.endsWith(".") ? "0" : "")).stripTrailingZeros())
                    .map(seconds -> seconds.scale() < 1 ? seconds.setScale(1) : seconds).map(BigDecimal::toPlainString);
            case COUNT -> Optional.of(words).filter(word -> word.matches("\\d{1,9}")).map(word -> "" + Integer.parseInt(word));
            case ORDER -> Optional.of(words.replaceAll("[ ,]+", ",")).filter(list -> list.matches("[\\w.-]+(,[\\w.-]+)+"));
            case CHOICE -> Optional.of(words.replaceAll("[().]", "")).filter(choices::contains);
        };
    }

    /// What may be typed, after "Type".
    public String asked() {
        long questions = text.stream().flatMap(line -> QUESTION.matcher(line).results()).count();
        return wanted() + (questions > 1 ? ", and after a semicolon your answer to the rest" : "");
    }

    /// The first of it, which the run answers.
    public String wanted() {
        return switch (kind) {
            case SECONDS -> "a number of seconds, such as 2 or 1.5";
            case COUNT -> "a whole number, such as 3";
            case ORDER -> "what comes first, second and so on, such as 1 2 3";
            case CHOICE -> "one of " + String.join(", ", choices);
        };
    }

    /// Holds a guess against what came out.
    ///
    /// @param guess what [#read] has made of it, or null
    /// @param found what the run's lines answered, in their order
    /// @param page  what the guide says under Predict
    public List<String> compare(String guess, List<String> found, String page) {
        var letter = RIGHT_CHOICE.matcher(page);
        var right = switch (kind) {
            case SECONDS, COUNT -> found.isEmpty() ? "" : found.getLast();
            case ORDER -> String.join(" ", found);
            case CHOICE -> letter.find() ? letter.group(1) : "";
        };
        var parts = guess == null ? null : guess.split(";", 2);
        var guessed = parts == null ? "" : "You guessed " + parts[0].replace(',', ' ') + (kind == Kind.SECONDS ? " seconds" : "")
                + (parts.length == 1 ? "" : ", and for the rest '" + parts[1].replace('_', ' ') + "'") + "; ";
        var verb = switch (kind) {
            case SECONDS -> "it took ";
            case COUNT, ORDER -> "it was ";
            case CHOICE -> "it is ";
        };
        var sentence = right.isEmpty() ? guessed + "the run did not print what was asked."
                : guessed + verb + right + (kind == Kind.SECONDS && guess == null ? " seconds." : ".");
        var why = Prose.plain(page.replaceFirst(RIGHT_CHOICE.pattern(), ""));
        return Stream.of(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1), why)
                .filter(line -> !line.isEmpty()).toList();
    }
}
