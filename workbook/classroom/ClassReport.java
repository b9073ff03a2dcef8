package workbook.classroom;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Mark;

/// What is known of a class: for every student, and every lesson, what the workbook said to the answer. As JSON it has the form of
/// `grade.schema.json`.
///
/// @param version  of the form
/// @param confined whether the answers were judged where they could do no harm
/// @param students in the order of the roster, then by their names
/// @param notes    what was found and belongs to nobody, a sentence each
public record ClassReport(int version, boolean confined, List<Column> lessons, List<Student> students, List<String> notes) {

    /// The first had neither notes nor places.
    public static final int VERSION = 2;

    public ClassReport {
        notes = Objects.requireNonNullElse(notes, List.of());
    }

    /// A lesson.
    ///
    /// @param points that a right answer gives
    public record Column(String lesson, String title, double points) {
        public String number() {
            return lesson.substring(0, 2);
        }
    }

    /// @param place   in the class, counted from 1
    /// @param answers one for each lesson, in their order
    /// @param notes   what became of files that are not simply such an answer, a sentence each
    public record Student(String id, String name, int place, List<Graded> answers, List<String> notes) {
        public Student {
            notes = Objects.requireNonNullElse(notes, List.of());
        }

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

        private boolean isWhole() {
            return Stream.of(lesson, status, sentence, file, tests, marks, alike, region).allMatch(Objects::nonNull);
        }

        /// Why it could not be judged, in a sentence that begins with the name of its file; or null.
        public String lack() {
            return switch (status) {
                case DOES_NOT_COMPILE, STOPS_THE_COMPILER, NOT_JUDGED -> sentence.startsWith(file) ? sentence : file + ": " + sentence;
                default -> null;
            };
        }

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
        var text = Lesson.read(file);
        ClassReport report;
        try {
            report = GSON.fromJson(text, ClassReport.class);
        } catch (JsonParseException e) {
            report = null;      // and said below
        }
        if (report != null && report.version > VERSION) {
            throw new Mistake(file, "This report has version " + report.version + ", and those up to " + VERSION + " can be read.");
        }
        if (report == null || !report.isWhole()) {
            throw new Mistake(file, "This is no report that grade --json has written.");
        }
        return report;
    }

    private boolean isWhole() {
        return version > 0 && lessons != null && students != null && lessons.stream().allMatch(lesson -> lesson != null && lesson.lesson != null && lesson.title != null)
                && students.stream().allMatch(student -> student != null && student.id != null && student.name != null && student.answers != null
                && student.answers.size() == lessons.size() && student.answers.stream().allMatch(answer -> answer != null && answer.isWhole()));
    }

    /// The reports of the parts of a class as one. Each student is in one of them.
    ///
    /// @throws Mistake if the second of two does not fit to the first
    public static ClassReport of(List<Path> files) {
        var all = files.stream().map(ClassReport::read).toList();
        var lessons = all.getFirst().lessons;
        var students = new LinkedHashMap<String, Student>();
        for (int i = 0; i < files.size(); i++) {
            if (!all.get(i).lessons.equals(lessons)) {
                throw new Mistake(files.get(i), "This report is about other lessons than " + files.getFirst() + ".");
            }
            for (var student : all.get(i).students) {
                if (students.putIfAbsent(student.id, student) != null) {
                    throw new Mistake(files.get(i), "'" + student.id + "' is in an earlier report, too.");
                }
            }
        }
        return new ClassReport(VERSION, all.stream().allMatch(ClassReport::confined), lessons,
                students.values().stream().sorted(Comparator.comparingInt(Student::place)).toList(), all.stream().flatMap(report -> report.notes.stream()).distinct().toList());
    }

    /// All that a person is to know beside the grid, a sentence each: why answers could not be judged, and what became of other files.
    public List<String> remarks() {
        var all = new ArrayList<String>();
        for (var student : students) {
            student.answers.stream().map(Graded::lack).filter(Objects::nonNull).forEach(all::add);
            all.addAll(student.notes);
        }
        all.addAll(notes);
        return all;
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
