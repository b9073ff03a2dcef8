package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What `dev check` does not see: the files around the curriculum.
@DisplayName("Curriculum")
class CurriculumTest {

    @Test
    @DisplayName("The catalog and the README name every lesson.")
    void lessonsCanBeFound() throws IOException {
        var catalog = Files.readString(Path.of("jbang-catalog.json"));
        var readme = Files.readString(Path.of("README.md"));

        assertThat(lessons()).isNotEmpty().allSatisfy(name -> {
            assertThat(catalog).contains("\"%s\": { \"script-ref\": \"lessons/%s.java\" }".formatted(name, name));
            assertThat(readme).contains("(lessons/%s.java)".formatted(name));
        });
    }

    @Test
    @DisplayName("Scripts use the libraries in the versions of the pom.")
    void versionsAgree() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var versions = Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>").matcher(pom).results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2), (first, _) -> first));

        assertThat(scripts()).allSatisfy(script -> assertThat(dependencies(script)).allSatisfy(dependency ->
                assertThat(dependency.version()).as(script + ": " + dependency.artifact())
                        .isEqualTo(versions.getOrDefault(dependency.artifact(), dependency.version()))));
    }

    private record Dependency(String artifact, String version) {}

    private static List<Dependency> dependencies(Path script) throws IOException {
        return Pattern.compile("(?m)^//DEPS [^:]+:([^:\\s]+):([^@\\s]+)").matcher(Files.readString(script)).results()
                .map(match -> new Dependency(match.group(1), match.group(2))).toList();
    }

    private static List<Path> scripts() throws IOException {
        try (var bench = Files.list(Path.of("bench")); var workbook = Files.list(Path.of("workbook"))) {
            return Stream.concat(bench, workbook).filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static List<String> lessons() throws IOException {
        try (var files = Files.list(Path.of("lessons"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d\\d_\\w+\\.java"))
                    .map(name -> name.replace(".java", "")).sorted().toList();
        }
    }
}
