package workbook.command;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.judging.Compiler;
import workbook.terminal.Report;
import workbook.terminal.Style;
import workbook.timeline.RecordedRun;
import workbook.timeline.Recording;
import workbook.timeline.RecordingReader;
import workbook.timeline.TimelinePage;
import workbook.timeline.TimelineSvg;
import workbook.timeline.TimelineText;
import workbook.timeline.Transcript;

/// `timeline`: what the threads of a lesson did, and when.
///
/// Exit status: 0 when it was drawn, also where the lesson failed or was stopped; 1 when the lesson does not compile or
/// a file is at fault; 2 for wrong usage.
@Command(name = "timeline", description = "Runs a lesson and draws what its threads did with their time.")
public final class Timeline implements Callable<Integer> {

    private static final int USUAL_WIDTH = 100;

    /// Longer than any lesson takes; an answer that never ends does not keep the gallery from being made.
    private static final Duration GALLERY_LIMIT = Duration.ofMinutes(2);

    @Parameters(index = "0", arity = "0..1", paramLabel = "LESSON", description = "Its number, its file, or words of its name or title.")
    String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the lesson is given; write -- before options.")
    List<String> arguments = List.of();

    @Option(names = "--solutions", description = "Runs the solution in place of your answer.")
    boolean solutions;

    @Option(names = "--compare", description = "Runs your answer and the solution, and draws both on one scale.")
    boolean compare;

    @Option(names = "--ascii", description = "Draws with ASCII characters only.")
    boolean ascii;

    @Option(names = "--width", paramLabel = "N", description = "Characters in a line, from 72 on; otherwise those of the terminal.")
    Integer width;

    @Option(names = "--limit", paramLabel = "SECONDS", description = "Stops the lesson after so many seconds.")
    Integer limit;

    @Option(names = "--jfr", paramLabel = "FILE", description = "Keeps the recording, which JDK Mission Control opens.")
    Path jfr;

    @Option(names = "--from", paramLabel = "FILE", description = "Draws a recording kept with --jfr, and runs nothing.")
    Path from;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with the picture and the code; with --all, a folder of pages.")
    Path html;

    @Option(names = "--svg", paramLabel = "FILE", description = "Writes the picture.")
    Path svg;

    @Option(names = "--all", description = "Makes a gallery of all lessons, each with its solution, in the folder of --html.")
    boolean all;

    @Option(names = "--json", description = "Prints what was recorded as JSON; what the lesson prints goes to the error stream.")
    boolean json;

    @Spec
    CommandSpec spec;

    private final Compiler compiler = new Compiler();

    @Override
    public Integer call() throws Exception {
        refuse(name == null && !all, "Name a lesson, or write --all.");
        refuse(all && name != null, "Either name a lesson or write --all.");
        refuse(all && html == null, "--all needs --html and the folder of the gallery.");
        refuse(all && (solutions || compare || json || svg != null || jfr != null || from != null),
                "--all takes --html and --limit, and nothing else.");
        refuse(width != null && width < 72, "--width takes a number from 72 on, and " + width + " is none.");
        refuse(limit != null && limit < 1, "--limit takes a number of seconds from 1 on, and " + limit + " is none.");
        refuse(compare && solutions, "Write either --compare or --solutions.");
        refuse(compare && (jfr != null || from != null), "--compare makes two recordings, and --jfr and --from are for one.");
        refuse(from != null && jfr != null, "--from runs nothing that --jfr could keep.");
        if (all) {
            return gallery(Curriculum.here().withSolutions());
        }
        var curriculum = Curriculum.here();
        var answer = solutions ? curriculum.solution(name) : curriculum.answer(name);
        var lesson = answer.lesson();
        var runs = new ArrayList<RecordedRun>();
        for (var each : compare ? List.of(answer, curriculum.solution(lesson.name())) : List.of(answer)) {
            if (from != null) {
                runs.add(new RecordedRun(each, whose(each), RecordingReader.read(from, lesson)));
            } else if (!run(each, runs)) {
                return 1;
            }
        }
        if (html != null) {
            Disk.save(html, TimelinePage.of(lesson, runs));
        }
        if (svg != null) {
            Disk.save(svg, TimelineSvg.file(runs));
        }
        if (json) {
            System.out.println(json(runs));
        } else {
            if (from == null) {
                System.out.println();
            }
            int columns = width != null ? width : Style.columns(USUAL_WIDTH);
            new TimelineText(columns, ascii || !Style.canDraw(), Style.COLOUR).draw(runs).forEach(System.out::println);
        }
        return 0;
    }

    /// Records all lessons and their solutions, one after the other so that none slows another down.
    private int gallery(Curriculum curriculum) throws IOException, InterruptedException {
        var err = spec.commandLine().getErr();
        var recorded = new LinkedHashMap<Lesson, List<RecordedRun>>();
        for (var lesson : curriculum.lessons()) {
            var runs = new ArrayList<RecordedRun>();
            for (var file : List.of(lesson.file(), lesson.solution())) {
                err.println(lesson.shown(file));
                if (!run(Answer.of(lesson, file), runs)) {
                    return 1;
                }
            }
            recorded.put(lesson, runs);
        }
        var lessons = List.copyOf(recorded.keySet());
        for (int i = 0; i < lessons.size(); i++) {
            Disk.save(html.resolve(TimelinePage.file(lessons.get(i))), TimelinePage.inGallery(lessons.get(i), recorded.get(lessons.get(i)),
                    i == 0 ? null : lessons.get(i - 1), i + 1 == lessons.size() ? null : lessons.get(i + 1)));
        }
        Disk.save(html.resolve("index.html"), TimelinePage.index(recorded));
        return 0;
    }

    /// Records a run, or says why where the answer does not compile.
    private boolean run(Answer answer, List<RecordedRun> runs) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var refusal = compiler.compile(answer, classes);
            if (refusal.isPresent()) {
                Report.details(answer, refusal.get(), false).forEach(spec.commandLine().getErr()::println);
                return false;
            }
            runs.add(RecordedRun.of(answer, whose(answer), classes, arguments, shown(),
                    limit != null ? Duration.ofSeconds(limit) : all ? GALLERY_LIMIT : null, jfr));
            return true;
        } finally {
            Disk.delete(classes);
        }
    }

    /// Whose an answer is, as its picture says.
    private String whose(Answer answer) {
        var lesson = answer.lesson();
        if (!lesson.isOfKit() && answer.shown().equals(lesson.shown(lesson.solution()))) {
            return all ? "Solved" : "The solution";
        }
        return all && Files.exists(lesson.page()) && answer.text().equals(lesson.starter()) ? "As given" : "Your answer";
    }

    /// Where the words go that a lesson prints, if not straight to this process's output. A page, a picture and JSON say
    /// what they were.
    private OutputStream shown() {
        return all ? OutputStream.nullOutputStream() : json ? System.err : html != null || svg != null ? System.out : null;
    }

    private void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    private static String json(List<RecordedRun> runs) {
        record Run(String file, String whose, String ending, double seconds, boolean whole, int peak, double waited, Double faster,
                   Map<String, Integer> leftOut, List<Recording.Row> rows, List<Transcript.Line> printed) {}
        var described = runs.stream().map(run -> {
            var recording = run.recording();
            var figures = recording.figures();
            return new Run(run.answer().shown(), run.whose(), run.ending(), recording.end(), recording.whole(), figures.peak(),
                    figures.waited(), figures.faster().isPresent() ? figures.faster().getAsDouble() : null,
                    recording.leftOut(), recording.rows(), run.printed());
        }).toList();
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(described);
    }
}
