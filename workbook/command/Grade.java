package workbook.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.classroom.Grading;
import workbook.classroom.HandIns;
import workbook.classroom.Roster;
import workbook.classroom.Roster.Member;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.judging.Checker;
import workbook.judging.Confinement;
import workbook.terminal.Style;

/// `grade`: the verdicts on what a class has handed in. Its lessons are all, or those of `--lessons 01,04`.
@Command(name = "grade", description = "Judges what a class has handed in: a folder with one for each student, or what a learning platform exports.")
public final class Grade implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "Has STUDENT/NN_name.java, at any depth, or archives; or is an archive.")
    Path folder;

    @Option(names = "--roster", paramLabel = "FILE", description = "A table of comma-separated values with the id and the name of each student.")
    Path roster;

    @Option(names = "--points", paramLabel = "LESSON=N", split = ",", description = "What right answers give; without it, what the guide gives.")
    Map<String, Double> points = Map.of();

    @Option(names = "--shard", paramLabel = "K/N", description = "Judges one part of N, which class puts together.")
    String shard;

    @Option(names = "--unconfined", description = "Judges where nothing keeps an answer from doing harm.")
    boolean unconfined;

    @Mixin
    Outputs outputs = new Outputs();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        if (Files.notExists(folder)) {
            throw new ParameterException(spec.commandLine(), folder + ": There is no such folder or archive.");
        }
        if (!unconfined && Confinement.fault() != null) {
            throw new Mistake(folder, Confinement.fault() + " With --unconfined these answers are judged where nothing keeps them from doing harm.");
        }
        var names = Curriculum.chosen();
        var curriculum = Curriculum.here().withSolutions();
        var chosen = curriculum.findAll(names);
        var worth = worth(curriculum);
        var list = roster == null ? new Roster(List.of()) : Roster.read(roster);
        var handIns = HandIns.in(folder, curriculum.lessons());
        var all = list.with(handIns);
        if (all.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", handIns.notes()) + (handIns.notes().isEmpty() ? "" : "\n") + folder + ": There is no student's folder here.");
        }
        var students = part(all);
        try (var checker = Checker.in(curriculum.home(), err::println)) {
            var report = new Grading(curriculum, checker, !unconfined).grade(handIns, students, chosen, lesson -> worth.getOrDefault(lesson, Page.read(lesson.page()).points()),
                    (done, of, answer) -> {
                        if (Style.TERMINAL) {
                            err.print("\r\033[K" + (done < of ? "%d of %d judged, the last: %s".formatted(done, of, answer.shown()) : ""));
                            err.flush();
                        }
                    });
            outputs.write(report, folder.toAbsolutePath().normalize().getFileName().toString(), out);
        }
        return 0;
    }

    /// @throws ParameterException if a lesson is worth something that is no number of points
    private Map<Lesson, Double> worth(Curriculum curriculum) {
        var worth = new HashMap<Lesson, Double>();
        points.forEach((name, number) -> {
            if (!Double.isFinite(number) || number < 0) {
                throw new ParameterException(spec.commandLine(), "--points takes a number from 0 on for each lesson, and " + name + "=" + number + " has none.");
            }
            worth.put(curriculum.find(name), number);
        });
        return worth;
    }

    private List<Member> part(List<Member> students) {
        if (shard == null) {
            return students;
        }
        var parts = shard.split("/");
        if (!shard.matches("\\d{1,4}/\\d{1,4}") || Integer.parseInt(parts[0]) < 1 || Integer.parseInt(parts[0]) > Integer.parseInt(parts[1])) {
            throw new ParameterException(spec.commandLine(), "--shard takes a part such as 3/10, and '" + shard + "' is none.");
        }
        int part = Integer.parseInt(parts[0]) - 1;
        int of = Integer.parseInt(parts[1]);
        return IntStream.range(0, students.size()).filter(i -> i % of == part).mapToObj(students::get).toList();
    }
}
