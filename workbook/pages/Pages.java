package workbook.pages;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The templates, styles and scripts of all pages that the workbook writes. A template is in Mustache: a text with names in it that cannot
/// compute, and that escapes what it inserts.
public final class Pages {

    private Pages() {
    }

    /// `{{>name}}` in it stands for what is in `name.part.html`.
    public static Template template(String name) {
        return Mustache.compiler().withLoader(part -> new StringReader(resource(part + ".part.html"))).emptyStringIsFalse(true).withEscaper(Pages::escaped)
                .compile(resource(name));
    }

    /// Text as HTML that shows it.
    public static String escaped(String text) {
        return Escapers.HTML.escape(Printable.text(text));
    }

    /// The style sheets that all pages share, and then these.
    public static String styles(String... names) {
        return Stream.concat(Stream.of("colours.css", "page.css"), Stream.of(names)).map(Pages::resource).collect(Collectors.joining());
    }

    /// A file of this room.
    public static String resource(String name) {
        try (var in = Pages.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
