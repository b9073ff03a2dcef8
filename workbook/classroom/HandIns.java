package workbook.classroom;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.classroom.Contents.Item;
import workbook.curriculum.Answer;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// What the students of a class have handed in: a folder or an archive with one for each student, or what a learning platform exports.
/// Whatever may be meant as an answer is one, or is named in a note.
///
/// - `STUDENT/**/NN_name.java`: a clone of the workbook is such a folder, too. There, what lies in `lessons` counts.
/// - `STUDENT.zip`, and archives in a student's folder.
/// - What Moodle exports (`Name_NUMBER_assignsubmission_file_/`), Canvas (`name_NUMBER_NUMBER_NN_name.java`) and Blackboard
///   (`…_student_attempt_DATE_NN_name.java`), as an archive or without one.
/// - Any of these in a folder or an archive that is around all.
public final class HandIns {

    /// Whom a name says that a file or a folder is of.
    ///
    /// @param number what the platform has for whoever is called so, such as `12345` or `Participant 12345`, or empty
    /// @param rest   the name that the file had with the student
    private record Owner(String name, String number, String rest) {}

    /// What one student has handed in.
    ///
    /// @param files by the lesson's name: each file that may be the answer to it
    /// @param notes what became of other files, a sentence each
    private record Student(String name, String number, Map<String, List<File>> files, List<String> notes) {}

    private record File(Item item, LessonNames.Found name) {

        boolean isInLessons() {
            return item.path().size() > 1 && item.path().get(item.path().size() - 2).equals("lessons");
        }

        Answer answer() {
            return item.fault() == null ? Answer.of(name.lesson(), item.text(), item.shown()) : Answer.unfit(name.lesson(), item.shown(), item.fault());
        }
    }

    /// The answer that counts of the files for a lesson, or null; and what is to be said of the others.
    private record Choice(Answer answer, List<String> notes) {}

    private static final int MOST_NOTES = 20;
    private static final Pattern MOODLE = Pattern.compile("(.+?)_(\\d+)_assignsubmission_.*");
    private static final Pattern CANVAS = Pattern.compile("([^_]+?)(?:_LATE)?_(\\d+)_\\d+_(.+)");
    private static final Pattern BLACKBOARD = Pattern.compile(".*_([^_]+)_attempt_[\\d-]+_(.+)");

    private final LessonNames lessons;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Student> students = new TreeMap<>();

    private HandIns(LessonNames lessons) {
        this.lessons = lessons;
    }

    /// Reads what lies in `root`, which is a folder or an archive.
    ///
    /// @param lessons all that there are, which the names of files are put to
    /// @throws Mistake if it cannot be read
    public static HandIns in(Path root, List<Lesson> lessons) {
        var names = new LessonNames(lessons);
        var all = new HandIns(names);
        try {
            all.take(Contents.of(root, name -> names.matter(flat(name).map(Owner::rest).orElse(name)), all.notes));
        } catch (IOException e) {
            throw new Mistake(root, "This cannot be read", e);
        }
        return all;
    }

    /// The students, by their names in the alphabet's order.
    public List<String> students() {
        return List.copyOf(students.keySet());
    }

    /// What was found and belongs to nobody, a sentence each.
    public List<String> notes() {
        return notes;
    }

    /// What became of files of a student that are not simply the answers to these lessons, a sentence each.
    List<String> notes(String student, List<Lesson> lessons) {
        if (!students.containsKey(student)) {
            return List.of();
        }
        var all = Stream.concat(students.get(student).notes.stream(), lessons.stream().flatMap(lesson -> choice(student, lesson).notes.stream())).toList();
        return all.size() <= MOST_NOTES ? all
                : Stream.concat(all.stream().limit(MOST_NOTES), Stream.of("%s: There are %d more such files.".formatted(student, all.size() - MOST_NOTES))).toList();
    }

    /// The answer that a student has handed in, or one with the reason why it cannot be judged; null if there is none.
    public Answer answer(String student, Lesson lesson) {
        return choice(student, lesson).answer;
    }

    /// All that a student is called: the name is among it, and the name with the number of the platform.
    Set<String> names(String student) {
        var its = students.get(student);
        return Set.copyOf(List.of(student, its.name, its.name + its.number));
    }

    /// From now on, the student is called so.
    void rename(String student, String name) {
        students.put(name, students.remove(student));
    }

    // ---- which file counts

    private Choice choice(String student, Lesson lesson) {
        var all = students.containsKey(student) ? students.get(student).files.getOrDefault(lesson.name(), List.of()) : List.<File>of();
        var files = all.stream().filter(file -> !file.item.isAside()).toList();
        if (files.isEmpty()) {
            return new Choice(null, all.stream().map(file -> file.item.shown() + ": This lies in a folder of a workbook that holds no answers, and was left out.").toList());
        }
        var good = rather(rather(files, File::isInLessons), file -> file.name.exact());
        int newest = good.stream().mapToInt(file -> file.name.copy()).max().orElse(0);
        var best = rather(good, file -> file.name.copy() == newest);
        var answer = best.getFirst().answer();
        if (best.stream().anyMatch(file -> !isSame(file.answer(), answer))) {
            return new Choice(Answer.unfit(lesson, answer.shown(), "There are %d such files, and nothing says which counts: %s.".formatted(best.size(),
                    String.join(", ", best.stream().map(file -> file.item.shown()).toList()))), List.of());
        }
        var notes = new ArrayList<String>();
        if (!best.getFirst().name.exact()) {
            notes.add("%s: This was taken for %s.java.".formatted(answer.shown(), lesson.name()));
        }
        files.stream().map(File::answer).filter(other -> !isSame(other, answer)).forEach(other -> notes.add("%s: In its place %s counts.".formatted(other.shown(), answer.shown())));
        return new Choice(answer, notes);
    }

