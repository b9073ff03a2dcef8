package workbook.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.Parser;
import org.commonmark.parser.beta.LinkInfo;
import org.commonmark.parser.beta.LinkResult;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.UrlSanitizer;

/// Markdown as HTML. HTML of its own is text in it; a class in brackets is a link into the JDK's documentation, or code where there is none.
public final class Markup {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());

    private static final Parser BLOCKS = Parser.builder().extensions(TABLES).linkProcessor(Markup::link).build();

    /// No line begins a heading or a list here.
    private static final Parser WORDS = Parser.builder().linkProcessor(Markup::link).enabledBlockTypes(Set.of()).build();

    /// A link to a page of the guide leads to the page that is written here.
    private static final class Links implements UrlSanitizer {

        private final UrlSanitizer usual = new DefaultUrlSanitizer();

        @Override
        public String sanitizeLinkUrl(String url) {
            return usual.sanitizeLinkUrl(url.replaceFirst("^(\\d\\d_\\w+)\\.md$", "$1.html"));
        }

        @Override
        public String sanitizeImageUrl(String url) {
            return usual.sanitizeImageUrl(url);
        }
    }

    private Markup() {
    }

    /// A paragraph's words.
    public static String words(String markdown) {
        return renderer(new HashMap<>(), true).render(WORDS.parse(markdown)).strip();
    }

    /// Paragraphs, lists and examples.
    ///
    /// @param ids what is emphasised, and the id of the place where that is first; the entry is taken out then
    public static String blocks(String markdown, Map<String, String> ids) {
        return renderer(ids, false).render(BLOCKS.parse(markdown)).strip();
    }

    /// A page of its own, with tables, and headings that can be led to by their [#id].
    ///
    /// @param pages the page that a link to a file leads to; where there is none, the link's words are code
    public static String page(String markdown, Function<String, Optional<String>> pages) {
        var parser = Parser.builder().extensions(TABLES).linkProcessor((info, scanner, context) -> {
            if (info.marker() != null || info.destination() == null || info.destination().matches("(?i)[a-z]+:.*|#.*")) {
                return link(info, scanner, context);
            }
            var target = pages.apply(info.destination());
            var end = scanner.position();
            return target.isPresent() ? LinkResult.wrapTextIn(new Link(target.get(), info.title()), end) : LinkResult.replaceWith(new Code(info.text(scanner)), end);
        }).build();
        return renderer(new HashMap<>(), false).render(parser.parse(markdown)).strip();
    }

    /// The id of a heading with these words, as other readers of Markdown make it.
    public static String id(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }

    private static HtmlRenderer renderer(Map<String, String> ids, boolean words) {
        return HtmlRenderer.builder().extensions(TABLES).escapeHtml(true).omitSingleParagraphP(words).sanitizeUrls(true).urlSanitizer(new Links())
                .attributeProviderFactory(_ -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", id(text(heading)));
                    }
                    if (node instanceof TableCell cell && cell.isHeader()) {
                        attributes.put("scope", "col");
                    }
                    if (node instanceof Emphasis emphasis && ids.remove(text(emphasis)) instanceof String id) {
                        attributes.put("id", id);
                    }
                    if ((node instanceof IndentedCodeBlock || node instanceof FencedCodeBlock) && tag.equals("pre")) {
                        attributes.put("tabindex", "0");    // it may be wider than the page, and is scrolled with the keyboard then
                    }
                }).build();
    }

    private static String text(Node node) {
        var text = new StringBuilder();
        for (var child = node.getFirstChild(); child != null; child = child.getNext()) {
            text.append(child instanceof Text words ? words.getLiteral() : child instanceof Code code ? code.getLiteral() : " ");
        }
        return text.toString();
    }

    private static LinkResult link(LinkInfo info, Scanner scanner, InlineParserContext context) {
        var end = scanner.position();
        if (info.marker() != null) {     // a picture
            return LinkResult.none();
        }
        if (info.destination() != null) {
            return LinkResult.wrapTextIn(new Link(info.destination(), info.title()), end);
        }
        var name = info.text(scanner);
        if (info.label() != null || !name.matches("[A-Z]\\w*([.#]\\w+)?")) {
            return LinkResult.none();
        }
        var page = JdkDocs.page(name);
        if (page.isEmpty()) {
            return LinkResult.replaceWith(new Code(name), end);
        }
        var link = new Link(page.get(), null);
        link.appendChild(new Code(name));
        return LinkResult.replaceWith(link, end);
    }
}
