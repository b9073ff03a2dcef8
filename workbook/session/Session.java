package workbook.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Function;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.curriculum.Prediction;
import workbook.curriculum.Region;
import workbook.curriculum.WrongName;
import workbook.judging.Checker;
import workbook.judging.Checker.Settings;
import workbook.judging.Verdict;
import workbook.timeline.RecordedRun;

/// A learner at a lesson: what was judged, what runs, what is asked, and what can be done next. It knows neither keys nor
/// terminals: somebody calls [#act], [#answer] and [#saved], and shows the [#view]. All that happens on one thread, the loop's.
public final class Session implements AutoCloseable {

    /// What is shown.
    private enum Stage { QUESTION, OUTPUT, DRAWING, PLAYING, LISTING, CONFIRMATION, VERDICT }

    private static final String NOT_YET = "You have not passed yet. Ask once more to see the solution all the same.";

    private final Curriculum curriculum;
    private final Course course;
    private final Checker checker;
    private final Worker worker;
    private final Function<Lesson, String> reset;
    private final Executor loop;
    private final boolean asks;
    private final List<String> notes = new ArrayList<>();

    private Stage stage = Stage.VERDICT;
    private Judgement judgement;
    private int hintsGiven;
    private Program program;
    private List<String> compared = List.of();
    private RecordedRun drawn;
    private boolean drawsEach;
    private Game game;

    /// @param loop  runs what it is given on the thread of this session, one after the other
    /// @param reset puts a lesson back to its beginning, and says so in a sentence
    /// @param asks  whether a new lesson begins with its question
    public Session(Curriculum curriculum, Checker checker, Executor loop, Function<Lesson, String> reset, boolean asks) {
        this.curriculum = curriculum;
        this.checker = checker;
        this.reset = reset;
        this.loop = loop;
        this.asks = asks;
        worker = new Worker(step -> loop.execute(() -> attempt(step)));
        course = new Course(curriculum, notes::add);
        judgement = new Judgement(Answer.of(course.lesson()));
        attempt(() -> arrive(course.lesson()));
    }

    /// The file that the learner works on. Any thread may ask.
    public Path file() {
        return course.lesson().file();
    }

    public void act(Action action) {
        notes.clear();
        attempt(() -> {
            switch (action) {
                case HINT -> hint();
                case RUN -> run();
                case TIMELINE -> draw();
                case PLAY -> play();
                case UNDO -> move(Game::undo);
                case REST -> move(Game::rest);
                case FAIL -> move(Game::fail);
                case AGAIN -> move(Game::again);
                case LIST -> stage = Stage.LISTING;
                case NEXT -> move(1);
                case BACK -> move(-1);
                case CHECK -> judge(Answer.of(course.lesson()));
                case RESET -> stage = Stage.CONFIRMATION;
                case CONFIRM -> {
                    notes.add(reset.apply(course.lesson()));
                    hintsGiven = 0;
                    judge(Answer.of(course.lesson()));
                }
                case SOLUTION -> showSolution();
                case STOP -> stop();
                case VERDICT -> showVerdict();
            }
        });
    }

    /// Goes to the lesson that is called so.
    ///
    /// @return whether there is one; where there is none, a note says so
    public boolean goTo(String name) {
        notes.clear();
        return attempt(() -> arrive(curriculum.find(name)));
    }

    /// Takes a prediction, and runs the lesson.
    ///
    /// @return whether it is one; where it is none, a note says what is asked
    public boolean predict(String typed) {
        notes.clear();
        return attempt(() -> {
            course.guess(typed);
            run();
        });
    }

    /// Gives the thread with this number its next step, while the learner plays.
    public void turn(int thread) {
        notes.clear();
        attempt(() -> move(its -> its.turn(thread)));
    }

    /// Looks at the learner's file, and judges a text that is new.
    public void saved() {
        var now = Answer.of(course.lesson());
        if (!now.equals(judgement.answer)) {
            notes.clear();
            attempt(() -> judge(now));
        }
    }

    /// Says a sentence beside all else.
    public void say(String sentence) {
        notes.clear();
        notes.add(sentence);
    }

    /// From now on what the threads did is drawn after each run, without being asked for.
    public void drawEachRun() {
        drawsEach = true;
    }

    /// Sends away what is kept ready, for the learner seems to be gone.
    public void rest() {
        checker.close();
    }

    @Override
    public void close() {
        stopWork();
        if (program != null) {
            program.awaitEnd();
        }
        endGame();
        checker.close();
    }

    /// Does a step, and notes why where a file is at fault.
    ///
    /// @return false if it was asked for by a wrong name
    private boolean attempt(Runnable step) {
        try {
            step.run();
        } catch (Mistake e) {
            stage = Stage.VERDICT;
            notes.add(e.getMessage());
        } catch (WrongName e) {
            notes.add(e.getMessage());
            return false;
        }
        return true;
    }

    private void move(int steps) {
        var other = course.neighbour(steps);
        if (other == null) {
            notes.add(steps > 0 ? "This is the last lesson." : "This is the first lesson.");
        } else {
            arrive(other);
        }
    }

    private void arrive(Lesson other) {
        stopWork();
        endGame();
        hintsGiven = 0;
        attempt(() -> course.moveTo(other));
        attempt(course::open);      // A lesson that does not say what it asks can be judged all the same.
        var answer = Answer.of(other);
        if (asks && answer.fault() == null && course.prediction() != null && course.isNew()) {
            judgement = new Judgement(answer);
            stage = Stage.QUESTION;
        } else {
            judge(answer);
        }
    }

