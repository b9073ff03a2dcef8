package workbook.command;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;
import workbook.curriculum.WrongName;
import workbook.session.Action;

/// `play`: the learner is the scheduler of their own threads. It is `watch`, and begins where its key for that leads to.
@Command(name = "play", description = "Lets you say which of your threads takes the next step.")
public final class Play implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, its file, or words of its name or title.")
    String name;

    @Override
    public Integer call() throws Exception {
        var curriculum = Curriculum.here();
        var lesson = curriculum.find(name);
        if (!isPlayed(lesson)) {
            throw new WrongName("There is nothing to play in lesson " + lesson.number() + ". There is in "
                    + curriculum.lessons().stream().filter(Play::isPlayed).map(Lesson::number).collect(Collectors.joining(", ")) + ".");
        }
        return new Watch().watch(curriculum, session -> {
            session.goTo(lesson.number());
            session.act(Action.PLAY);
        });
    }

    private static boolean isPlayed(Lesson lesson) {
        return Page.read(lesson.page()).play() != null;
    }
}
