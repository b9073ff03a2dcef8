package workbook.judging;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import workbook.curriculum.Answer;
import workbook.curriculum.Disk;
import workbook.curriculum.Mistake;
import workbook.judging.Verdict.CompilerFailed;
import workbook.judging.Verdict.DoesNotCompile;
import workbook.judging.Verdict.NotJudged;
import workbook.judging.Verdict.Problem;

/// javac in this JVM, where it stays warm. One compilation runs at a time.
///
/// Some texts are more than javac can bear: it runs out of stack or memory, or does not come to an end, and then nothing
/// can stop it but the end of its JVM. So what is nested deeply or long is tried first in a JVM of its own.
public final class Compiler {

    /// A source text.
    ///
    /// @param shown how a problem names its file, such as `lessons/04_executor.java`
    /// @param file  the name that its classes have for it, by which the lines of an answer are known, whatever it is called
    record Source(String shown, String file, String text) {

        Source(String shown, String text) {
            this(shown, shown, text);
        }

        static Source of(Answer answer) {
            return new Source(answer.shown(), answer.lesson().name() + ".java", answer.text());
        }
    }

    private static final List<String> OPTIONS = List.of("-g", "-proc:none", "-Xlint:none");

    /// Processor time, of which a lesson takes a second or two where javac is cold.
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// Bytes of stack: enough for whatever need not be tried first.
    private static final int STACK = 8 << 20;

    /// Brackets that are open at once, and characters: more than a lesson has.
    private static final int DEEP = 20;
    private static final int LONG = 20_000;

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private StandardJavaFileManager files = newFiles();

    /// Compiles an answer, which may use the JDK alone, into the folder `classes`.
    ///
    /// @return the verdict, if the answer cannot be run
    public Optional<Verdict> compile(Answer answer, Path classes) {
        if (answer.fault() != null) {
            return Optional.of(new NotJudged(answer.fault()));
        }
        var file = Path.of(answer.shown());
        try {
            if (answer.text().length() > LONG || depth(answer.text()) > DEEP) {
                tryAside(answer, file);
            }
            var problems = compile(List.of(Source.of(answer)), List.of(), classes);
            if (!problems.isEmpty()) {
                return Optional.of(new DoesNotCompile(problems));
            }
        } catch (Mistake e) {
            return Optional.of(new CompilerFailed(e.getMessage()));
        }
        return lack(answer.shown(), answer.lesson().className(), classes).map(NotJudged::new);
    }

    /// Says so, in a sentence, if there is not the class of this name in `classes`.
    static Optional<String> lack(String shown, String name, Path classes) {
        return Files.exists(classes.resolve(name + ".class")) ? Optional.empty()
                : Optional.of(shown + ": There is no class " + name + " in it, which is the lesson's.");
    }

    /// Compiles `sources` into the folder `classes`.
    ///
    /// @param options besides the usual ones
    /// @return the errors, in the order in which javac found them
    /// @throws Mistake if javac fails without having found one
    synchronized List<Problem> compile(List<Source> sources, List<Path> classPath, Path classes, String... options) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var said = new StringWriter();
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        } catch (IOException e) {
            throw new Mistake(classes, "Nothing can be compiled to here", e);
        }
        var file = Path.of(sources.getFirst().shown);
        boolean good = call(file, javac.getTask(said, files, diagnostics,
                Stream.concat(OPTIONS.stream(), Stream.of(options)).toList(), null, sources.stream().map(Text::new).toList()));
        var problems = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Compiler::problem)
                .toList();
        if (!good && problems.isEmpty()) {
            throw failure(file, said.toString());
        }
        return problems;
    }

    /// Lets javac run on a thread with a large stack, which an interrupt of the caller does not reach. If it does not come to
    /// an end, the thread is left behind.
    private boolean call(Path file, CompilationTask task) {
        var call = new FutureTask<>(task::call);
        var thread = new Thread(null, call, "javac", STACK);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    if (ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) > LIMIT.toNanos()) {
                        files = newFiles();
                        throw endless(file);
                    }
                } catch (ExecutionException e) {
                    throw failure(file, e.getCause().toString());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Lets a javac that can be stopped compile the text; what it finds is of no interest.
    ///
    /// @throws Mistake if it fails, or does not come to an end
    private static void tryAside(Answer answer, Path shown) {
        var folder = Disk.temporaryFolder();
        var said = folder.resolve("said");
        Process process = null;
        try {
            var file = Files.writeString(folder.resolve(answer.lesson().name() + ".java"), answer.text());
            var javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
            process = new ProcessBuilder(javac, "-J-Xmx128m", "-J-Xss" + STACK, "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-proc:none", "-Xlint:none", "-d", folder.toString(), file.toString())
                    .redirectErrorStream(true).redirectOutput(said.toFile()).start();
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (process.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(LIMIT) > 0) {
                    throw endless(shown);
                }
            }
            if (process.exitValue() > 1) {      // 1 says that it found errors
                throw failure(shown, Files.readString(said));
            }
        } catch (IOException e) {
            throw new Mistake(shown, "javac cannot be tried on this", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Mistake(shown, "javac was stopped.");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Disk.delete(folder);
        }
    }

    private static Mistake endless(Path file) {
        return new Mistake(file, "javac does not come to an end over this: expressions that stand in each other, and calls of generic methods "
                + "above all, make its work grow with each of them.");
    }

    private static Mistake failure(Path file, String said) {
        return new Mistake(file, said.contains("StackOverflowError")
                ? "javac used up its stack over this: something in it is nested too deeply or too long."
                : said.contains("OutOfMemoryError") ? "javac used up its memory over this: something in it is too large, such as a constant."
                : "javac failed over this: " + said.lines().filter(line -> line.contains("Exception") || line.contains("Error")).findFirst()
                        .orElse("it did not say why").strip() + ".");
    }

    /// How many brackets are open at once, those of comments and texts included.
    private static int depth(String text) {
        int deepest = 0;
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(', '[', '{' -> deepest = Math.max(deepest, ++open);
                case ')', ']', '}' -> open = Math.max(0, open - 1);
                default -> { }
            }
        }
        return deepest;
    }

    private StandardJavaFileManager newFiles() {
        return javac.getStandardFileManager(null, Locale.ROOT, null);
    }

    private static Problem problem(Diagnostic<? extends JavaFileObject> error) {
        var message = error.getMessage(Locale.ROOT).replace("\n  ", "\n    ")
                .replaceFirst("\\(use --enable-preview [^)]*\\)", "(answers do without preview features)");
        if (!(error.getSource() instanceof Text text)) {
            return new Problem("javac", 1, 1, "", message);
        }
        // Not the diagnostic's own column: that counts a tab as the columns up to the next multiple of eight.
        int position = Math.clamp(error.getPosition(), 0, text.source.text.length());
        int begin = text.source.text.lastIndexOf('\n', position - 1) + 1;
        int end = text.source.text.indexOf('\n', begin);
        var line = text.source.text.substring(begin, end < 0 ? text.source.text.length() : end);
        return new Problem(text.source.shown, text.source.text.substring(0, begin).lines().count() + 1,
                position - begin + 1, line, message);
    }

    private static final class Text extends SimpleJavaFileObject {

        private final Source source;

        Text(Source source) {
            super(uri(source.file.replace('\\', '/')), Kind.SOURCE);
            this.source = source;
        }

        private static URI uri(String file) {
            try {
                return new URI("string", null, "/" + file, null);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text;
        }
    }
}
