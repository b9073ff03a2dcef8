package workbook;

import module java.base;

/// The workbook's commands, run as a person runs them: as processes. What runs is the jar that jbang builds.
final class WorkbookProcess {

    /// How a command ended, and the lines that it printed.
    record Run(int status, List<String> out, List<String> err) {
        String text() {
            return String.join("\n", out);
        }
    }

    private static final Path HOME = Path.of("").toAbsolutePath();
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
    private static String classPath;
    private static Path book;
    private static Path aot;

    private WorkbookProcess() {
    }

    /// Runs a command of the workbook in `folder` until it ends; its standard input is empty.
    static Run run(Path folder, String... arguments) throws Exception {
        return finish(command(folder, arguments).start());
    }

    /// The process of a command of the workbook in `folder`, to be started.
    static ProcessBuilder command(Path folder, String... arguments) throws Exception {
        return java(folder, Stream.concat(Stream.of("workbook.Workbook"), Stream.of(arguments)).toArray(String[]::new));
    }

    /// The process of a Java program that has the workbook's classes, to be started in `folder`.
    static ProcessBuilder java(Path folder, String... arguments) throws Exception {
        prepare();
        return jvm(folder, "-XX:AOTCache=" + aot, arguments);
    }

    private static ProcessBuilder jvm(Path folder, String option, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option, "-Xlog:disable",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile());
    }

    /// A workbook of its own in `folder`, with every lesson as in the beginning.
    static Path workbook(Path folder) throws Exception {
        for (var part : List.of("lessons", "solutions", "tests", "guide")) {
            try (var files = Files.walk(HOME.resolve(part))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var copy = folder.resolve(HOME.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Files.deleteIfExists(folder.resolve("lessons/progress.txt"));
        try (var pages = Files.list(folder.resolve("guide"))) {
            for (var page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                var name = page.getFileName().toString().replace(".md", ".java");
                Files.writeString(folder.resolve("lessons").resolve(name), starter(Files.readString(page), Files.readString(folder.resolve("solutions").resolve(name))));
            }
        }
        return folder;
    }

    /// A workbook, in a folder that nobody writes into, whose folder `pages` has the book without pictures of threads; it is written once.
    static synchronized Path book() throws Exception {
        if (book == null) {
            var folder = workbook(Files.createTempDirectory("book"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            Files.createDirectory(folder.resolve("book"));
            for (var file : Stream.concat(Stream.of("README.md"), Stream.of(Path.of("book").toFile().list()).map("book/"::concat)).toList()) {
                Files.copy(HOME.resolve(file), folder.resolve(file));
            }
            var run = run(folder, "book", "pages", "--no-pictures");
            if (run.status != 0 || !run.out.equals(List.of(Path.of("pages", "index.html").toString()))) {
                throw new IllegalStateException(String.join("\n", run.err) + run.text());
            }
            book = folder;
        }
        return book;
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // The next sweep of the temporary folder takes it.
        }
    }

    /// The lesson as in the beginning: the solution, with what the page has under Start in place of its exercise.
    private static String starter(String page, String solution) {
        var start = page.split("```java\n", 2)[1].split("```\n", 2)[0];
        var around = solution.split("(?<=your turn -{63}\n\n)|(?=\n    // --- end of your turn)");
        return around[0] + start + around[2];
    }

    static Run finish(Process process) throws Exception {
        process.getOutputStream().close();
        var err = CompletableFuture.supplyAsync(() -> process.errorReader().lines().toList(), Thread.ofVirtual()::start);
        var out = process.inputReader().lines().toList();
        return new Run(process.waitFor(), out, err.get());
    }

    /// Once, has jbang build the workbook, and the workbook make what it makes once, such as an AOT cache of itself, where the launcher
    /// would tell it to: with that, a command starts in half of the time.
    private static synchronized void prepare() throws Exception {
        if (classPath == null) {
            jbang("build", "workbook/Workbook.java");
            classPath = jbang("info", "classpath", "workbook/Workbook.java");
            aot = Files.createTempDirectory("workbook").resolve("workbook.aot");
            finish(jvm(HOME, "-XX:AOTCache=" + aot, "workbook.Workbook", "check", "--solutions", "05").start());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                Path.of(aot + ".owner").toFile().delete();
                aot.toFile().delete();
                aot.getParent().toFile().delete();
            }));
        }
    }

    private static String jbang(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(HOME.resolve(WINDOWS ? "jbang.cmd" : "jbang").toString()));
        command.addAll(List.of(arguments));
        var run = finish(new ProcessBuilder(command).directory(HOME.toFile()).start());
        if (run.status != 0) {
            throw new IllegalStateException(String.join("\n", run.err));
        }
        return run.out.isEmpty() ? "" : run.out.getLast();
    }
}
