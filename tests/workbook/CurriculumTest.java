package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What `dev check` does not see: what the lessons say, and the files around the curriculum.
@DisplayName("Curriculum")
class CurriculumTest {

    private static final Pattern PREDICT = Pattern.compile(
            "\\*\\*Predict (the seconds|a count|an order|a choice)\\.\\*\\*(.*?)\n\n", Pattern.DOTALL);

    private final List<LessonText> lessons = LessonText.all();

    @Test
    @DisplayName("A call that a lesson, its page, the README or a page of the book names compiles as it stands.")
    void namesCallsThatCompile() throws IOException {
        var wrong = new ArrayList<String>();
        for (var lesson : lessons) {
            var said = lesson.prose() + Stream.of("Goals", "Hints", "Learned", "Predict", "Picture", "Discuss", "Investigate", "Next")
                    .map(lesson::section).collect(Collectors.joining());
            for (var call : LessonText.calls(said)) {
                if (!lesson.occurs(call, lesson.rightCode()) && !lesson.compiles(call)) {
                    wrong.add(lesson.name() + ": " + call);
                }
            }
        }
        var everything = lessons.stream().map(LessonText::rightCode).collect(Collectors.joining());
        for (var page : pages()) {
            for (var call : LessonText.calls(LessonText.read(page))) {
                if (!LessonText.occurs(call, everything, List.of()) && !lessons.getLast().compiles(call)) {
                    wrong.add(page + ": " + call);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("A class that a lesson refers to is there without an import.")
    void refersToClassesThatAreThere() throws IOException {
        var missing = new ArrayList<String>();
        for (var lesson : lessons) {
            for (var type : lesson.types()) {
                if (!lesson.compiles(type + " any = null")) {
                    missing.add(lesson.name() + ": " + type);
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("A call that compiles in another form only is told from one that compiles as it stands.")
    void knowsTheFormOfACall() throws IOException {
        var map = new LessonText("07_map_streams");

        assertThat(map.occurs("gather(Gatherers.mapConcurrent(atMost, task))", map.rightCode())).isTrue();
        assertThat(map.occurs("mapConcurrent(limit, task)", map.rightCode())).isTrue();
        assertThat(map.occurs("gather(Gatherers.mapConcurrent(task, atMost))", map.rightCode())).isFalse();
        assertThat(map.compiles("inputs.stream().map(task).toList()")).isTrue();
        assertThat(map.compiles("inputs.stream().map(atMost).toList()")).isFalse();
    }

    @Test
    @DisplayName("Code that a lesson shows on lines of its own compiles as it stands inside the exercise.")
    void showsCodeThatCompiles() throws IOException {
        var wrong = new ArrayList<String>();
        for (var lesson : lessons) {
            for (var block : lesson.blocks()) {
                if (block.contains(";") && !lesson.compiles(block)) {
                    wrong.add(lesson.name() + ":\n" + block);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("What Predict asks for is answered by the run that the lesson shows, and told on its page.")
    void asksWhatTheRunAnswers() {
        assertThat(lessons).allSatisfy(lesson -> {
            var run = lesson.blocks().stream().filter(block -> block.contains("Finished in")).findFirst().orElse("");
            var asked = PREDICT.matcher(lesson.prose()).results().toList();

            assertThat(asked).hasSize(1);
            var line = LessonText.spans(asked.getFirst().group(2)).stream().filter(span -> span.contains("…")).findFirst();
            var answers = switch (asked.getFirst().group(1)) {
                case "the seconds" -> List.of(elements("Finished in … seconds", run).getLast());
                case "a count" -> List.of(elements(line.orElseThrow(), run).getLast());
                case "an order" -> List.of(String.join(" ", elements(line.orElseThrow(), run)));
                default -> Pattern.compile("\\((\\w)\\)").matcher(asked.getFirst().group(2)).results()
                        .map(choice -> "**" + choice.group(1) + ".**").toList();
            };
            assertThat(answers).anyMatch(answer -> lesson.section("Predict").matches("(?s)" + Pattern.quote(answer) + "[ ,.:].*"));
        });
    }

    /// What stands in place of `…` in the lines of `run` that contain `line`.
    private static List<String> elements(String line, String run) {
        return Pattern.compile(Pattern.quote(line).replace("…", "\\E(\\S+)\\Q")).matcher(run).results().map(found -> found.group(1)).toList();
    }

    @Test
    @DisplayName("Small print stands apart from the promise, and the same has the same words in every lesson.")
    void saysTheSameInTheSameWords() {
        var items = lessons.stream().map(LessonText::smallPrint).flatMap(List::stream);

        assertThat(lessons.stream().skip(1)).allSatisfy(lesson -> assertThat(lesson.exercise())
                .contains("\n    ///\n    /// *Also held.* Most answers keep this without trying:\n    ///\n    /// - "));
        assertThat(items.collect(Collectors.groupingBy(item -> item.replaceFirst("^(\\S+ \\S+ \\S+).*", "$1"), Collectors.toSet())).values())
                .isNotEmpty().allSatisfy(same -> assertThat(same).hasSize(1));
    }

    @Test
    @DisplayName("Modify stands right below the exercise, and the page answers what the lesson asks.")
    void goesOnAfterTheExercise() {
        assertThat(lessons).allSatisfy(lesson -> {
            assertThat(lesson.afterExercise()).matches("(?s)\n    /// \\*\\*Modify\\.\\*\\*[^\n]+\n(    ///[^\n]*\n)*\n.*");
            assertThat(lesson.section("Investigate")).isNotBlank();
            assertThat(lesson.section("Next").isEmpty()).isEqualTo(lesson != lessons.getLast());
        });
    }

    @Test
    @DisplayName("Lessons fit into 100 columns, and name the jbang that comes with them.")
    void fitsAndRuns() {
        assertThat(lessons).allSatisfy(lesson -> {
            assertThat((lesson.lesson() + lesson.solution()).lines()).allMatch(line -> line.length() <= 100);
            assertThat(lesson.prose()).contains("\n    ./jbang lessons/" + lesson.name() + ".java\n");
            assertThat(lesson.lesson() + LessonText.read("guide/" + lesson.name() + ".md")).doesNotContainPattern("(?<!\\./)jbang lessons/");
        });
    }

    @Test
    @DisplayName("The catalog and the README name every lesson.")
    void lessonsCanBeFound() throws IOException {
        var catalog = Files.readString(Path.of("jbang-catalog.json"));
        var readme = Files.readString(Path.of("README.md"));

        assertThat(lessons).isNotEmpty().extracting(LessonText::name).allSatisfy(name -> {
            assertThat(catalog).contains("\"%s\": { \"script-ref\": \"lessons/%s.java\" }".formatted(name, name));
            assertThat(readme).contains("(lessons/%s.java)".formatted(name));
        });
    }

    @Test
    @DisplayName("The README is a first page, and leads to each page of the book.")
    void readmeIsAFirstPage() throws IOException {
        var readme = Files.readString(Path.of("README.md"));

        assertThat(readme.lines().count()).isLessThanOrEqualTo(120);
        assertThat(pages()).hasSizeGreaterThan(5).allSatisfy(page -> assertThat(readme).contains(page.equals("README.md") ? "# " : "(" + page + ")"));
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

    /// The README, and the pages of the book that are no lessons.
    private static List<String> pages() throws IOException {
        try (var files = Files.list(Path.of("book"))) {
            return Stream.concat(Stream.of("README.md"), files.map(file -> "book/" + file.getFileName()).filter(file -> file.endsWith(".md")).sorted()).toList();
        }
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
}
