package workbook.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Page;
import workbook.terminal.Style;

/// `hint`: one of the hints that the guide has for a lesson.
@Command(name = "hint", description = "Gives a hint, from a nudge to nearly the answer.")
public final class Hint implements Callable<Integer> {

    @Parameters(paramLabel = "LESSON", description = "Its number, its file, or words of its name or title.")
    String name;

    @Option(names = "--level", paramLabel = "N", defaultValue = "1", description = "1, 2 or 3: how much it says.")
    int level;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var lesson = Curriculum.here().find(name);
        var hints = Page.read(lesson.page()).hints();
        if (level < 1 || level > hints.size()) {
            throw new ParameterException(spec.commandLine(), "--level goes from 1 to " + hints.size() + ", and " + level + " is none of them.");
        }
        spec.commandLine().getOut().println(Style.prose(hints.get(level - 1)));
        return 0;
    }
}
