package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Drives the model of the watch without a terminal, in a program of its own that prints what there is to see.
@DisplayName("A session")
@Execution(ExecutionMode.CONCURRENT)
class SessionTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheWorkbook() throws Exception {
        WorkbookProcess.workbook(folder);
    }

    @Test
    @DisplayName("knows neither keys nor terminals")
    void needsNoTerminal() throws IOException {
        try (var sources = Files.list(Path.of("workbook/session"))) {
            assertThat(sources.toList()).isNotEmpty().allSatisfy(source ->
                    assertThat(Files.readString(source)).doesNotContain("workbook.terminal", "workbook.command", "org.jline", "\\033", "System.out"));
        }
    }

    @Test
    @DisplayName("predicts, runs, judges, hints and passes for any loop, and shows nothing beside a verdict that it does not belong to")
    void fromQuestionToPass() throws Exception {
        var seen = drive("""
                show("at first");
                session.predict("soon");
                show("no prediction");
                session.predict("2; ten naps: 10");
                settle();
                show("run");
                session.act(Action.VERDICT);
                settle();
                session.act(Action.HINT);
                session.act(Action.HINT);
                session.act(Action.SOLUTION);
                show("refused");
                save(lesson.solution());
                session.saved();
                show("saved");
                settle();
                show("passed");
                session.act(Action.SOLUTION);
                IO.println("solution " + session.view().notes().isEmpty());
                Files.writeString(lesson.file(), System.lineSeparator(), StandardOpenOption.APPEND);
                session.act(Action.RUN);
                session.saved();
                show("run before its save is heard of");
                session.act(Action.STOP);
                Files.delete(lesson.file());
                session.saved();
                settle();
                show("deleted");
                session.act(Action.BACK);
                show("before the first");
                session.act(Action.LIST);
                session.goTo("99");
                show("no lesson");
                """);

        assertThat(seen).containsExactly(
                "at first: Question []",
                "no prediction: Question ['soon' is no answer. Type a number of seconds, such as 2 or 1.5, and after a semicolon your answer to the rest.]",
                "run: Output [] You guessed 2.0 seconds, and for the rest 'ten naps: 10'; it took about 2 seconds.",
                "refused: Judged [You have not passed yet. Ask once more to see the solution all the same.] Refused 2 hints false NEW",
                "saved: Checking []",
                "passed: Judged [] Passed 0 hints true NEW",
                "solution false",
                "run before its save is heard of: Output [] so far",
                "deleted: Judged [] NotJudged 0 hints false NEW",
                "before the first: Judged [This is the first lesson.] NotJudged 0 hints false NEW",
                "no lesson: Listing [There is no lesson 99: they go from 00 to %02d.]".formatted(LessonText.last()));
    }

    /// Runs `statements` on a session that is at the first lesson, and gives back what they show.
    private List<String> drive(String statements) throws Exception {
        var program = Files.writeString(folder.resolve("Drive.java"), """
                import module java.base;
                import workbook.curriculum.*;
                import workbook.judging.*;
                import workbook.session.*;

                Curriculum curriculum = Curriculum.here();
                Lesson lesson = curriculum.lessons().getFirst();
                BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
                final Session session = new Session(curriculum, Checker.in(curriculum.home(), System.err::println), steps::add, _ -> "", true);

                void main() throws Exception {
                    try (session) {
                %s
                    }
                }

                void settle() throws InterruptedException {
                    while (!session.view().settled()) {
                        steps.take().run();
                    }
                }

                void save(Path text) throws IOException {
                    Files.copy(text, lesson.file(), StandardCopyOption.REPLACE_EXISTING);
                }

                void show(String when) {
                    var view = session.view();
                    IO.println(when + ": " + view.content().getClass().getSimpleName() + " " + view.notes() + switch (view.content()) {
                        case View.Output(_, var compared) -> " " + compared.stream().findFirst().orElse("so far").replaceFirst("took 2.*", "took about 2 seconds.");
                        case View.Judged judged -> " " + judged.verdict().getClass().getSimpleName() + " " + judged.hints().size() + " hints "
                                + (judged.pass() != null) + " " + view.lessons().get(1).standing();
                        default -> "";
                    });
                }
                """.formatted(statements.indent(8)));
        var run = WorkbookProcess.finish(WorkbookProcess.java(folder, program.toString()).start());
        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        return run.out();
    }
}
