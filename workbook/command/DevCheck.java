package workbook.command;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import workbook.book.ProsePage;
import workbook.classroom.Misconceptions;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.curriculum.Region;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker;
import workbook.judging.Checks.Job;
import workbook.judging.Checks;
import workbook.judging.LessonRun;
import workbook.judging.Verdict;
import workbook.terminal.Report;
import workbook.terminal.Style;

/// `dev check`: holds the curriculum together. Every answer of the guide gets the verdict that its page gives; the files
/// of a lesson fit each other; each lesson runs alone.
@Command(name = "check", description = "Holds the lessons, their solutions, tests and pages of the guide against each other.")
final class DevCheck implements Callable<Integer> {

    @Option(names = "--answers", paramLabel = "DIR", description = "Pages to take in place of guide/; only their answers are judged, which run as your own programs.")
    Path answers;

    @Option(names = "--cpus", paramLabel = "N", split = ",", description = "Processor counts to judge with, such as 1,2,8.")
    List<Integer> processors = List.of();

    @Option(names = "--times", paramLabel = "N", defaultValue = "1", description = "Judges each answer N times.")
    int times;

    @Option(names = "--apart", description = "Judges each answer in a JVM of its own, as a learner's is.")
    boolean apart;

    @Option(names = "--lesson", paramLabel = "LESSON", description = "Only this one.")
    List<String> names = List.of();

    @Spec
    CommandSpec spec;

    /// An answer, and what the workbook is to say to it.
    ///
    /// @param page what the page has of it
    /// @param file in which it stands
    private record Case(Answer answer, Page.Answer page, Path file) {}

    private final Map<String, Row> rows = new TreeMap<>();
    private final List<String> unsaid = new ArrayList<>();
    private int mistakes;
    private Curriculum curriculum;
    private Checker checker;
    private Misconceptions misconceptions;
    private PrintWriter out;

    /// What has been counted for a lesson.
    private static final class Row {
        int wrong;
        int wrongRefused;
        int right;
        int rightPassed;
        boolean whole = true;
    }

