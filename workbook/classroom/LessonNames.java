package workbook.classroom;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import workbook.curriculum.Lesson;

/// What the names of files say of the lessons that they answer.
final class LessonNames {

    /// @param copy  the number that a browser or a platform gives to one that is handed in again
    /// @param exact whether the rest is the lesson's own name
    record Found(Lesson lesson, int copy, boolean exact) {}

    private static final Pattern JAVA = Pattern.compile("(?i)(.+?)\\.java(\\.txt)?");
    private static final Pattern COPY = Pattern.compile("(.+?)(?:-| ?\\()(\\d{1,3})\\)?");

    /// Another ending than an answer has, and archives that are not read.
    private static final Pattern OTHER = Pattern.compile("(?i)(.+?)\\.(?:txt|class|docx?|odt|rtf|pdf)");
    private static final Pattern OTHER_ARCHIVE = Pattern.compile("(?i).*\\.(?:tar|t?gz|bz2|xz|rar|7z)");

    private final Map<String, Lesson> exact;
    private final Map<String, Lesson> near = new HashMap<>();

    LessonNames(List<Lesson> lessons) {
        exact = lessons.stream().collect(Collectors.toMap(lesson -> lesson.name().toLowerCase(), lesson -> lesson));
        var several = new HashSet<String>();
        for (var lesson : lessons) {
            near.put(plain(lesson.name()), lesson);
            if (near.putIfAbsent(plain(lesson.name().substring(2)), lesson) != null) {
                several.add(plain(lesson.name().substring(2)));
            }
        }
        near.keySet().removeAll(several);
    }

    /// Whether a file of this name may be meant as an answer, or have one in it.
    boolean matter(String name) {
        var other = OTHER.matcher(name);
        return JAVA.matcher(name).matches() || OTHER_ARCHIVE.matcher(name).matches() || other.matches() && near.containsKey(plain(other.group(1)));
    }

    /// Why nothing is made of a file that matters, and belongs to no lesson.
    static String fault(String name) {
        return OTHER_ARCHIVE.matcher(name).matches() ? "Of archives, zip is read, and this was left out."
                : JAVA.matcher(name).matches() ? "This is no lesson's file, and was left out." : "This is no Java file, and was left out.";
    }

    /// The lesson that the name is the one of, or nearly: without its number or the zero, with other signs between the words, with another
    /// ending behind it.
    Optional<Found> find(String name) {
        var java = JAVA.matcher(name);
        if (!java.matches()) {
            return Optional.empty();
        }
        var whole = java.group(1);
        var copy = COPY.matcher(whole);
        int number = copy.matches() ? Integer.parseInt(copy.group(2)) : 0;
        var part = copy.matches() ? copy.group(1) : whole;
        boolean isJava = java.group(2) == null;
        return found(exact.get(whole.toLowerCase()), 0, isJava)
                .or(() -> found(exact.get(part.toLowerCase()), number, isJava))
                .or(() -> found(near.get(plain(whole)), 0, false))
                .or(() -> found(near.get(plain(part)), number, false));
    }

    private static Optional<Found> found(Lesson lesson, int copy, boolean exact) {
        return lesson == null ? Optional.empty() : Optional.of(new Found(lesson, copy, exact));
    }

    private static String plain(String name) {
        return name.toLowerCase().replaceAll("[^\\p{L}\\p{N}]", "").replaceFirst("^0(?=.)", "");
    }
}
