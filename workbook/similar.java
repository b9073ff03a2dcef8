//JAVA 25+
//DESCRIPTION Shows which answers of a class to one lesson are much alike, beyond what the lesson gives.
// Compares programs by their structure. It is fetched only when this script is run.
//DEPS de.jplag:jplag:6.0.0
//DEPS de.jplag:java:6.0.0
//DEPS org.slf4j:slf4j-nop:2.0.20

import de.jplag.JPlag;
import de.jplag.java.JavaLanguage;
import de.jplag.options.JPlagOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;

/// Lists the pairs of answers to a lesson that are most alike, with JPlag (Prechelt, Malpohl and Philippsen, *Finding plagiarisms among a
/// set of programs with JPlag*, 2002). What the lesson has given out is left aside; without that, most pairs look alike.
///
///     ./jbang workbook/similar.java answers 04
///
/// `answers` has a folder for each student, as for `grade`. That two answers are alike says nothing of why: there are few ways to write a
/// short exercise, and some of them are in every textbook. It is a reason to read both.
///
/// Exit status: 0, or 2 for wrong usage.
class Similar {

    /// As many pairs as are worth reading.
    static final int MOST = 20;

    void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !Files.isDirectory(Path.of(arguments[0]))) {
            System.err.println("Usage: ./jbang workbook/similar.java DIR LESSON, where DIR has a folder for each student.");
            System.exit(2);
        }
        var lesson = lesson(arguments[1]);
        var folder = Files.createTempDirectory("similar");
        try {
            var answers = Files.createDirectory(folder.resolve("answers"));
            int found = copy(Path.of(arguments[0]), lesson.getFileName().toString(), answers);
            if (found < 2) {
                System.err.println("There are " + found + " answers to lesson " + arguments[1] + " in " + arguments[0] + ", and two are compared.");
                System.exit(2);
            }
            var given = Files.createDirectory(folder.resolve("given"));
            Files.copy(lesson, given.resolve(lesson.getFileName()));
            var options = new JPlagOptions(new JavaLanguage(), Set.of(answers.toFile()), Set.of()).withBaseCodeSubmissionDirectory(given.toFile());
            var alike = JPlag.run(options).getAllComparisons().stream().filter(pair -> pair.similarity() > 0.5)
                    .sorted(Comparator.comparingDouble(pair -> -pair.similarity())).limit(MOST).toList();
            IO.println(alike.isEmpty() ? "No two answers share more than half of what is their own." : "These share more than half of what is their own; why, only reading them says:");
            alike.forEach(pair -> IO.println("  %3.0f %%  %s  and  %s".formatted(100 * pair.similarity(), pair.firstSubmission().getName(), pair.secondSubmission().getName())));
        } finally {
            delete(folder);
        }
    }

    static Path lesson(String number) throws IOException {
        try (var files = Files.list(Path.of("lessons"))) {
            return files.filter(file -> file.getFileName().toString().matches(number + "_\\w+\\.java")).findFirst().orElseGet(() -> {
                System.err.println("There is no lesson " + number + ".");
                System.exit(2);
                return null;
            });
        }
    }

    /// Copies each student's answer to where JPlag looks for it.
    ///
    /// @return how many there are
    static int copy(Path from, String name, Path to) throws IOException {
        int count = 0;
        try (var students = Files.list(from)) {
            for (var student : students.filter(Files::isDirectory).sorted().toList()) {
                try (var files = Files.walk(student)) {
                    var answer = files.filter(file -> file.getFileName().toString().equals(name) && Files.isRegularFile(file)).findFirst();
                    if (answer.isPresent()) {
                        Files.copy(answer.get(), Files.createDirectory(to.resolve(student.getFileName())).resolve(name));
                        count++;
                    }
                }
            }
        }
        return count;
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
