package workbook.book;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;
import workbook.curriculum.Region;
import workbook.judging.Verdict;
import workbook.timeline.RecordedRun;

/// What the book has of a lesson.
///
/// @param text    the lesson as it is given out
/// @param starter the verdict on that, or null
/// @param runs    as given, and solved; none where nothing was recorded
public record Chapter(Lesson lesson, Page page, String text, Verdict starter, List<RecordedRun> runs) {

    /// A part of the lesson's text: prose in Markdown, or code.
    ///
    /// @param first the number of its first line
    public record Part(boolean prose, int first, String text) {}

    /// The name of its page.
    String file() {
        return GuidePage.file(lesson);
    }

    /// The name of the page with the wrong answers.
    String mistakesFile() {
        return lesson.name() + ".mistakes.html";
    }

    /// The learner's file.
    String learners() {
        return lesson.shown(lesson.file()).replace('\\', '/');
    }

    /// The idea, below the title.
    public String idea() {
        return head().split("\n(?=\\*\\*Predict)", 2)[0].replaceFirst("^# .*\n", "").strip();
    }

    /// The question that is asked before the lesson is run.
    public String question() {
        return Stream.of(head().split("\n(?=\\*\\*Predict)", 2)).skip(1).collect(Collectors.joining());
    }

    private String head() {
        return parts(region().before(), 1).stream().filter(part -> part.prose && part.text.startsWith("# "))
                .map(Part::text).findFirst().orElse("");
    }

    /// The code between the head and the exercise.
    List<Part> program() {
        var parts = parts(region().before().replaceFirst("\\s*// -+ your turn -+\\s*$", "\n"), 1);
        return parts.stream().dropWhile(part -> !part.prose).filter(part -> !part.prose).toList();
    }

    /// What the lesson says of the run.
    public String investigate() {
        return said(region().before());
    }

    /// The promise of the exercise.
    public Optional<Part> contract() {
        return exercise().stream().filter(Part::prose).findFirst();
    }

    /// The exercise's code.
    List<Part> task() {
        return exercise().stream().filter(part -> !part.prose).toList();
    }

    private List<Part> exercise() {
        int first = Region.line(text, region().before().length());
        return split(region().exercise(), first, Region.line(region().exercise(), contractEnd(region().exercise())));
    }

    /// The solution's exercise, without its promise.
    List<Part> solution() {
        var region = solved();
        int first = Region.line(region.before() + region.exercise(), region.before().length());
        return split(region.exercise(), first, Region.line(region.exercise(), contractEnd(region.exercise()))).stream().filter(part -> !part.prose).toList();
    }

    /// How many lines more the solution's exercise has than the starter's.
    int longer() {
        return (int) (solved().exercise().lines().count() - region().exercise().lines().count());
    }

    String modify() {
        return said(region().after());
    }

    /// The code below the exercise.
    List<Part> rest() {
        var before = region().before() + region().exercise();
        var parts = parts(region().after(), Region.line(before, before.length()));
        return parts.stream().filter(part -> !part.prose).map(part -> part.text.contains("--- end of your turn")
                ? new Part(false, part.first, part.text.replaceFirst(" *// -+ end of your turn -+", "")) : part).map(Chapter::stripped).filter(part -> !part.text.isBlank()).toList();
    }

    /// All that it says besides the question and the promise.
    String prose() {
        return Stream.of(idea(), investigate(), modify()).collect(Collectors.joining("\n\n"));
    }

    private Region region() {
        return Region.of(lesson.file(), text);
    }

    private Region solved() {
        return Region.of(lesson.solution(), Lesson.read(lesson.solution()));
    }

    private static String said(String text) {
        return parts(text, 1).stream().filter(part -> part.prose && part.text.startsWith("**")).map(Part::text).collect(Collectors.joining("\n\n"));
    }

    /// Where the comment ends with which an exercise begins.
    private static int contractEnd(String exercise) {
        int end = 0;
        while (exercise.startsWith("    ///", end)) {
            end = exercise.indexOf('\n', end) + 1;
        }
        return end;
    }

    /// Splits an exercise before its line `from`.
    private static List<Part> split(String exercise, int first, int from) {
        var lines = exercise.lines().toList();
        return Stream.of(new Part(true, first, prose(lines.subList(0, from - 1))), stripped(new Part(false, first + from - 1,
                String.join("\n", lines.subList(from - 1, lines.size()))))).filter(part -> !part.text.isBlank()).toList();
    }

    /// The parts of `text`. Prose is what begins with a title or a bold word; other comments belong to their code.
    private static List<Part> parts(String text, int first) {
        var parts = new ArrayList<Part>();
        var lines = text.lines().toList();
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().matches("/// (# |\\*\\*).*") && (i == 0 || !lines.get(i - 1).strip().startsWith("///"))) {
                int end = i;
                while (end < lines.size() && lines.get(end).strip().startsWith("///")) {
                    end++;
                }
                parts.add(stripped(new Part(false, first + from, String.join("\n", lines.subList(from, i)))));
                parts.add(new Part(true, first + i, prose(lines.subList(i, end))));
                from = end;
                i = end - 1;
            }
        }
        parts.add(stripped(new Part(false, first + from, String.join("\n", lines.subList(from, lines.size())))));
        return parts.stream().filter(part -> !part.text.isBlank()).toList();
    }

    private static String prose(List<String> lines) {
        return lines.stream().map(line -> line.strip().replaceFirst("^/// ?", "")).collect(Collectors.joining("\n"));
    }

    /// The same without blank lines at its beginning and end.
    private static Part stripped(Part part) {
        var text = part.text.replaceFirst("^(\\s*\n)+", "");
        return new Part(part.prose, part.first + Region.line(part.text, part.text.length() - text.length()) - 1, text.stripTrailing());
    }
}
