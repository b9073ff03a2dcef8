package workbook.command;

import java.nio.file.Path;
import java.util.ArrayList;
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
import workbook.curriculum.Progress;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker;
import workbook.judging.Checks.Job;
import workbook.judging.Checks;
import workbook.judging.Checks.Judged;
import workbook.terminal.Report;

/// `check`: the verdicts on some lessons or on all, for a person or for a machine.
@Command(name = "check", description = "Judges your answers: those named, or the one of the lesson that you are at.")
public final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, its file or a part of its name.")
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
        var lessons = names.isEmpty() && !all ? List.of(progress.at(curriculum)) : curriculum.findAll(names);
        var checker = Checker.in(curriculum.home(), err::println);

        var jobs = new ArrayList<Job>();
        for (var lesson : lessons) {
            for (int i = 0; i < times; i++) {
                jobs.add(new Job(Answer.of(lesson, solutions ? lesson.solution() : lesson.file()), Settings.USUAL));
            }
        }
        var verdicts = new ArrayList<Judged>();
        Checks.each(checker, jobs, judged -> {
            verdicts.add(judged);
            if (!solutions) {
                progress.judged(judged.answer().lesson(), judged.answer().text(), judged.verdict().passed());
            }
            if (!json) {
                Report.print(judged, lessons.size() == 1 && times == 1, out);
            }
        });
        if (json) {
            out.println(Report.json(verdicts));
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
}
