package workbook.judging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import workbook.curriculum.Answer;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Judge.Ending;
import workbook.judging.Verdict.NotJudged;

/// Makes verdicts: compiles an answer in this JVM while another one gets ready, then lets that run the paired test.
/// The commands, the gate and the benches all get their verdicts here.
public final class Checker implements AutoCloseable {

    /// How long a judge may say nothing. A test says within its own limit, five seconds and a grace, that it hangs;
    /// so only a JVM in which nothing moves any more stays silent so long.
    static final Duration SILENCE = Duration.ofSeconds(60);

    private final Workshop workshop;
    public final Compiler compiler;
    private final Map<OptionalInt, Queue<JudgeProcess>> series = new ConcurrentHashMap<>();
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
    /// @param inSeries     whether the JVM may have judged others before and may judge others afterwards, as long as each leaves
    ///                     it as it was; one that does not is judged again, in a JVM of its own. Not for strangers' answers
    /// @param watcher      handed each test as it ends
    public record Settings(OptionalInt processors, boolean firstFailure, boolean inSeries, Consumer<Verdict.Test> watcher) {
        public static final Settings USUAL = new Settings(OptionalInt.empty(), false, false, _ -> {});
    }

    /// Starts a judge for the next check of `lesson` with the usual settings, so that it need not be waited for then.
    public synchronized void getReady(Lesson lesson) {
        if (ready == null || !ready.isReadyFor(workshop, lesson)) {
            close();
            ready = start(lesson, Settings.USUAL, Ending.HALT);
        }
    }

    /// Judges `answer`.
    ///
    /// @throws InterruptedException if the caller is interrupted; the test is stopped then
    public Verdict check(Answer answer, Settings settings) throws InterruptedException {
        if (answer.fault() != null) {
            return new NotJudged(answer.fault());
        }
        try {
            if (settings.inSeries && inSeries(answer, settings) instanceof Verdict verdict) {
                return verdict;
            }
            try (var judge = judge(answer.lesson(), settings)) {
                return verdict(judge, answer, settings);
            }
        } catch (Mistake e) {
            return new NotJudged(e.getMessage());
        }
    }

    /// A verdict on a stranger's answer, and the calls in it that no answer needs.
    public record Graded(Verdict verdict, List<Mark> marks) {}

    /// @param line of the answer, counted from 1, or 0
    public record Mark(String call, int line) {}

    /// Judges an answer where it can do no harm.
    public Graded checkConfined(Answer answer, Settings settings) throws InterruptedException {
        if (answer.flaw() != null) {
            return new Graded(new NotJudged(answer.flaw()), List.of());
        }
        try (var judge = JudgeProcess.start(workshop, answer.lesson(), options(settings), settings.firstFailure, Ending.HALT, true)) {
            judge.begin(settings, answer);
            return new Graded(judge.await(SILENCE), judge.marks());
        } catch (Mistake e) {
            return new Graded(new NotJudged(e.getMessage()), List.of());
        }
    }

    /// What all verdicts depend on besides the answer and its test: it differs wherever the probe, the runner or Java does.
    public String version() {
        return workshop.version();
    }

    /// Makes ready to play a test of an answer: the caller says whose turn it is.
    ///
    /// @param test its sentence
    /// @throws Mistake if that cannot be
    public Play play(Answer answer, String test) throws InterruptedException {
        if (answer.flaw() != null) {
            throw new Mistake(answer.lesson().file(), "This can be played as soon as it can be judged.");
        }
        var options = new ArrayList<>(workshop.options());
        options.add("-Dworkbook.play=" + test);
        var judge = JudgeProcess.start(workshop, answer.lesson(), options, false, Ending.HALT);
        try {
            var refusal = compiler.compile(answer, judge.classes());
            if (refusal.isPresent()) {
                throw new Mistake(answer.lesson().file(), "This can be played as soon as it compiles: " + refusal.get().sentence());
            }
            judge.begin(Settings.USUAL);
            return new Play(answer.lesson(), judge);
        } catch (InterruptedException | RuntimeException e) {
            judge.close();
            throw e;
        }
    }

    /// Compiles the paired test of `lesson` against its starter into the folder `classes`, for those who have no solution.
    ///
    /// @throws Mistake if the two do not compile
    public void compileForKit(Lesson lesson, Path classes) {
        workshop.compileForKit(lesson, classes);
    }

    private Verdict verdict(JudgeProcess judge, Answer answer, Settings settings) throws InterruptedException {
        var refusal = compiler.compile(answer, judge.classes());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (answer.flaw() != null) {
            return new NotJudged(answer.flaw());
        }
        judge.begin(settings);
        return judge.await(SILENCE);
    }

    /// The verdict of a judge that goes on, or null if it cannot go on after this answer.
    private Verdict inSeries(Answer answer, Settings settings) throws InterruptedException {
        var idle = series.computeIfAbsent(settings.processors, _ -> new ConcurrentLinkedQueue<>());
        var judge = idle.poll();
        if (judge == null) {
            judge = start(answer.lesson(), settings, Ending.WAIT);
        } else {
            judge.next(workshop, answer.lesson());
        }
        try {
            var verdict = verdict(judge, answer, settings);
            return judge.isClean() ? verdict : null;
        } finally {
            if (judge.isClean()) {
                idle.add(judge);
            } else {
                judge.close();
            }
        }
    }

    /// Sends the judges away that stand ready, if there are any.
    @Override
    public synchronized void close() {
        series.values().forEach(idle -> idle.forEach(JudgeProcess::close));
        series.clear();
        if (ready != null) {
            ready.close();
            ready = null;
        }
    }

    private synchronized JudgeProcess judge(Lesson lesson, Settings settings) {
        if (ready == null || settings.processors.isPresent() || settings.firstFailure || !ready.isReadyFor(workshop, lesson)) {
            return start(lesson, settings, Ending.HALT);
        }
        var judge = ready;
        ready = null;
        return judge;
    }

    private JudgeProcess start(Lesson lesson, Settings settings, Ending ending) {
        return JudgeProcess.start(workshop, lesson, options(settings), settings.firstFailure, ending);
    }

    private List<String> options(Settings settings) {
        var options = new ArrayList<>(workshop.options());
        settings.processors.ifPresent(n -> options.add("-XX:ActiveProcessorCount=" + n));
        return options;
    }
}
