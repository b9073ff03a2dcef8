import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Curriculum")
class CurriculumTest {

    static final String BEGIN = "    // --- your turn ---------------------------------------------------------------";
    static final String END = "    // --- end of your turn --------------------------------------------------------";

    @Test
    @DisplayName("Lessons are numbered from 00 without a gap.")
    void numbersHaveNoGap() {
        var numbers = lessons().map(name -> name.substring(0, 2)).toList();

        assertThat(numbers).isEqualTo(IntStream.range(0, numbers.size()).mapToObj("%02d"::formatted).toList());
    }

    @Test
    @DisplayName("Each lesson has a solution and a test, and neither is without its lesson.")
    void filesComeInThrees() {
        assertThat(names(Path.of("solutions"), ".java")).isEqualTo(lessons().toList());
        assertThat(names(Path.of("tests"), "_test.java")).isEqualTo(lessons().toList());
    }

    @Test
    @DisplayName("Lesson and solution are the same outside the two marker lines.")
    void solutionsAreTwins() {
        lessons().forEach(name -> {
            var lesson = lines(Path.of("lessons", name + ".java"));
            var solution = lines(Path.of("solutions", name + ".java"));

            assertThat(lesson).as(name).containsOnlyOnce(BEGIN, END);
            assertThat(outside(lesson)).as(name).isEqualTo(outside(solution));
        });
    }

    @Test
    @DisplayName("The catalog and the README name every lesson.")
    void lessonsCanBeFound() {
        var catalog = String.join("\n", lines(Path.of("jbang-catalog.json")));
        var readme = String.join("\n", lines(Path.of("README.md")));

        assertThat(lessons()).allSatisfy(name -> {
            assertThat(catalog).contains("\"%s\": { \"script-ref\": \"lessons/%s.java\" }".formatted(name, name));
            assertThat(readme).contains("(lessons/%s.java)".formatted(name));
        });
    }

    private static Stream<String> lessons() {
        return names(Path.of("lessons"), ".java").stream();
    }

    private static List<String> names(Path folder, String ending) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d\\d_.*") && name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> outside(List<String> lines) {
        return Stream.concat(
                lines.subList(0, lines.indexOf(BEGIN)).stream(),
                lines.subList(lines.indexOf(END), lines.size()).stream()).toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
