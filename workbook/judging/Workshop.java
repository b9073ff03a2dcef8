package workbook.judging;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Settings;
import workbook.judging.Compiler.Source;
import workbook.judging.Judge.Ending;

/// What the checks share and is made once: the compiled probe, the compiled paired tests, and an AOT cache that lets
/// the JVMs in which tests run start in a third of the time.
///
/// It lies in the user's cache folder, under a name made of all that it depends on: Java, the libraries, the runner and
/// the probe. Where one of these changes, it is made anew. Everything is built beside its place and moved there in one
/// step, so two runners may build at once, and one that is killed leaves nothing half-done.
public final class Workshop {

    private static final Duration UNUSED = Duration.ofDays(14);

    /// Where `./jbang` tells this JVM to find its own AOT cache, or null.
    private static final Path RUNNER_AOT = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("-XX:AOTCache=/")).map(option -> Path.of(option.split("=", 2)[1])).findFirst().orElse(null);

    private final Path folder;

    /// Names what the runner's AOT cache depends on: all that the folder does but the probe.
    private final String runner;
    private final Compiler compiler;
    private final List<Path> libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(jar -> Path.of(jar).toAbsolutePath()).toList();

    private Workshop(Path probe, Compiler compiler) {
        this.compiler = compiler;
        var parts = new ArrayList<>(List.of(Runtime.version().toString(), System.getProperty("java.home")));
        for (var library : libraries) {
            parts.add(library + " " + library.toFile().length() + " " + library.toFile().lastModified());
        }
        runner = Disk.hash(parts);
        parts.addAll(sources(probe).stream().map(Source::toString).toList());
        folder = Disk.cache().resolve("workshop-" + Disk.hash(parts));
    }

    /// Opens the workshop for the tests of `home`, and furnishes it if it is new.
    ///
    /// @param notice told, in one sentence, before what takes seconds is done
    /// @throws Mistake if the probe does not compile
    static Workshop open(Path home, Compiler compiler, Consumer<String> notice) {
        var probe = home.resolve("tests/probe");
        var workshop = new Workshop(probe, compiler);
        if (!workshop.isOwn(workshop.probe()) || !workshop.isOwn(workshop.aot()) || RUNNER_AOT != null && !workshop.isOwn(RUNNER_AOT)) {
            notice.accept("Preparing the tests, once; this takes a few seconds.");
            workshop.furnish(probe, Curriculum.in(home).lessons());
            sweep();
        }
        // In use: sweep() spares them.
        workshop.folder.toFile().setLastModified(System.currentTimeMillis());
        if (RUNNER_AOT != null) {
            owner(RUNNER_AOT).toFile().setLastModified(System.currentTimeMillis());
        }
        return workshop;
    }

    /// Differs wherever something differs of what verdicts are made with.
    String version() {
        return folder.getFileName().toString();
    }

    /// The class path of a JVM that runs a test: the libraries, the runner, and the probe.
    String classPath() {
        return classPathEntries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /// What the JVM has to read that runs the test of a lesson.
    List<Path> readable(Lesson lesson) {
        return Stream.concat(classPathEntries().stream(), Stream.of(aot(), testClasses(lesson))).filter(Files::exists).toList();
    }

    /// Options that make that JVM start faster, if they can.
    List<String> options() {
        return isOwn(aot()) ? List.of("-XX:AOTCache=" + aot()) : List.of();
    }

    /// Compiles the paired test of `lesson` against its starter into the folder `classes`, for any Java from 25 on. What it takes
    /// from there stands in the solution as well, and nothing of that is in the classes.
    ///
    /// @throws Mistake if the two do not compile
    void compileForKit(Lesson lesson, Path classes) {
        refuse(compiler.compile(List.of(new Source(lesson.shown(lesson.test()), Lesson.read(lesson.test())),
                new Source(lesson.name() + ".java", lesson.starter())), classPathEntries(), classes, "--release", "25"));
    }

    /// The folder with the classes of the lesson's paired test, and of the solution that it was compiled against; in a kit, the
    /// starter.
    ///
    /// @throws Mistake if the test or the solution does not compile
    synchronized Path testClasses(Lesson lesson) {
        if (lesson.isOfKit()) {
            return lesson.testClasses();
        }
        var test = new Source(lesson.shown(lesson.test()), Lesson.read(lesson.test()));
        var solution = new Source(lesson.shown(lesson.solution()), Lesson.read(lesson.solution()));
        var classes = folder.resolve("tests").resolve(lesson.name() + "-" + Disk.hash(List.of(test.text(), solution.text())));
        if (!isOwn(classes)) {
            Disk.delete(classes);
            make(classes, part -> {
                Files.createDirectories(part);
                refuse(compiler.compile(List.of(test, solution), classPathEntries(), part));
            });
        }
        return classes;
    }

    private Path probe() {
        return folder.resolve("probe.jar");
    }

    private Path aot() {
        return folder.resolve("judge.aot");
    }

    private List<Path> classPathEntries() {
        return Stream.concat(libraries.stream(), Stream.of(probe())).toList();
    }

    private void furnish(Path probeSources, List<Lesson> lessons) {
        var lesson = lessons.get(lessons.size() / 2);
        make(probe(), part -> {
            var classes = Files.createDirectories(Path.of(part + ".classes"));
            refuse(compiler.compile(sources(probeSources), libraries, classes));
            jar(classes, part);
            Disk.delete(classes);
        });
        make(aot(), part -> trainJudge(part, lesson, lessons.getLast()));
        if (RUNNER_AOT != null && !isOwn(RUNNER_AOT)) {
            make(RUNNER_AOT, part -> trainRunner(part, lesson));
        }
    }

    /// Makes the judge's AOT cache from the tests of two lessons, some of which the starters pass and some not: one whose tasks are
    /// held, which the judge compiles itself, as it does with strangers' answers, and the last, which is judged in every order of its
    /// steps. Without a cache everything works, and takes longer.
    private void trainJudge(Path part, Lesson held, Lesson interleaved) throws InterruptedException {
        try (var judge = JudgeProcess.start(this, held, List.of("-XX:AOTCacheOutput=" + part, "-D" + Judge.COMPILES + "=true"), false, Ending.WAIT)) {
            judge.begin(Settings.USUAL, start(held));
            judge.await(Checker.SILENCE);
            judge.next(this, interleaved);
            compiler.compile(start(interleaved), judge.classes());
            judge.begin(Settings.USUAL);
            judge.await(Checker.SILENCE);
            judge.awaitExit();
        } catch (Mistake e) {
            // The first check says why that JVM does not begin.
        }
    }

    private static Answer start(Lesson lesson) {
        return new Answer(lesson, lesson.name() + ".java", Files.exists(lesson.page()) ? lesson.starter() : Lesson.read(lesson.original()));
    }

    /// Makes the runner's own AOT cache from a check of one lesson.
    private void trainRunner(Path part, Lesson lesson) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(LessonRun.java()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOTCache")).forEach(command::add);
        command.addAll(List.of("-XX:AOTCacheOutput=" + part, "-cp", System.getProperty("java.class.path"),
                "workbook.Workbook", "check", lesson.original().toString()));
        var training = new ProcessBuilder(command).directory(lesson.home().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        training.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        training.start().waitFor();
    }

    /// Makes a file, and notes beside it, a moment later, for which workshop; or a folder, and notes it in there.
    private void make(Path target, Builder builder) {
        build(target, part -> {
            builder.build(part);
            if (Files.isDirectory(part)) {
                Files.writeString(owner(part), name(target));
            }
        });
        if (!Files.isDirectory(target)) {
            build(owner(target), part -> Files.writeString(part, name(target)));
        }
    }

    /// Names all that such a file or folder depends on.
    private String name(Path made) {
        return made.equals(RUNNER_AOT) ? runner : folder.getFileName().toString();
    }

    /// Whether `made` was made for this workshop, and neither it nor what is in it has been touched since: what is damaged
    /// would be taken for the answer's fault, or end a JVM.
    private boolean isOwn(Path made) {
        try (var files = Files.walk(made)) {
            var owner = owner(made).toFile();
            return Files.readString(owner.toPath()).equals(name(made))
                    && files.allMatch(file -> file.toFile().lastModified() <= owner.lastModified());
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Path owner(Path made) {
        return Files.isDirectory(made) ? made.resolve("owner") : Path.of(made + ".owner");
    }

    private interface Builder {
        void build(Path part) throws IOException, InterruptedException;
    }

    /// Lets `builder` make a file or folder beside `target`, and moves it there in one step.
    private void build(Path target, Builder builder) {
        Path beside = null;
        try {
            Files.createDirectories(target.getParent());
            beside = Disk.temporaryFolder(target.getParent(), "part");
            var part = beside.resolve(target.getFileName());
            builder.build(part);
            if (Files.exists(part)) {
                Disk.replace(part, target);
            }
        } catch (IOException e) {
            throw new Mistake(target, "This cannot be made: " + Disk.reason(e) + ". Set XDG_CACHE_HOME to a folder that can be written.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Mistake(target, "Interrupted while this was being made.");
        } finally {
            if (beside != null) {
                Disk.delete(beside);
            }
        }
    }

    private static void refuse(List<Verdict.Problem> problems) {
        if (!problems.isEmpty()) {
            var problem = problems.getFirst();
            throw new Mistake(Path.of(problem.file()), (int) problem.line(), problem.message());
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
    }

    /// Whether a file in the folder of the probe is a part of it, and not one of its own tests.
    public static boolean isOfProbe(Path file) {
        return file.toString().endsWith(".java") && (!file.toString().endsWith("Test.java") || file.endsWith("LessonTest.java"));
    }

    private static List<Source> sources(Path probe) {
        try (var files = Files.walk(probe)) {
            return files.filter(Workshop::isOfProbe).sorted()
                    .map(file -> new Source("tests/probe/" + probe.relativize(file), Lesson.read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes what no runner has used for two weeks.
    private static void sweep() {
        try (var all = Files.newDirectoryStream(Disk.cache(), "{workshop-*,workbook*.aot}")) {
            for (var made : all) {
                var used = Files.exists(owner(made)) ? owner(made) : made;
                if (Files.getLastModifiedTime(used).toInstant().isBefore(Instant.now().minus(UNUSED))) {
                    Disk.delete(made);
                    Files.deleteIfExists(owner(made));
                }
            }
        } catch (IOException e) {
            // What cannot be deleted now is deleted another time.
        }
    }
}
