package workbook.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;

/// `generate-completion`: the script with which bash and zsh complete what follows `./jbang workbook`.
@Command(name = "generate-completion", description = "Prints what completes commands, options and lessons in bash and zsh.",
        footer = {"", "To have it in this shell:", "source <(./jbang workbook generate-completion)"})
public final class GenerateCompletion implements Callable<Integer> {

    /// picocli's script completes a command called `workbook`: where jbang is told to run the workbook, it is shown the
    /// rest of the line; what else jbang is told is none of its business.
    private static final String AS_TYPED = """

            function _complete_jbang_workbook() {
              COMPREPLY=()
              if [ "${COMP_CWORD}" -gt 1 ] && [ "${COMP_WORDS[1]}" = workbook ]; then
                COMP_WORDS=("${COMP_WORDS[@]:1}")
                COMP_CWORD=$((COMP_CWORD - 1))
                _complete_workbook
              fi
            }

            complete -o default -F _complete_jbang_workbook jbang ./jbang
            """;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var root = spec.root().commandLine();
        offer(Curriculum.here().lessons().stream().map(Lesson::name).toList(), root);
        System.out.println(AutoComplete.bash("workbook", root) + AS_TYPED);
        return 0;
    }

    /// Names the lessons wherever a command takes one.
    private static void offer(List<String> lessons, CommandLine command) {
        var spec = command.getCommandSpec();
        for (var argument : List.copyOf(spec.args())) {
            if (argument.paramLabel().equals("LESSON")) {
                spec.remove(argument);
                spec.add(switch (argument) {
                    case PositionalParamSpec parameter -> PositionalParamSpec.builder(parameter).completionCandidates(lessons).build();
                    default -> OptionSpec.builder((OptionSpec) argument).completionCandidates(lessons).build();
                });
            }
        }
        command.getSubcommands().values().forEach(subcommand -> offer(lessons, subcommand));
    }
}
