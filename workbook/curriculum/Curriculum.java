package workbook.curriculum;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/// The lessons of a workbook, in their order. A lesson is what has a paired test, `tests/NN_name_test.java`, and nothing else;
/// in a kit, what has a starter, `starters/NN_name.java`.
public record Curriculum(Path home, List<Lesson> lessons) {

    private static final Pattern TEST = Pattern.compile("(\\d\\d_\\w+)_test\\.java");
    private static final Pattern STARTER = Pattern.compile("(\\d\\d_\\w+)\\.java");

    /// The folder of a course, named on the command line, whose lessons are beside the workbook's or in place of those with the same
    /// number; null where none is named.
    public static Path course() {
        return System.getProperty("workbook.lessons") instanceof String named ? Path.of(named).toAbsolutePath().normalize() : null;
    }

    /// The lessons that were named where a course could have been, such as `01,04`; from then on no course is named. None if it is a folder.
    public static List<String> chosen() {
        if (System.getProperty("workbook.lessons") instanceof String named && named.matches("\\w+(,\\w+)*") && Files.notExists(Path.of(named))) {
            System.clearProperty("workbook.lessons");
            return List.of(named.split(","));
        }
        return List.of();
    }

    /// The workbook that the launcher lies in, which names it; without a launcher, the one in which the current folder lies. The
    /// lessons of the [#course] are among its own.
    ///
    /// @throws WrongName if there is none
    public static Curriculum here() {
        var folder = Path.of(System.getProperty("workbook.home", "")).toAbsolutePath();
        return Stream.iterate(folder, parent -> parent != null, Path::getParent)
                .filter(parent -> Files.isDirectory(parent.resolve("tests/probe")))
                .findFirst()
                .map(Curriculum::in)
                .map(workbook -> course() == null ? workbook : workbook.with(course()))
                .orElseThrow(() -> new WrongName("There is no workbook in " + folder
                        + " or above it: run this in the folder that has lessons/ and tests/ in it."));
    }

    /// @throws Mistake if there is no lesson in `home`
    public static Curriculum in(Path home) {
        var lessons = lessons(home, home);
        if (lessons.isEmpty()) {
            throw new Mistake(home, "There is no lesson here, whose test would be such as tests/00_synchronous_test.java.");
        }
        return new Curriculum(home, lessons);
    }

    private Curriculum with(Path course) {
        if (Stream.of(course.resolve("tests"), Lesson.starters(course)).noneMatch(Files::isDirectory)) {
            throw new WrongName("There is no course in " + course + ": it would have the folders lessons, solutions, tests and guide.");
        }
        var more = lessons(home, course);
        var numbers = more.stream().map(Lesson::number).toList();
        return new Curriculum(home, Stream.concat(lessons.stream().filter(lesson -> !numbers.contains(lesson.number())), more.stream())
                .sorted(comparing(Lesson::name)).toList());
    }

    /// The lessons whose files are in `home`, learnt in `workbook`.
    private static List<Lesson> lessons(Path workbook, Path home) {
        boolean kit = Files.isDirectory(Lesson.starters(home));
        var folder = kit ? Lesson.starters(home) : home.resolve("tests");
        try (var files = Files.list(folder)) {
            return files.map(file -> (kit ? STARTER : TEST).matcher(file.getFileName().toString())).filter(Matcher::matches)
                    .map(name -> new Lesson(workbook, home, name.group(1))).sorted(comparing(Lesson::name)).toList();
        } catch (IOException e) {
            throw new Mistake(folder, "The folder cannot be read", e);
        }
    }

    /// This one, for a command that needs the solutions, or the tests as they are written.
    ///
    /// @throws WrongName if it is a kit
    public Curriculum withSolutions() {
        if (lessons.stream().anyMatch(Lesson::isOfKit)) {
            throw new WrongName("There are no solutions and no texts of tests in " + home + ": it is a kit for learners, and this command needs them.");
        }
        return this;
    }

