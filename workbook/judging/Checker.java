package workbook.judging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.function.Consumer;
import workbook.curriculum.Answer;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Verdict.NotJudged;

/// Makes verdicts: compiles an answer in this JVM while another one gets ready, then lets that run the paired test.
/// The commands, the gate and the benches all get their verdicts here.
public final class Checker implements AutoCloseable {

    /// How long a judge may say nothing. A test says within its own limit, five seconds and a grace, that it hangs;
    /// so only a JVM in which nothing moves any more stays silent so long.
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Workshop workshop;
    public final Compiler compiler;
    private JudgeProcess ready;

    private Checker(Workshop workshop, Compiler compiler) {
        this.workshop = workshop;
        this.compiler = compiler;
    }

    /// A checker for the lessons of `home`.
    ///
    /// @param notice told, in one sentence, before what takes seconds is done
    public static Checker in(Path home, Consumer<String> notice) {
        var compiler = new Compiler();
        return new Checker(Workshop.open(home, compiler, notice), compiler);
    }

    /// How to judge.
    ///
    /// @param processors   as many as the JVM of the test shall believe in
    /// @param firstFailure whether the first failure is enough, and the tests after it need not run
    /// @param watcher      handed each test as it ends
    public record Settings(OptionalInt processors, boolean firstFailure, Consumer<Verdict.Test> watcher) {
        public static final Settings USUAL = new Settings(OptionalInt.empty(), false, _ -> {});
    }

    /// Starts a judge for the next check of `lesson` with the usual settings, so that it need not be waited for then.
    public synchronized void getReady(Lesson lesson) {
        if (ready == null || !ready.isReadyFor(workshop, lesson)) {
            close();
            ready = JudgeProcess.start(workshop, lesson, workshop.options(), "halt");
        }
    }

    /// Judges `answer`.
    ///
    /// @throws InterruptedException if the caller is interrupted; the test is stopped then
    public Verdict check(Answer answer, Settings settings) throws InterruptedException {
        if (answer.fault() != null) {
            return new NotJudged(answer.fault());
        }
        try (var judge = judge(answer.lesson(), settings)) {
            var refusal = compiler.compile(answer, judge.classes());
            if (refusal.isPresent()) {
                return refusal.get();
            }
            if (answer.flaw() != null) {
                return new NotJudged(answer.flaw());
            }
            judge.begin(settings);
            return judge.await(SILENCE);
        } catch (Mistake e) {
            return new NotJudged(e.getMessage());
        }
    }

    /// Sends the judge away that stands ready, if there is one.
    @Override
    public synchronized void close() {
        if (ready != null) {
            ready.close();
            ready = null;
        }
    }

    private synchronized JudgeProcess judge(Lesson lesson, Settings settings) {
        var options = new ArrayList<>(workshop.options());
        settings.processors.ifPresent(n -> options.add("-XX:ActiveProcessorCount=" + n));
        if (ready == null || settings.processors.isPresent() || !ready.isReadyFor(workshop, lesson)) {
            return JudgeProcess.start(workshop, lesson, options, "halt");
        }
        var judge = ready;
        ready = null;
        return judge;
    }
}
