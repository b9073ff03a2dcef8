package workbook.classroom;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import workbook.curriculum.Answer;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// What the students of a class have handed in: a folder with one for each student, or what a learning platform exports. Nothing of it
/// is run, followed or unpacked here; of an archive only the lessons' files are read.
///
/// - `STUDENT/**/NN_name.java`: a clone of the workbook is such a folder, too. There, what lies in `lessons` counts.
/// - `STUDENT.zip`, and archives in a student's folder.
/// - One archive of all, as Moodle exports it (`Name_NUMBER_assignsubmission_file/`), Canvas (`name_NUMBER_NUMBER_NN_name.java`) and
///   Blackboard (`…_student_attempt_DATE_NN_name.java`); these without an archive, too.
public final class HandIns {

    /// What one student has handed in.
    ///
    /// @param files   by the lesson's name: each file that may be the answer to it
    /// @param ignored Java files that belong to no lesson
    record Student(String id, Map<String, List<File>> files, List<String> ignored) {}

    /// @param shown how it is named in a report
    /// @param path  where its text can be read; or, with a `fault`, not
    private record File(String shown, Path path, String fault) {}

    /// Bytes of an answer, and of an archive in another one.
    private static final int LONGEST = 1_000_000;
    private static final int LARGEST = 20_000_000;
    private static final String OTHER_ARCHIVE = "(?i).*\\.(?:tar|t?gz|bz2|xz|rar|7z)";
    private static final int MOST_ENTRIES = 10_000;
    private static final Pattern MOODLE = Pattern.compile("(.+?)_\\d+_assignsubmission_.*");
    private static final Pattern CANVAS = Pattern.compile("([^_]+?)(?:_LATE)?_\\d+_\\d+_(.+)");
    private static final Pattern BLACKBOARD = Pattern.compile(".*_([^_]+)_attempt_[\\d-]+_(.+)");

    /// Folders of a workbook that hold no answers, and those that systems leave behind.
    private static final List<String> NOT_ANSWERS = List.of("solutions", "tests", "workbook", "bench", "docs", "book", "guide", "backup", "target", "build", "out", "__MACOSX");

    private final List<Lesson> lessons;
    private final Path root;
    private final Map<String, Student> students = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private Path unpacked;
    private int entries;

    private HandIns(Path root, List<Lesson> lessons) {
        this.root = root;
        this.lessons = lessons;
    }

