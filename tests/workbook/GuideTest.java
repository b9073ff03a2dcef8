package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("The guide for teachers")
@Execution(ExecutionMode.CONCURRENT)
class GuideTest {

    private static final Pattern LINK = Pattern.compile("<a href=\"([^\"]*)\"[^>]*>(.*?)</a>");
    private static final Pattern WRONG = Pattern.compile("(?s)<section class=\"answer\" id=\"(wrong\\d+)\">\n<h3>(.*?)</h3>");

    /// The elements that the templates and rendered Markdown consist of.
    private static final Set<String> ELEMENTS = Set.of("html", "head", "meta", "title", "link", "style", "body", "header", "nav", "a", "h1", "h2",
            "h3", "p", "span", "article", "main", "section", "ul", "ol", "li", "div", "code", "em", "strong", "footer");

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @Test
    @DisplayName("has a page for each lesson, with what a teacher needs, and an index with minutes, points and goals")
    void hasAllLessons() throws Exception {
        var pages = write();

        assertThat(pages.keySet()).containsExactlyInAnyOrderElementsOf(
                Stream.concat(names().map(name -> name + ".html"), Stream.of("index.html")).toList());
        assertThat(names()).allSatisfy(name -> {
            var page = pages.get(name + ".html");
            var index = entry(pages.get("index.html"), name);
            var guide = guide(name);
            assertThat(page).contains("<h2>Goals", "<h2>Discuss", "<h2>Prediction", "<h2>Hints", "<h2>Wrong answers", "<h2>Right answers",
                    "<h2>Investigate", section(guide, "Minutes") + " minutes in class");
            assertThat(index).contains(section(guide, "Minutes") + " minutes, "
                    + (section(guide, "Points").isEmpty() ? "1 point" : section(guide, "Points") + " points"));
            assertThat(texts(index, "<li>(.*?)</li>")).isNotEmpty()
                    .hasSameSizeAs(Pattern.compile("(?m)^- ").matcher(section(guide, "Goals")).results().toList());
            assertThat(texts(page, "<li>(.*?)</li>")).containsAll(texts(index, "<li>(.*?)</li>"));
        });
        assertThat(text(pages.get("14_deadlock.html"))).contains("2 points", "Listen for exceptions", "c. Rent holds account 1",
                "Nobody can go on: thread A waits for the lock of account …", "synchronized (from) {",
                "Any number. It takes a thread that is halted");
        assertThat(pages.get("05_as_completed.html")).contains("<code>ExecutorCompletionService</code>");
        assertThat(pages.get("06_invoke_all.html")).contains("<em>as completed</em>");
    }

