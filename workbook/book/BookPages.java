package workbook.book;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import workbook.curriculum.Page;
import workbook.curriculum.Prediction;
import workbook.pages.Markup;
import workbook.pages.Pages;

/// Writes the whole workbook as pages that need no network and no server: one for a lesson and one for what goes wrong in it, those of the
/// folder `book`, the terms, what people write, all in one document, and the first page. They share a style sheet and scripts beside them, and need nothing else. The exercise's solution is behind two clicks, all else at most behind one.
public final class BookPages {

    record Link(String file, String title) {}

    /// A page besides the lessons; `title` is HTML.
    record Side(String file, String title, String begin) {}

    /// The lesson whose pictures the first page shows; `figures` is HTML.
    record Shown(String file, String title, String program, String figures) {}

    record Block(List<JavaCode.Line> lines) {}

    /// A word that is explained.
    ///
    /// @param sentence in which it stands first, as HTML
    record Term(String word, String file, String id, String number, String sentence) {}

    /// A wrong answer; all but `refusals` is HTML.
    record Wrong(String id, String title, List<String> prose, List<String> refusals) {}

    /// A lesson in a list; all but the first two is HTML.
    record Entry(String file, String number, String title, String paragraph, String learned, String mistakesFile, List<Wrong> mistakes) {}

    /// Lessons for an evening.
    record Evening(String id, String title, List<Entry> lessons) {
        String lower() {
            return title.toLowerCase();
        }
    }

    private static final Template LESSON = Pages.template("book.html");
    private static final Template INDEX = Pages.template("book-index.html");
    private static final Template TERMS = Pages.template("book-terms.html");
    private static final Template MISCONCEPTIONS = Pages.template("book-misconceptions.html");
    private static final Template PAGE = Pages.template("book-page.html");
    private static final Template ALL = Pages.template("book-all.html");
    private static final Template MISTAKES = Pages.template("book-mistakes.html");

    private static final Pattern SENTENCE = Pattern.compile("(?<=[.?]) (?=[A-Z`*\\[])");
    private static final Pattern EMPHASIS = Pattern.compile("(?<![*\\w])\\*(?![*\\s])([^*`]+)(?<!\\s)\\*(?!\\*)");

    /// What of a page is in the document with all of them, and where that has to change.
    private static final Pattern BODY = Pattern.compile("(?s)(?<head><h1>(?<title>.*?)</h1>.*?)</header>\n<main[^>]*>\n(?<main>.*)</main>");
    private static final Pattern TAG = Pattern.compile("<[a-z][^<>]*>");
    private static final Pattern ATTRIBUTE = Pattern.compile(" (id|for|name|href|aria-labelledby|data-line|fill)=\"([^\"]*)\"");

    /// What the guide asks of a teacher between the sentences that are about the answer.
    private static final Pattern FOR_TEACHERS = Pattern.compile("^(Ask|Listen|Have|Give|Let the class|Let them|Let each)\\b.*|.*\\b((let|have) the class|with the class|the paragraph .* together)\\b.*");

    private final List<Chapter> chapters;
    private final List<ProsePage> prose;
    private final Map<String, String> figures;
    private final List<Term> terms;
    private final List<Entry> entries;

    private BookPages(List<Chapter> chapters, List<ProsePage> prose, Map<String, String> figures) {
        this.chapters = chapters;
        this.prose = prose;
        this.figures = figures;
        this.terms = terms(chapters);
        this.entries = chapters.stream().map(BookPages::entry).toList();
    }

