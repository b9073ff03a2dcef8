package workbook.curriculum;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/// A page of the guide: the starter, the hints, and answers of which is known what the workbook must say to them.
///
/// @param about   what the lesson is about, and what to look for in class, a paragraph each, in Markdown
/// @param start   the region with which the lesson begins
/// @param hints   from a nudge to nearly the answer
/// @param learned what a learner who has passed can do now
/// @param predict what the run answers to the lesson's Predict question, and why; for a choice the right letter comes first
/// @param play    what the scheduler of the learner's threads may try, or null
/// @param goals   what a student can do or explain afterwards, in Markdown
/// @param minutes that the lesson takes in class; 0 where the page does not say
/// @param discuss questions to put to the class, each with what to listen for, in Markdown
/// @param points  what it is worth among the lessons; 1 where the page does not say
/// @param investigate the answers to the lesson's Investigate questions, a paragraph each
/// @param picture what to look at in the picture of the lesson's two runs, in Markdown; empty where the page does not say
/// @param next    where to go after the last lesson; on the other pages nothing
public record Page(Path file, List<String> about, String start, List<String> hints, String learned, String predict, Play play, List<String> goals,
        int minutes, List<String> discuss, double points, List<String> investigate, String picture, List<String> next, List<Answer> answers) {

    /// A wrong answer that has this among its sentences is right where there is one processor.
    private static final String RIGHT_ON_ONE = "On one processor it passes.";

    /// @param task such as to lose an addition
    /// @param test the sentence of the test that is played
    public record Play(String task, String test) {}

    /// An answer of the page.
    ///
    /// @param prose     what the page says of it above its code, a line each paragraph, in plain words
    /// @param sentences those with one of which the workbook must refuse it; none for a right answer. In them, `…`
    ///                  stands for what differs from run to run or from machine to machine
    /// @param line      of its title, counted from 1
    public record Answer(String title, boolean right, String prose, List<String> sentences, String code, int line) {

        /// Whether it is right where there are so many `processors`.
        public boolean right(int processors) {
            return right || processors == 1 && sentences.contains(RIGHT_ON_ONE);
        }

        /// Whether `sentence` is one of those that the page gives.
        public boolean foresees(String sentence) {
            return sentences.stream()
                    .map(expected -> Pattern.quote(expected).replace("…", "\\E.+?\\Q"))
                    .anyMatch(sentence::matches);
        }
    }

    /// Points in figures, without a fraction where there is none.
    public static String number(double points) {
        return points == Math.rint(points) ? "%.0f".formatted(points) : "" + points;
    }

    /// Reads the page of a lesson.
    ///
    /// @throws Mistake with the line that does not follow the format
    public static Page read(Path file) {
        var reader = new Reader(file, Lesson.read(file));
        Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build().parse(reader.text).accept(reader);
        return reader.page();
    }

    /// The text of a page without what is for teachers: the answers, and the words below the title, which are about them.
    public static String forLearners(Path file) {
        var parts = Lesson.read(file).split("(?m)(?=^## )");
        return Stream.of(parts).skip(1).filter(part -> !part.lines().findFirst().orElse("").endsWith(" answers"))
                .collect(Collectors.joining("", parts[0].lines().findFirst().orElse("") + "\n\n", ""));
    }

    private static final class Reader extends AbstractVisitor {

        /// The sections of prose, of which each paragraph or item of a list counts; the first is what stands above them all.
        private static final List<String> PROSE = List.of("", "Goals", "Minutes", "Points", "Hints", "Learned", "Predict", "Picture", "Play",
                "Discuss", "Investigate", "Next");
        private static final List<String> SECTIONS = List.of("Start", "Goals", "Minutes", "Points", "Hints", "Learned", "Predict", "Picture",
                "Play", "Discuss", "Wrong answers", "Right answers", "Investigate", "Next");

        private final Path file;
        private final String text;
        private final List<String> lines;
        private final Map<String, List<String>> prose = new HashMap<>();
        private final List<Answer> answers = new ArrayList<>();
        private String section = "";
        private String start = "";
        private String title;
        private int titleLine;
        private List<String> above = new ArrayList<>();
        private List<String> sentences = new ArrayList<>();
        private String played;
        private int minutes;
        private double points = 1;

        Reader(Path file, String text) {
            this.file = file;
            this.text = text;
            this.lines = text.lines().toList();
        }

        Page page() {
            refuseOpenAnswer();
            PROSE.forEach(section -> prose.putIfAbsent(section, List.of()));
            return new Page(file, prose.get(""), start, prose.get("Hints"), String.join(" ", prose.get("Learned")),
                    String.join(" ", prose.get("Predict")), play(), prose.get("Goals"), minutes, prose.get("Discuss"), points,
                    plain("Investigate"), String.join(" ", prose.get("Picture")), plain("Next"), List.copyOf(answers));
        }

        private Play play() {
            return played == null ? null : new Play(Prose.plain(String.join(" ", prose.get("Play"))), played);
        }

        private List<String> plain(String section) {
            return prose.get(section).stream().map(Prose::plain).toList();
        }

        @Override
        public void visit(Heading heading) {
            var words = source(heading).replaceFirst("^#+ *", "");
            switch (heading.getLevel()) {
                case 2 -> {
                    refuseOpenAnswer();
                    if (!SECTIONS.contains(words)) {
                        throw mistake(heading, "A section is one of " + SECTIONS + ", not '" + words + "'.");
                    }
                    section = words;
                }
                case 3 -> {
                    refuseOpenAnswer();
                    if (!section.endsWith(" answers")) {
                        throw mistake(heading, "An answer stands under Wrong answers or Right answers.");
                    }
                    title = words;
                    titleLine = line(heading);
                    sentences = new ArrayList<>();
                    above = new ArrayList<>();
                }
                default -> { }
            }
        }

        @Override
        public void visit(BlockQuote quote) {
            if (section.equals("Play")) {
                played = source(quote).lines().map(line -> line.replaceFirst("^> ?", "").strip()).collect(Collectors.joining(" "));
            }
            if (section.equals("Wrong answers")) {
                source(quote).lines().map(line -> line.replaceFirst("^> ?", "").strip())
                        .filter(line -> !line.isEmpty()).forEach(sentences::add);
            }
        }

        @Override
        public void visit(Paragraph paragraph) {
            keep(paragraph, source(paragraph));
        }

        @Override
        public void visit(ListItem item) {
            keep(item, source(item).replaceFirst("^(\\d+\\.|[-*]) *", ""));
        }

        private void keep(Node node, String words) {
            var line = words.lines().map(String::strip).collect(Collectors.joining(" "));
            if (PROSE.contains(section)) {
                prose.computeIfAbsent(section, _ -> new ArrayList<>()).add(line);
            }
            if (title != null) {
                above.add(Prose.plain(line));
            }
            switch (section) {
                case "Minutes" -> minutes = Integer.parseInt(number(node, line, "\\d{1,4}", "a whole number, such as 30"));
                case "Points" -> points = Double.parseDouble(number(node, line, "\\d{1,4}(\\.\\d{1,4})?", "a number, such as 2 or 1.5"));
                default -> { }
            }
        }

        /// The words of a section that is a number and nothing else.
        private String number(Node node, String words, String form, String wanted) {
            if (!words.matches(form) || prose.get(section).size() > 1) {
                throw mistake(node, section + " is " + wanted + ", and '" + words + "' is "
                        + (words.matches(form) ? "a second one." : "none."));
            }
            return words;
        }

        @Override
        public void visit(FencedCodeBlock fence) {
            switch (section) {
                case "Start" -> start = fence.getLiteral();
                case "Wrong answers", "Right answers" -> {
                    if (title == null) {
                        throw mistake(fence, "This code has no title above it: a line that begins with ###.");
                    }
                    boolean right = section.equals("Right answers");
                    if (!right && sentences.isEmpty()) {
                        throw mistake(fence, "There is no sentence, on a line that begins with >, with which '" + title + "' is refused.");
                    }
                    answers.add(new Answer(title, right, String.join("\n", above), List.copyOf(sentences), fence.getLiteral(), titleLine));
                    title = null;
                }
                default -> { }
            }
        }

        private void refuseOpenAnswer() {
            if (title != null) {
                throw new Mistake(file, titleLine, "'" + title + "' has no code, in a fence that begins with ```java.");
            }
        }

        private Mistake mistake(Node node, String sentence) {
            return new Mistake(file, line(node), sentence);
        }

        private static int line(Node node) {
            return node.getSourceSpans().getFirst().getLineIndex() + 1;
        }

        private String source(Node node) {
            return node.getSourceSpans().stream()
                    .map(span -> lines.get(span.getLineIndex()).substring(span.getColumnIndex()))
                    .collect(Collectors.joining("\n"));
        }
    }
}
