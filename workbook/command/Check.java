package workbook.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.curriculum.Progress;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker;
import workbook.judging.Checks.Job;
import workbook.judging.Checks;
import workbook.judging.Checks.Judged;
import workbook.judging.Verdict.NotJudged;
import workbook.terminal.Report;
import workbook.terminal.Style;

/// `check`: the verdicts on some lessons or on all, for a person or for a machine.
@Command(name = "check", description = "Judges your answers: those named, or the one of the lesson that you are at.")
public final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, words of its name or title, or a file, wherever that is. A file runs as your own program: strangers' files are for grade.")
    List<String> names = List.of();

    @Option(names = "--all", description = "Judges every lesson.")
    boolean all;

    @Option(names = "--solutions", description = "Judges the solutions in place of your answers.")
    boolean solutions;

    @Option(names = "--times", paramLabel = "N", defaultValue = "1", description = "Judges each N times.")
    int times;

    @Option(names = "--json", description = "Prints the verdicts as JSON.")
    boolean json;

    @Option(names = "--junit-xml", paramLabel = "FILE", description = "Writes the verdicts as a JUnit report, too.")
    Path junitXml;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (times < 1) {
            throw new ParameterException(spec.commandLine(), "--times takes a number from 1 on, and " + times + " is none.");
        }
        if (all && !names.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Either name lessons or write --all.");
        }
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var curriculum = Curriculum.here();
        var progress = new Progress(curriculum.home(), err::println);
        var answers = answers(curriculum, progress);
        var checker = Checker.in(curriculum.home(), err::println);

        var jobs = answers.stream().flatMap(answer -> Collections.nCopies(times, new Job(answer, Settings.USUAL)).stream()).toList();
        var verdicts = new ArrayList<Judged>();
        Checks.each(checker, jobs, judged -> {
            verdicts.add(judged);
            var answer = judged.answer();
            if (answer.isOwn() && !(judged.verdict() instanceof NotJudged)) {
                progress.judged(answer.lesson(), answer.text(), judged.verdict().passed());
            }
            if (!json) {
                Report.print(judged, jobs.size() == 1, out);
            }
        });
        if (!json && verdicts.size() == 1 && answers.getFirst().isOwn() && verdicts.getFirst().verdict().passed()) {
            out.println();
            whatNow(answers.getFirst(), curriculum).forEach(line -> out.println("  " + Style.prose(line)));
        }
        if (json) {
            System.out.println(Report.json(verdicts));
        }
        if (junitXml != null) {
            Disk.save(junitXml, Report.junitXml(verdicts));
        }
        long passed = verdicts.stream().filter(judged -> judged.verdict().passed()).count();
        if (!json && verdicts.size() > 1) {
            out.println("%d of %d passed.".formatted(passed, verdicts.size()));
        }
        return passed == verdicts.size() ? 0 : 1;
    }

    private List<Answer> answers(Curriculum curriculum, Progress progress) {
        if (solutions) {
            curriculum.withSolutions();
            var lessons = names.isEmpty() && !all ? List.of(progress.at(curriculum)) : curriculum.findAll(names);
            return lessons.stream().map(lesson -> Answer.of(lesson, lesson.solution())).toList();
        }
        if (all) {
            return curriculum.lessons().stream().map(Answer::of).toList();
        }
        return names.isEmpty() ? List.of(Answer.of(progress.at(curriculum))) : names.stream().map(curriculum::answer).distinct().toList();
    }

    /// What who has passed can do now, and what comes next, a paragraph each.
    private static List<String> whatNow(Answer passed, Curriculum curriculum) {
        var lessons = curriculum.lessons();
        int next = lessons.indexOf(passed.lesson()) + 1;
        var lines = new ArrayList<String>();
        var beyond = new ArrayList<String>();
        try {
            var page = Page.read(passed.lesson().page());
            lines.add(page.learned());
            beyond.addAll(page.next());
        } catch (Mistake e) {
            lines.add(e.getMessage());
        }
        lines.add(((passed.text().contains("/// **Modify.**") ? "Try the Modify below the exercise. " : "")
                + (next < lessons.size() ? "The next lesson is " + lessons.get(next).shown(lessons.get(next).file()) + "." : "")).strip());
        lines.addAll(beyond);
        return lines;
    }
}
