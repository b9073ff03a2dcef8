package workbook.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import workbook.book.GuidePage;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;

/// `guide`: the guide for teachers, to be read in a browser or on paper.
///
/// Exit status: 0 when it was written; 1 when a page is at fault or the folder cannot be written; 2 for wrong usage.
@Command(name = "guide", description = "Writes the guide for teachers as pages to be read or printed.")
public final class Guide implements Callable<Integer> {

    @Option(names = "--html", paramLabel = "DIR", required = true, description = "The folder of the pages; begin with its index.html.")
    Path html;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var pages = new LinkedHashMap<Lesson, Page>();
        Curriculum.here().lessons().forEach(lesson -> pages.put(lesson, Page.read(lesson.page())));
        pages.forEach((lesson, page) -> Disk.save(html.resolve(GuidePage.file(lesson)), GuidePage.of(lesson, page)));
        var index = html.resolve("index.html");
        Disk.save(index, GuidePage.index(pages));
        spec.commandLine().getOut().println(index);
        return 0;
    }
}