    private void showVerdict() {
        stage = Stage.VERDICT;
        if (!judgement.hasVerdict() && !worker.busy()) {
            judge(Answer.of(course.lesson()));
        }
    }

    private void judge(Answer answer) {
        stopWork();
        stage = Stage.VERDICT;
        var next = judgement = new Judgement(answer);
        worker.start(file(), news -> {
            var verdict = checker.check(answer, new Settings(OptionalInt.empty(), false, false, test -> news.accept(() -> next.tested(test))));
            return () -> judged(verdict);
        });
    }

    private void judged(Verdict verdict) {
        judgement.judged(verdict, null);
        attempt(() -> course.judged(judgement.answer, verdict));
        if (verdict.passed()) {
            notes.remove(NOT_YET);
            attempt(() -> judgement.judged(verdict, course.pass()));
        }
        checker.getReady(course.lesson());
        System.gc();    // The learner reads now: the time to give back what the compiler used.
    }

    private void hint() {
        stage = Stage.VERDICT;
        var all = Page.read(course.lesson().page()).hints();
        if (hintsGiven == 0 || judgement.showsHints()) {
            hintsGiven = Math.min(hintsGiven + 1, all.size());
        }
        judgement.hint(hintsGiven, all);
    }

    private void showSolution() {
        stage = Stage.VERDICT;
        var solution = course.lesson().solution();
        if (course.standing().passed() || judgement.wantsSolution()) {
            Region.of(solution, Lesson.read(solution)).code().lines().forEach(notes::add);
        } else {
            notes.add(NOT_YET);
        }
    }

    private void run() {
        var now = Answer.of(course.lesson());
        if (now.fault() != null) {
            judge(now);
            return;
        }
        stopWork();
        if (program != null) {
            program.forget();
        }
        drawn = null;
        judgement = now.equals(judgement.answer) ? judgement : new Judgement(now);     // what is heard of its save later is no news
        var asked = course.prediction() == null ? null : course.prediction().answers();
        var runs = program = new Program(now, asked == null ? Prediction.FINISHED : asked);
        compared = List.of();
        stage = Stage.OUTPUT;
        worker.start(file(), news -> {
            var refusal = runs.run(checker.compiler, () -> news.accept(() -> { }));
            return () -> {
                if (refusal.isEmpty()) {
                    notes.clear();
                    compared = course.compare(runs.printed.found());
                    if (drawsEach) {
                        drawBeside(runs);
                    }
                } else {
                    program = null;
                    judgement = new Judgement(now);
                    stage = Stage.VERDICT;
                    judged(refusal.get());
                }
            };
        });
    }

    private void draw() {
        if (program == null) {
            notes.add("Run the lesson first: the timeline shows the last run.");
        } else if (program.runs()) {
            notes.add("The run has not ended yet.");
        } else {
            drawn = drawn == null ? program.recorded() : drawn;
            stage = Stage.DRAWING;
        }
    }

    /// Draws a run that ends, or has ended, beside all else. Where nothing was recorded, there is no picture, and whoever asks for one is told why.
    private void drawBeside(Program ended) {
        Thread.ofVirtual().start(() -> {
            ended.awaitEnd();
            try {
                var recorded = ended.recorded();
                loop.execute(() -> drawn = ended == program ? recorded : drawn);
            } catch (Mistake e) {
                // It was ended before it could write its recording.
            }
        });
    }

    private interface Move {
        void of(Game game) throws InterruptedException;
    }

    private void play() {
        var now = Answer.of(course.lesson());
        if (game != null && game.isOf(now)) {
            stage = Stage.PLAYING;
            return;
        }
        stopWork();
        endGame();
        var task = course.play();
        worker.start(file(), _ -> {
            var next = new Game(now, task, checker::play);
            return () -> {
                game = next;
                stage = Stage.PLAYING;
            };
        });
    }

    private void move(Move move) {
        try {
            move.of(game);
            if (game.done() instanceof Integer switches) {
                course.played(switches);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Mistake e) {
            endGame();
            throw e;
        }
    }

    private void endGame() {
        if (game != null) {
            game.close();
            game = null;
        }
    }

    private void stop() {
        if (worker.busy()) {
            stopWork();
            notes.add("Stopped.");
            if (drawsEach && stage == Stage.OUTPUT) {
                drawBeside(program);
            }
        }
    }

    private void stopWork() {
        worker.stop();
        if (program != null) {
            program.stop();
        }
    }

    public View view() {
        return new View(course.name(), course.lesson(), course.lines(), course.prose(), content(), picture(), course.play() != null, !course.lesson().isOfKit(), List.copyOf(notes), !worker.busy());
    }

    private RecordedRun picture() {
        return drawsEach && drawn != null && drawn.answer().lesson().equals(course.lesson()) ? drawn : null;
    }

    private View.Content content() {
        return switch (stage) {
            case QUESTION -> new View.Question(course.prediction());
            case OUTPUT -> new View.Output(program.printed.lines(), compared);
            case DRAWING -> new View.Drawing(drawn);
            case PLAYING -> game.board(course.fewest());
            case LISTING -> new View.Listing();
            case CONFIRMATION -> new View.Confirmation(course.lesson().shown(file()));
            case VERDICT -> judgement.shown(course.standing() == Standing.CHANGED_SINCE_PASSED, worker.busy());
        };
    }
}
