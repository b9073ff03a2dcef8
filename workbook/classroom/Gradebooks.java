package workbook.classroom;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import workbook.classroom.ClassReport.Graded;
import workbook.classroom.ClassReport.Student;
import workbook.curriculum.Disk;
import workbook.curriculum.Page;
import workbook.pages.Printable;

/// A class's results in the forms that other tools read.
public final class Gradebooks {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final ClassReport report;

    public Gradebooks(ClassReport report) {
        this.report = report;
    }

    /// In forms that have a place for it.
    private static final String UNCONFINED = "Judged unconfined: any answer could have changed what is said here.";

    /// A table of comma-separated values (RFC 4180), a student a line: id, name, the points of each lesson, their sum; and a column more,
    /// where the answers were judged unconfined.
    public String csv() {
        var text = new StringWriter();
        try (var table = new CSVPrinter(text, CSVFormat.RFC4180)) {
            table.print("id");
            table.print("name");
            for (var lesson : report.lessons()) {
                table.print(lesson.lesson());
            }
            table.print("total");
            if (!report.confined()) {
                table.print("judged");
            }
            table.println();
            for (var student : report.students()) {
                table.print(harmless(student.id()));
                table.print(harmless(student.name()));
                for (var answer : student.answers()) {
                    table.print(Page.number(answer.score()));
                }
                table.print(Page.number(student.score()));
                if (!report.confined()) {
                    table.print("unconfined");
                }
                table.println();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /// A spreadsheet takes what begins with one of these for a formula (OWASP, *CSV Injection*).
    private static String harmless(String words) {
        return words.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + words : words;
    }

    /// `STUDENT.xml` for each student, a JUnit report with a suite for each lesson and a case for each of its tests.
    public void junitXml(Path folder) {
        for (var student : report.students()) {
            Disk.save(folder.resolve(fileName(student) + ".xml"), junitXml(student));
        }
    }

    private String junitXml(Student student) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", Printable.text(student.id()));
            for (var answer : student.answers()) {
                writeSuite(xml, answer);
            }
            xml.writeEndDocument();
            return text + "\n";
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeSuite(XMLStreamWriter xml, Graded answer) throws XMLStreamException {
        var tests = answer.tests();
        boolean isError = tests.stream().allMatch(ClassReport.Test::passed) && answer.status() != Status.PASSED;
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", answer.lesson());
        xml.writeAttribute("tests", "" + (tests.size() + (isError ? 1 : 0)));
        xml.writeAttribute("failures", "" + tests.stream().filter(test -> test.failure() != null).count());
        xml.writeAttribute("errors", isError ? "1" : "0");
        xml.writeAttribute("skipped", "" + tests.stream().filter(test -> !test.passed() && test.failure() == null).count());
        xml.writeAttribute("time", "%.3f".formatted(answer.seconds()));
        for (var test : tests) {
            writeCase(xml, answer, test.sentence(), test.passed() ? null : test.failure() == null ? "skipped" : "failure", test.failure());
        }
        if (isError) {
            writeCase(xml, answer, answer.lesson(), "error", answer.status().words + (answer.sentence().isEmpty() ? "" : ": " + answer.sentence()));
        }
        if (!report.confined()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(UNCONFINED);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void writeCase(XMLStreamWriter xml, Graded answer, String name, String outcome, String message) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", answer.lesson());
        xml.writeAttribute("name", name);
        if (outcome != null) {
            xml.writeStartElement(outcome);
            if (message != null) {
                xml.writeAttribute("message", Printable.text(message));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /// `STUDENT/results.json` for each student, as Gradescope's autograders write it
    /// (gradescope-autograders.readthedocs.io, *Autograder Specifications*): a test for each lesson.
    public void gradescope(Path folder) {
        for (var student : report.students()) {
            var result = new JsonObject();
            result.addProperty("score", student.score());
            result.addProperty("max_score", report.points());
            result.addProperty("output", Stream.of(List.of("%s of %s points.".formatted(Page.number(student.score()), Page.number(report.points()))), unconfined(), student.notes())
                    .flatMap(List::stream).collect(Collectors.joining("\n")));
            result.addProperty("visibility", "visible");
            var tests = new JsonArray();
            for (int i = 0; i < report.lessons().size(); i++) {
                var answer = student.answers().get(i);
                var test = new JsonObject();
                test.addProperty("name", report.lessons().get(i).number() + " " + report.lessons().get(i).title());
                test.addProperty("score", answer.score());
                test.addProperty("max_score", report.lessons().get(i).points());
                test.addProperty("status", answer.status() == Status.PASSED ? "passed" : "failed");
                test.addProperty("output", words(answer));
                test.addProperty("visibility", "visible");
                tests.add(test);
            }
            result.add("tests", tests);
            Disk.save(folder.resolve(fileName(student)).resolve("results.json"), GSON.toJson(result) + "\n");
        }
    }

    private List<String> unconfined() {
        return report.confined() ? List.of() : List.of(UNCONFINED);
    }

    private static String words(Graded answer) {
        return answer.status().words + "." + (answer.sentence().isEmpty() ? "" : " " + answer.sentence())
                + answer.tests().stream().map(test -> "\n" + (test.passed() ? "✓ " : test.failure() == null ? "· " : "✗ ") + test.sentence()).collect(Collectors.joining());
    }

    /// `STUDENT/result.json` for each student in the form `classroom50/result/v1` (foundation50/classroom50,
    /// `schemas/result-v1.schema.json`): a test for each lesson. What the service knows of a submission it hands its graders in the
    /// environment; elsewhere that is made up.
    ///
    /// @param classroom the name of the class, where the environment has none
    public void classroom50(Path folder, String classroom, Map<String, String> environment) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        for (var student : report.students()) {
            var result = new JsonObject();
            var commit = environment.getOrDefault("COMMIT_URL", "none");
            result.addProperty("schema", "classroom50/result/v1");
            result.addProperty("classroom", environment.getOrDefault("CLASSROOM", classroom));
            result.addProperty("assignment", environment.getOrDefault("ASSIGNMENT", "java-threads"));
            result.addProperty("assignment_type", "individual");
            result.addProperty("owner", student.id());
            result.addProperty("submission", environment.getOrDefault("SUBMISSION_TAG", "submit/" + now.replace(":", "-")));
            result.addProperty("commit", commit);
            result.addProperty("release", environment.getOrDefault("RELEASE_URL", commit));
            result.addProperty("review", environment.getOrDefault("REVIEW_URL", commit));
            result.addProperty("datetime", now);
            var tests = new JsonArray();
            long score = 0;
            long most = 0;
            for (int i = 0; i < report.lessons().size(); i++) {
                long points = Math.round(report.lessons().get(i).points());
                var answer = student.answers().get(i);
                boolean passed = answer.status() == Status.PASSED;
                score += passed ? points : 0;
                most += points;
                var test = new JsonObject();
                test.addProperty("test-name", report.lessons().get(i).lesson());
                test.addProperty("passed", passed);
                test.addProperty("score", passed ? points : 0);
                test.addProperty("max-score", points);
                test.addProperty("output", Stream.concat(Stream.of(words(answer)), unconfined().stream()).collect(Collectors.joining("\n")));
                tests.add(test);
            }
            result.addProperty("score", score);
            result.addProperty("max-score", most);
            result.add("tests", tests);
            Disk.save(folder.resolve(fileName(student)).resolve("result.json"), GSON.toJson(result) + "\n");
        }
    }

    /// The answers that the guide has nothing like, as pages for `dev check --answers`: `NN_name.md` for each lesson that has some.
    ///
    /// @return the pages
    public List<Path> newToTheGuide(Path folder) {
        var pages = new ArrayList<Path>();
        for (var lesson : report.lessons()) {
            var text = new StringBuilder();
            for (var student : report.students()) {
                var answer = student.answers().get(report.lessons().indexOf(lesson));
                if (answer.isWrong() && !answer.region().isEmpty()) {
                    text.append("### ").append(answer.file().replaceAll("\\s+", " ")).append("\n\n> ").append(answer.sentence()).append("\n\n```java\n")
                            .append(answer.region().replaceFirst("^\\n+", "").stripTrailing()).append("\n```\n\n");
                }
            }
            if (!text.isEmpty()) {
                pages.add(folder.resolve(lesson.lesson() + ".md"));
                Disk.save(pages.getLast(), "# New to the guide: " + lesson.number() + " " + lesson.title() + "\n\n## Wrong answers\n\n" + text);
            }
        }
        return pages;
    }

    /// A name that any system takes for a file's, and that no other student has.
    private String fileName(Student student) {
        var name = plain(student);
        long same = report.students().stream().takeWhile(other -> other != student).filter(other -> plain(other).equalsIgnoreCase(name)).count();
        return same == 0 ? name : name + "-" + (same + 1);
    }

    private static String plain(Student student) {
        return student.id().replaceAll("[^\\p{L}\\p{N}._ -]", "_").replaceFirst("^\\.+", "_");
    }
}
