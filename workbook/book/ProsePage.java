package workbook.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// A page of the book that is no lesson: a file of the folder `book` beside the lessons.
///
/// @param name  such as `how-to-work`
/// @param title in Markdown
/// @param text  what stands below the title, in Markdown
public record ProsePage(String name, String title, String text) {

    /// The files of these pages in the workbook's folder `home`, in the order in which its README leads to them; none where there are none.
    public static List<Path> files(Path home) {
        var readme = home.resolve("README.md");
        var text = Files.exists(readme) ? Lesson.read(readme) : "";
        Function<Path, Integer> place = file -> text.indexOf("(book/" + file.getFileName() + ")") & Integer.MAX_VALUE;
        return files(home, ".md").sorted(Comparator.comparing(place).thenComparing(Path::compareTo)).toList();
    }

    private static Stream<Path> files(Path home, String end) {
        var folder = home.resolve("book");
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).toList().stream();
        } catch (IOException e) {
            throw new Mistake(folder, "The folder cannot be read", e);
        }
    }

    /// The pictures beside these files.
    public static List<Path> pictures(Path home) {
        return files(home, ".png").sorted().toList();
    }

    /// @throws Mistake if it does not begin with its title
    public static ProsePage read(Path file) {
        var text = Lesson.read(file);
        if (!text.startsWith("# ")) {
            throw new Mistake(file, 1, "A page begins with its title, on a line that begins with #.");
        }
        var parts = text.substring(2).split("\n", 2);
        return new ProsePage(file.getFileName().toString().replaceFirst("\\.md$", ""), parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
    }

    /// The name of its page.
    String file() {
        return name + ".html";
    }

    /// Its first paragraph, in plain words.
    String begin() {
        return Stream.of(text.split("(?m)^## ")[0].strip().split("\n\n")).filter(block -> !block.matches("(?s)(```|\\||#).*")).findFirst().map(ProsePage::plain).map(BookPages::closed).orElse("");
    }

    private static String plain(String markdown) {
        return markdown.replaceAll("[*`]|\\[|\\]\\([^)]*\\)", "").replaceAll("\\s+", " ").strip();
    }
}
