package workbook.classroom;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Mark;

/// What is known of a class: for every student, and every lesson, what the workbook said to the answer. As JSON it has the form of
/// `grade.schema.json`.
///
/// @param version  of the form
/// @param confined whether the answers were judged where they could do no harm
/// @param students in the order of the roster, then by their names
public record ClassReport(int version, boolean confined, List<Column> lessons, List<Student> students) {

    public static final int VERSION = 1;

    /// A lesson.
    ///
    /// @param points that a right answer gives
    public record Column(String lesson, String title, double points) {
        public String number() {
            return lesson.substring(0, 2);
        }
    }

    /// @param answers one for each lesson, in their order
    public record Student(String id, String name, List<Graded> answers) {
        public double score() {
            return answers.stream().mapToDouble(Graded::score).sum();
        }
    }

    /// What was said to an answer.
    ///
    /// @param sentence  what it did, or why it could not be judged; empty for a right one
    /// @param file      as it was handed in, or empty
    /// @param score     the points that it gets
    /// @param marks     calls that a person is to look at before it counts
    /// @param alike     titles of the guide's wrong answers that it is like, the likest first
    /// @param region    its text between the marker lines, where it is like none of them; or empty
    public record Graded(String lesson, Status status, String sentence, String file, double seconds, double score, List<Test> tests, List<Mark> marks,
            List<String> alike, String region) {

        /// Whether it is worth a talk: it was understood, and is wrong.
        public boolean isWrong() {
            return status == Status.REFUSED || status == Status.STUCK || status == Status.CRASHED;
        }
    }

    /// @param failure in a sentence, or null
    public record Test(String sentence, boolean passed, String failure) {}

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    public String json() {
        return GSON.toJson(this);
    }

    /// @throws Mistake if the file is no such report
    public static ClassReport read(Path file) {
        try {
            var report = GSON.fromJson(Lesson.read(file), ClassReport.class);
            if (report == null || report.lessons == null || report.students == null) {
                throw new Mistake(file, "This is no report of grade.");
            }
            if (report.version != VERSION) {
                throw new Mistake(file, "This report has version " + report.version + ", and " + VERSION + " can be read.");
            }
            return report;
        } catch (JsonParseException e) {
            throw new Mistake(file, "This is no report of grade: " + e.getMessage().lines().findFirst().orElse("") + ".");
        }
    }

    /// The reports of the parts of a class as one. Each student is in one of them.
    ///
    /// @throws Mistake if the second of two does not fit to the first
    public static ClassReport of(List<Path> files) {
        ClassReport all = null;
        var students = new LinkedHashMap<String, Student>();
        for (var file : files) {
            var report = read(file);
            if (all != null && !all.lessons.equals(report.lessons)) {
                throw new Mistake(file, "This report is about other lessons than " + files.getFirst() + ".");
            }
            for (var student : report.students) {
                if (students.putIfAbsent(student.id, student) != null) {
                    throw new Mistake(file, "'" + student.id + "' is in an earlier report, too.");
                }
            }
            all = new ClassReport(VERSION, report.confined && (all == null || all.confined), report.lessons, List.of());
        }
        return new ClassReport(VERSION, all.confined, all.lessons, new ArrayList<>(students.values()));
    }

    public double points() {
        return lessons.stream().mapToDouble(Column::points).sum();
    }

    /// The wrong answers to a lesson by what they are like, the most frequent first; what is like nothing has an empty title.
    public List<Group> groups(Column lesson) {
        var groups = new LinkedHashMap<String, List<Student>>();
        int index = lessons.indexOf(lesson);
        for (var student : students) {
            var answer = student.answers.get(index);
            if (answer.isWrong()) {
                groups.computeIfAbsent(answer.alike.isEmpty() ? "" : answer.alike.getFirst(), _ -> new ArrayList<>()).add(student);
            }
        }
        return groups.entrySet().stream().map(group -> new Group(group.getKey(), group.getValue()))
                .sorted((one, other) -> Integer.compare(other.students.size(), one.students.size())).toList();
    }

    /// Students whose answers are like the same wrong answer of the guide.
    ///
    /// @param title empty where the guide has none like them
    public record Group(String title, List<Student> students) {
        public Group {
            Objects.requireNonNull(title);
        }
    }
}
