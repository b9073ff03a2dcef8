package workbook.book;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;
import workbook.pages.Markup;
import workbook.pages.Pages;

/// Writes the pages of the guide for teachers: one for a lesson, and the index. A page needs nothing besides itself, and has
/// nothing folded away. Words that end in HTML here are rendered Markdown, in which HTML of the page's own is text.
public final class GuidePage {

    /// An answer; the texts but for `refusals` are HTML.
    ///
    /// @param refusals the sentences with one of which it is refused
    record Case(String id, String title, List<String> prose, List<String> refusals, List<Line> code) {}

    /// @param indent how many characters the line is indented
    /// @param style  `prose` for a comment
    record Line(String text, int indent, String style) {}

    record Misconception(String id, String title) {}

    record Entry(String file, String number, String title, String minutes, String points, List<String> goals,
            List<Misconception> misconceptions) {}

    private static final Template LESSON = Pages.template("guide.html");
    private static final Template INDEX = Pages.template("guide-index.html");

    private GuidePage() {
    }

    /// The name of a lesson's page.
    public static String file(Lesson lesson) {
        return lesson.name() + ".html";
    }

    /// @throws workbook.curriculum.Mistake if the lesson asks for no prediction
    public static String of(Lesson lesson, Page page) {
        var values = new HashMap<String, Object>(Map.of("number", lesson.number(), "title", html(lesson.title()), "styles", Pages.styles("guide.css"),
                "about", html(page.about()), "goals", html(page.goals()), "minutes", minutes(page.minutes()), "points", points(page.points())));
        values.put("name", lesson.title());
        values.put("discuss", html(page.discuss()));
        values.put("asked", html(lesson.prediction().text()));
        values.put("predict", html(page.predict()));
        values.put("play", page.play() == null ? "" : html(page.play().task()));
        values.put("hints", html(page.hints()));
        values.put("wrong", cases(page, false));
        values.put("right", cases(page, true));
        values.put("investigate", html(page.investigate()));
        values.put("next", html(page.next()));
        return LESSON.execute(values);
    }

    /// @param pages of all lessons, in their order
    public static String index(Map<Lesson, Page> pages) {
        var entries = new ArrayList<Entry>();
        pages.forEach((lesson, page) -> entries.add(new Entry(file(lesson), lesson.number(), html(lesson.title()), minutes(page.minutes()),
                points(page.points()), html(page.goals()),
                cases(page, false).stream().map(each -> new Misconception(each.id, each.title)).toList())));
        return INDEX.execute(Map.of("styles", Pages.styles("guide.css"), "lessons", entries, "minutes", minutes(pages.values().stream().mapToInt(Page::minutes).sum()),
                "points", points(pages.values().stream().mapToDouble(Page::points).sum()),
                "misconceptions", entries.stream().mapToInt(entry -> entry.misconceptions.size()).sum()));
    }

    private static List<Case> cases(Page page, boolean right) {
        var answers = page.answers().stream().filter(answer -> answer.right() == right).toList();
        return IntStream.range(0, answers.size()).mapToObj(i -> {
            var answer = answers.get(i);
            return new Case((right ? "right" : "wrong") + (i + 1), html(answer.title()), html(answer.prose().lines().toList()),
                    answer.sentences(), answer.code().stripTrailing().stripIndent().lines().map(GuidePage::line).toList());
        }).toList();
    }

    private static Line line(String text) {
        return new Line(text, text.length() - text.stripLeading().length(), text.strip().startsWith("//") ? "prose" : "");
    }

    private static String minutes(int minutes) {
        return minutes == 0 ? "" : minutes + " minutes";
    }

    private static String points(double points) {
        return Page.number(points) + (points == 1 ? " point" : " points");
    }

    private static List<String> html(List<String> texts) {
        return texts.stream().map(GuidePage::html).toList();
    }

    /// Markdown as HTML; a class in brackets is its name.
    private static String html(String markdown) {
        return Markup.words(markdown.replaceAll("\\[([A-Z][\\w.#]*)\\](?!\\()", "$1"));
    }
}
