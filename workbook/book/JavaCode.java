package workbook.book;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import workbook.pages.Pages;

/// Java as lines of HTML, with its keywords, texts, numbers and comments marked. The libraries that do so are scripts for a browser, larger
/// than a page; what a lesson consists of is told apart by the JDK's own list of keywords and one pattern, and is there on paper, too.
final class JavaCode {

    private static final Pattern TOKEN = Pattern.compile("(?<comment>//[^\\n]*|/\\*(?s:.*?)(?:\\*/|\\z))|(?<text>\"\"\"(?s:.*?)(?:\"\"\"|\\z)"
            + "|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?)|(?<number>\\b\\d[\\w.]*)|(?<word>@?[\\p{L}_$][\\w$]*)");

    /// Keywords where they stand, and names elsewhere.
    private static final Set<String> CONTEXTUAL = Set.of("var", "record", "sealed", "permits", "yield");

    /// A line.
    ///
    /// @param indent how many characters it is indented
    record Line(String id, int number, int indent, String html) {}

    private JavaCode() {
    }

    /// @param first the number of the first line
    /// @param id    before `-L` and the number in the ids of the lines
    static List<Line> lines(String java, int first, String id) {
        var texts = java.lines().toList();
        var html = html(java).lines().toList();
        return IntStream.range(0, texts.size()).mapToObj(i -> new Line(id + "-L" + (first + i), first + i,
                texts.get(i).length() - texts.get(i).stripLeading().length(), html.get(i))).toList();
    }

    private static String html(String java) {
        var html = new StringBuilder();
        int done = 0;
        for (var token : (Iterable<MatchResult>) TOKEN.matcher(java).results()::iterator) {
            var style = Stream.of("comment", "text", "number").filter(kind -> token.group(kind) != null).findFirst()
                    .orElse(SourceVersion.isKeyword(token.group()) || CONTEXTUAL.contains(token.group()) ? "keyword" : "");
            var words = Pages.escaped(token.group());
            html.append(Pages.escaped(java.substring(done, token.start()))).append(style.isEmpty() ? words
                    : "<span class=\"%s\">%s</span>".formatted(style, words.replace("\n", "</span>\n<span class=\"" + style + "\">")));
            done = token.end();
        }
        return html.append(Pages.escaped(java.substring(done))).toString();
    }
}
