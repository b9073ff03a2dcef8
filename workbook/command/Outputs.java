package workbook.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import workbook.classroom.ClassPage;
import workbook.classroom.ClassReport;
import workbook.classroom.ClassReport.Column;
import workbook.classroom.Gradebooks;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Page;
import workbook.terminal.ClassText;

/// The options of `grade` and `class` that say what becomes of a report.
final class Outputs {

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page: what the class has understood, and what not.")
    Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all of it as JSON, which class reads.")
    Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes a table for a gradebook, a student a line.")
    Path csv;

    @Option(names = "--junit-xml", paramLabel = "DIR", description = "Writes a JUnit report for each student.")
    Path junitXml;

    @Option(names = "--gradescope", paramLabel = "DIR", description = "Writes a results.json of Gradescope for each student.")
    Path gradescope;

    @Option(names = "--classroom50", paramLabel = "DIR", description = "Writes a result.json of Classroom 50 for each student.")
    Path classroom50;

    @Option(names = "--new", paramLabel = "DIR", description = "Writes the answers that the guide has nothing like as pages of a guide.")
    Path fresh;

    private static Page page(Column lesson) {
        return Curriculum.here().lessons().stream().filter(its -> its.name().equals(lesson.lesson())).findFirst().map(its -> Page.read(its.page())).orElse(null);
    }

    /// @param name what the class is called where a form asks for that
    void write(ClassReport report, String name, PrintWriter out) {
        var books = new Gradebooks(report);
        if (html != null) {
            Disk.save(html, new ClassPage(report, Outputs::page).of(name));
        }
        if (json != null) {
            Disk.save(json, report.json() + "\n");
        }
        if (csv != null) {
            Disk.save(csv, books.csv());
        }
        if (junitXml != null) {
            books.junitXml(junitXml);
        }
        if (gradescope != null) {
            books.gradescope(gradescope);
        }
        if (classroom50 != null) {
            books.classroom50(classroom50, name, System.getenv());
        }
        if (fresh != null) {
            books.newToTheGuide(fresh).forEach(page -> out.println("New to the guide: " + page));
        }
        if (!report.confined()) {
            out.println("These answers were judged unconfined: any of them could have changed what is said here.");
        }
        new ClassText(report).lines().forEach(out::println);
    }
}
