//JAVA 25+
//DESCRIPTION Shows which answers of a class to one lesson are much alike, beyond what the lesson gives.
//SOURCES curriculum/*.java
//SOURCES classroom/HandIns.java
//SOURCES classroom/Contents.java
//SOURCES classroom/LessonNames.java
// Compares programs by their structure. It is fetched only when this script is run.
//DEPS de.jplag:jplag:6.0.0
//DEPS de.jplag:java:6.0.0
//DEPS org.slf4j:slf4j-nop:2.0.20
// What the lessons are found with, as in the workbook.
//DEPS org.commonmark:commonmark:0.32.0
//DEPS org.apache.commons:commons-text:1.14.0

import de.jplag.JPlag;
import de.jplag.java.JavaLanguage;
import de.jplag.options.JPlagOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import workbook.classroom.HandIns;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Mistake;
import workbook.curriculum.WrongName;

/// Lists the pairs of answers to a lesson that are most alike, with JPlag (Prechelt, Malpohl and Philippsen, *Finding plagiarisms among a
/// set of programs with JPlag*, 2002). What the lesson has given out is left aside; without that, most pairs look alike.
///
///     ./jbang workbook/similar.java answers 04
///
/// `answers` is what `grade` takes. That two answers are alike says nothing of why: there are few ways to write a short exercise, and some
/// of them are in every textbook. It is a reason to read both.
///
/// Exit status: 0, or 2 for wrong usage.
class Similar {

    /// As many pairs as are worth reading.
    static final int MOST = 20;

    void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            refuse("Usage: ./jbang workbook/similar.java DIR LESSON, where DIR is what grade takes.");
        }
        try {
            compare(Path.of(arguments[0]), arguments[1]);
        } catch (Mistake | WrongName e) {
            refuse(e.getMessage());
        }
    }

    /// An answer's text without comments and blanks, which people change in a copy. JPlag finds nothing in what is as short as a lesson's exercise.
    private static String plain(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/|//[^\n]*|\\s", "");
    }

    static void compare(Path handedIn, String name) throws Exception {
        var curriculum = Curriculum.here();
        var lesson = curriculum.find(name);
        var handIns = HandIns.in(handedIn, curriculum.lessons());
        var folder = Disk.temporaryFolder();
        var given = plain(lesson.starter());
        var same = new TreeMap<String, List<String>>();
        int answers = 0;
        for (var student : handIns.students()) {
            if (handIns.answer(student, lesson) instanceof Answer answer && answer.fault() == null) {
                Disk.save(folder.resolve("answers", student, lesson.name() + ".java"), answer.text());
                answers++;
                if (!plain(answer.text()).equals(given)) {
                    same.computeIfAbsent(plain(answer.text()), _ -> new ArrayList<>()).add(student);
                }
            }
        }
        if (answers < 2) {
            refuse("There are " + answers + " answers to lesson " + lesson.number() + " in " + handedIn + ", and two are compared.");
        }
        Disk.save(folder.resolve("given", lesson.name() + ".java"), lesson.starter());
        var options = new JPlagOptions(new JavaLanguage(), Set.of(folder.resolve("answers").toFile()), Set.of())
                .withBaseCodeSubmissionDirectory(folder.resolve("given").toFile());
        var alike = JPlag.run(options).getAllComparisons().stream().filter(pair -> pair.similarity() > 0.5)
                .sorted(Comparator.comparingDouble(pair -> -pair.similarity())).limit(MOST).toList();
        same.values().removeIf(students -> students.size() == 1);
        same.values().forEach(students -> IO.println("The same but for comments and blanks: " + String.join(", ", students)));
        if (alike.isEmpty()) {
            IO.println("No two%s answers share more than half of what is their own.".formatted(same.isEmpty() ? "" : " other"));
        } else {
            IO.println("These share more than half of what is their own; why, only reading them says:");
        }
        alike.forEach(pair -> IO.println("  %3.0f %%  %s  and  %s".formatted(100 * pair.similarity(), pair.firstSubmission().getName(), pair.secondSubmission().getName())));
    }

    static void refuse(String sentence) {
        System.err.println(sentence);
        System.exit(2);
    }
}
