package workbook.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.book.BookPages;
import workbook.book.Chapter;
import workbook.book.Figures;
import workbook.book.GuidePage;
import workbook.book.ProsePage;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker;
import workbook.judging.Checks.Job;
import workbook.judging.Checks;
import workbook.judging.Compiler;
import workbook.judging.Verdict;
import workbook.timeline.RecordedRun;
import workbook.timeline.TimelineSvg;

/// `book`: the whole workbook as pages, for who would rather read. It judges the starters of the lessons that can be played, for the order
/// of steps in which they fail, and records each lesson as given and solved, unless the page that is there already has the pictures of the same
/// programs. A page that it no longer writes stays where it is: what else is in the folder may be somebody's.
///
/// Exit status: 0 when it was written; 1 when a file is at fault or the folder cannot be written; 2 for wrong usage.
@Command(name = "book", description = "Writes the whole workbook as pages that need no network and no server.")
public final class Book implements Callable<Integer> {

    /// Longer than any lesson takes.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Parameters(paramLabel = "DIR", description = "The folder of the pages; begin with its index.html.")
    Path folder;

    @Option(names = "--no-pictures", description = "Records no lesson, and writes the pages without pictures of threads.")
    boolean noPictures;

    @Spec
    CommandSpec spec;

    private final Compiler compiler = new Compiler();

    @Override
    public Integer call() throws Exception {
        var curriculum = Curriculum.here().withSolutions();
        var chapters = new ArrayList<Chapter>();
        for (var lesson : curriculum.lessons()) {
            chapters.add(new Chapter(lesson, Page.read(lesson.page()), lesson.starter(), null, List.of()));
        }
        var prose = ProsePage.files(curriculum.home()).stream().map(ProsePage::read).toList();
        BookPages.of(chapters, prose, Map.of());    // a fault is found before anything takes time
        var figures = new HashMap<String, String>();
        var verdicts = verdicts(curriculum, chapters);
        for (int i = 0; i < chapters.size(); i++) {
            var chapter = chapters.get(i);
            var kept = noPictures ? "" : kept(chapter, chapter == BookPages.shown(chapters));
            figures.put(chapter.lesson().name(), kept);
            chapters.set(i, new Chapter(chapter.lesson(), chapter.page(), chapter.text(), verdicts.get(chapter.lesson()),
                    noPictures || !kept.isEmpty() ? List.of() : runs(chapter)));
        }
        BookPages.of(chapters, prose, figures).forEach((name, page) -> Disk.save(folder.resolve(name), page));
        for (var picture : ProsePage.pictures(curriculum.home())) {
            Files.copy(picture, folder.resolve(picture.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        var shown = BookPages.shown(chapters);
        if (!shown.runs().isEmpty()) {
            Disk.save(svg(shown), TimelineSvg.file(shown.runs()) + "\n");
        }
        spec.commandLine().getOut().println(folder.resolve("index.html"));
        return 0;
    }

    /// The figures that the lesson's page has already; empty where there are none of its programs as they are now.
    ///
    /// @param alone whether its pictures are a file, too, which is there already then
    private String kept(Chapter chapter, boolean alone) {
        var page = folder.resolve(GuidePage.file(chapter.lesson()));
        return Files.exists(page) && (!alone || Files.exists(svg(chapter))) ? Figures.kept(chapter, Lesson.read(page)) : "";
    }

    /// The pictures of the first page as a file of their own.
    private Path svg(Chapter shown) {
        return folder.resolve(shown.lesson().name() + ".svg");
    }

    /// What is said of the starters that can be played.
    private Map<Lesson, Verdict> verdicts(Curriculum curriculum, List<Chapter> chapters) throws InterruptedException {
        var verdicts = new HashMap<Lesson, Verdict>();
        var settings = new Settings(OptionalInt.empty(), true, false, _ -> {});
        var jobs = chapters.stream().filter(chapter -> chapter.page().play() != null).map(chapter -> new Job(starter(chapter), settings)).toList();
        try (var checker = Checker.in(curriculum.home(), spec.commandLine().getErr()::println)) {
            Checks.each(checker, jobs, judged -> verdicts.put(judged.answer().lesson(), judged.verdict()));
        }
        return verdicts;
    }

    private List<RecordedRun> runs(Chapter chapter) throws IOException, InterruptedException {
        spec.commandLine().getErr().println("Recording " + chapter.lesson().name() + ", as given and solved.");
        return List.of(run(starter(chapter), "As given"), run(Answer.of(chapter.lesson(), chapter.lesson().solution()), "Solved"));
    }

    private RecordedRun run(Answer answer, String whose) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var refusal = compiler.compile(answer, classes);
            if (refusal.isPresent()) {
                throw new Mistake(Path.of(answer.shown()), refusal.get().sentence());
            }
            return RecordedRun.of(answer, whose, classes, List.of(), OutputStream.nullOutputStream(), LIMIT, null);
        } finally {
            Disk.delete(classes);
        }
    }

    private static Answer starter(Chapter chapter) {
        return new Answer(chapter.lesson(), chapter.lesson().name() + ".java", chapter.text());
    }
}
