package workbook.session;

import java.util.List;
import java.util.stream.Stream;
import workbook.curriculum.Answer;
import workbook.curriculum.Lesson;
import workbook.curriculum.Prediction;
import workbook.judging.Play;
import workbook.judging.Verdict;
import workbook.timeline.RecordedRun;

/// What there is to see of a [Session] at one moment, for a terminal, a page, or whatever shows it.
///
/// @param name     number and title of the lesson, such as `04 · An executor`
/// @param lessons  how far the learner has come, a lesson after the other
/// @param prose    the lesson's first paragraph
/// @param picture  what the threads of the last run did, where the session was asked to draw each; else null
/// @param plays    whether the lesson sets a task to its scheduler
/// @param isSolved whether there is a solution to be shown
/// @param notes    what the last action has to say
/// @param settled  false while something is under way that will change this by itself
public record View(String name, Lesson lesson, List<Line> lessons, String prose, Content content, RecordedRun picture, boolean plays,
        boolean isSolved, List<String> notes, boolean settled) {

    /// A lesson among all.
    public record Line(String name, Standing standing, boolean current) {}

    /// What may be done next, in the order in which it is offered.
    public List<Action> actions() {
        return switch (content) {
            case Question _ -> List.of(Action.RUN);
            case Output _ when !settled -> List.of(Action.STOP);
            case Output _, Drawing _ -> List.of(Action.VERDICT, Action.TIMELINE, Action.RUN, Action.NEXT);
            case Board _ -> List.of(Action.UNDO, Action.REST, Action.FAIL, Action.AGAIN, Action.VERDICT);
            case Listing _ -> List.of(Action.VERDICT);
            case Confirmation _ -> List.of(Action.CONFIRM, Action.VERDICT);
            case Checking _ -> List.of(Action.STOP, Action.LIST, Action.NEXT, Action.BACK);
            case Unjudged _, Judged _ -> Stream.of(Action.HINT, Action.RUN, Action.TIMELINE, Action.PLAY, Action.LIST, Action.NEXT, Action.BACK,
                    Action.CHECK, Action.RESET, Action.SOLUTION)
                    .filter(action -> (plays || action != Action.PLAY) && (isSolved || action != Action.SOLUTION)).toList();
        };
    }

    /// What an action is called.
    public String words(Action action) {
        return switch (action) {
            case HINT -> "hint";
            case RUN -> content instanceof Question ? "run and compare" : "run";
            case TIMELINE -> "timeline";
            case PLAY -> "play";
            case UNDO -> "step back";
            case REST -> "to the end";
            case FAIL -> "an order that fails";
            case AGAIN -> "again";
            case LIST -> "list";
            case NEXT -> "next";
            case BACK -> "back";
            case CHECK -> "check again";
            case RESET -> "reset";
            case CONFIRM -> "yes";
            case SOLUTION -> "solution";
            case STOP -> "stop";
            case VERDICT -> switch (content) {
                case Confirmation _ -> "no";
                case Board _ -> "verdict";
                case Listing _ -> "back";
                default -> "to the verdict";
            };
        };
    }

    /// What it is about.
    public sealed interface Content {}

    /// The lesson asks for a prediction, which [Session#predict] takes.
    public record Question(Prediction prediction) implements Content {}

    /// What the lesson's program prints.
    ///
    /// @param compared how the prediction compares with the run, once that has ended
    public record Output(List<String> lines, List<String> compared) implements Content {}

    /// What the threads of the last run did.
    public record Drawing(RecordedRun run) implements Content {}

    /// The learner's threads, of which [Session#turn] gives one its next step.
    ///
    /// @param switches   from one thread to another so far
    /// @param isShown    whether these are the turns of the order that fails, and not the learner's
    /// @param fewest     switches with which the task was ever done, or null
    /// @param cannotFail what is known of all orders where none does the task, or null
    public record Board(String task, Play.Position position, int switches, boolean isShown, Integer fewest, String cannotFail) implements Content {

        /// How it stands, in words. The task is done where they begin with `Done`.
        public String status() {
            var counted = switches == 1 ? "1 switch" : switches + " switches";
            if (position.failure() != null) {
                return (isShown ? "Such an order" : "Done") + ", with " + counted + ". " + position.failure()
                        + (fewest == null ? "" : " The fewest so far: " + fewest + ".");
            }
            return position.waking() ? "Who is woken?"
                    : (position.isOver() ? "All have ended, with " + counted + ", and it is not done." : counted + " so far.")
                            + (cannotFail == null ? "" : " With your answer this cannot be done: " + cannotFail + ".");
        }
    }

    /// The lessons, to one of which [Session#goTo] goes.
    public record Listing() implements Content {}

    /// Whether the lesson is really to be put back.
    public record Confirmation(String file) implements Content {
        public String question() {
            return "Put " + file + " back to its beginning? What you wrote is kept in a backup.";
        }
    }

    /// Tests that have ended while others have not; the verdict is yet to come.
    public record Checking(List<Verdict.Test> tests, List<Hint> hints) implements Content {}

    /// There is no verdict, for the check was stopped.
    public record Unjudged(List<Hint> hints) implements Content {}

    /// @param since whether the lesson was passed before, with another text
    /// @param pass  what a pass brings; null where there is none, or its page cannot be read
    public record Judged(Answer answer, Verdict verdict, boolean since, List<Hint> hints, Pass pass) implements Content {}

    /// @param number counted from 1, of so many
    public record Hint(int number, int of, String text) {}
}