    /// The pages, and the style sheet and scripts that they share, by the names of their files.
    ///
    /// @param prose   the pages that are no lessons
    /// @param figures the figures of lessons that were recorded before, by the names of the lessons
    /// @throws workbook.curriculum.Mistake if a lesson lacks what its page needs
    public static Map<String, String> of(List<Chapter> chapters, List<ProsePage> prose, Map<String, String> figures) {
        var book = new BookPages(chapters, prose, figures);
        var pages = new LinkedHashMap<String, String>();
        pages.put("index.html", book.index());
        for (int i = 0; i < chapters.size(); i++) {
            pages.put(chapters.get(i).file(), book.lesson(i));
        }
        for (int i = 0; i < prose.size(); i++) {
            pages.put(prose.get(i).file(), book.page(i));
        }
        pages.put("terms.html", TERMS.execute(Map.of("terms", book.terms.stream().sorted((one, other) -> one.word.compareToIgnoreCase(other.word)).toList())));
        book.entries.forEach(entry -> pages.put(entry.mistakesFile, MISTAKES.execute(Map.of("entry", entry))));
        var search = search(pages, book.terms);
        pages.put("all.html", all(pages));
        pages.put("misconceptions.html", MISCONCEPTIONS.execute(Map.of("lessons", book.entries,
                "count", book.entries.stream().mapToInt(entry -> entry.mistakes.size()).sum())));
        pages.put("book.css", Pages.styles("timeline.css", "book.css"));
        pages.put("book.js", Pages.resource("book.js"));
        pages.put("search.js", Pages.resource("search.js"));
        pages.put("search-text.js", search);
        return pages;
    }

    /// What the first page's search looks through: the pages besides the first, and the terms.
    private static String search(Map<String, String> pages, List<Term> terms) {
        var search = new SearchText();
        pages.forEach((file, page) -> {
            if (!file.equals("index.html") && !file.equals("terms.html")) {
                var body = BODY.matcher(page);
                body.find();
                search.add(body.group("title"), file, body.group("head").replaceFirst("(?s)^<h1>.*?</h1>", "") + body.group("main"));
            }
        });
        search.add(terms);
        return search.script();
    }

    /// What stands in the pages under each other, for paper; it is larger than any page may be that is read on a screen. The ids of each begin with
    /// its name.
    private static String all(Map<String, String> pages) {
        record Part(String id, String title, String html) {}
        var parts = pages.entrySet().stream().filter(page -> !page.getKey().equals("index.html")).map(page -> {
            var body = BODY.matcher(page.getValue());
            body.find();
            var id = page.getKey().replace(".html", "");
            var html = TAG.matcher(body.group("head") + body.group("main")).replaceAll(tag -> Matcher.quoteReplacement(prefixed(tag.group(), id, pages.keySet())));
            return new Part(id, body.group("title"), html);
        }).toList();
        return ALL.execute(Map.of("parts", parts));
    }

    /// The tag, with ids that begin with that of its page, and links that stay in the document.
    private static String prefixed(String tag, String page, Set<String> pages) {
        return ATTRIBUTE.matcher(tag).replaceAll(attribute -> {
            var value = attribute.group(2);
            return Matcher.quoteReplacement(" " + attribute.group(1) + "=\"" + switch (attribute.group(1)) {
                case "href" -> link(value, page, pages);
                case "fill" -> value.replace("url(#", "url(#" + page + "-");
                case "aria-labelledby" -> Stream.of(value.split(" ")).map(id -> page + "-" + id).collect(Collectors.joining(" "));
                default -> page + "-" + value;
            } + "\"");
        });
    }

    private static String link(String value, String page, Set<String> pages) {
        var parts = value.split("#", 2);
        boolean inside = pages.contains(parts[0]) && !parts[0].equals("index.html");
        return value.startsWith("#") ? "#" + page + "-" + parts[1] : inside ? "#" + value.replace(".html", "").replace('#', '-') : value;
    }

