package workbook.web;

import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import workbook.book.Chapter;
import workbook.book.Order;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.judging.Verdict;
import workbook.pages.Markup;
import workbook.pages.Pages;
import workbook.session.Action;
import workbook.session.Pass;
import workbook.session.View;
import workbook.timeline.RecordedRun;
import workbook.timeline.TimelinePage;

/// A [View] as regions of a page: HTML by the ids of the elements that hold it, and under `title` the page's title.
final class WebPage {

    /// What can be asked for, in the words of [Requests].
    record Button(String what, String with, String key, String words) {}

    record Place(String number, String name, String mark, String words, boolean current) {}

    /// @param sign what stands before it, and `said` the same for who hears it
    record Test(String style, String sign, String said, String sentence, List<String> explored) {}

    /// A thread of a game.
    record Column(int number, String name, boolean canGoOn, String next) {}

    record Moves(List<String> cells) {}

    private static final Template PAGE = Pages.template("web.html");
    private static final Template LESSONS = Pages.template("web-lessons.html");
    private static final Template PROSE = Pages.template("web-prose.html");
    private static final Template WORK = Pages.template("web-work.html");
    private static final Template TESTS = Pages.template("web-tests.html");
    private static final Template ACTIONS = Pages.template("web-actions.html");
    private static final Template PICTURE = Pages.template("web-picture.html");

    private static final Pattern PLACE = Pattern.compile("\\b(\\d\\d_\\w+)\\.java:(\\d{1,6})\\b(?::\\d+)?");
    private static final Pattern PLACE_OR_LINE = Pattern.compile(PLACE + "|\\bline (\\d{1,6})\\b");

    private final Function<View, Map<Action, String>> keys;
    private Lesson lesson;
    private String prose;
    private RecordedRun run;
    private boolean older;
    private String picture = "";

    /// @param keys what may be done, and with which key
    WebPage(Function<View, Map<Action, String>> keys) {
        this.keys = keys;
    }

    /// The page before there is anything to see.
    ///
    /// @param opens whether a click on a line opens the editor
    static String page(boolean opens) {
        return PAGE.execute(Map.of("styles", Pages.styles("timeline.css", "book.css", "web.css"), "opens", opens));
    }

    /// All regions. What has not changed since the last call is not rendered again where that takes long.
    Map<String, String> regions(View view) {
        var regions = new LinkedHashMap<String, String>();
        var mark = view.content() instanceof View.Judged judged ? judged.verdict().passed() ? "✓ " : "✗ " : "";
        regions.put("title", mark + view.name());
        regions.put("name", Pages.escaped(view.name()));
        regions.put("file", button(1, view.lesson().shown(view.lesson().file())));
        regions.put("lessons", LESSONS.execute(Map.of("open", view.content() instanceof View.Listing, "lessons", view.lessons().stream().map(WebPage::place).toList(),
                "passed", view.lessons().stream().filter(line -> line.standing().passed()).count(), "all", view.lessons().size())));
        regions.put("prose", prose(view));
        var work = work(view);
        regions.put("work", WORK.execute(work));
        regions.put("tests", TESTS.execute(work));
        regions.put("notes", view.notes().size() < 2 ? Pages.escaped(String.join("", view.notes()))
                : "<pre tabindex=\"0\">" + Pages.escaped(String.join("\n", view.notes())) + "</pre>");
        regions.put("actions", ACTIONS.execute(Map.of("actions", actions(view))));
        regions.put("picture", picture(view.content() instanceof View.Drawing(var asked) ? asked : view.picture(), view.content()));
        return regions;
    }

    private static Place place(View.Line line) {
        var number = line.name().replaceFirst(" .*", "");
        return new Place(number, line.name(), line.standing().passed() ? "✓" : line.standing().words.isEmpty() ? "" : "✗", line.standing().words, line.current());
    }

