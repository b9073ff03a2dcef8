package workbook.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import workbook.judging.Verdict;
import workbook.session.Pass;
import workbook.session.Standing;
import workbook.session.View;
import workbook.timeline.TimelineText;

/// A [View] in lines of text, and how they are parted into pages where there is not room for all.
///
/// @param prose   comes last where there is not room for all
/// @param tests   those that passed become one line where there is not room for all, and come last
/// @param tail    whether the end is what matters, as of a program's output
/// @param prompt  what is asked and typed; empty where nothing is asked
/// @param keys    what may be pressed
/// @param settled false while something is under way that will change this by itself
public record Sheet(String title, Path file, List<String> prose, List<Verdict.Test> tests, List<String> body, boolean tail, String prompt,
        String keys, boolean settled) {

    /// @param typed what has been typed so far in answer to the view
    /// @param keys  what may be pressed
    /// @param width columns in a line
    public static Sheet of(View view, String typed, String keys, int width) {
        var body = new ArrayList<String>();
        var prose = List.of(view.prose());
        var tests = List.<Verdict.Test>of();
        var prompt = "";
        switch (view.content()) {
            case View.Question(var prediction) -> {
                prediction.text().forEach(line -> body.add(Style.prose(line)));
                part(body, List.of("Type " + prediction.asked() + "."));
                prompt = "Your guess: " + Text.shown(typed) + "_";
            }
            case View.Output(var lines, var compared) -> {
                prose = List.of();
                lines.forEach(line -> body.add(" " + Text.shown(line)));
                part(body, compared.stream().map(Style::prose).toList());
            }
            case View.Drawing(var run) -> {
                prose = List.of();
                new TimelineText(width - 2, !Style.canDraw(), Style.COLOUR).draw(List.of(run)).forEach(line -> body.add(" " + line));
            }
            case View.Board board -> {
                prose = List.of();
                body.addAll(BoardText.of(board, width - 1));
            }
            case View.Listing _ -> {
                prose = List.of();
                view.lessons().forEach(line -> body.add(line(line)));
                prompt = "The number of a lesson, and Enter: " + typed + "_";
            }
            case View.Confirmation confirmation -> body.add(confirmation.question());
            case View.Checking(var done, var hints) -> {
                tests = done;
                done.stream().filter(test -> test.failure() != null).findFirst()
                        .ifPresent(test -> body.addAll(test.failure().lines().map(Text::shown).toList()));
                part(body, List.of("Checking ..."));
                hints(body, hints);
            }
            case View.Unjudged(var hints) -> hints(body, hints);
            case View.Judged judged -> {
                tests = judged.verdict().tests();
                if (judged.verdict().passed()) {
                    passed(body, judged.pass());
                } else {
                    var details = Report.details(judged.answer(), judged.verdict(), true);
                    body.addAll(details.subList(tests.isEmpty() ? 0 : Math.min(tests.size() + 1, details.size()), details.size()));
                }
                if (judged.since()) {
                    part(body, List.of("You have passed this lesson; the file has changed since."));
                }
                hints(body, judged.hints());
            }
        }
        part(body, view.notes().stream().map(Text::shown).map(Style::prose).toList());
        return new Sheet(view.name() + "  " + bar(view.lessons()), view.lesson().file(), prose, tests, List.copyOf(body),
                view.content() instanceof View.Output, prompt, keys, view.settled());
    }

    /// Adds a part, after a blank line if there is anything before it.
    private static void part(List<String> body, List<String> lines) {
        if (!lines.isEmpty() && !body.isEmpty()) {
            body.add("");
        }
        body.addAll(lines);
    }

    private static void hints(List<String> body, List<View.Hint> hints) {
        hints.forEach(hint -> part(body, List.of("Hint " + hint.number() + " of " + hint.of() + ": " + Style.prose(hint.text()))));
    }

    private static void passed(List<String> body, Pass pass) {
        body.add(Style.good("Passed."));
        if (pass == null) {
            return;
        }
        body.add(Style.prose(pass.learned()));
        part(body, pass.modify().stream().map(Style::prose).toList());
        if (pass.next() != null) {
            part(body, List.of("Next: " + pass.next() + "."));
        }
        if (pass.end() != null) {
            var end = pass.end();
            part(body, List.of(end.words()));
            end.learned().forEach(each -> body.add("- " + Style.prose(each.words())));
            if (!end.next().isEmpty()) {
                part(body, List.of("Where to go from here:"));
                end.next().forEach(place -> body.add("- " + Style.prose(place)));
            }
        }
        if (!pass.investigate().isEmpty()) {
            part(body, List.of("Investigate, answered:"));
            pass.investigate().forEach(answer -> body.add("- " + Style.prose(answer)));
        }
    }

    private static String bar(List<View.Line> lessons) {
        var bar = new StringBuilder();
        lessons.forEach(each -> bar.append(each.standing() == Standing.PASSED ? "█" : each.standing().passed() ? "▓" : "░"));
        return bar.toString();
    }

    /// A lesson in one line: its name, and the state of the learner's answer.
    private static String line(View.Line line) {
        var mark = line.standing().passed() ? Style.good("✓") : line.standing().words.isEmpty() ? " " : Style.bad("✗");
        return "%s %s %-36s %s".formatted(line.current() ? ">" : " ", mark, line.name(), line.standing().words).stripTrailing();
    }

    /// All lines under each other.
    List<String> lines() {
        return Stream.of(prose, tests.stream().map(Sheet::line).toList(), body).flatMap(List::stream).toList();
    }

    private static String line(Verdict.Test test) {
        return Report.mark(test) + Text.shown(test.sentence());
    }

    /// The lines in pages of `height` lines: one page where there is room, or else first what matters, then what was left out.
    ///
    /// @param head what comes with the prose
    List<List<String>> pages(int width, int height, List<String> head) {
        var prose = Stream.concat(head.stream(), this.prose.stream()).toList();
        var all = tests.stream().map(Sheet::line).toList();
        var passed = tests.stream().filter(Verdict.Test::passed).map(Sheet::line).toList();
        var others = new ArrayList<>(tests.stream().filter(test -> !test.passed()).map(Sheet::line).toList());
        if (!passed.isEmpty()) {
            others.addFirst(Style.good("✓ ") + passed.size() + (passed.size() == 1 ? " test passes" : " tests pass"));
        }
        var whole = wrapped(width, prose, all, body);
        if (whole.size() <= height) {
            return List.of(whole);
        }
        var withTests = wrapped(width, all, body);
        return withTests.size() <= height ? pages(height, withTests, wrapped(width, prose))
                : pages(height, wrapped(width, others, body), wrapped(width, prose, passed));
    }

    @SafeVarargs
    private static List<String> wrapped(int width, List<String>... parts) {
        var lines = new ArrayList<String>();
        for (var part : parts) {
            part(lines, Text.wrap(part, width, true));
        }
        return lines;
    }

    /// The lines of `first` in pages, then those of `rest` on pages of their own.
    private static List<List<String>> pages(int height, List<String> first, List<String> rest) {
        var pages = new ArrayList<List<String>>();
        for (var lines : List.of(first, rest)) {
            for (int from = 0; from < lines.size(); ) {
                int to = Math.min(from + height, lines.size());
                pages.add(lines.subList(from, to));
                from = to < lines.size() && lines.get(to).isEmpty() ? to + 1 : to;
            }
        }
        return pages;
    }
}
