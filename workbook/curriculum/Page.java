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
/// @param start   the region with which the lesson begins
/// @param hints   from a nudge to nearly the answer
/// @param learned what a learner who has passed can do now
/// @param predict what the run answers to the lesson's Predict question, and why; for a choice the right letter comes first
/// @param play    what the scheduler of the learner's threads may try, or null
/// @param investigate the answers to the lesson's Investigate questions, a paragraph each
/// @param next    where to go after the last lesson; on the other pages nothing
public record Page(Path file, String start, List<String> hints, String learned, String predict, Play play, List<String> investigate,
        List<String> next, List<Answer> answers) {

    /// A wrong answer that has this among its sentences is right where there is one processor.
    private static final String RIGHT_ON_ONE = "On one processor it passes.";

    /// @param task such as to lose an addition
    /// @param test the sentence of the test that is played
    public record Play(String task, String test) {}

    /// An answer of the page.
    ///
    /// @param sentences those with one of which the workbook must refuse it; none for a right answer. In them, `…`
    ///                  stands for what differs from run to run or from machine to machine
    /// @param line      of its title, counted from 1
    public record Answer(String title, boolean right, List<String> sentences, String code, int line) {

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

        /// The sections of prose, of which each paragraph or item of a list counts.
        private static final List<String> PROSE = List.of("Hints", "Learned", "Predict", "Play", "Investigate", "Next");
        private static final List<String> SECTIONS = List.of("Start", "Hints", "Learned", "Predict", "Play", "Wrong answers", "Right answers",
                "Investigate", "Next");

        private final Path file;
        private final String text;
        private final List<String> lines;
        private final Map<String, List<String>> prose = new HashMap<>();
        private final List<Answer> answers = new ArrayList<>();
        private String section = "";
        private String start = "";
        private String title;
        private int titleLine;
        private List<String> sentences = new ArrayList<>();
        private String played;

        Reader(Path file, String text) {
            this.file = file;
            this.text = text;
            this.lines = text.lines().toList();
        }

        Page page() {
            refuseOpenAnswer();
            PROSE.forEach(section -> prose.putIfAbsent(section, List.of()));
            return new Page(file, start, prose.get("Hints"), String.join(" ", prose.get("Learned")), String.join(" ", prose.get("Predict")), play(),
                    plain("Investigate"), plain("Next"), List.copyOf(answers));
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
            keep(source(paragraph));
        }

        @Override
        public void visit(ListItem item) {
            keep(source(item).replaceFirst("^(\\d+\\.|[-*]) *", ""));
        }

        private void keep(String words) {
            if (PROSE.contains(section)) {
                prose.computeIfAbsent(section, _ -> new ArrayList<>()).add(words.lines().map(String::strip).collect(Collectors.joining(" ")));
            }
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
                    answers.add(new Answer(title, right, List.copyOf(sentences), fence.getLiteral(), titleLine));
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