    private String prose(View view) {
        if (!view.lesson().equals(lesson)) {
            lesson = view.lesson();
            try {
                var chapter = new Chapter(lesson, Page.read(lesson.page()), lesson.starter(), null, List.of());
                prose = PROSE.execute(Map.of("idea", blocks(chapter.idea()), "investigate", blocks(chapter.investigate()),
                        "contract", chapter.contract().map(part -> blocks(part.text())).orElse("")));
            } catch (Mistake e) {       // the verdict says what is wrong
                prose = PROSE.execute(Map.of("idea", "<p>" + Pages.escaped(view.prose()) + "</p>", "investigate", "", "contract", ""));
            }
        }
        return prose;
    }

    private static String blocks(String markdown) {
        return Markup.blocks(markdown, new HashMap<>());
    }

    private String picture(RecordedRun shown, View.Content content) {
        boolean changed = shown != null && content instanceof View.Judged judged && !judged.answer().equals(shown.answer());
        if (shown != run || changed != older) {
            run = shown;
            older = changed;
            picture = shown == null ? "" : PICTURE.execute(Map.of("older", older, "pictures", TimelinePage.pictures(List.of(shown))));
        }
        return picture;
    }

    private List<Button> actions(View view) {
        if (view.content() instanceof View.Question) {
            return beside(view);
        }
        return keys.apply(view).entrySet().stream()
                .filter(action -> action.getKey() != Action.LIST && (action.getKey() != Action.TIMELINE || view.picture() == null))
                .map(action -> new Button("act", action.getKey().name(), action.getValue().length() == 1 ? action.getValue() : "Esc", view.words(action.getKey()))).toList();
    }

    /// The lessons before and after this one. Keys are for the prediction here.
    private static List<Button> beside(View view) {
        var numbers = view.lessons().stream().map(line -> place(line).number).toList();
        int at = numbers.indexOf(view.lesson().number());
        return Stream.of(Action.NEXT, Action.BACK).flatMap(action -> {
            int other = action == Action.NEXT ? at + 1 : at - 1;
            return other < 0 || other >= numbers.size() ? Stream.of() : Stream.of(new Button("go", numbers.get(other), "", view.words(action)));
        }).toList();
    }

    private Map<String, Object> work(View view) {
        var values = new HashMap<String, Object>();
        switch (view.content()) {
            case View.Question(var prediction) -> values.put("question", Map.of("text", words(prediction.text()), "choices", prediction.choices(), "wanted", prediction.asked()));
            case View.Output(var lines, var compared) -> {
                values.put("run", true);
                values.put("output", led(String.join("\n", lines), PLACE));
                values.put("compared", compared.stream().limit(1).map(Pages::escaped).toList());     // it has what was printed in it
                values.put("why", words(compared.stream().skip(1).toList()));
                values.put("runs", !view.settled());
            }
            case View.Drawing _ -> values.put("status", "The last run");
            case View.Board board -> values.put("board", board(board));
            case View.Listing _ -> values.put("status", "Choose a lesson from the list.");
            case View.Confirmation confirmation -> values.put("status", Pages.escaped(confirmation.question()));
            case View.Checking(var tests, var hints) -> {
                values.put("status", "Checking ...");
                tests(values, tests, hints);
                values.put("said", tests.stream().filter(test -> test.failure() != null).limit(1).flatMap(test -> test.failure().lines()).map(this::led).toList());
            }
            case View.Unjudged(var hints) -> tests(values, List.of(), hints);
            case View.Judged judged -> {
                var verdict = judged.verdict();
                tests(values, verdict.tests(), judged.hints());
                values.put(verdict.passed() ? "passed" : "refused", true);
                values.put("since", judged.since());
                if (verdict.passed()) {
                    values.put("status", Pages.escaped(verdict.sentence()));
                    values.put("pass", judged.pass() == null ? List.of() : List.of(pass(judged.pass())));
                } else {
                    explain(values, verdict);
                }
            }
        }
        return values;
    }

    private static void tests(Map<String, Object> values, List<Verdict.Test> tests, List<View.Hint> hints) {
        values.put("tests", tests.stream().map(test -> test.passed() ? new Test("good", "✓", "passes", test.sentence(), test.explored().stream().distinct().toList())
                : test.ran() ? new Test("bad", "✗", "fails", test.sentence(), List.of()) : new Test("out", "·", "was left out", test.sentence(), List.of())).toList());
        values.put("hints", hints.stream().map(hint -> Map.of("number", hint.number(), "of", hint.of(), "text", Markup.words(hint.text()))).toList());
    }