    private String index() {
        var evenings = new ArrayList<Evening>();
        var second = IntStream.range(0, chapters.size()).filter(i -> chapters.get(i).page().play() != null).findFirst().orElse(chapters.size());
        evenings.add(new Evening("first", "The first evening", entries.subList(0, second)));
        evenings.add(new Evening("second", "The second evening", entries.subList(second, entries.size())));
        evenings.removeIf(evening -> evening.lessons.isEmpty());
        var values = new HashMap<String, Object>(Map.of("evenings", evenings));
        var shown = shown(chapters);
        values.put("shown", new Shown(shown.file(), shown.lesson().title(), Figures.program(shown), figures(shown).replace(" href=\"#", " href=\"" + shown.file() + "#")));
        values.put("pages", prose.stream().map(page -> new Side(page.file(), Markup.words(page.title()), page.begin())).toList());
        values.put("begin", chapters.getFirst());
        return INDEX.execute(values);
    }

    private String lesson(int i) {
        var chapter = chapters.get(i);
        var lesson = chapter.lesson();
        var page = chapter.page();
        var ids = terms.stream().filter(term -> term.file.equals(chapter.file())).collect(Collectors.toMap(Term::word, Term::id, (one, _) -> one, HashMap::new));
        Function<String, String> blocks = markdown -> Markup.blocks(markdown, ids);
        var prediction = lesson.prediction();
        var values = new HashMap<String, Object>(Map.of("number", lesson.number(), "name", lesson.title(), "title", Markup.words(lesson.title()), "idea", blocks.apply(chapter.idea())));
        values.put("learners", chapter.learners());
        values.put("question", Markup.blocks(chapter.question(), new HashMap<>()));
        values.put("choices", prediction.kind() == Prediction.Kind.CHOICE ? prediction.choices() : List.of());
        values.put("wanted", prediction.wanted());
        values.put("predict", Markup.words(page.predict()));
        values.put("code", code(chapter.program(), "run1"));
        values.put("investigate", blocks.apply(chapter.investigate()));
        values.put("answers", page.investigate().stream().map(Markup::words).toList());
        values.put("program", Figures.program(chapter));
        values.put("picture", Markup.words(page.picture()));
        values.put("figures", figures(chapter));
        values.put("contract", chapter.contract().map(part -> Markup.blocks(part.text(), new HashMap<>())).orElse(""));
        values.put("task", code(chapter.task(), "run1"));
        values.put("orders", chapter.starter() == null ? List.of() : Order.in(chapter.starter()));
        values.put("play", page.play() == null ? "" : Markup.words(page.play().task()));
        values.put("hints", IntStream.range(0, page.hints().size()).mapToObj(n -> Map.of("n", n + 1, "text", Markup.words(page.hints().get(n)))).toList());
        values.put("solution", code(chapter.solution(), "run2"));
        values.put("modify", blocks.apply(chapter.modify()));
        values.put("rest", code(chapter.rest(), "run1"));
        values.put("learned", Markup.words(page.learned()));
        values.put("next", page.next().stream().map(Markup::words).toList());
        values.put("mistakes", new Link(chapter.mistakesFile(), "" + entries.get(i).mistakes.size()));
        values.put("before", i == 0 ? false : new Link(chapters.get(i - 1).file(), chapters.get(i - 1).lesson().title()));
        values.put("after", i + 1 == chapters.size() ? false : new Link(chapters.get(i + 1).file(), chapters.get(i + 1).lesson().title()));
        return LESSON.execute(values);
    }

    private String page(int i) {
        var page = prose.get(i);
        var values = new HashMap<String, Object>(Map.of("name", page.title(), "title", Markup.words(page.title()), "html", Markup.page(page.text(), this::page)));
        values.put("before", i == 0 ? false : new Link(prose.get(i - 1).file(), prose.get(i - 1).title()));
        values.put("after", i + 1 == prose.size() ? false : new Link(prose.get(i + 1).file(), prose.get(i + 1).title()));
        return PAGE.execute(values);
    }

