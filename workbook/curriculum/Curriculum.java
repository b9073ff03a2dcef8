package workbook.curriculum;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/// The lessons of a workbook, in their order: the numbered files of `lessons/`, and nothing else.
public record Curriculum(Path home, List<Lesson> lessons) {

    /// The workbook that the launcher lies in, which names it; without a launcher, the one in which the current folder lies.
    ///
    /// @throws WrongName if there is none
    public static Curriculum here() {
        var folder = Path.of(System.getProperty("workbook.home", "")).toAbsolutePath();
        return Stream.iterate(folder, parent -> parent != null, Path::getParent)
                .filter(parent -> Files.isDirectory(parent.resolve("lessons")) && Files.isDirectory(parent.resolve("tests/probe")))
                .findFirst()
                .map(Curriculum::in)
                .orElseThrow(() -> new WrongName("There is no workbook in " + folder
                        + " or above it: run this in the folder that has lessons/ and tests/ in it."));
    }

    public static Curriculum in(Path home) {
        try (var files = Files.list(home.resolve("lessons"))) {
            return new Curriculum(home, files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("\\d\\d_\\w+\\.java")).sorted()
                    .map(file -> new Lesson(home, file.replace(".java", ""))).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lesson called `word`: its number, its file, its name or a part of it that no other lesson has.
    ///
    /// @throws WrongName with the nearest names, if there is none or more than one
    public Lesson find(String word) {
        var name = word.replaceFirst(".*[/\\\\]", "").replaceFirst("(_test)?\\.(java|md)$", "");
        if (name.matches("\\d{1,2}")) {
            var number = "%02d".formatted(Integer.parseInt(name));
            return lessons.stream().filter(lesson -> lesson.number().equals(number)).findFirst()
                    .orElseThrow(() -> new WrongName("There is no lesson " + word + ": they go from "
                            + lessons.getFirst().number() + " to " + lessons.getLast().number() + "."));
        }
        var found = lessons.stream().filter(lesson -> lesson.name().equals(name)).toList();
        if (found.isEmpty()) {
            found = lessons.stream().filter(lesson -> lesson.name().contains(name.toLowerCase())).toList();
        }
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 -> throw new WrongName("There is no lesson '" + word + "'. Did you mean " + nearest(name) + "?");
            default -> throw new WrongName("'" + word + "' could be " + names(found) + ".");
        };
    }

    /// The lessons called so, in the curriculum's order; all of them if `words` is empty.
    public List<Lesson> findAll(List<String> words) {
        var found = words.stream().map(this::find).toList();
        return found.isEmpty() ? lessons : lessons.stream().filter(found::contains).toList();
    }

    private String nearest(String name) {
        return names(lessons.stream()
                .sorted(comparing(lesson -> distance(name, lesson.name().substring(3))))
                .limit(2).toList());
    }

    private static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one.replaceFirst("^\\d+_", ""), other);
    }

    private static String names(List<Lesson> lessons) {
        return String.join(" or ", lessons.stream().map(Lesson::name).toList());
    }
}
