package workbook.command;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.classroom.ClassReport.Test;
import workbook.classroom.Misconceptions;
import workbook.classroom.Misconceptions.Signature;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;
import workbook.curriculum.Region;
import workbook.judging.Checker;
import workbook.judging.Checker.Settings;
import workbook.judging.Checks;
import workbook.judging.Checks.Job;

/// `dev signatures`: what each wrong answer of the guide is refused with, test by test, so that `grade` finds a student's answer to be like it.
/// What was made from the same answer and test is kept.
@Command(name = "signatures", description = "Notes with what each wrong answer of the guide is refused, for grade.")
final class DevSignatures implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Only of these.")
    List<String> names = List.of();

    @Spec
    CommandSpec spec;

    private record Made(Lesson lesson, Page.Answer of) {}

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var curriculum = Curriculum.here();
        var known = Misconceptions.of(curriculum.home());
        var signatures = new TreeMap<String, List<Signature>>();
        curriculum.lessons().forEach(lesson -> signatures.put(lesson.name(), new ArrayList<>(known.of(lesson))));
        var made = new ArrayList<Made>();
        var jobs = new ArrayList<Job>();
        for (var lesson : curriculum.findAll(names)) {
            var region = Region.of(lesson.solution(), Lesson.read(lesson.solution()));
            var wrong = Page.read(lesson.page()).answers().stream().filter(answer -> !answer.right()).toList();
            signatures.get(lesson.name()).removeIf(signature -> wrong.stream().noneMatch(answer -> signature.isOf(lesson, answer)));
            for (var answer : wrong) {
                if (!known.knows(lesson, answer)) {
                    made.add(new Made(lesson, answer));
                    jobs.add(new Job(new Answer(lesson, lesson.name() + ".java", region.with(answer.code())), new Settings(OptionalInt.empty(), false, false, _ -> {})));
                }
            }
        }
        var done = new int[1];
        try (var checker = Checker.in(curriculum.home(), out::println)) {
            Checks.each(checker, jobs, judged -> {
                var its = made.get(done[0]++);
                var tests = judged.verdict().tests().stream().map(test -> new Test(test.sentence(), test.passed(), test.failure())).toList();
                signatures.get(its.lesson.name()).add(new Signature(its.of.title(), Misconceptions.source(its.lesson, its.of), Misconceptions.refusals(tests)));
                if (done[0] % 20 == 0 || done[0] == jobs.size()) {
                    Misconceptions.save(curriculum.home(), signatures);
                }
            });
        }
        signatures.forEach((lesson, all) -> out.println("%-24s %3d".formatted(lesson, all.size())));
        out.println("%d made, %d kept.".formatted(jobs.size(), signatures.values().stream().mapToInt(List::size).sum() - jobs.size()));
        return 0;
    }
}
