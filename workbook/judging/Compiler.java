package workbook.judging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import workbook.curriculum.Answer;
import workbook.judging.Verdict.Problem;

/// javac in this JVM, where it stays warm. One compilation runs at a time.
public final class Compiler {

    /// A source text.
    ///
    /// @param shown how a problem names its file, such as `lessons/04_executor.java`
    record Source(String shown, String text) {}

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private StandardJavaFileManager files = javac.getStandardFileManager(null, Locale.ROOT, null);

    /// Compiles `sources` into the folder `classes`.
    ///
    /// @return the errors, in the order in which javac found them
    synchronized List<Problem> compile(List<Source> sources, List<Path> classPath, Path classes) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var units = sources.stream().map(Text::new).toList();
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            javac.getTask(null, files, diagnostics, List.of("-g", "-proc:none", "-Xlint:none"), null, units).call();
            if (Thread.currentThread().isInterrupted()) {
                // An interrupt closes the channel of a jar that is being read, and this manager would keep it so.
                files.close();
                files = javac.getStandardFileManager(null, Locale.ROOT, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Compiler::problem)
                .toList();
    }

    /// Compiles an answer, which may use the JDK alone, into the folder `classes`.
    public List<Problem> compile(Answer answer, Path classes) {
        return compile(List.of(new Source(answer.shown(), answer.text())), List.of(), classes);
    }

    private static Problem problem(Diagnostic<? extends JavaFileObject> error) {
        var message = error.getMessage(Locale.ROOT).replace("\n  ", "\n    ");
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
            super(URI.create("string:///" + source.shown.replace('\\', '/')), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text;
        }
    }
}
