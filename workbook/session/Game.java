package workbook.session;

import java.util.ArrayList;
import java.util.List;
import workbook.curriculum.Answer;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.judging.Play;
import workbook.judging.Play.Position;

/// The learner as the scheduler of their own threads, with a task that the lesson's page sets.
final class Game implements AutoCloseable {

    private final Answer answer;
    private final String task;
    private final Play play;
    private Position position;
    private boolean isShown;

    /// @throws Mistake if the page sets no task, or the answer cannot be played
    Game(Answer answer, Page.Play page, Opener opener) throws InterruptedException {
        if (page == null) {
            throw new Mistake(answer.lesson().file(), "There is nothing to play in this lesson.");
        }
        this.answer = answer;
        task = page.task();
        play = opener.play(answer, page.test());
        position = play.beginning();
    }

    interface Opener {
        Play play(Answer answer, String test) throws InterruptedException;
    }

    boolean isOf(Answer other) {
        return answer.equals(other);
    }

    /// Gives a thread its next step; where that one has none now, nothing changes.
    void turn(int thread) throws InterruptedException {
        if (position.threads().stream().anyMatch(each -> each.number() == thread && each.canGoOn())) {
            var turns = new ArrayList<>(position.turns());
            turns.add(thread);
            position = play.after(turns);
        }
    }

    void undo() throws InterruptedException {
        var turns = position.turns();
        position = play.after(turns.subList(0, Math.max(0, turns.size() - 1)));
    }

    void rest() throws InterruptedException {
        position = play.restAfter(position.turns());
    }

    void again() {
        position = play.beginning();
        isShown = false;
    }

    /// Plays the order that fails, if there is one.
    void fail() throws InterruptedException {
        if (!play.failing().isEmpty()) {
            position = play.after(play.failing());
            isShown = true;
        }
    }

    /// With how many switches the learner has done the task, or null if it is not done.
    Integer done() {
        return position.failure() != null && !isShown ? (Integer) switches() : null;
    }

    /// How often the turn has gone from one thread to another.
    private int switches() {
        var turns = position.turns();
        int switches = 0;
        for (int i = 1; i < turns.size(); i++) {
            switches += turns.get(i).equals(turns.get(i - 1)) ? 0 : 1;
        }
        return switches;
    }

    /// @param fewest switches with which the task was ever done, or null
    View.Board board(Integer fewest) {
        return new View.Board(task, position, switches(), isShown, fewest, play.cannotFail());
    }

    @Override
    public void close() {
        play.close();
    }
}