    private static boolean isSame(Answer one, Answer other) {
        return one.shown().equals(other.shown()) || one.fault() == null && one.text().equals(other.text());
    }

    /// Those of which something holds; all, where it holds of none.
    private static List<File> rather(List<File> files, Predicate<File> holds) {
        var some = files.stream().filter(holds).toList();
        return some.isEmpty() ? files : some;
    }

    // ---- whose is what

    private void take(List<Item> items) {
        int at = level(items);
        if (at > 0) {
            notes.add(String.join("/", items.getLast().path().subList(0, at)) + ": This was taken for a folder around those of the students.");
        }
        var found = new LinkedHashMap<List<String>, Student>();
        for (var item : items) {
            var path = item.path();
            if (path.size() <= at) {
                continue;
            }
            boolean isFlat = path.size() == at + 1 && !item.isFolder();
            var owner = isFlat ? flat(path.get(at)) : Optional.of(owner(path.get(at)));
            if (owner.isEmpty()) {
                notes.add(item.shown() + ": " + (lessons.find(item.name()).isPresent() ? "This lies in no student's folder." : LessonNames.fault(item.name())));
            } else if (!isFlat && Contents.isOfAWorkbook(path.get(at))) {
                if (path.size() == at + 1) {
                    notes.add(item.shown() + ": This is a folder of a workbook that holds no answers, and was left out.");
                }
            } else {
                var name = Normalizer.normalize(owner.get().name, Normalizer.Form.NFC);
                add(found.computeIfAbsent(List.of(name, owner.get().number), _ -> new Student(name, owner.get().number, new TreeMap<>(), new ArrayList<>())),
                        item, isFlat ? owner.get().rest : item.name());
            }
        }
        var names = found.values().stream().collect(Collectors.groupingBy(Student::name, Collectors.counting()));
        found.values().forEach(student -> students.put(names.get(student.name) == 1 || student.number.isEmpty() ? student.name : student.name + "_" + student.number.replaceAll("\\D", ""), student));
    }

    private void add(Student student, Item item, String name) {
        if (item.isFolder()) {
            if (item.fault() != null) {
                student.notes.add(item.shown() + ": " + item.fault());
            }
            return;
        }
        lessons.find(name).ifPresentOrElse(its -> student.files.computeIfAbsent(its.lesson().name(), _ -> new ArrayList<>()).add(new File(item, its)), () -> {
            if (!item.isAside()) {
                student.notes.add(item.shown() + ": " + LessonNames.fault(name));
            }
        });
    }

    /// How many folders are around those of the students. A sole one may be such, or be a student's: it is around, if what lies in it has
    /// names that a platform gives, or is folders of which two answer the same lesson.
    private int level(List<Item> items) {
        for (int at = 0; ; at++) {
            int level = at;
            var here = items.stream().filter(item -> item.path().size() > level).toList();
            var names = here.stream().map(item -> item.path().get(level)).distinct().toList();
            if (names.stream().anyMatch(name -> MOODLE.matcher(name).matches() || flat(name).isPresent())) {
                return at;
            }
            boolean isSole = names.size() == 1 && here.stream().allMatch(item -> item.path().size() > level + 1 || item.isFolder());
            if (!isSole) {
                return !names.contains("lessons") && answerTheSame(here, at) ? at : 0;
            }
        }
    }

    private boolean answerTheSame(List<Item> items, int level) {
        return items.stream().filter(item -> item.path().size() > level + 1 && !item.isAside() && lessons.find(item.name()).isPresent())
                .collect(Collectors.groupingBy(item -> lessons.find(item.name()).get().lesson(), Collectors.mapping(item -> item.path().get(level), Collectors.toSet())))
                .values().stream().anyMatch(folders -> folders.size() > 1);
    }

    /// The owner of a file or an archive whose name says so.
    private static Optional<Owner> flat(String name) {
        var blackboard = BLACKBOARD.matcher(name);
        if (blackboard.matches()) {
            return Optional.of(new Owner(blackboard.group(1), "", blackboard.group(2)));
        }
        var canvas = CANVAS.matcher(name);
        return canvas.matches() ? Optional.of(new Owner(canvas.group(1), canvas.group(2), canvas.group(3))) : Optional.empty();
    }

    /// The owner of a folder or an archive.
    private static Owner owner(String name) {
        var moodle = MOODLE.matcher(name);
        if (moodle.matches()) {
            return new Owner(moodle.group(1), "Participant " + moodle.group(2), name);
        }
        var plain = new Owner(Contents.isArchive(name) ? name.substring(0, name.length() - 4) : name, "", name);
        return Contents.isArchive(name) ? flat(name).orElse(plain) : plain;
    }
}
