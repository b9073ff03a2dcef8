package probe.inside;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Collection;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The numbers in an answer's code, any of which may be the size of a pool or another limit. A test that has more tasks than
/// that sees such a limit, and costs an answer without numbers nothing.
final class Numbers {

    private Numbers() {
    }

    /// The `int` constants in these classes; and where the processors are counted, each times these, too.
    static IntStream in(Collection<byte[]> classes) {
        var numbers = code(classes).flatMap(element -> element instanceof ConstantInstruction constant && constant.constantValue() instanceof Integer number
                ? Stream.of(number) : Stream.empty()).mapToInt(Integer::intValue).toArray();
        int processors = Runtime.getRuntime().availableProcessors();
        boolean counted = code(classes).anyMatch(element -> element instanceof InvokeInstruction call && call.name().equalsString("availableProcessors"));
        return IntStream.concat(IntStream.of(numbers), counted ? IntStream.of(numbers).map(number -> number * processors) : IntStream.empty());
    }

    private static Stream<CodeElement> code(Collection<byte[]> classes) {
        return classes.stream().flatMap(bytes -> ClassFile.of().parse(bytes).methods().stream()).flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream());
    }
}
