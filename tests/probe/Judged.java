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
/// The runner names the folder of its classes in the system property `workbook.classes`. Maven names a folder of answers in
/// `workbook.source`, and there each test compiles the file that it judges, and no other, into that of the classes. Where neither
/// is set, as in an IDE, they are on the class path.
final class Judged {

    private Judged() {
    }

    /// The folder with the classes of the answer of `lesson`, such as `04_executor`, or null if they are on the class path.
    ///
    /// @throws AssertionError in the compiler's words, with file, line, column and the line itself, if it does not compile
    static Path classes(String lesson) throws IOException {
        var classes = System.getProperty("workbook.classes") instanceof String named ? Path.of(named) : null;
        if (System.getProperty("workbook.source") instanceof String answers) {
            compile(answers, lesson, Files.createDirectories(classes));
        }
        return classes;
    }

    private static void compile(String folder, String lesson, Path classes) throws IOException {
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
