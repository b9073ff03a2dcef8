package workbook.classroom;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import workbook.curriculum.Lesson;

/// What the name of a file says of the lesson that it answers.
///
/// @param copy  the number that a browser or a platform gives to one that is handed in again
/// @param exact whether the rest is the lesson's own name
record FileName(Lesson lesson, int copy, boolean exact) {

    private static final Pattern JAVA = Pattern.compile("(?i)(.+?)\\.java(\\.txt)?");
    private static final Pattern COPY = Pattern.compile("(.+?)(?:-| ?\\()(\\d{1,3})\\)?");

    /// Another ending than an answer has, and archives that are not read.
    private static final Pattern OTHER = Pattern.compile("(?i)(.+?)\\.(?:txt|class|docx?|odt|rtf|pdf)");
    private static final String OTHER_ARCHIVE = "(?i).*\\.(?:tar|t?gz|bz2|xz|rar|7z)";

    /// Whether a file of this name may be meant as an answer, or have one in it.
    static boolean matters(String name, List<Lesson> lessons) {
        var other = OTHER.matcher(name);
        return JAVA.matcher(name).matches() || name.matches(OTHER_ARCHIVE) || other.matches() && near(other.group(1), lessons).isPresent();
    }

    /// Why nothing is made of a file that matters, and belongs to no lesson.
    static String fault(String name) {
        return name.matches(OTHER_ARCHIVE) ? "Of archives, zip is read, and this was left out."
                : JAVA.matcher(name).matches() ? "This is no lesson's file, and was left out." : "This is no Java file, and was left out.";
    }

    /// The lesson that the name is the one of, or nearly: without its number or the zero, with other signs between the words, with another
    /// ending behind it.
    static Optional<FileName> of(String name, List<Lesson> lessons) {
        var java = JAVA.matcher(name);
        if (!java.matches()) {
            return Optional.empty();
        }
        var base = java.group(1);
        var copy = COPY.matcher(base);
        int number = copy.matches() ? Integer.parseInt(copy.group(2)) : 0;
        var without = copy.matches() ? copy.group(1) : base;
        return named(base, 0, lessons).or(() -> named(without, number, lessons))
                .map(its -> new FileName(its.lesson, its.copy, java.group(2) == null))
                .or(() -> near(base, lessons).map(lesson -> new FileName(lesson, 0, false)))
                .or(() -> near(without, lessons).map(lesson -> new FileName(lesson, number, false)));
    }

    private static Optional<FileName> named(String base, int copy, List<Lesson> lessons) {
        return lessons.stream().filter(lesson -> lesson.name().equalsIgnoreCase(base)).findFirst().map(lesson -> new FileName(lesson, copy, true));
    }

    private static Optional<Lesson> near(String base, List<Lesson> lessons) {
        var plain = plain(base);
        var near = lessons.stream().filter(lesson -> plain.equals(plain(lesson.name())) || plain.equals(plain(lesson.name().substring(2)))).toList();
        return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
    }

    private static String plain(String name) {
        return name.toLowerCase().replaceAll("[^\\p{L}\\p{N}]", "").replaceFirst("^0(?=.)", "");
    }
}
