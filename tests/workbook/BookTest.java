package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("The book")
@Execution(ExecutionMode.CONCURRENT)
class BookTest {

    private static final String DOCS = "https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/";
    private static final Pattern TAG = Pattern.compile("<(/?)([a-z]\\w*)((?:\\s[^<>]*)?)>");
    private static final Pattern LINK = Pattern.compile("<a (?:rel=\"nofollow\" )?href=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
    private static final Pattern INSIDE = Pattern.compile("(?s)<(style|script)>.*?</\\1>");
    private static final Set<String> EMPTY = Set.of("meta", "link", "input", "img");

    /// The elements that the templates and rendered Markdown consist of.
    private static final Set<String> ELEMENTS = Set.of("html", "head", "meta", "title", "link", "style", "script", "body", "header", "nav", "a", "h1", "h2", "h3",
            "p", "b", "i", "span", "main", "section", "ul", "ol", "li", "dl", "dt", "dd", "article", "div", "pre", "code", "em", "strong", "fieldset", "legend", "label",
            "input", "img", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "footer");

    private static Path written;
    private static Map<String, String> book;

    @TempDir
    Path folder;

    @BeforeAll
    static void write() throws Exception {
        written = WorkbookProcess.book();
        book = pages(written.resolve("pages"));
    }

    @Test
    @DisplayName("has for each lesson a page with its prose, question, code, hints and solution, and one with what people write")
    void hasAllLessons() {
        assertThat(book.keySet()).containsExactlyInAnyOrderElementsOf(Stream.of(Stream.of("index.html", "all.html", "terms.html", "misconceptions.html"),
                Stream.of(Path.of("book").toFile().list()).filter(name -> name.endsWith(".md")).map(name -> name.replace(".md", ".html")),
                LessonText.all().stream().flatMap(lesson -> Stream.of(lesson.name() + ".html", lesson.name() + ".mistakes.html"))).flatMap(names -> names).toList());
        assertThat(LessonText.all()).allSatisfy(lesson -> {
            var page = book.get(lesson.name() + ".html");
            assertThat(page).contains("<h2>Predict", "./jbang lessons/" + lesson.name() + ".java", "class=\"guess\"", "<summary>What the run answers",
                    "<span class=\"keyword\">void</span> main(", "Finished in ", "<h2>Your turn", "Hint 1", "Hint 3", "<h2>Try with");
            assertThat(page.contains("<em>Also held.</em>")).isEqualTo(lesson.exercise().contains("*Also held.*"));
            assertThat(lesson.lesson().lines().toList()).has(shownIn(page, "run1", 1 + lesson.lesson().lines().takeWhile(line -> !line.matches("(final )?class .*")).count(), Long.MAX_VALUE));
            long begin = lesson.solution().substring(0, lesson.solution().indexOf("--- your turn")).lines().count() + 1;
            long end = lesson.solution().substring(0, lesson.solution().indexOf("--- end of your turn")).lines().count();
            assertThat(lesson.solution().lines().toList()).has(shownIn(page, "run2", begin, end));
            assertThat(page.substring(page.indexOf("<h2>The solution"), page.indexOf(" id=\"run2-L"))).contains("<details><summary>I have tried", "<details><summary>Show it")
                    .doesNotContain("</details>");
            assertThat(count(book.get(lesson.name() + ".mistakes.html"), "<section class=\"answer\""))
                    .isEqualTo(count(lesson.section("Wrong answers"), "\n### ") + 1).isGreaterThan(10);
        });
        assertThat(book.get("04_executor.html")).contains("<a rel=\"nofollow\" href=\"" + DOCS + "util/concurrent/Future.html\"><code>Future</code></a>");
        assertThat(book.get("14_deadlock.html")).contains("type=\"radio\" name=\"guess\" value=\"d\"", DOCS + "util/concurrent/locks/ReentrantLock.html");
        assertThat(text(book.get("14_deadlock.html"))).contains("c. Rent holds account 1", "rent  made   596,781 transfers");
    }

    @Test
    @DisplayName("shows the order of steps in which a starter fails, and who waits for whom")
    void showsTheFailingOrder() {
        var orders = book.entrySet().stream().filter(page -> !page.getKey().equals("all.html") && page.getValue().contains("class=\"order\"")).map(Map.Entry::getKey);
        assertThat(orders).containsExactlyElementsOf(LessonText.all().stream().filter(lesson -> !lesson.section("Play").isEmpty()).map(lesson -> lesson.name() + ".html").toList());

        var deadlock = book.get("14_deadlock.html");
        var rows = Pattern.compile("(?s)<tr class=\"(step|reach)\">(.*?)</tr>").matcher(deadlock).results()
                .map(row -> row.group(1).equals("step") ? text(row.group(2)).strip() : row.group(2)).toList();
        assertThat(rows).hasSize(6);
        assertThat(rows.get(2)).startsWith("waits for the lock of account 1, which thread A holds line ");
        assertThat(rows.get(3)).contains("colspan=\"2\"", "class=\"arrow left waits\"");
        assertThat(rows.get(4)).startsWith("waits for the lock of account 2, which thread B holds line ");
        assertThat(rows.get(5)).contains("colspan=\"2\"", "class=\"arrow right waits\"");
    }

    @Test
    @DisplayName("has a first page with the commands and all lessons, an index of terms, and every wrong answer")
    void hasIndexes() {
        var index = book.get("index.html");
        assertThat(index).contains("./jbang lessons/00_synchronous.java\n./jbang workbook</code>", "After the first evening", "After the second evening", "type=\"search\"");
        assertThat(LessonText.all()).allSatisfy(lesson -> {
            assertThat(index).contains("<a href=\"" + lesson.name() + ".html\">");
            assertThat(text(index)).contains(lesson.section("Learned").strip().replace("`", ""));
        });
        assertThat(text(book.get("terms.html"))).contains("deadlock lesson 14", "Such a ring of threads, each of which waits for the next, is a deadlock.", "wait set lesson 17");
        assertThat(count(book.get("misconceptions.html"), "<li><a ")).isGreaterThan(500);
        assertThat(text(book.get("14_deadlock.mistakes.html"))).contains("Locks from, then to, as in the starter",
                "It is another one for each direction.", "Nobody can go on: thread A waits for the lock of account …").doesNotContain("Let the class");
    }

    @Test
    @DisplayName("has the pages that are no lessons, with tables, links that stay in the book, and code where it has nothing to lead to")
    void hasProse() {
        var commands = book.get("commands.html");
        assertThat(commands).contains("<h1>Commands</h1>", "<th scope=\"col\">command</th>", "<td><code>./jbang workbook list</code></td>", "href=\"how-to-work.html\">how to work</a>",
                "rel=\"next\">Quick reference →");
        assertThat(book.get("judging.html")).contains("href=\"04_executor.html\">guide</a>", "<h2 id=\"with-maven\">With Maven</h2>");
        assertThat(book.get("classroom.html")).contains("<code>grade.schema.json</code>").doesNotContain("../");
        assertThat(book.get("timelines.html")).contains("href=\"how-to-work.html#the-watch\">the watch</a>");
        assertThat(text(book.get("index.html"))).contains("How to work", "The lesson in an editor on the left");
    }

    /// A part of a page as the search has it.
    private record Found(String title, String heading, String link, String text) {}

    @Test
    @DisplayName("is searched whole: every word of its pages, code and refusals included, is in a part that a link leads to")
    void isSearched() throws IOException {
        var parts = searched();
        assertThat(parts).allSatisfy(part -> {
            var target = part.link.split("#");
            assertThat(book.get(target[0])).as(part.link).contains(target.length == 1 ? "<html" : " id=\"" + target[1] + "\"");
        });
        var all = parts.stream().map(part -> part.title + " " + part.heading + " " + part.text).collect(Collectors.joining(" "));
        var known = Set.copyOf(List.of(all.split("[^\\w']+")));
        book.forEach((name, page) -> {
            if (!Set.of("index.html", "all.html", "terms.html", "misconceptions.html").contains(name)) {
                var said = text(page.split("<main[^>]*>|</main>")[1].replaceAll("</(?!(a|b|i|em|strong|code|span)>)", " $0"));
                assertThat(Stream.of(said.split("[^\\w']+")).filter(word -> !word.isEmpty() && !known.contains(word))).as(name).isEmpty();
            }
        });

        assertThat(parts).filteredOn(part -> part.link.equals("14_deadlock.html#term-deadlock")).singleElement()
                .satisfies(part -> assertThat(part.heading + ": " + part.text).startsWith("deadlock: ").endsWith("Such a ring of threads, each of which waits for the next, is a deadlock."));
        assertThat(parts).filteredOn(part -> part.link.equals("04_executor.mistakes.html#wrong42")).singleElement().extracting(Found::text).asString()
                .contains("Daemons do not keep the program from ending");
        assertThat(parts).filteredOn(part -> part.link.equals("judging.html#with-maven")).singleElement()
                .satisfies(part -> assertThat(part.title + ": " + part.heading).isEqualTo("How answers are judged: With Maven"));
    }

    private List<Found> searched() throws IOException {
        record Part(String heading, String at, String text, String folded) {}
        record Whole(String title, String file, List<Part> parts) {}
        var script = Files.readString(written.resolve("pages/search-text.js"));
        return Stream.of(new Gson().fromJson(script.replaceFirst("^const book = ", "").replaceFirst(";\n$", ""), Whole[].class))
                .flatMap(page -> page.parts.stream().map(part -> new Found(page.title, part.heading, page.file + part.at, (part.text + " " + part.folded).strip()))).toList();
    }

    @Test
    @DisplayName("is one document, too: all that the pages have, one after the other, with links that stay in it")
    void isOneDocument() {
        var all = book.get("all.html");
        assertThat(count(all, "<article ")).isEqualTo(book.size() - 3);
        assertThat(text(all)).contains(text(book.get("14_deadlock.html").split("<main>|</main>")[1]), text(book.get("judging.html").split("<main[^>]*>|</main>")[1]));
        assertThat(all).contains("<article id=\"04_executor\">", "<a href=\"#05_as_completed.mistakes\">", "<a href=\"#17_waiting_for_it-term-wait-set\">", "href=\"#how-to-work-the-watch\">");
        var links = LINK.matcher(all).results().map(link -> link.group(1)).filter(link -> !link.startsWith("https://") && !link.startsWith("#")).distinct();
        assertThat(links).containsExactlyInAnyOrder("index.html", "index.html#besides", "terms.html", "misconceptions.html");
    }

    @Test
    @DisplayName("keeps the pictures that its folder has of programs that are the same, and records the others")
    void keepsPictures() throws Exception {
        workbookOf("00", "01", "02", "11", "17");
        Files.createDirectory(folder.resolve("pages"));
        var pages = book;
        var program = Pattern.compile("<div class=\"figures\" data-program=\"(\\w+)\">\n");
        for (var lesson : LessonText.all()) {
            var page = pages.get(lesson.name() + ".html");
            var hash = program.matcher(page).results().findFirst().orElseThrow().group(1);
            var figure = "<figure data-program=\"%s\">\n<a href=\"#run1-L70\">Kept of %s</a>\n</figure>\n".formatted(hash, lesson.name());
            Files.writeString(folder.resolve("pages").resolve(lesson.name() + ".html"), program.matcher(page).replaceFirst("$0" + figure + figure));
        }
        Files.writeString(folder.resolve("pages/01_start_join.svg"), "<svg/>");
        Files.writeString(folder.resolve("pages/mine.txt"), "mine");
        for (var part : List.of("lessons", "solutions")) {
            var file = folder.resolve(part).resolve("00_synchronous.java");
            Files.writeString(file, Files.readString(file) + "// changed\n");
        }

        var run = WorkbookProcess.run(folder, "book", "pages");

        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        assertThat(run.err()).filteredOn(line -> line.startsWith("Recording")).containsExactly("Recording 00_synchronous, as given and solved.");
        pages = pages(folder.resolve("pages"));
        assertThat(pages.get("00_synchronous.html")).contains("<svg class=\"timeline\"", ">As given: ", ">Solved: ", "<a href=\"#run1-L").doesNotContain("Kept");
        assertThat(pages.get("17_waiting_for_it.html")).contains("<a href=\"#run1-L70\">Kept of 17_waiting_for_it</a>");
        assertThat(pages.get("index.html")).contains("<a href=\"01_start_join.html#run1-L70\">Kept of 01_start_join</a>").doesNotContain("Kept of 02");
        assertThat(pages.get("all.html")).contains("<a href=\"#01_start_join-run1-L70\">Kept of 01_start_join</a>", "<svg class=\"timeline\"");
        assertThat(folder.resolve("pages/mine.txt")).hasContent("mine");
    }

    @Test
    @DisplayName("is whole: its elements close, its ids are there once, its links lead somewhere, and no page is large")
    void isWhole() {
        assertThat(book).allSatisfy((name, page) -> {
            assertThat(page.getBytes(StandardCharsets.UTF_8).length).as(name).isLessThan(name.equals("all.html") ? 2_000_000 : 100_000);  // without pictures
            var open = new ArrayDeque<String>();
            TAG.matcher(bare(page)).results().filter(tag -> !EMPTY.contains(tag.group(2))).forEach(tag -> {
                assertThat(ELEMENTS).as(name).contains(tag.group(2));
                if (tag.group(1).isEmpty()) {
                    open.push(tag.group(2));
                } else {
                    assertThat(open.pop()).as(name).isEqualTo(tag.group(2));
                }
            });
            assertThat(open).as(name).isEmpty();
            assertThat(TAG.matcher(bare(page)).replaceAll("").replaceFirst("<!DOCTYPE html>", "")).as(name).doesNotContain("<", "{{");
            assertThat(ID.matcher(page).results().map(id -> id.group(1))).as(name).doesNotHaveDuplicates();
            assertThat(LINK.matcher(page).results().map(link -> link.group(1)).filter(link -> !link.startsWith("https://"))).isNotEmpty().allSatisfy(link -> {
                var target = link.split("#", 2);
                assertThat(target[0].isEmpty() ? page : book.get(target[0])).as(name + ": " + link).isNotNull()
                        .contains(target.length == 1 ? "<html" : " id=\"" + target[1] + "\"");
            });
        });
    }

    @Test
    @DisplayName("asks for nothing from a network, and is for paper and for the dark, too")
    void needsNoNetwork() throws IOException {
        assertThat(book).allSatisfy((name, page) -> {
            assertThat(TAG.matcher(page).results().filter(tag -> !tag.group(2).equals("a")).map(tag -> tag.group(3))).as(name)
                    .noneMatch(attributes -> attributes.matches("(?s).*\\s(src(?!=\"([a-z-]+\\.png|book\\.js|search\\.js)\")|srcset|action|data|poster)=.*|.*\\shref=\"(?!(data:,|book\\.css)\").*"));
            assertThat(page).as(name).contains("<link rel=\"stylesheet\" href=\"book.css\">");
        });
        var styles = Files.readString(written.resolve("pages/book.css"));
        assertThat(styles).contains("@media print", "prefers-color-scheme: dark");
        assertThat(Stream.concat(Stream.of(styles, Files.readString(written.resolve("pages/book.js")), Files.readString(written.resolve("pages/search.js"))),
                book.values().stream().flatMap(page -> INSIDE.matcher(page).results().map(MatchResult::group)))).hasSizeGreaterThan(2)
                .noneMatch(inside -> inside.matches("(?s).*(url\\(|@import|fetch\\(|XMLHttpRequest|import\\(|https?:).*"));
    }

    @Test
    @DisplayName("shows as text what a lesson and its page say in HTML, and follows no link to a script")
    void escapes() throws Exception {
        workbookOf("00", "01");
        var page = folder.resolve("guide/00_synchronous.md");
        Files.writeString(page, Files.readString(page).replaceFirst("### Zero\n", Matcher.quoteReplacement("""
                ### <script>alert("title")</script>

                In <b>bold</b> words. Ask a teacher. A [script](javascript:alert(1)) and the [next page](01_start_join.md).

                > A <i>refusal</i> & more.

                ```java
                    static List<String> names() { return null; }
                ```

                ### Zero
                """)));
        var solution = folder.resolve("solutions/00_synchronous.java");
        Files.writeString(solution, Files.readString(solution)
                .replaceFirst("/// \\*\\*Predict", Matcher.quoteReplacement("/// A <u>lesson</u>, its [Executor], its [NoSuchThing] and [java] too.\n///\n/// **Predict"))
                .replaceFirst("    static double seconds", Matcher.quoteReplacement("    // </code><script>alert(\"code\")</script>\n    /* first\n       second */\n    static double seconds")));

        var pages = write(folder);

        assertThat(text(pages.get("00_synchronous.mistakes.html"))).contains("<script>alert(\"title\")</script>", "In <b>bold</b> words. A script and the next page.", "A <i>refusal</i> & more.");
        assertThat(pages.get("00_synchronous.mistakes.html")).contains("href=\"01_start_join.html\"").doesNotContain("javascript:", "<i>");
        assertThat(text(pages.get("00_synchronous.html"))).contains("A <u>lesson</u>, its Executor, its NoSuchThing and [java] too.", "// </code><script>alert(\"code\")</script>");
        assertThat(pages.get("00_synchronous.html")).contains(DOCS + "util/concurrent/Executor.html", "its <code>NoSuchThing</code> and [java]",
                "<span class=\"comment\">/* first</span></code>", "<code><span class=\"comment\">       second */</span>").doesNotContain("<u>");
    }

    @Test
    @DisplayName("says what it was not told, where it cannot write, and which page is at fault")
    void refuses() throws Exception {
        WorkbookProcess.workbook(folder);
        var without = WorkbookProcess.run(folder, "book");
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err().getFirst()).contains("DIR");

        var page = folder.resolve("guide/03_arguments.md");
        Files.writeString(page, Files.readString(page).replaceFirst("(## Minutes\n\n)\\d+", "$1soon"));
        var fault = WorkbookProcess.run(folder, "book", "pages", "--no-pictures");
        assertThat(fault.status()).isEqualTo(1);
        assertThat(fault.err()).singleElement().asString().contains("03_arguments.md:", "'soon'");
        assertThat(folder.resolve("pages")).doesNotExist();
    }

