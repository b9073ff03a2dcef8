//JAVA 25+
//DESCRIPTION The interactive workbook: watch your lessons, check them, see why they hang.
//MAIN workbook.Workbook
//SOURCES command/*.java
//SOURCES curriculum/*.java
//SOURCES judging/*.java
//SOURCES pages/*.java
//SOURCES session/*.java
//SOURCES timeline/*.java
//SOURCES classroom/*.java
//SOURCES book/*.java
//SOURCES terminal/*.java
//SOURCES web/*.java
// Commands, their options and --help.
//DEPS info.picocli:picocli:4.7.7
// The terminal that watch draws on: keys, size, colours.
//DEPS org.jline:jline-terminal-ffm:4.5.0
// Hears of saved files on every system; the second line keeps its logging quiet.
//DEPS io.methvin:directory-watcher:0.19.1
//DEPS org.slf4j:slf4j-nop:2.0.20
// Reads and writes JSON: --json, and the reports of the JVMs that run the tests.
//DEPS com.google.code.gson:gson:2.15.0
// Reads the pages of the guide, and renders what they say.
//DEPS org.commonmark:commonmark:0.32.0
// The tables in the pages of the book, which Markdown alone does not have.
//DEPS org.commonmark:commonmark-ext-gfm-tables:0.32.0
// The templates of the pages that it writes: no logic in them, and what is inserted is escaped.
//DEPS com.samskivert:jmustache:1.16
// Reads the pages of the book for its search.
//DEPS org.jsoup:jsoup:1.24.1
//FILES workbook/pages/=pages/*.css
//FILES workbook/pages/=pages/*.html
//FILES workbook/pages/=pages/*.js
// Reads and writes tables of comma-separated values: the rosters and gradebooks of classes.
//DEPS org.apache.commons:commons-csv:1.14.1
// Measures how near a misspelt name is to those that there are.
//DEPS org.apache.commons:commons-text:1.14.0
// The libraries that the paired tests are written with, in the versions of the pom, and JUnit's launcher.
//DEPS org.junit:junit-bom:5.14.4@pom
//DEPS org.junit.jupiter:junit-jupiter
//DEPS org.junit.platform:junit-platform-launcher
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.awaitility:awaitility:4.3.0
// A process that lives for a second or idles for an evening: little memory, and a quick start.
//JAVA_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx192m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:ReservedCodeCacheSize=32m -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
package workbook;

import java.io.FileDescriptor;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;
import workbook.command.Book;
import workbook.command.Check;
import workbook.command.ClassView;
import workbook.command.Dev;
import workbook.command.Doctor;
import workbook.command.GenerateCompletion;
import workbook.command.Grade;
import workbook.command.Guide;
import workbook.command.Hint;
import workbook.command.Kit;
import workbook.command.ListLessons;
import workbook.command.Play;
import workbook.command.Reset;
import workbook.command.Run;
import workbook.command.ShowSolution;
import workbook.command.Timeline;
import workbook.command.Watch;
import workbook.command.Web;
import workbook.curriculum.Disk;
import workbook.curriculum.Mistake;
import workbook.curriculum.WrongName;
import workbook.terminal.Lines;
import workbook.terminal.Output;
import workbook.terminal.Style;

/// The workbook's command line. Each command has a file of its own; without one, the workbook watches.
///
/// Exit status: 0 when all is well, 1 when an answer was refused or a file has a mistake in it, 2 for wrong usage.
@Command(name = "workbook", scope = ScopeType.INHERIT, mixinStandardHelpOptions = true,
        version = {"workbook 1.0", "Java ${java.version} (${java.vendor})"},
        description = "Learn threads in Java: open a lesson, save it, see the verdict.",
        subcommands = {Watch.class, Web.class, Check.class, Run.class, Timeline.class, Play.class, Hint.class, ListLessons.class, Reset.class,
                ShowSolution.class, Grade.class, ClassView.class, Guide.class, Book.class, Kit.class, Doctor.class, Dev.class, GenerateCompletion.class})
final class Workbook implements Callable<Integer> {

    static void main(String... arguments) {
        Locale.setDefault(Locale.ROOT);     // figures look as they do in the lessons, whatever the machine's language
        var out = new Output(FileDescriptor.out, System.out.charset());
        System.setOut(out.printer());
        System.setErr(new Output(FileDescriptor.err, System.err.charset()).printer());
        int status = commandLine().execute(arguments);
        if (out.failure() != null && !out.failure().getMessage().equals("Broken pipe")) {    // which is of a reader that has seen enough
            status = Math.max(status, ExitCode.SOFTWARE);
            System.err.println("The output cannot be written: " + out.failure().getMessage() + ".");
        }
        System.exit(status);    // no thread that is still there keeps the workbook from ending
    }

    static CommandLine commandLine() {
        return new CommandLine(new Workbook())
                .setOut(new Lines(System.out))
                .setErr(new Lines(System.err))
                .setUsageHelpWidth(Math.clamp(Style.columns(80), 60, 100))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Style.COLOUR ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(Workbook::explainUsage)
                .setExecutionExceptionHandler(Workbook::explain);
    }

    /// Of whatever command: all of them ask [Curriculum#here].
    @Option(names = "--lessons", paramLabel = "DIR", scope = ScopeType.INHERIT,
            description = "A course of your own: the lessons in DIR, beside these or in place of those with the same number. For grade also the lessons that it judges, such as 01,04.")
    void take(Path course) {
        if (course != null) {
            System.setProperty("workbook.lessons", course.toString());
        }
    }

    @Override
    public Integer call() throws Exception {
        return new Watch().call();
    }

    private static int explainUsage(CommandLine.ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        var sentence = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched) {
            if (!unmatched.isUnknownOption() && !command.getSubcommands().isEmpty()) {
                sentence = "There is no command '%s'".formatted(unmatched.getUnmatched().getFirst());
            }
            var nearest = unmatched.getSuggestions();
            sentence += nearest.isEmpty() ? "." : ". Did you mean " + String.join(" or ", nearest) + "?";
        }
        return complain(command, sentence + "\nHelp: " + command.getCommandSpec().qualifiedName() + " --help", ExitCode.USAGE);
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        return switch (e) {
            case WrongName wrong -> complain(command, wrong.getMessage(), ExitCode.USAGE);
            case Mistake mistake -> complain(command, mistake.getMessage(), ExitCode.SOFTWARE);
            case UncheckedIOException unchecked -> explain(unchecked.getCause(), command, parsed);
            case FileSystemException file -> complain(command, file.getFile() + ": " + Disk.reason(file) + ".", ExitCode.SOFTWARE);
            default -> throw e;
        };
    }

    private static int complain(CommandLine command, String sentence, int status) {
        command.getErr().println(sentence);
        return status;
    }
}
