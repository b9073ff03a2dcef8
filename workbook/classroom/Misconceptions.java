package workbook.classroom;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.classroom.ClassReport.Test;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;

/// What each wrong answer of the guide is refused with, test by test: by that a student's answer is found to be like one of them. Kept in
/// `guide/signatures.json`, which `dev signatures` makes.
public final class Misconceptions {

    /// An answer that shares less than this part of what it is refused with is not alike.
    private static final double ALIKE = 0.5;

    /// As many titles as are worth a look.
    private static final int MOST = 5;

    /// @param of       of what it was made: the answer and the lesson's test
    /// @param refusals the failed tests and what was said, without numbers
    public record Signature(String title, String of, Set<String> refusals) {

        /// Whether it is that of this answer, as it and its test are now.
        public boolean isOf(Lesson lesson, Page.Answer answer) {
            return title.equals(answer.title()) && of.equals(source(lesson, answer));
        }
    }

    /// A lesson's signatures as they are written: most sentences are in many of them.
    ///
    /// @param said    all sentences
    /// @param answers what is said to each, by their places in `said`
    private record Written(List<String> said, List<One> answers) {

        private record One(String title, String of, String refusals) {}

        static Written of(List<Signature> signatures) {
            var said = signatures.stream().flatMap(signature -> signature.refusals.stream()).distinct().sorted().toList();
            return new Written(said, signatures.stream().map(signature -> new One(signature.title, signature.of,
                    signature.refusals.stream().map(sentence -> "" + Collections.binarySearch(said, sentence)).collect(Collectors.joining(" ")))).toList());
        }

        Signature read(One one) {
            return new Signature(one.title, one.of, Stream.of(one.refusals.split(" ")).filter(place -> !place.isEmpty())
                    .map(place -> said.get(Integer.parseInt(place))).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Map<String, List<Signature>> signatures;
    private final Map<Lesson, Map<String, Set<String>>> pages = new HashMap<>();

    private Misconceptions(Map<String, List<Signature>> signatures) {
        this.signatures = signatures;
    }

    public static Path file(Path home) {
        return home.resolve("guide/signatures.json");
    }

    /// Those of the workbook in `home`; none where it has none.
    ///
    /// @throws Mistake if the file is damaged
    public static Misconceptions of(Path home) {
        var file = file(home);
        if (Files.notExists(file)) {
            return new Misconceptions(Map.of());
        }
        try {
            var written = GSON.fromJson(Lesson.read(file), new TypeToken<Map<String, Written>>() {});
            var signatures = new TreeMap<String, List<Signature>>();
            written.forEach((lesson, all) -> signatures.put(lesson, all.answers.stream().map(all::read).toList()));
            return new Misconceptions(signatures);
        } catch (RuntimeException e) {
            throw new Mistake(file, "This is damaged; ./jbang workbook dev signatures makes it anew.");
        }
    }

    public static void save(Path home, Map<String, List<Signature>> signatures) {
        var written = new TreeMap<String, Written>();
        signatures.forEach((lesson, all) -> written.put(lesson, Written.of(all)));
        Disk.save(file(home), GSON.toJson(written) + "\n");
    }

    public List<Signature> of(Lesson lesson) {
        return signatures.getOrDefault(lesson.name(), List.of());
    }

    public boolean knows(Lesson lesson, Page.Answer answer) {
        return of(lesson).stream().anyMatch(signature -> signature.isOf(lesson, answer));
    }

    /// Of what a signature is made: it is to be made anew where that has changed.
    public static String source(Lesson lesson, Page.Answer answer) {
        return Disk.hash(List.of(answer.code(), Lesson.read(lesson.test())));
    }

    /// What an answer is refused with, without what differs from run to run.
    public static Set<String> refusals(List<Test> tests) {
        return tests.stream().filter(test -> test.failure() != null).flatMap(test -> List.of(test.sentence(), test.sentence() + " " + plain(test.failure())).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String plain(String sentence) {
        return sentence.lines().findFirst().orElse("").replaceAll("\\d\\d_\\w+\\.java:\\d+", "#").replaceAll("\\d+(?:[.,]\\d+)*", "#");
    }

    /// The titles of the guide's answers that are refused alike, the likest first; of those that are refused the same, the one with whose
    /// code it shares most words.
    ///
    /// @param region the answer between its marker lines
    public List<String> alike(Lesson lesson, List<Test> tests, String region) {
        var refusals = refusals(tests);
        var codes = pages.computeIfAbsent(lesson, its -> Page.read(its.page()).answers().stream().filter(answer -> !answer.right())
                .collect(Collectors.toMap(Page.Answer::title, answer -> words(answer.code()), (one, _) -> one)));
        record Match(String title, double refused, double written) {}
        return of(lesson).stream().map(each -> new Match(each.title, share(refusals, each.refusals), share(words(region), codes.getOrDefault(each.title, Set.of()))))
                .filter(match -> match.refused >= ALIKE)
                .sorted(Comparator.comparingDouble(Match::refused).thenComparingDouble(Match::written).reversed()).limit(MOST).map(Match::title).toList();
    }

    /// The words of a code without its comments.
    private static Set<String> words(String code) {
        return Stream.of(code.replaceAll("(?m)//.*$", "").split("\\W+")).collect(Collectors.toSet());
    }

    /// The part that two sets have in common (Jaccard, 1901).
    private static double share(Set<String> one, Set<String> other) {
        var common = new HashSet<>(one);
        common.retainAll(other);
        return one.isEmpty() || other.isEmpty() ? 0 : (double) common.size() / (one.size() + other.size() - common.size());
    }
}