    /// A workbook of its own in which only the lessons with these numbers are.
    private Path workbookOf(String... numbers) throws Exception {
        WorkbookProcess.workbook(folder);
        for (var lesson : LessonText.all()) {
            if (!List.of(numbers).contains(lesson.name().substring(0, 2))) {
                Files.delete(folder.resolve("tests/" + lesson.name() + "_test.java"));
            }
        }
        return folder;
    }

    /// The pages that are written in `workbook`, by their names.
    private static Map<String, String> write(Path workbook) throws Exception {
        var run = WorkbookProcess.run(workbook, "book", "pages", "--no-pictures");
        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).containsExactly(Path.of("pages", "index.html").toString());
        return pages(workbook.resolve("pages"));
    }

    private static Map<String, String> pages(Path folder) throws IOException {
        var pages = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(file -> file.toString().endsWith(".html")).toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    /// The page's lines of code, by their numbers.
    private static SortedMap<Integer, String> lines(String page, String run) {
        return Pattern.compile("<li id=\"" + run + "-L(\\d+)\"[^>]*><code>(.*?)</code></li>").matcher(page).results()
                .filter(line -> !line.group(2).isBlank())
                .collect(Collectors.toMap(line -> Integer.parseInt(line.group(1)), line -> text(line.group(2)), (one, _) -> one, TreeMap::new));
    }

    /// That all code from the line `begin` on and before the line `end` is there, with its numbers, and nothing else.
    private static Condition<List<? extends String>> shownIn(String page, String run, long begin, long end) {
        return new Condition<>(texts -> {
            var shown = lines(page, run);
            assertThat(shown).allSatisfy((number, line) -> assertThat(line).isEqualTo(texts.get(number - 1)));
            assertThat(shown.keySet()).containsAll(IntStream.rangeClosed(1, texts.size()).filter(number -> number >= begin && number < end)
                    .filter(number -> !texts.get(number - 1).isBlank() && !texts.get(number - 1).strip().startsWith("//")).boxed().toList());
            return true;
        }, "all code is shown");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /// The page without what stands in its scripts and styles.
    private static String bare(String page) {
        return page.replaceAll("(?s)(<(style|script)[^>]*>).*?(?=</\\2>)", "$1");
    }

    /// What a reader sees of it.
    private static String text(String html) {
        return bare(html).replaceAll("</?[^>]+>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'")
                .replace("&#x3D;", "=").replace("&#x60;", "`").replace("&amp;", "&");
    }
}
