package workbook.web;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// An editor that opens a file at a line when it is told so by a command.
///
/// @param program   where it is
/// @param arguments with `FILE` and `LINE` in them
record Editor(Path program, List<String> arguments) {

    /// By the name of their command.
    private static final Map<String, List<String>> KNOWN = Map.of(
            "code", List.of("--goto", "FILE:LINE"),
            "codium", List.of("--goto", "FILE:LINE"),
            "idea", List.of("--line", "LINE", "FILE"),
            "zed", List.of("FILE:LINE"),
            "subl", List.of("FILE:LINE"),
            "kate", List.of("--line", "LINE", "FILE"));

    /// The editor in whose terminal this runs, the one that `VISUAL` or `EDITOR` names, or else one that is installed; null where none is known.
    static Editor here() {
        var system = System.getenv();
        var terminal = "vscode".equals(system.get("TERM_PROGRAM")) ? "code"
                : "JetBrains-JediTerm".equals(system.get("TERMINAL_EMULATOR")) ? "idea" : null;
        return Stream.concat(Stream.of(terminal, system.get("VISUAL"), system.get("EDITOR")), Stream.of("code", "codium", "idea", "zed", "subl", "kate"))
                .filter(Objects::nonNull).map(command -> command.strip().split("\\s+")[0].replaceFirst(".*[/\\\\]", "")).filter(KNOWN::containsKey)
                .flatMap(name -> find(name).map(program -> new Editor(program, KNOWN.get(name))).stream()).findFirst().orElse(null);
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isBlank())
                .flatMap(folder -> Stream.of("", ".cmd", ".exe").map(end -> Path.of(folder, name + end)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }

    void open(Path file, int line) {
        Browser.start(Stream.concat(Stream.of(program.toString()),
                arguments.stream().map(argument -> argument.replace("LINE", "" + line).replace("FILE", file.toString()))).toList());
    }
}