    @Test
    @DisplayName("lists every wrong answer over all lessons, each with a link to what is said of it")
    void linksEveryMisconception() throws Exception {
        var pages = write();

        var expected = names().flatMap(name -> section(guide(name), "Wrong answers").lines().filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4).replace("`", ""))).toList();
        var links = LINK.matcher(pages.get("index.html")).results().filter(link -> link.group(1).contains("#wrong")).toList();

        assertThat(links).extracting(link -> text(link.group(2))).hasSizeGreaterThan(500).isEqualTo(expected);
        assertThat(links).allSatisfy(link -> {
            var target = link.group(1).split("#");
            assertThat(WRONG.matcher(pages.get(target[0])).results().filter(wrong -> wrong.group(1).equals(target[1])))
                    .singleElement().extracting(wrong -> wrong.group(2)).isEqualTo(link.group(2));
        });
    }

    @Test
    @DisplayName("shows as text what a page says in HTML, and follows no link to a script")
    void escapes() throws Exception {
        var page = folder.resolve("guide/00_synchronous.md");
        Files.writeString(page, Files.readString(page).replaceFirst("### Zero\n", Matcher.quoteReplacement("""
                ### <script>alert("title")</script>

                In <script>alert("prose")</script> words.

                Then <b>bold</b>, a [script](javascript:alert(1)) and the [next page](01_start_join.md).

                > A <i>refusal</i> & more.

                ```java
                    // </code><script>alert("code")</script>
                    static List<String> names() { return null; }
                ```

                ### Zero
                """)).replaceFirst("## Goals\n\n", "$0- {{{styles}}} <script>alert(\"goal\")</script>\n"));

        var pages = write();

        assertThat(pages.get("index.html")).contains(
                "<a href=\"00_synchronous.html#wrong1\">&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt;</a>");
        assertThat(text(pages.get("00_synchronous.html"))).contains("<script>alert(\"title\")</script>",
                "In <script>alert(\"prose\")</script> words.", "Then <b>bold</b>", "A <i>refusal</i> & more.", "// </code><script>alert(\"code\")</script>", "static List<String> names()",
                "{{{styles}}} <script>alert(\"goal\")");
        assertThat(pages.get("00_synchronous.html")).contains("<a rel=\"nofollow\" href=\"01_start_join.html\">next page</a>")
                .doesNotContain("javascript:");
    }

    @Test
    @DisplayName("consists of known elements alone, none of them folded, and its links lead somewhere")
    void isWhole() throws Exception {
        var pages = write();

        assertThat(pages.values()).allSatisfy(page -> {
            assertThat(Pattern.compile("</?([^\\s>/]+)").matcher(page).results().map(tag -> tag.group(1)).filter(tag -> !tag.equals("!DOCTYPE")))
                    .isSubsetOf(ELEMENTS);
            assertThat(page).contains("@media print", "prefers-color-scheme: dark");
            assertThat(LINK.matcher(page).results().map(link -> link.group(1)).filter(link -> !link.contains(":")))
                    .isNotEmpty().allSatisfy(link -> {
                var target = link.split("#", 2);
                var found = target[0].isEmpty() ? page : pages.get(target[0]);
                assertThat(found).as(link).isNotNull();
                assertThat(target.length == 1 || found.contains("id=\"" + target[1] + "\"")).as(link).isTrue();
            });
        });
    }

    @Test
    @DisplayName("says what it was not told, where it cannot write, and which page is at fault")
    void refuses() throws Exception {
        var without = WorkbookProcess.run(folder, "guide");
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err().getFirst()).contains("--html");

        Files.writeString(folder.resolve("taken"), "");
        var taken = WorkbookProcess.run(folder, "guide", "--html", "taken");
        assertThat(taken.status()).isEqualTo(1);
        assertThat(taken.err()).singleElement().asString().contains("taken", "cannot be written");

        var page = folder.resolve("guide/03_arguments.md");
        Files.writeString(page, Files.readString(page).replaceFirst("(## Minutes\n\n)\\d+", "$1soon"));
        var fault = WorkbookProcess.run(folder, "guide", "--html", "book");
        assertThat(fault.status()).isEqualTo(1);
        assertThat(fault.err()).singleElement().asString().contains("03_arguments.md:", "'soon'");
        assertThat(folder.resolve("book")).doesNotExist();
    }

    /// The pages of the guide, by their names.
    private Map<String, String> write() throws Exception {
        var run = WorkbookProcess.run(folder, "guide", "--html", "book");
        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).containsExactly(Path.of("book", "index.html").toString());
        var pages = new TreeMap<String, String>();
        try (var files = Files.list(folder.resolve("book"))) {
            for (var file : files.toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    private static Stream<String> names() {
        return LessonText.all().stream().map(LessonText::name);
    }

    private static String guide(String name) {
        return LessonText.read("guide/" + name + ".md");
    }

    private static String section(String guide, String title) {
        var found = Pattern.compile("(?ms)^## " + title + "\n\n(.*?)(?=^## |\\z)").matcher(guide);
        return found.find() ? found.group(1).strip() : "";
    }

    /// What the index says of a lesson above its misconceptions.
    private static String entry(String index, String name) {
        return index.split("<a href=\"" + name + ".html\">")[1].split("</ul>")[0];
    }

    private static List<String> texts(String html, String pattern) {
        return Pattern.compile(pattern).matcher(html).results().map(found -> text(found.group(1))).toList();
    }

    /// What a reader sees of it.
    private static String text(String html) {
        return html.replaceAll("(?s)<style>.*?</style>|</?[^>]+>", "")
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'")
                .replace("&amp;", "&");
    }
}
