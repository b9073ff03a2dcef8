package workbook.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.classroom.ClassReport;

/// `class`: the reports of `grade` on the parts of a class, put together.
@Command(name = "class", description = "Shows a class from the reports of grade --json, and puts those of its parts together.")
public final class ClassView implements Callable<Integer> {

    @Parameters(paramLabel = "REPORT", arity = "1..*", description = "What grade --json has written.")
    List<Path> reports;

    @Mixin
    Outputs outputs = new Outputs();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        outputs.write(ClassReport.of(reports), "class", spec.commandLine().getOut());
        return 0;
    }
}
