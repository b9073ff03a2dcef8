package probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/// The answer that a paired test judges.
///
/// Maven names a folder of answers in the system property `workbook.source`, and in `workbook.classes` an empty
/// folder on the class path; each test then compiles the file it judges, and no other. Where the properties are
/// not set, as in an IDE, the class is on the class path already.
///
/// JUnit looks at a test's methods and lambdas before it is compiled. So none of them returns a type that
/// belongs to the lesson; inside them it may be used freely.
final class Judged {

    private Judged() {
    }

    /// Compiles the answer of `lesson`, such as `04_executor`.
    ///
    /// @throws AssertionError in the compiler's words, with file, line, column and the line itself, if it does not compile
    static void compile(String lesson) throws IOException {
        var folder = System.getProperty("workbook.source");
        if (folder == null) {
            return;
        }
        var classes = Path.of(System.getProperty("workbook.classes"));
        deleteClasses(classes);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            var source = files.getJavaFileObjects(Path.of(folder, lesson + ".java"));
            var options = List.of("-g", "--release", "25", "-proc:none");
            if (!compiler.getTask(null, files, diagnostics, options, null, source).call()) {
                throw new AssertionError(folder + "/" + lesson + ".java does not compile.\n"
                        + diagnostics.getDiagnostics().getFirst());
            }
        }
    }

    private static void deleteClasses(Path folder) throws IOException {
        try (var stale = Files.newDirectoryStream(folder, "*.class")) {
            for (var file : stale) {
                Files.delete(file);
            }
        }
    }
}
