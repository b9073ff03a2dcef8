package workbook;

import module java.base;
import module java.compiler;

import com.sun.source.util.JavacTask;
import javax.tools.ToolProvider;

/// What a lesson says as it is given out, and the code that stands beside it. It is read where no learner writes.
///
/// @param name such as `04_executor`
record LessonText(String name) {

    private static final String BEGIN = "    // --- your turn ---------------------------------------------------------------\n\n";
    private static final String END = "\n    // --- end of your turn --------------------------------------------------------\n";
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\w+|\\S");

    /// All lessons, in their order.
    static List<LessonText> all() {
        try (var files = Files.list(Path.of("solutions"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d\\d_\\w+\\.java")).sorted()
                    .map(name -> new LessonText(name.replace(".java", ""))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of the last.
    static int last() {
        return Integer.parseInt(all().getLast().name().substring(0, 2));
    }

    String solution() {
        return read("solutions/" + name + ".java");
    }

    /// The lesson's text: the solution with the page's Start in place of the exercise.
    String lesson() {
        return before() + exercise() + END + afterExercise();
    }

    private String before() {
        return solution().substring(0, solution().indexOf(BEGIN) + BEGIN.length());
    }

    String exercise() {
        return code(section("Start")).findFirst().orElseThrow();
    }

    String afterExercise() {
        return solution().substring(solution().indexOf(END) + END.length());
    }

    private static Stream<String> code(String markdown) {
        return Pattern.compile("(?s)```java\n(.*?)```").matcher(markdown).results().map(fence -> fence.group(1));
    }

    /// The text of a section of the lesson's page; nothing if the page does not have it.
    String section(String title) {
        var found = Pattern.compile("(?ms)^## " + title + "\n\n?(.*?)(?=^## |\\z)").matcher(read("guide/" + name + ".md"));
        return found.find() ? found.group(1) : "";
    }

    /// What the lesson says, in Markdown.
    String prose() {
        return documentation(lesson());
    }

    /// The items of the small print.
    List<String> smallPrint() {
        return Pattern.compile("(?m)^- .*\n(?:  .*\n)*").matcher(documentation(exercise())).results()
                .map(item -> item.group().substring(2).strip().replaceAll("\\s+", " ")).toList();
    }

    /// What stands on indented lines: runs, commands, code.
    List<String> blocks() {
        return Pattern.compile("(?m)(?:^    .*\n)+").matcher(prose()).results().map(MatchResult::group).toList();
    }

    /// The classes in brackets, such as `[Future]`.
    List<String> types() {
        return Pattern.compile("\\[([A-Z]\\w+)\\]").matcher(prose()).results().map(type -> type.group(1)).distinct().toList();
    }

    /// The code that `dev check` compiles and finds right, without comments.
    String rightCode() {
        return Stream.concat(Stream.of(lesson(), solution()), code(section("Right answers"))).collect(Collectors.joining("\n")).replaceAll("(?m)//.*$", "");
    }

    /// Whether `code` compiles where the exercise begins.
    boolean compiles(String code) throws IOException {
        var begun = Pattern.compile("(?m)^    static [^{]+\\{$").matcher(exercise())
                .replaceFirst(method -> Matcher.quoteReplacement(method.group() + " { " + code + "; }"));
        var source = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return before() + begun + END + afterExercise();
            }
        };
        var problems = new DiagnosticCollector<JavaFileObject>();
        ((JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, problems, List.of("-proc:none"), null, List.of(source))).analyze();
        return problems.getDiagnostics().stream().noneMatch(problem -> problem.getKind() == Diagnostic.Kind.ERROR);
    }

    /// The calls in the code spans of Markdown, such as `executor.submit(task)`.
    static List<String> calls(String markdown) {
        return spans(markdown).stream().filter(span -> span.matches(".*\\w\\(.*")).toList();
    }

    static List<String> spans(String markdown) {
        return Pattern.compile("`([^`]+)`").matcher(markdown.replaceAll("(?s)```.*?```", "")).results()
                .map(span -> span.group(1).replaceAll("\\s+", " ")).distinct().toList();
    }

    /// Whether `call` occurs in `code`. A literal in it stands for any other, and so does a name, unless the exercise's signature has it.
    boolean occurs(String call, String code) {
        return occurs(call, code, tokens(exercise().lines().filter(line -> line.startsWith("    static ")).collect(Collectors.joining())));
    }

    static boolean occurs(String call, String code, List<String> signature) {
        var tokens = tokens(call);
        var pattern = IntStream.range(0, tokens.size()).mapToObj(i -> {
            var token = tokens.get(i);
            var before = i == 0 ? "" : tokens.get(i - 1);
            var after = i + 1 == tokens.size() ? "" : tokens.get(i + 1);
            boolean name = token.matches("[a-z]\\w*") && !SourceVersion.isKeyword(token) && !signature.contains(token)
                    && !before.matches("[.:]") && !after.matches("[(:]");
            return name || token.matches("\\d+|\".*") ? "(?:\\w+|\"[^\"]*\")" : Pattern.quote(token);
        }).collect(Collectors.joining(" ", " ", " "));
        return Pattern.compile(pattern).matcher(tokens(code).stream().collect(Collectors.joining(" ", " ", " "))).find();
    }

    private static List<String> tokens(String java) {
        return TOKEN.matcher(java).results().map(MatchResult::group).toList();
    }

    /// The text of the comments that begin with `///`; what stands between them is a blank line.
    private static String documentation(String java) {
        return java.lines().map(String::strip).map(line -> line.startsWith("///") ? line.replaceFirst("^/// ?", "") : "")
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static String read(String file) {
        try {
            return Files.readString(Path.of(file)).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
