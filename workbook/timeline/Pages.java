package workbook.timeline;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What pages are made of. The files are in the folder `pages/` beside the class that makes the page; the templates are in
/// Mustache: a text with names in it that cannot compute, and that escapes what it inserts.
public final class Pages {

    private Pages() {
    }

    public static Template template(Class<?> room, String name) {
        return Mustache.compiler().emptyStringIsFalse(true).withEscaper(text -> Escapers.HTML.escape(Printable.text(text)))
                .compile(resource(room, name));
    }

    /// The styles that all pages have in common: for light, dark and paper.
    public static String styles() {
        return resource(Pages.class, "colours.css") + resource(Pages.class, "page.css");
    }

    public static String resource(Class<?> room, String name) {
        try (var in = room.getResourceAsStream("pages/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