    /// Reads what lies in `root`, which is a folder or an archive.
    ///
    /// @throws Mistake if it cannot be read
    public static HandIns in(Path root, List<Lesson> lessons) {
        var all = new HandIns(root, lessons);
        try {
            if (Files.isRegularFile(root) && isArchive(root)) {
                all.readAll(root);
            } else {
                all.readFolder();
            }
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

    /// Java files of a student that belong to no lesson.
    public List<String> ignored(String student) {
        return students.containsKey(student) ? students.get(student).ignored : List.of();
    }

    /// The answer that a student has handed in, or one with the reason why it cannot be judged; null if there is none.
    public Answer answer(String student, Lesson lesson) {
        var files = students.containsKey(student) ? students.get(student).files.getOrDefault(lesson.name(), List.of()) : List.<File>of();
        var best = files.stream().filter(file -> file.path == null || file.shown.matches("(?:.*/)?lessons/[^/]*")).toList();
        files = best.isEmpty() ? newest(files) : newest(best);
        if (files.isEmpty()) {
            return null;
        }
        var file = files.getFirst();
        if (files.size() > 1) {
            return Answer.unfit(lesson, file.shown, "There are %d such files, and nothing says which counts: %s.".formatted(files.size(),
                    String.join(", ", files.stream().map(File::shown).toList())));
        }
        return file.fault != null ? Answer.unfit(lesson, file.shown, file.fault) : Answer.of(lesson, file.path, file.shown);
    }

    /// Those with the highest number that a browser or a platform gives to one that is handed in again.
    private static List<File> newest(List<File> files) {
        int highest = files.stream().mapToInt(file -> copy(file.shown)).max().orElse(0);
        return files.stream().filter(file -> copy(file.shown) == highest).sorted(comparing(File::shown)).toList();
    }

    private static final Pattern COPY = Pattern.compile("(?:-| ?\\()(\\d{1,3})\\)?\\.java$");

    private static int copy(String name) {
        var number = COPY.matcher(name);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }

    // ---- folders

    private void readFolder() throws IOException {
        List<Path> children;
        try (var listed = Files.list(root)) {
            children = listed.filter(child -> !child.getFileName().toString().startsWith(".")).sorted().toList();
        }
        if (children.size() == 1 && isArchive(children.getFirst())) {
            readAll(children.getFirst());
            return;
        }
        for (var child : children) {
            var name = child.getFileName().toString();
            if (Files.isSymbolicLink(child)) {
                notes.add(child + ": This is a link, and links are not followed.");
            } else if (Files.isDirectory(child)) {
                if (!NOT_ANSWERS.contains(name)) {
                    walk(student(name), child);
                }
            } else if (isArchive(child)) {
                readArchive(student(name.replaceFirst("(?i)\\.zip$", "")), child, name);
            } else {
                addFlat(name, name, () -> child);
            }
        }
    }

    private void walk(Student student, Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                var name = at.getFileName().toString();
                return !at.equals(folder) && (name.startsWith(".") || NOT_ANSWERS.contains(name)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var shown = root.relativize(file).toString().replace('\\', '/');
                if (isArchive(file) && attributes.isRegularFile()) {
                    readArchive(student, file, shown);
                } else {
                    add(student, file.getFileName().toString(), new File(shown, file,
                            attributes.isSymbolicLink() ? "This is a link, and links are not followed." : null));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                notes.add(new Mistake(file, "This cannot be read", e).getMessage());
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Student student(String name) {
        var moodle = MOODLE.matcher(name);
        var id = moodle.matches() ? moodle.group(1) : name;
        return students.computeIfAbsent(id, _ -> new Student(id, new TreeMap<>(), new ArrayList<>()));
    }

    private void add(Student student, String name, File file) {
        var lesson = lessons.stream().filter(each -> name.matches("(?i)" + each.name() + "(?:-\\d+| ?\\(\\d+\\))?\\.java")).findFirst();
        if (lesson.isPresent()) {
            student.files.computeIfAbsent(lesson.get().name(), _ -> new ArrayList<>()).add(file);
        } else if (name.contains(".java") && !name.matches("\\d\\d_\\w+\\.java") || name.matches(OTHER_ARCHIVE)) {
            student.ignored.add(file.shown);
        }
    }

    private interface Text {
        Path path() throws IOException;
    }

    /// A file whose name says whose it is.
    private void addFlat(String name, String shown, Text text) throws IOException {
        for (var pattern : List.of(BLACKBOARD, CANVAS)) {
            var parts = pattern.matcher(name);
            if (parts.matches()) {
                add(student(parts.group(1)), parts.group(2), new File(shown, text.path(), null));
                return;
            }
        }
        if (name.contains(".java")) {
            notes.add(shown + ": This lies in no student's folder.");
        } else if (name.matches(OTHER_ARCHIVE)) {
            notes.add(shown + ": Of archives, zip is read.");
        }
    }

    // ---- archives

    private static boolean isArchive(Path file) {
        return file.getFileName().toString().toLowerCase().endsWith(".zip") && !Files.isDirectory(file);
    }

    private interface Entry {
        void accept(List<String> path, Text text) throws IOException;
    }

    private void readArchive(Student student, Path archive, String shown) throws IOException {
        read(archive, shown, (path, text) -> {
            if (!isArchive(Path.of(path.getLast())) && path.subList(0, path.size() - 1).stream().noneMatch(NOT_ANSWERS::contains)) {
                add(student, path.getLast(), new File(shown + "/" + String.join("/", path), text.path(), null));
            }
        });
    }

    /// An archive of all students.
    private void readAll(Path archive) throws IOException {
        read(archive, archive.getFileName().toString(), (path, text) -> {
            var shown = String.join("/", path);
            if (path.size() == 1) {
                addFlat(path.getFirst(), shown, text);
            } else if (path.subList(0, path.size() - 1).stream().noneMatch(NOT_ANSWERS::contains)) {
                if (isArchive(Path.of(path.getLast()))) {
                    readArchive(student(path.getFirst()), text.path(), shown);
                } else {
                    add(student(path.getFirst()), path.getLast(), new File(shown, text.path(), null));
                }
            }
        });
    }

    /// Hands on each Java file of the archive, and each archive in it, which is copied out of it under another name when it is asked for.
    private void read(Path archive, String shown, Entry action) throws IOException {
        try (var zip = open(archive)) {
            for (ZipEntry entry : zip.stream().sorted(comparing(ZipEntry::getName)).toList()) {
                var path = Stream.of(entry.getName().split("[/\\\\]+")).filter(part -> !part.isEmpty()).toList();
                if (++entries > MOST_ENTRIES) {
                    throw new Mistake(archive, "There are more than %,d files in it.".formatted(MOST_ENTRIES));
                }
                if (!path.isEmpty() && path.getLast().toLowerCase().matches(".*\\.(?:java|zip)") && !path.contains("..") && path.stream().noneMatch(part -> part.startsWith("."))) {
                    action.accept(path, () -> copy(zip, entry));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            notes.add("%s: This archive cannot be read: %s.".formatted(shown, e.getMessage()));
        }
    }

    private static ZipFile open(Path archive) throws IOException {
        try {
            return new ZipFile(archive.toFile(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | ZipException e) {
            return new ZipFile(archive.toFile(), Charset.forName("IBM437"));
        }
    }

    private Path copy(ZipFile zip, ZipEntry entry) throws IOException {
        if (unpacked == null) {
            unpacked = Disk.temporaryFolder();
        }
        boolean isArchive = isArchive(Path.of(entry.getName()));
        var copy = unpacked.resolve(entries + (isArchive ? ".zip" : ".java"));
        try (var in = zip.getInputStream(entry)) {
            Files.write(copy, in.readNBytes((isArchive ? LARGEST : LONGEST) + 1));    // one more than an answer may have, which is then said of it
        }
        return copy;
    }
}