    /// The lesson called `word`: its number, one of its files, its name, or the beginning of words of its name or its title where no other
    /// lesson has them.
    ///
    /// @throws WrongName with the names that are near, if there is none or more than one
    public Lesson find(String word) {
        if (path(word).isPresent()) {
            var path = path(word).get();
            return lessons.stream().filter(lesson -> lesson.files().anyMatch(file -> isSame(file, path))).findFirst()
                    .orElseThrow(() -> new WrongName("'" + word + "' is no file of a lesson of this workbook. A lesson is called by its number, "
                            + "such as " + lessons.getLast().number() + "."));
        }
        var name = word.replaceFirst("(_test)?\\.(java|md)$", "");
        if (name.matches("\\d{1,2}")) {
            var number = "%02d".formatted(Integer.parseInt(name));
            return lessons.stream().filter(lesson -> lesson.number().equals(number)).findFirst()
                    .orElseThrow(() -> new WrongName("There is no lesson " + word + ": they go from "
                            + lessons.getFirst().number() + " to " + lessons.getLast().number() + "."));
        }
        var found = lessons.stream().filter(lesson -> lesson.name().equals(name)).toList();
        if (found.isEmpty()) {
            found = lessons.stream().filter(lesson -> called(lesson).anyMatch(own -> !words(name).isEmpty() && ("_" + own).contains("_" + words(name)))).toList();
        }
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 -> throw new WrongName("There is no lesson '" + word + "'. " + near(words(name)));
            default -> throw new WrongName("'" + word + "' could be " + names(found) + ".");
        };
    }

    /// The lessons called so, in the curriculum's order; all of them if `words` is empty.
    public List<Lesson> findAll(List<String> words) {
        var found = words.stream().map(this::find).toList();
        return found.isEmpty() ? lessons : lessons.stream().filter(found::contains).toList();
    }

    /// The answer that `word` names. A path is the file that it names, wherever that is; another word is a lesson, and the
    /// answer what stands in the learner's own file. A file that is no answer comes with the reason.
    ///
    /// @throws WrongName as [#find] does
    public Answer answer(String word) {
        if (path(word).isEmpty()) {
            return Answer.of(find(word));
        }
        var file = path(word).get();
        var own = lessons.stream().filter(lesson -> isSame(lesson.file(), file)).findFirst();
        if (own.isPresent()) {
            return Answer.of(own.get());
        }
        var name = file.getFileName() == null ? "" : file.getFileName().toString();
        return lessons.stream().filter(lesson -> name.equals(lesson.name() + ".java")).findFirst()
                .map(lesson -> Answer.of(lesson, file, word.equals(lesson.shown(lesson.file())) ? file.toString() : word))
                .orElseGet(() -> Answer.unfit(new Lesson(home, name.replaceFirst("\\.java$", "")), word, Files.isDirectory(file)
                        ? "This is a folder; name the files in it."
                        : "This is no answer to a lesson: it would be called as the lesson's file is, such as "
                                + lessons.getLast().name() + ".java."));
    }

    /// The solution of the lesson called `word`.
    ///
    /// @throws WrongName as [#find] does
    public Answer solution(String word) {
        var lesson = find(word);
        return Answer.of(lesson, lesson.solution());
    }

    /// The file that `word` names, if it is a path: as seen from the current folder, or else from the workbook's.
    private Optional<Path> path(String word) {
        try {
            var here = Path.of("").toAbsolutePath();
            var written = exists(here.resolve(word)) ? word : word.replace('\\', '/');
            var file = here.resolve(written).normalize();
            if (!written.contains("/") && !written.contains("\\") && !(written.endsWith(".java") && exists(file))) {
                return Optional.empty();
            }
            return Optional.of(exists(file) ? file : home.resolve(written).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSame(Path file, Path other) {
        try {
            return file.equals(other) || Files.isSameFile(file, other);
        } catch (IOException e) {
            return false;
        }
    }

    /// What a lesson may be called besides its number.
    private static Stream<String> called(Lesson lesson) {
        return Stream.of(words(lesson.name()), words(lesson.title()));
    }

    /// In small letters, with `_` for all that stands between words.
    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_").replaceAll("^_|_$", "");
    }

    /// Offers what differs in not more than a third of its letters.
    private String near(String name) {
        ToIntFunction<Lesson> distance = lesson -> called(lesson).flatMap(own -> Stream.concat(Stream.of(own, own.replaceFirst("^\\d+_", "")), Stream.of(own.split("_"))))
                .mapToInt(own -> LevenshteinDistance.getDefaultInstance().apply(name, own)).min().orElseThrow();
        var near = lessons.stream().filter(lesson -> distance.applyAsInt(lesson) <= Math.max(1, name.length() / 3)).sorted(comparingInt(distance)).limit(2).toList();
        return near.isEmpty() ? "./jbang workbook list shows them all." : "Did you mean " + names(near) + "?";
    }

    private static String names(List<Lesson> lessons) {
        return String.join(" or ", lessons.stream().map(Lesson::name).toList());
    }
}