    @Override
    public Integer call() throws Exception {
        if (times < 1 || processors.stream().anyMatch(n -> n < 1)) {
            throw new ParameterException(spec.commandLine(), "--times and --cpus take numbers from 1 on.");
        }
        out = spec.commandLine().getOut();
        curriculum = Curriculum.here().withSolutions();
        var course = curriculum.lessons().stream().filter(Lesson::isOfCourse).toList();
        var lessons = names.isEmpty() && !course.isEmpty() ? course : curriculum.findAll(names);
        checker = Checker.in(curriculum.home(), out::println);
        misconceptions = Misconceptions.of(curriculum.home());

        var alone = new ArrayList<Alone>();
        if (answers == null) {
            for (var lesson : lessons) {
                attempt(lesson, () -> startAlone(lesson, alone));
            }
            checkFiles(lessons);
        }
        var cases = new ArrayList<Case>();
        for (var lesson : lessons) {
            attempt(lesson, () -> cases.addAll(cases(lesson)));
        }
        judge(cases);
        for (var run : alone) {
            attempt(run.lesson, run::await);
        }
        printSum();
        return mistakes == 0 ? 0 : 1;
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /// Does `attempt`, and notes a mistake that it finds; the other lessons are checked all the same.
    private void attempt(Lesson lesson, Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (Mistake e) {
            mistake(lesson, e.getMessage());
        }
    }

    private void mistake(Lesson lesson, String sentence) {
        row(lesson).whole = false;
        mistakes++;
        unsaid.add(sentence.replace(curriculum.home() + File.separator, ""));
    }

    private Row row(Lesson lesson) {
        return rows.computeIfAbsent(lesson.name(), _ -> new Row());
    }

    private List<Case> cases(Lesson lesson) {
        var cases = new ArrayList<Case>();
        var file = answers == null ? lesson.page() : answers.toAbsolutePath().resolve(lesson.name() + ".md");
        if (answers != null && !Files.exists(file)) {
            return cases;
        }
        var region = Region.of(lesson.solution(), Lesson.read(lesson.solution()));
        var page = Page.read(file);
        if (answers == null) {
            if (page.answers().stream().noneMatch(answer -> !answer.right() && isStarter(answer, page))) {
                throw new Mistake(file, "No wrong answer is the starter: the first one shows what it is refused for.");
            }
            var solution = Answer.of(lesson, lesson.solution());
            cases.add(new Case(solution, new Page.Answer("the solution", true, "", List.of(), solution.text(), 1), lesson.solution()));
        }
        for (var answer : page.answers()) {
            cases.add(new Case(new Answer(lesson, lesson.shown(lesson.file()), region.with(answer.code())), answer, file));
        }
        return cases;
    }

    /// Whether the code is the starter's, its contract left aside.
    private static boolean isStarter(Page.Answer answer, Page page) {
        return withoutComments(answer.code()).equals(withoutComments(page.start()));
    }

    private static String withoutComments(String code) {
        return code.lines().filter(line -> !line.strip().startsWith("//") && !line.isBlank()).map(String::strip).collect(joining("\n"));
    }

    /// Judges all cases, and prints a lesson's row, and its mistakes, when its last one is done.
    private void judge(List<Case> cases) throws InterruptedException {
        var counts = processors.isEmpty() ? List.of(OptionalInt.empty()) : processors.stream().map(OptionalInt::of).toList();
        var jobs = new ArrayList<Job>();
        for (var each : cases) {
            for (var count : counts) {
                for (int i = 0; i < times; i++) {
                    jobs.add(new Job(each.answer, new Settings(count, true, answers == null && !apart, _ -> {})));
                }
            }
        }
        out.println("%-24s %14s %14s   %s".formatted("lesson", "wrong refused", "right passed", answers == null ? "files" : ""));
        var done = new AtomicInteger();
        Checks.each(checker, jobs, judged -> {
            int index = done.getAndIncrement();
            var lesson = judged.answer().lesson();
            hold(cases.get(index / (counts.size() * times)), judged.verdict(), jobs.get(index).settings());
            if (index + 1 == jobs.size() || !jobs.get(index + 1).answer().lesson().equals(lesson)) {
                print(lesson, row(lesson));
            }
        });
    }

    /// Holds a verdict against the page. Which test a racing answer fails first is a matter of chance, and another one in a JVM
    /// that is warm: where it was refused with a sentence that the page does not have, that of a JVM of its own counts.
    private void hold(Case each, Verdict judged, Settings settings) throws InterruptedException {
        var count = settings.processors();
        var row = row(each.answer.lesson());
        boolean right = each.page.right(count.orElse(Runtime.getRuntime().availableProcessors()));
        boolean again = settings.inSeries() && !right && !judged.passed() && !foresees(each, judged);
        var verdict = again ? checker.check(each.answer, new Settings(count, true, false, _ -> {})) : judged;
        boolean good = right ? verdict.passed() : !verdict.passed() && foresees(each, verdict);
        if (right) {
            row.right++;
            row.rightPassed += good ? 1 : 0;
        } else {
            row.wrong++;
            row.wrongRefused += good ? 1 : 0;
        }
        if (!good) {
            var at = count.isPresent() ? " (with " + count.getAsInt() + " processors)" : "";
            mistake(each.answer.lesson(), each.file + ":" + each.page.line() + ": '" + each.page.title() + "' "
                    + (right ? "is right and was " + Report.kind(verdict) + at + ": " + verdict.sentence()
                    : verdict.passed() ? "is wrong and passed" + at + "."
                    : "is refused with another sentence" + at + ": " + verdict.sentence()));
        }
    }

    private static boolean foresees(Case each, Verdict verdict) {
        return each.page.foresees(verdict.sentence().lines().findFirst().orElse(""));
    }

    private void print(Lesson lesson, Row row) {
        out.println("%-24s %14s %14s   %s".formatted(lesson.name(), row.wrongRefused + " of " + row.wrong,
                row.rightPassed + " of " + row.right, row.whole ? Style.good("good") : Style.bad("see below")));
        printMistakes();
    }

    private void printMistakes() {
        unsaid.forEach(out::println);
        unsaid.clear();
    }

    private void printSum() {
        printMistakes();
        out.println("%d of %d wrong answers refused, %d of %d right answers passed, %d mistakes.".formatted(
                rows.values().stream().mapToInt(row -> row.wrongRefused).sum(), rows.values().stream().mapToInt(row -> row.wrong).sum(),
                rows.values().stream().mapToInt(row -> row.rightPassed).sum(), rows.values().stream().mapToInt(row -> row.right).sum(),
                mistakes));
    }

    private void checkFiles(List<Lesson> lessons) throws Exception {
        for (var lesson : lessons) {
            attempt(lesson, () -> checkNumber(lesson));
            if (!lesson.isOfCourse()) {
                attempt(lesson, () -> checkNamed("jbang-catalog.json",
                        "\"%s\": { \"script-ref\": \"lessons/%s.java\" }".formatted(lesson.name(), lesson.name())));
                attempt(lesson, () -> checkNamed("README.md", "(lessons/%s.java)".formatted(lesson.name())));
            }
            attempt(lesson, () -> checkTwins(lesson));
            attempt(lesson, () -> checkPage(lesson));
            attempt(lesson, lesson::prediction);
            attempt(lesson, () -> checkLinks(lesson.page()));
        }
        if (!lessons.getFirst().isOfCourse()) {
            attempt(lessons.getFirst(), () -> checkLinks(curriculum.home().resolve("README.md")));
            attempt(lessons.getFirst(), () -> checkLinks(curriculum.home().resolve("CONTRIBUTING.md")));
            for (var page : ProsePage.files(curriculum.home())) {
                attempt(lessons.getFirst(), () -> checkLinks(page));
            }
        }
    }

    /// The workbook's lessons are counted; of a course, no two have the same number.
    private void checkNumber(Lesson lesson) {
        int index = Curriculum.in(curriculum.home()).lessons().indexOf(lesson);
        var expected = "%02d".formatted(index);
        if (!lesson.isOfCourse() && !lesson.number().equals(expected)) {
            throw new Mistake(lesson.file(), "This is the lesson after " + "%02d".formatted(index - 1) + ", so its number is " + expected + ".");
        }
        if (!curriculum.find(lesson.number()).equals(lesson)) {
            throw new Mistake(lesson.file(), "This has the number of " + curriculum.find(lesson.number()).name() + ".");
        }
        lesson.className();
    }

    private void checkNamed(String file, String words) {
        var path = curriculum.home().resolve(file);
        if (!Lesson.read(path).contains(words)) {
            throw new Mistake(path, "This is missing: " + words);
        }
    }

    /// Around the exercise, a lesson and its solution are the same.
    private void checkTwins(Lesson lesson) {
        var text = Lesson.read(lesson.file());
        var one = Region.of(lesson.file(), text);
        var other = Region.of(lesson.solution(), Lesson.read(lesson.solution()));
        sameLines(lesson.file(), 1, one.before(), other.before());
        sameLines(lesson.file(), Region.line(text, text.length() - one.after().length()), one.after(), other.after());
    }

    private static void sameLines(Path file, int first, String lines, String others) {
        var here = lines.split("\n", -1);
        var there = others.split("\n", -1);
        for (int i = 0; i < Math.max(here.length, there.length); i++) {
            if (i >= here.length || i >= there.length || !here[i].equals(there[i])) {
                throw new Mistake(file, first + Math.min(i, here.length - 1), "Outside the markers this line differs from the solution's.");
            }
        }
    }

    private void checkPage(Lesson lesson) {
        var page = Page.read(lesson.page());
        var exercise = Region.of(lesson.file(), Lesson.read(lesson.file())).exercise();
        if (!page.start().stripTrailing().equals(exercise.stripTrailing())) {
            throw new Mistake(lesson.page(), "Start is not what " + lesson.shown(lesson.file()) + " has between its markers.");
        }
        if (page.hints().size() != 3) {
            throw new Mistake(lesson.page(), "There are " + page.hints().size() + " hints; three lead from a nudge to nearly the answer.");
        }
        if (page.learned().isEmpty()) {
            throw new Mistake(lesson.page(), "Learned does not say what a learner who has passed can do now.");
        }
        if (page.goals().isEmpty()) {
            throw new Mistake(lesson.page(), "Goals does not say what a student can do or explain after the lesson.");
        }
        if (page.minutes() == 0) {
            throw new Mistake(lesson.page(), "Minutes does not say how long the lesson takes in class.");
        }
        if (page.discuss().isEmpty()) {
            throw new Mistake(lesson.page(), "Discuss has no question to put to the class.");
        }
        for (var answer : page.answers()) {
            if (!answer.right() && !lesson.isOfCourse() && !misconceptions.knows(lesson, answer)) {
                throw new Mistake(lesson.page(), answer.line(), "What '" + answer.title() + "' is refused with has changed: ./jbang workbook dev signatures notes it anew.");
            }
        }
        if (page.play() != null && !Lesson.read(lesson.test()).contains("@DisplayName(\"" + page.play().test() + "\")")) {
            throw new Mistake(lesson.page(), "Play names no test of the lesson: " + page.play().test());
        }
        var starter = page.start().lines().map(String::strip).toList();
        var solution = ShowSolution.exercise(lesson).lines().map(String::strip)
                .filter(line -> line.length() > 12 && !line.startsWith("//") && !starter.contains(line)).toList();
        for (var hint : page.hints()) {
            solution.stream().filter(line -> hint.replace("`", "").contains(line)).findFirst().ifPresent(line -> {
                throw new Mistake(lesson.page(), "A hint gives a line of the solution away: " + line);
            });
        }
    }

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    private void checkLinks(Path markdown) {
        boolean code = false;
        int number = 0;
        for (var line : Lesson.read(markdown).split("\n")) {
            number++;
            code ^= line.startsWith("```");
            var links = LINK.matcher(code ? "" : line);
            while (links.find()) {
                if (!links.group(1).matches("[a-z]+:.*") && !Files.exists(markdown.resolveSibling(links.group(1)))) {
                    throw new Mistake(markdown, number, "The link leads nowhere: " + links.group(1));
                }
            }
        }
    }

    /// A lesson or a solution that runs alone in an empty folder.
    private record Alone(Lesson lesson, Path file, Path folder, Process process) {

        /// Holds the last line that it prints against the one that every lesson promises.
        void await() throws IOException, InterruptedException {
            try (var lines = process.inputReader()) {
                var last = lines.lines().reduce("", (_, line) -> line);
                if (process.waitFor() != 0 || !last.matches("Finished in \\d+\\.\\d seconds")) {
                    throw new Mistake(file, "Run alone in an empty folder, its last line is not 'Finished in N.N seconds' but: " + last);
                }
            } finally {
                process.destroyForcibly();
                Disk.delete(folder);
            }
        }
    }

    /// Starts the lesson and its solution; they nap beside others while the answers are judged. A file that is missing has been
    /// told of.
    private void startAlone(Lesson lesson, List<Alone> running) throws IOException {
        for (var file : Stream.of(lesson.file(), lesson.solution()).filter(Files::isRegularFile).toList()) {
            var folder = Disk.temporaryFolder();
            var classes = Files.createDirectory(folder.resolve("classes"));
            var refusal = checker.compiler.compile(Answer.of(lesson, file), classes);
            if (refusal.isPresent()) {
                throw new Mistake(file, refusal.get().sentence());
            }
            var process = LessonRun.command(lesson, classes, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), List.of())
                    .directory(Files.createDirectory(folder.resolve("empty")).toFile()).redirectErrorStream(true).start();
            process.getOutputStream().close();
            running.add(new Alone(lesson, file, folder, process));
        }
    }
}
