package workbook.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `dev`: the commands for those who write lessons.
@Command(name = "dev", description = "For those who write lessons: check them all, note what wrong answers are refused with, begin a new one.",
        subcommands = {DevCheck.class, DevSignatures.class, DevNew.class})
public final class Dev implements Runnable {

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "dev is followed by check, signatures or new.");
    }
}