    /// The page of the book for a file that a page which is no lesson leads to: its own, or that of the lesson whose file it is.
    private Optional<String> page(String link) {
        var parts = link.split("(?=#)", 2);
        var name = parts[0].replaceFirst("^.*/", "").replaceFirst("\\.(md|java)$", "");
        return Stream.concat(prose.stream().map(ProsePage::file), chapters.stream().map(Chapter::file)).filter(file -> file.equals(name + ".html")).findFirst()
                .map(file -> file + (parts.length == 1 ? "" : parts[1]));
    }

    /// The lesson whose pictures the first page shows.
    public static Chapter shown(List<Chapter> chapters) {
        return chapters.get(Math.min(1, chapters.size() - 1));
    }

    private String figures(Chapter chapter) {
        return chapter.runs().isEmpty() ? figures.getOrDefault(chapter.lesson().name(), "") : Figures.of(chapter);
    }

    private static List<Block> code(List<Chapter.Part> parts, String id) {
        return parts.stream().map(part -> new Block(JavaCode.lines(part.text(), part.first(), id))).toList();
    }

    private static Entry entry(Chapter chapter) {
        return new Entry(chapter.file(), chapter.lesson().number(), Markup.words(chapter.lesson().title()), Markup.words(closed(paragraphs(chapter.idea()).getFirst())),
                Markup.words(chapter.page().learned()), chapter.mistakesFile(), mistakes(chapter.page()));
    }

    /// Without a last sentence that leads on to what is not here.
    static String closed(String paragraph) {
        return paragraph.replaceFirst("(?<=[.?]) [^.?]*:$", "");
    }

    private static List<Wrong> mistakes(Page page) {
        var wrong = page.answers().stream().filter(answer -> !answer.right()).toList();
        return IntStream.range(0, wrong.size()).mapToObj(i -> new Wrong("wrong" + (i + 1), Markup.words(wrong.get(i).title()),
                wrong.get(i).prose().lines().map(BookPages::forLearners).filter(prose -> !prose.isEmpty()).map(Markup::words).toList(), wrong.get(i).sentences())).toList();
    }

    private static String forLearners(String prose) {
        return SENTENCE.splitAsStream(prose).filter(sentence -> !FOR_TEACHERS.matcher(sentence).matches()).collect(Collectors.joining(" "));
    }

    /// The words that lessons emphasise, each where that is done first. A sentence, a heading and a number are no terms.
    private static List<Term> terms(List<Chapter> chapters) {
        var terms = new LinkedHashMap<String, Term>();
        for (var chapter : chapters) {
            for (var paragraph : paragraphs(chapter.prose())) {
                var sentences = List.of(SENTENCE.split(paragraph));
                for (int i = 0; i < sentences.size(); i++) {
                    var sentence = whole(sentences, i);
                    EMPHASIS.matcher(sentences.get(i)).results().map(found -> found.group(1)).filter(word -> !word.matches("[A-Z][a-z].*|.*[.?:]|one"))
                            .forEach(word -> terms.putIfAbsent(word, new Term(word, chapter.file(), "term-" + word.toLowerCase().replaceAll("[^a-z0-9]+", "-"),
                                    chapter.lesson().number(), Markup.words(sentence))));
                }
            }
        }
        return List.copyOf(terms.values());
    }

    /// The sentence, with the one before where it speaks of that, or the one after where it is short.
    private static String whole(List<String> sentences, int i) {
        boolean back = i > 0 && sentences.get(i).matches("(That|Then|Such|Each|It|But|Nobody) .*");
        boolean on = !back && i + 1 < sentences.size() && sentences.get(i).length() < 50;
        return String.join(" ", sentences.subList(back ? i - 1 : i, on ? i + 2 : i + 1));
    }

    /// Each in one line, without its mark where it is an item of a list; without examples.
    private static List<String> paragraphs(String markdown) {
        return Stream.of(markdown.split("\n\\s*\n|\n(?=- )")).filter(block -> !block.startsWith("    "))
                .map(block -> block.replaceFirst("^- ", "").replaceAll("\\s+", " ").strip()).filter(block -> !block.isEmpty()).toList();
    }
}
