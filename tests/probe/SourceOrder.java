package probe;

import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.util.List;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import probe.inside.Rewriting;

/// Runs tests in the order in which they are written, so that the first failure is the first thing to mend.
///
/// Reflection gives methods in no particular order; a class file keeps them as javac met them.
final class SourceOrder implements MethodOrderer {

    static {
        // JUnit asks for the order when it looks for tests, which is before the answer is there.
        Rewriting.warmUp();
    }

    @Override
    public void orderMethods(MethodOrdererContext context) {
        var written = methodNames(context.getTestClass());
        context.getMethodDescriptors().sort(comparingInt((MethodDescriptor test) -> written.indexOf(test.getMethod().getName())));
    }

    private static List<String> methodNames(Class<?> type) {
        try (var bytes = type.getResourceAsStream(type.getName().replaceAll(".*\\.", "") + ".class")) {
            return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
                    .map(method -> method.methodName().stringValue())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
