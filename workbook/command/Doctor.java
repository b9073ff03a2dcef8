package workbook.command;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.judging.Confinement;
import workbook.terminal.Style;

/// `doctor`: what the workbook runs on, and what mends what is missing.
@Command(name = "doctor", description = "Says what the workbook runs on, what is missing, and how to mend it.")
public final class Doctor implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    private PrintWriter out;
    private boolean healthy = true;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        var home = Curriculum.here().home();
        say("workbook", home.toString());
        tell(Runtime.version().feature() >= 25 && ToolProvider.getSystemJavaCompiler() != null,
                "Java", Runtime.version() + " in " + System.getProperty("java.home"),
                "install a JDK 25 or later (https://adoptium.net) and set JAVA_HOME to it");
        var jbang = System.getenv("JBANG_LAUNCH_CMD");
        tell(jbang != null, "jbang", jbang == null ? "not started by jbang" : jbang, "start it with ./jbang workbook");
        say("processors", "" + Runtime.getRuntime().availableProcessors());
        tell(isWritable(home.resolve("lessons")), "lessons", home.resolve("lessons").toString(),
                "make the folder writable: your progress and your answers are kept in it");
        tell(isWritable(Disk.cache()), "cache", Disk.cache().toString(),
                "set XDG_CACHE_HOME to a folder where what is compiled once may be kept");
        tell(isWritable(Path.of(System.getProperty("java.io.tmpdir"))), "temporary files", System.getProperty("java.io.tmpdir"),
                "set TMPDIR to a folder that can be written");
        describeTerminal();
        say("confinement", Confinement.fault() == null ? "holds: a JVM that tried could neither write outside, nor reach the network, nor start or see other processes"
                : Confinement.fault() + " Only grade needs it.");
        var missing = Curriculum.here().lessons().stream()
                .flatMap(lesson -> lesson.files().filter(file -> !file.equals(lesson.file()) && !Files.exists(file)).map(lesson::shown)).collect(joining(" "));
        boolean kit = Curriculum.here().lessons().getFirst().isOfKit();
        tell(missing.isEmpty(), "lessons' files", missing.isEmpty() ? "all there" : "missing " + missing,
                kit ? "copy them from the kit as it was given to you" : "git checkout -- " + missing);
        for (var lesson : Curriculum.here().lessons()) {
            if (Answer.of(lesson).flaw() instanceof String flaw) {
                boolean lost = Files.notExists(lesson.file(), LinkOption.NOFOLLOW_LINKS);
                tell(false, lesson.name(), flaw, (lost ? "" : "put it right, or move it away and then ")
                        + lesson.resetCommand());
            }
        }
        return healthy ? 0 : 1;
    }

    private void describeTerminal() throws IOException {
        if (!Style.TERMINAL) {
            say("terminal", "none: watch prints verdicts, and takes commands a line each");
            return;
        }
        try (var terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            boolean dumb = Terminal.TYPE_DUMB.equals(terminal.getType()) || Terminal.TYPE_DUMB_COLOR.equals(terminal.getType());
            tell(!dumb, "terminal", "%s, %d x %d, %s".formatted(terminal.getType(), terminal.getSize().getColumns(), terminal.getSize().getRows(),
                    Style.COLOUR ? "colours" : "no colours"), "set TERM to your terminal's type, such as xterm-256color; until then "
                    + "watch takes commands a line each");
        }
    }

    private void say(String what, String found) {
        tell(true, what, found, "");
    }

    private void tell(boolean well, String what, String found, String remedy) {
        healthy &= well;
        out.println("%s %-16s %s".formatted(well ? Style.good("✓") : Style.bad("✗"), what, found));
        if (!well) {
            out.println("  %-16s To mend it: %s.".formatted("", remedy));
        }
    }

    private static boolean isWritable(Path folder) {
        try {
            return Files.isWritable(Files.createDirectories(folder));
        } catch (IOException e) {
            return false;
        }
    }
}
