package workbook.classroom;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import workbook.classroom.ClassReport.Column;
import workbook.classroom.ClassReport.Graded;
import workbook.classroom.ClassReport.Student;
import workbook.classroom.ClassReport.Test;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Region;
import workbook.judging.Checker;
import workbook.judging.Checker.Mark;
import workbook.judging.Checker.Settings;
import workbook.judging.Checks;
import workbook.judging.Checks.Job;
import workbook.judging.Checks.Judged;
import workbook.judging.Verdict;

/// Judges what a class has handed in. What was said to a text is kept in the user's cache, under a name made of all that it depends on:
/// the answer, the lesson's test, and the workshop; so nothing is judged twice, whoever hands it in and however often this is begun.
public final class Grading {

    /// What is kept of a verdict.
    private record Kept(Status status, String sentence, double seconds, List<Test> tests, List<Mark> marks) {}

    /// Where a sentence that is kept begins with the name of the file: another student may hand in the same under another name.
    private static final String HERE = "{file}";

    private static final Gson GSON = new Gson();

    private final Curriculum curriculum;
    private final Checker checker;
    private final boolean confined;
    private final Misconceptions misconceptions;
    private final Path folder;

    /// @param confined whether answers are judged where they can do no harm
    public Grading(Curriculum curriculum, Checker checker, boolean confined) {
        this.curriculum = curriculum;
        this.checker = checker;
        this.confined = confined;
        misconceptions = Misconceptions.of(curriculum.home());
        folder = Disk.cache().resolve("verdicts");
    }

    /// Told how far it is.
    public interface Progress {

        /// @param done of so many answers
        void at(int done, int of, Answer answer);
    }

    /// Judges the answers of these students to these lessons.
    ///
    /// @param points that a right answer to a lesson gives
    public ClassReport grade(HandIns handIns, List<Roster.Member> students, List<Lesson> lessons, ToDoubleFunction<Lesson> points, Progress progress)
            throws InterruptedException {
        var answers = new HashMap<Roster.Member, Map<Lesson, Answer>>();
        var verdicts = new ConcurrentHashMap<String, Kept>();
        var met = new HashSet<String>();
        var jobs = new ArrayList<Job>();
        for (var student : students) {
            for (var lesson : lessons) {
                var answer = handIns.answer(student.id(), lesson);
                answers.computeIfAbsent(student, _ -> new HashMap<>()).put(lesson, answer);
                if (answer != null && answer.fault() == null && met.add(key(answer))) {
                    kept(key(answer)).ifPresentOrElse(kept -> verdicts.put(key(answer), kept), () -> jobs.add(new Job(answer, Settings.USUAL)));
                }
            }
        }
        var done = new int[1];
        Checks.each(checker, jobs, confined, judged -> {
            verdicts.put(key(judged.answer()), kept(judged));
            keep(key(judged.answer()), kept(judged));
        }, judged -> progress.at(++done[0], jobs.size(), judged.answer()));
        var columns = lessons.stream().map(lesson -> new Column(lesson.name(), lesson.title(), points.applyAsDouble(lesson))).toList();
        return new ClassReport(ClassReport.VERSION, confined, columns, students.stream().map(student -> new Student(student.id(), student.name(), student.place(),
                IntStream.range(0, columns.size()).mapToObj(i -> graded(lessons.get(i), answers.get(student).get(lessons.get(i)), verdicts, columns.get(i).points()))
                        .toList(), handIns.notes(student.id(), lessons))).toList(), handIns.notes());
    }

    private Graded graded(Lesson lesson, Answer answer, Map<String, Kept> verdicts, double points) {
        if (answer == null) {
            return new Graded(lesson.name(), Status.MISSING, "", "", 0, 0, List.of(), List.of(), List.of(), "");
        }
        if (answer.fault() != null) {
            return new Graded(lesson.name(), Status.NOT_JUDGED, answer.fault(), answer.shown(), 0, 0, List.of(), List.of(), List.of(), "");
        }
        var kept = verdicts.get(key(answer));
        var sentence = replaced(kept.sentence, HERE, answer.shown());
        var graded = new Graded(lesson.name(), kept.status, sentence, answer.shown(), kept.seconds, kept.status == Status.PASSED ? points : 0, kept.tests, kept.marks,
                List.of(), "");
        if (!graded.isWrong()) {
            return graded;
        }
        var region = region(answer);
        var alike = misconceptions.alike(lesson, kept.tests, region);
        return new Graded(lesson.name(), kept.status, sentence, answer.shown(), kept.seconds, 0, kept.tests, kept.marks, alike, alike.isEmpty() ? region : "");
    }

    private static String region(Answer answer) {
        try {
            return Region.of(Path.of(answer.shown()), answer.text()).exercise();
        } catch (Mistake e) {
            return "";
        }
    }

    private String key(Answer answer) {
        return Disk.hash(List.of(answer.text(), Lesson.read(answer.lesson().test()), checker.version(), "" + confined));
    }

    private static Kept kept(Judged judged) {
        var verdict = judged.verdict();
        return new Kept(Status.of(verdict, !judged.marks().isEmpty()), replaced(sentence(verdict), judged.answer().shown(), HERE), judged.seconds(),
                verdict.tests().stream().map(test -> new Test(test.sentence(), test.passed(), test.failure())).toList(),
                judged.marks());
    }

    private static String replaced(String sentence, String place, String other) {
        return sentence.startsWith(place) ? other + sentence.substring(place.length()) : sentence;
    }

    private static String sentence(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed _ -> "";
            case Verdict.DoesNotCompile(var problems) -> "In line %d: %s".formatted(problems.getFirst().line(),
                    problems.getFirst().message().strip().replaceAll("\\s*\\n\\s*", "; ").replaceAll(" +", " "));
            default -> verdict.sentence().lines().findFirst().orElse("");
        };
    }

    private Optional<Kept> kept(String key) {
        try {
            return Optional.ofNullable(GSON.fromJson(Files.readString(folder.resolve(key)), Kept.class));
        } catch (IOException | JsonParseException e) {
            return Optional.empty();    // It is judged, or judged again.
        }
    }

    /// Keeps what depends on the answer alone.
    private void keep(String key, Kept kept) {
        // A judge that a signal has ended says nothing of the answer: it may have been ended together with this program.
        boolean wasEnded = kept.sentence.matches("The JVM ended with status (1[2-9]\\d|2\\d\\d) .*");
        if (kept.status != Status.NOT_JUDGED && kept.status != Status.STOPS_THE_COMPILER && !wasEnded) {
            try {
                Files.createDirectories(folder);
                Disk.write(folder.resolve(key), GSON.toJson(kept));
            } catch (IOException e) {
                throw new Mistake(folder, "This verdict cannot be kept", e);
            }
        }
    }
}