    /// What went wrong, and where.
    private void explain(Map<String, Object> values, Verdict verdict) {
        var failed = verdict.failed();
        values.put("status", led(switch (verdict) {
            case Verdict.Passed _ -> throw new IllegalArgumentException();
            case Verdict.DoesNotCompile _ -> "It does not compile.";
            case Verdict.Stuck stuck when !stuck.failedBefore() -> "The method does not return.";
            case Verdict.Stuck _, Verdict.Refused _, Verdict.CompilerFailed _, Verdict.NotJudged _, Verdict.Crashed _ -> verdict.sentence().lines().findFirst().orElse("");
        }));
        var lines = switch (verdict) {
            case Verdict.Stuck stuck -> Stream.concat(!stuck.failedBefore() ? Stream.of()
                    : Stream.concat(verdict.sentence().lines().skip(1), Stream.of("In a later test the method does not return:")), stuck.threads().stream());
            case Verdict.Crashed _, Verdict.DoesNotCompile _ -> Stream.<String>of();
            default -> verdict.sentence().lines().skip(1);
        };
        values.put("said", lines.map(this::led).toList());
        values.put("problems", switch (verdict) {
            case Verdict.DoesNotCompile(var problems) -> problems.stream().limit(3).map(problem -> led(problem.shown())).toList();
            case Verdict.Crashed(_, _, var output) when !output.isEmpty() -> List.of(led(String.join("\n", output), PLACE));
            default -> List.of();
        });
        values.put("where", failed.map(Verdict.Test::where).map(this::led).orElse(""));
        values.put("orders", Order.in(verdict));
    }

    /// The text as HTML in which each line of the learner's file that it names is a button.
    private String led(String text) {
        return led(text, PLACE_OR_LINE);
    }

    /// @param place has the name of a file and a line, or a line alone, as its groups
    private String led(String text, Pattern place) {
        return place.matcher(Pages.escaped(text)).replaceAll(found -> found.group(1) != null && !found.group(1).equals(lesson.name()) ? found.group()
                : button(Integer.parseInt(found.group(found.group(1) != null ? 2 : 3)), found.group()));
    }

    static String button(int line, String words) {
        return "<button type=\"button\" class=\"line\" data-do=\"open\" data-with=\"" + line + "\">" + words + "</button>";
    }

    private static Map<String, Object> pass(Pass pass) {
        var values = new HashMap<String, Object>(Map.of("learned", Markup.words(pass.learned()), "modify", words(pass.modify()), "investigate", words(pass.investigate())));
        values.put("next", pass.next());
        if (pass.end() instanceof Pass.End end) {
            values.put("end", Map.of("words", end.words(), "learned", words(end.learned().stream().map(Pass.Learned::words).toList()), "next", words(end.next())));
        }
        return values;
    }

    private Map<String, Object> board(View.Board board) {
        var threads = board.position().threads();
        var columns = threads.stream().map(thread -> new Column(thread.number(), thread.name(), thread.canGoOn(),
                thread.step() == null ? "has ended" : (thread.canGoOn() ? "next: " : "") + words(thread.step()))).toList();
        var moves = board.position().steps().stream().map(step -> new Moves(IntStream.range(0, threads.size())
                .mapToObj(i -> threads.get(i).name().equals(step.thread()) ? led(words(step)) : "").toList())).toList();
        return Map.of("task", Markup.words(board.task()), "columns", columns, "moves", moves, "status", board.status(),
                "values", board.position().values().entrySet().stream().map(value -> value.getKey() + ": " + value.getValue()).collect(Collectors.joining("   ")));
    }

    private static List<String> words(List<String> paragraphs) {
        return paragraphs.stream().map(Markup::words).toList();
    }

    private static String words(Verdict.Step step) {
        return step.does() + (step.line() == 0 ? "" : " (line " + step.line() + ")");
    }
}
