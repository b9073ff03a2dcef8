package workbook.command;

import static java.util.stream.Collectors.joining;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.judging.Checker;
import workbook.judging.Workshop;

/// `kit`: what a teacher gives to learners. It is a workbook of its own, with every lesson as in the beginning, the paired
/// tests compiled against those, and the pages without their answers: so nothing of a solution is in it, nor can be.
@Command(name = "kit", description = "Makes a folder, and a zip of it, for a teacher to give to learners: all that they need, and no solution.")
public final class Kit implements Callable<Integer> {

    /// What a kit has as it is here: the launcher, the runner, a container for them, and what git shall leave alone.
    private static final List<String> COPIED = List.of("jbang", "jbang.cmd", ".jbang", ".devcontainer", ".gitattributes", ".gitignore", "workbook");

    @Parameters(paramLabel = "OUT", description = "The folder, which is new or empty; OUT.zip is made beside it.")
    Path out;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var curriculum = Curriculum.here().withSolutions();
        var folder = out.toAbsolutePath().normalize();
        if (Files.exists(folder) && !isEmptyFolder(folder)) {
            throw new Mistake(out, "This is there already; a kit is made in a new folder or an empty one.");
        }
        var zip = folder.resolveSibling(folder.getFileName() + ".zip");
        if (Files.exists(zip)) {
            throw new Mistake(zip, "This is there already; the zip of the kit would replace it.");
        }
        boolean isNew = Files.notExists(folder);
        boolean done = false;
        try {
            Files.createDirectories(folder);
            var part = Disk.temporaryFolder(folder, "part");    // in there, so that nothing but a name changes at the end
            var kit = Files.createDirectory(part.resolve("kit"));
            fill(kit, curriculum);
            zip(kit, folder.getFileName().toString(), part.resolve("zip"));
            for (var each : children(kit)) {
                Files.move(each, folder.resolve(each.getFileName()));
            }
            Files.move(part.resolve("zip"), zip);
            Disk.delete(part);
            done = true;
        } finally {
            if (isNew && !done) {
                Disk.delete(folder);
            }
        }
        spec.commandLine().getOut().println(folder + "\n" + zip);
        return 0;
    }

    private void fill(Path kit, Curriculum curriculum) throws IOException {
        var home = curriculum.home();
        for (var name : COPIED) {
            copy(home, name, kit);
        }
        copy(home, "tests/probe", kit);
        try (var checker = Checker.in(home, spec.commandLine().getErr()::println)) {
            for (var lesson : curriculum.lessons()) {
                Disk.save(kit.resolve("lessons", lesson.name() + ".java"), lesson.starter());
                Disk.save(kit.resolve("starters", lesson.name() + ".java"), lesson.starter());
                Disk.save(kit.resolve("guide", lesson.name() + ".md"), Page.forLearners(lesson.page()));
                checker.compileForKit(lesson, Files.createDirectories(new Lesson(kit, lesson.name()).testClasses()));
            }
        }
        var lessons = curriculum.lessons();
        Disk.save(kit.resolve("jbang-catalog.json"), catalog(home.resolve("jbang-catalog.json"), lessons));
        Disk.save(kit.resolve("README.md"), README.replace("FIRST", lessons.getFirst().name()).replace("NUMBER", lessons.getLast().number())
                .replace("LESSONS", lessons.stream().map(lesson -> "| %s | [%s](lessons/%s.java) |".formatted(lesson.number(), lesson.title(),
                        lesson.name())).collect(joining("\n"))));
    }

    /// The catalog with these lessons in place of its own.
    private static String catalog(Path file, List<Lesson> lessons) {
        var catalog = JsonParser.parseString(Lesson.read(file)).getAsJsonObject();
        var aliases = catalog.getAsJsonObject("aliases");
        aliases.keySet().removeIf(name -> name.matches("\\d\\d_.*"));
        for (var lesson : lessons) {
            var alias = new JsonObject();
            alias.addProperty("script-ref", "lessons/" + lesson.name() + ".java");
            aliases.add(lesson.name(), alias);
        }
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(catalog) + "\n";
    }

    /// Copies a file, or a folder and what is in it, but for the probe's own tests.
    private static void copy(Path home, String name, Path kit) throws IOException {
        for (var file : files(home.resolve(name))) {
            if (!name.equals("tests/probe") || Workshop.isOfProbe(file)) {
                var copy = kit.resolve(home.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /// Packs the kit below a folder called `name`, with the permission to run the launcher, wherever it is made.
    private static void zip(Path kit, String name, Path zip) throws IOException {
        try (var system = FileSystems.newFileSystem(zip, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            for (var file : files(kit)) {
                var entry = system.getPath(name, kit.relativize(file).toString().replace('\\', '/'));
                Files.createDirectories(entry.getParent());
                Files.copy(file, entry);
                Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString(file.endsWith("jbang") ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        return Files.isDirectory(folder) && children(folder).isEmpty();
    }

    private static final String README = """
            # Java threads workbook

            Short lessons, each one a Java script that runs. The first is a program; what will it say? Guess, then run it:

            ```
            ./jbang lessons/FIRST.java
            ```

            Then open the file in an editor, and read it from top to bottom. Between two marker lines is your turn: a method
            that works and is slow, or wrong in the way in which people are usually wrong. Change it, while

            ```
            ./jbang workbook
            ```

            watches the lesson that you are at, and judges your answer each time that you save it. One key each gives a hint, runs
            the lesson, draws what its threads did, and goes on. Your progress is in `lessons/progress.txt`.

            On Windows write `jbang.cmd` for `./jbang`. What is needed is a JDK 25, which is fetched where there is some Java and no
            such one. The first start takes a minute and needs a network; later ones need neither.

            | | |
            |---|---|
            | `./jbang workbook check NUMBER` | judges one answer; `--all` judges every one |
            | `./jbang workbook run NUMBER` | runs a lesson |
            | `./jbang workbook timeline NUMBER` | runs it and draws its threads |
            | `./jbang workbook play NUMBER` | lets you say which of your threads takes the next step, where a lesson sets a task for that |
            | `./jbang workbook hint NUMBER` | gives a hint; `--level 2` and `3` say more |
            | `./jbang workbook list` | shows how far you have come |
            | `./jbang workbook reset NUMBER` | puts a lesson back to its beginning, and keeps what you wrote in `backup/` |
            | `./jbang workbook doctor` | says what is missing where something does not work, and what mends that |

            There are no solutions in this kit. Any answer that keeps the promises above its method passes.

            | | lesson |
            |---|---|
            LESSONS
            """;
}
