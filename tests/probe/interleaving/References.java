package probe.interleaving;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The methods of its own to which a rewritten class's references to methods of the JDK lead: each makes the call in its new way.
public final class References {

    private final ClassModel model;
    private final String prefix;
    private final List<Consumer<ClassBuilder>> targets = new ArrayList<>();

    /// @param prefix that of the methods' names
    public References(ClassModel model, String prefix) {
        this.model = model;
        this.prefix = prefix;
    }

    /// Where the reference leads in place of `original`.
    ///
    /// @param captured what the reference already has when it is made: its types are those of the method's first parameters
    /// @param call     makes the call, whose operands are on the stack
    public DirectMethodHandleDesc to(DirectMethodHandleDesc original, MethodTypeDesc captured, Consumer<CodeBuilder> call) {
        var parameters = new ArrayList<>(original.invocationType().parameterList());
        for (int i = 0; i < captured.parameterCount(); i++) {
            parameters.set(i, captured.parameterType(i));
        }
        var type = MethodTypeDesc.of(original.invocationType().returnType(), parameters);
        var name = prefix + targets.size();
        targets.add(builder -> builder.withMethodBody(name, type, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, code -> {
            for (int i = 0; i < type.parameterCount(); i++) {
                code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
            }
            call.accept(code);
            code.return_(TypeKind.from(type.returnType()));
        }));
        return MethodHandleDesc.ofMethod(model.flags().has(AccessFlag.INTERFACE) ? Kind.INTERFACE_STATIC : Kind.STATIC, model.thisClass().asSymbol(), name, type);
    }

    public void addTo(ClassBuilder builder) {
        targets.forEach(target -> target.accept(builder));
    }
}
