package workbook.pages;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the JDK's documentation speaks of a class that a lesson names without its package.
final class JdkDocs {

    private static final String DOCS = "https://docs.oracle.com/en/java/javase/25/docs/api/";

    /// The first of them that has the class counts.
    private static final List<String> PACKAGES = List.of("java.lang", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
            "java.util.concurrent.locks", "java.util.function", "java.util.stream", "java.time", "java.io", "java.nio.file", "java.net", "java.net.http");

    private JdkDocs() {
    }

    /// The page of the class, such as `ExecutorService` or `Map.Entry`, or of the one whose member is named, such as `Thread#join`.
    static Optional<String> page(String name) {
        var type = name.replaceFirst("#.*", "");
        return PACKAGES.stream().flatMap(each -> find(each + "." + type.replace('.', '$'))).findFirst().map(found -> DOCS + found.getModule().getName() + "/"
                + found.getPackageName().replace('.', '/') + "/" + type + ".html");
    }

    private static Stream<Class<?>> find(String name) {
        try {
            return Stream.<Class<?>>of(Class.forName(name, false, ClassLoader.getPlatformClassLoader())).filter(type -> Modifier.isPublic(type.getModifiers()));
        } catch (ClassNotFoundException | LinkageError e) {     // on some systems a file is found whose name differs in case
            return Stream.empty();
        }
    }
}
