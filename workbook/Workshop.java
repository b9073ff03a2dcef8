package workbook;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import workbook.Checker.Settings;
import workbook.Compiler.Source;

/// What the checks share and is made once: the compiled probe, the compiled paired tests, and an AOT cache that lets
/// the JVMs in which tests run start in a third of the time.
///
/// It lies in the user's cache folder, under a name made of all that it depends on: Java, the libraries, the runner and
/// the probe. Where one of these changes, it is made anew. Everything is built beside its place and moved there in one
/// step, so two runners may build at once, and one that is killed leaves nothing half-done.
final class Workshop {

    private static final Duration UNUSED = Duration.ofDays(14);

    private final Path folder;
    private final Compiler compiler;
    private final List<Path> libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(jar -> Path.of(jar).toAbsolutePath()).toList();

    private Workshop(Path probe, Compiler compiler) {
        this.compiler = compiler;
        var parts = new ArrayList<>(List.of(Runtime.version().toString(), System.getProperty("java.home")));
        for (var library : libraries) {
            parts.add(library + " " + library.toFile().length() + " " + library.toFile().lastModified());
        }
        parts.addAll(sources(probe).stream().map(Source::toString).toList());
        folder = cache().resolve("workshop-" + hash(parts));
    }

    /// Opens the workshop for the tests of `home`, and furnishes it if it is new.
    ///
    /// @param notice told, in one sentence, before what takes seconds is done
    /// @throws Mistake if the probe does not compile
    static Workshop open(Path home, Compiler compiler, Consumer<String> notice) {
        var probe = home.resolve("tests/probe");
        var workshop = new Workshop(probe, compiler);
        if (!Files.exists(workshop.probe()) || !workshop.cacheIsWhole()) {
            notice.accept("Preparing the tests, once; this takes a few seconds.");
            workshop.furnish(probe, Curriculum.in(home).lessons().getFirst());
        }
        return workshop;
    }

    /// Where this workbook keeps what it can make again.
    static Path cache() {
        var windows = System.getenv("LOCALAPPDATA");
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base = windows != null ? Path.of(windows)
                : xdg != null && !xdg.isEmpty() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("java-threads-workbook");
    }

    /// The class path of a JVM that runs a test: the libraries, the runner, and the probe.
    String classPath() {
        return Stream.concat(libraries.stream(), Stream.of(probe())).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Options that make that JVM start faster. A damaged or foreign cache is not used, and not complained of.
    List<String> options() {
        return Files.exists(aot()) ? List.of("-XX:AOTCache=" + aot(), "-Xlog:disable") : List.of();
    }

    /// The folder with the classes of the lesson's paired test, compiled against the solution.
    ///
    /// @throws Mistake if the test or the solution does not compile
    synchronized Path testClasses(Lesson lesson) {
        var test = new Source(lesson.shown(lesson.test()), Lesson.read(lesson.test()));
        var solution = new Source(lesson.shown(lesson.solution()), Lesson.read(lesson.solution()));
        var classes = folder.resolve("tests").resolve(lesson.name() + "-" + hash(List.of(test.text(), solution.text())));
        if (!Files.isDirectory(classes)) {
            build(classes, part -> {
                Files.createDirectories(part);
                refuse(compiler.compile(List.of(test, solution), classPathEntries(), part));
                try (var files = Files.newDirectoryStream(part, file -> !isTestClass(lesson, file))) {
                    for (var file : files) {
                        Files.delete(file);
                    }
                }
            });
        }
        return classes;
    }

    private static boolean isTestClass(Lesson lesson, Path file) {
        return file.getFileName().toString().matches(lesson.testClassName() + "(\\$.*)?\\.class");
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

    private void furnish(Path probeSources, Lesson lesson) {
        build(probe(), part -> {
            var classes = Files.createDirectories(Path.of(part + ".classes"));
            refuse(compiler.compile(sources(probeSources), libraries, classes));
            jar(classes, part);
            Disk.delete(classes);
        });
        build(aot(), part -> train(part, lesson));
        sweep();
    }

    /// Makes the AOT cache from a run of one lesson's test. Without one everything works, and takes longer.
    private void train(Path part, Lesson lesson) throws IOException, InterruptedException {
        var classes = Files.createTempDirectory(folder, "training");
        try {
            compiler.compile(List.of(new Source(lesson.name() + ".java", Lesson.read(lesson.solution()))), List.of(), classes);
            var options = List.of("-XX:AOTCacheOutput=" + part, "-Xlog:disable");
            try (var judge = JudgeProcess.start(this, lesson, classes, options, "exit")) {
                judge.begin(Settings.USUAL);
                judge.await(Duration.ofMinutes(1));
            }
        } finally {
            Disk.delete(classes);
        }
        if (Files.exists(part)) {
            Files.writeString(checksum(), checksum(part));
        }
    }

    private boolean cacheIsWhole() {
        try {
            return Files.exists(aot()) && Files.exists(checksum()) && Files.readString(checksum()).equals(checksum(aot()));
        } catch (IOException e) {
            return false;
        }
    }

    private Path checksum() {
        return folder.resolve("judge.crc");
    }

    private static String checksum(Path file) throws IOException {
        var crc = new CRC32();
        try (var channel = java.nio.channels.FileChannel.open(file)) {
            crc.update(channel.map(java.nio.channels.FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
        return Long.toHexString(crc.getValue());
    }

    private interface Builder {
        void build(Path part) throws IOException, InterruptedException;
    }

    /// Lets `builder` make a file or folder beside `target`, and moves it there in one step.
    private void build(Path target, Builder builder) {
        Path beside = null;
        try {
            Files.createDirectories(target.getParent());
            beside = Files.createTempDirectory(target.getParent(), "part");
            var part = beside.resolve(target.getFileName());
            builder.build(part);
            if (Files.exists(part)) {
                Disk.replace(part, target);
            }
        } catch (IOException e) {
            throw new Mistake(target, "This cannot be written: " + e + ".");
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

    private static List<Source> sources(Path probe) {
        try (var files = Files.list(probe)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("ProbeTest.java"))
                    .sorted()
                    .map(file -> new Source("tests/probe/" + file.getFileName(), Lesson.read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes what no runner has used for two weeks, and marks this folder as used.
    private void sweep() {
        try (var workshops = Files.newDirectoryStream(cache(), "workshop-*")) {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            for (var workshop : workshops) {
                if (Files.getLastModifiedTime(workshop).toInstant().isBefore(Instant.now().minus(UNUSED))) {
                    Disk.delete(workshop);
                }
            }
        } catch (IOException e) {
            // What cannot be deleted now is deleted another time.
        }
    }

    static String hash(List<String> parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            parts.forEach(part -> digest.update((part + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
