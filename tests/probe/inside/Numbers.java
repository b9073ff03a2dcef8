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
        boolean counted = code(classes).anyMatch(element -> element instanceof InvokeInstruction call && call.name().equalsString("availableProcessors"));
        int processors = counted ? Runtime.getRuntime().availableProcessors() : 1;
        return code(classes).mapMultiToInt((element, numbers) -> {
            if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof Integer number) {
                numbers.accept(number);
                numbers.accept(number * processors);
            }
        });
    }

    private static Stream<CodeElement> code(Collection<byte[]> classes) {
        return classes.stream().flatMap(bytes -> ClassFile.of().parse(bytes).methods().stream()).flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream());
    }
}
