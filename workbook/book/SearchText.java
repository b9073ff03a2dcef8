package workbook.book;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

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

    private static final Pattern TOKEN = Pattern.compile("(?s)<figure.*?</figure>|<(?<end>/?)(?<name>\\w+)(?: [^>]*?\\bid=\"(?<id>[^\"]*)\")?[^>]*>|[^<]+");

    /// What may stand inside of a word.
    private static final List<String> INLINE = List.of("a", "b", "i", "em", "strong", "code", "span");

    private final List<Whole> pages = new ArrayList<>();

    /// @param title in HTML
    /// @param html  what stands below it
    void add(String title, String file, String html) {
        var parts = new ArrayList<Part>();
        String at = "";
        var heading = new StringBuilder();
        var text = new StringBuilder();
        var folded = new StringBuilder();
        int depth = 0;
        boolean inHeading = false;
        for (var token : (Iterable<MatchResult>) TOKEN.matcher(html).results()::iterator) {
            var name = token.group("name");
            boolean end = "/".equals(token.group("end"));
            if (token.group("id") instanceof String id && (name.equals("section") || name.equals("h2"))) {
                parts.add(new Part(plain(heading), at, plain(text), plain(folded)));
                at = "#" + id;
                List.of(heading, text, folded).forEach(words -> words.setLength(0));
            }
            if ("h2".equals(name) || "summary".equals(name) && !at.isEmpty() && (end || heading.isEmpty())) {
                inHeading = !end;
            } else if ("details".equals(name)) {
                depth += end ? -1 : 1;
            }
            var words = !token.group().startsWith("<") ? token.group() : name != null && INLINE.contains(name) ? "" : " ";
            (inHeading ? heading : depth > 0 ? folded : text).append(words);
        }
        parts.add(new Part(plain(heading), at, plain(text), plain(folded)));
        pages.add(new Whole(plain(title), file, parts));
    }

    /// The terms, each of which leads to where a lesson has it first.
    void add(List<BookPages.Term> terms) {
        pages.add(new Whole("Terms", "", terms.stream().map(term -> new Part(term.word(), term.file() + "#" + term.id(), plain(term.sentence()), "")).toList()));
    }

    /// A script that says it to the script of the first page.
    String script() {
        return "const book = " + new GsonBuilder().disableHtmlEscaping().create().toJson(pages).replace("},{\"title\"", "},\n{\"title\"") + ";\n";
    }

    private static String plain(CharSequence html) {
        return html.toString().replaceAll("<[^>]+>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'")
                .replace("&#x3D;", "=").replace("&#x60;", "`").replace("&nbsp;", " ").replace("&amp;", "&").replaceAll("\\s+", " ").strip();
    }
}
