package workbook.book;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// What the search of the first page looks through: all that the pages say, prose and code, in parts to which a link can lead. It is cut from
/// the pages as they were written, so that nothing can be read in one that cannot be found.
final class SearchText {

    /// A page.
    ///
    /// @param file empty where each part names its own
    private record Whole(String title, String file, List<Part> parts) {}

    /// A part of it, in plain words.
    ///
    /// @param heading empty for what stands below the title
    /// @param at      what a link has after the name of the page's file
    /// @param folded  what is to be unfolded before it can be read, and so is found and not shown
    private record Part(String heading, String at, String text, String folded) {}

    private final List<Whole> pages = new ArrayList<>();

    /// @param title in HTML
    /// @param html  what stands below it
    void add(String title, String file, String html) {
        var body = Jsoup.parseBodyFragment(html).body();
        body.select("figure").remove();
        var reader = new Reader();
        body.traverse(reader);
        reader.endPart();
        pages.add(new Whole(plain(title), file, reader.parts));
    }

    /// Reads a page from its top to its end, and begins a part at each heading that a link can lead to.
    private static final class Reader implements NodeVisitor {

        final List<Part> parts = new ArrayList<>();
        private String at = "";
        private final StringBuilder heading = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder folded = new StringBuilder();
        private StringBuilder before;
        private StringBuilder words = text;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode its) {
                words.append(its.getWholeText());
            } else if (node instanceof Element element) {
                if (element.hasAttr("id") && (element.nameIs("section") || element.nameIs("h2"))) {
                    endPart();
                    at = "#" + element.id();
                }
                if (isHeading(element)) {
                    before = words;
                    words = heading;
                } else if (element.nameIs("details")) {
                    words = folded;
                }
                separate(element);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                separate(element);
                if (words == heading && (element.nameIs("h2") || element.nameIs("summary"))) {
                    words = before;
                } else if (element.nameIs("details") && element.parent().closest("details") == null) {
                    words = text;
                }
            }
        }

        /// What is folded may be a part, whose heading it shows.
        private boolean isHeading(Element element) {
            return element.nameIs("h2") || element.nameIs("summary") && !at.isEmpty() && heading.isEmpty();
        }

        private void separate(Element element) {
            if (element.isBlock() || element.nameIs("br")) {
                words.append(' ');
            }
        }

        void endPart() {
            parts.add(new Part(words(heading), at, words(text), words(folded)));
            List.of(heading, text, folded).forEach(all -> all.setLength(0));
        }
    }

    /// The terms, each of which leads to where a lesson has it first.
    void add(List<BookPages.Term> terms) {
        pages.add(new Whole("Terms", "", terms.stream().map(term -> new Part(term.word(), term.file() + "#" + term.id(), plain(term.sentence()), "")).toList()));
    }

    /// A script that says it to the script of the first page.
    String script() {
        return "const book = " + new GsonBuilder().disableHtmlEscaping().create().toJson(pages).replace("},{\"title\"", "},\n{\"title\"") + ";\n";
    }

    private static String plain(String html) {
        return Jsoup.parseBodyFragment(html).text();
    }

    private static String words(CharSequence text) {
        return text.toString().replaceAll("[\\s\\u00a0]+", " ").strip();
    }
}
