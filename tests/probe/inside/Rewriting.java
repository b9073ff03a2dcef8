package probe.inside;

import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The step through which the classes of an answer pass between their compilation and their first use: their
/// [calls][WatchedCall] that have to do with time, or give them a thread, go through this package. All else in them stays
/// as it is, line numbers and stack traces too.
///
/// It is the same for the runner, for Maven and for an IDE: what has been rewritten is defined in the class loader that would
/// find the compiled class, before that looks for it. No file is changed; so a lesson that is run by itself is as it was
/// compiled.
public final class Rewriting {

    private final Map<ClassDesc, ClassModel> answer = new LinkedHashMap<>();
    private final ClassFile classFile;

    private Rewriting(Stream<byte[]> compiled, ClassLoader loader) {
        classFile = ClassFile.of(ClassHierarchyResolverOption.of(
                ((ClassHierarchyResolver) this::hierarchy).orElse(ClassHierarchyResolver.ofClassLoading(loader))));
        compiled.map(classFile::parse).forEach(model -> answer.put(model.thisClass().asSymbol(), model));
    }

    /// Defines the classes of an answer, rewritten, beside its test.
    ///
    /// @param test   the test class, whose name is that of the lesson's class with `Test` behind it; if there is no such class,
    ///               that is left to the test to find out
    /// @param source the name of the answer's source file, which all of its classes have
    /// @throws IllegalAccessException if the test is in a package that this one may not look into
    public static void define(Class<?> test, String source) throws IOException, IllegalAccessException {
        var loader = test.getClassLoader();
        var main = loader.getResource(test.getSimpleName().replaceFirst("Test$", "") + ".class");
        if (main == null) {
            return;
        }
        try (var files = Files.newDirectoryStream(Path.of(URI.create(main.toString())).getParent(), "*.class")) {
            var compiled = new ArrayList<byte[]>();
            for (var file : files) {
                compiled.add(Files.readAllBytes(file));
            }
            var rewriting = new Rewriting(compiled.stream(), loader);
            rewriting.answer.values().removeIf(model -> !isFrom(source, model));
            var lookup = MethodHandles.privateLookupIn(test, MethodHandles.lookup());
            for (var bytes : rewriting.rewritten()) {
                lookup.defineClass(bytes);
            }
        }
    }

    /// Those of these classes that are changed, each behind those that it extends.
    static List<byte[]> rewrite(List<byte[]> compiled, ClassLoader loader) {
        return new Rewriting(compiled.stream(), loader).rewritten();
    }

    private static boolean isFrom(String source, ClassModel model) {
        return model.findAttribute(Attributes.sourceFile()).filter(file -> file.sourceFile().equalsString(source)).isPresent();
    }

    private List<byte[]> rewritten() {
        var rewritten = new LinkedHashMap<ClassDesc, byte[]>();
        answer.values().forEach(model -> rewrite(model, rewritten));
        return List.copyOf(rewritten.values());
    }

    private void rewrite(ClassModel model, Map<ClassDesc, byte[]> rewritten) {
        var type = model.thisClass().asSymbol();
        if (!rewritten.containsKey(type) && model.methods().stream().anyMatch(this::isWatched)) {
            above(model).map(answer::get).filter(Objects::nonNull).forEach(above -> rewrite(above, rewritten));
            var bodies = new Bodies(model);
            rewritten.put(type, classFile.transformClass(model, ClassTransform.transformingMethodBodies(this::isWatched, bodies)
                    .andThen(ClassTransform.endHandler(bodies::addTargets))));
        }
    }

    private static Stream<ClassDesc> above(ClassModel model) {
        return Stream.concat(model.superclass().stream(), model.interfaces().stream()).map(ClassEntry::asSymbol);
    }

    private boolean isWatched(MethodModel method) {
        return method.code().stream().flatMap(CodeModel::elementStream).anyMatch(element -> switch (element) {
            case InvokeInstruction call -> way(call(call)) != null;
            case InvokeDynamicInstruction call -> call.bootstrapArgs().stream().anyMatch(argument -> call(argument) instanceof WatchedCall to && way(to) != null);
            default -> false;
        });
    }

    private static WatchedCall call(InvokeInstruction call) {
        return new WatchedCall(call.opcode(), call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol(), call.isInterface());
    }

    /// The call that a method reference makes, or null.
    private static WatchedCall call(ConstantDesc argument) {
        return !(argument instanceof DirectMethodHandleDesc to) ? null : switch (to.kind()) {
            case STATIC, INTERFACE_STATIC -> call(to, Opcode.INVOKESTATIC);
            case VIRTUAL -> call(to, Opcode.INVOKEVIRTUAL);
            case INTERFACE_VIRTUAL -> call(to, Opcode.INVOKEINTERFACE);
            default -> null;
        };
    }

    private static WatchedCall call(DirectMethodHandleDesc to, Opcode opcode) {
        return new WatchedCall(opcode, to.owner(), to.methodName(), MethodTypeDesc.ofDescriptor(to.lookupDescriptor()), to.isOwnerInterface());
    }

    /// How rewritten code makes the call, or null where that stays as it is.
    private WatchedCall.Way way(WatchedCall call) {
        return isOwn(call.owner(), call) ? null : call.way();
    }

    /// Whether the answer itself has the method.
    private boolean isOwn(ClassDesc owner, WatchedCall call) {
        return answer.get(owner) instanceof ClassModel model
                && (model.methods().stream().anyMatch(method -> method.methodName().equalsString(call.name()) && method.methodTypeSymbol().equals(call.type()))
                || above(model).anyMatch(above -> isOwn(above, call)));
    }

    private ClassHierarchyInfo hierarchy(ClassDesc type) {
        return !(answer.get(type) instanceof ClassModel model) ? null
                : model.flags().has(AccessFlag.INTERFACE) ? ClassHierarchyInfo.ofInterface()
                : ClassHierarchyInfo.ofClass(model.superclass().orElseThrow().asSymbol());
    }

    /// The bodies of the methods of one class. A method reference leads to a method of its own, which makes the call.
    private final class Bodies implements CodeTransform {

        private final ClassModel model;
        private final List<Target> targets = new ArrayList<>();

        private record Target(String name, MethodTypeDesc type, WatchedCall call) {}

        Bodies(ClassModel model) {
            this.model = model;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case InvokeInstruction call when way(call(call)) instanceof WatchedCall.Way way -> way.emit(code);
                case InvokeDynamicInstruction call -> code.invokedynamic(DynamicCallSiteDesc.of(call.bootstrapMethod(), call.name().stringValue(),
                        call.typeSymbol(), call.bootstrapArgs().stream().map(argument -> target(argument, call.typeSymbol())).toArray(ConstantDesc[]::new)));
                default -> code.with(element);
            }
        }

        /// @param captured what the reference already has when it is made: its types are those of the method's first parameters
        private ConstantDesc target(ConstantDesc argument, MethodTypeDesc captured) {
            if (!(call(argument) instanceof WatchedCall call) || way(call) == null) {
                return argument;
            }
            var parameters = call.operands();
            for (int i = 0; i < captured.parameterCount(); i++) {
                parameters.set(i, captured.parameterType(i));
            }
            var target = new Target("reference$" + targets.size(), MethodTypeDesc.of(call.type().returnType(), parameters), call);
            targets.add(target);
            return MethodHandleDesc.ofMethod(model.flags().has(AccessFlag.INTERFACE) ? Kind.INTERFACE_STATIC : Kind.STATIC,
                    model.thisClass().asSymbol(), target.name, target.type);
        }

        void addTargets(ClassBuilder builder) {
            for (var target : targets) {
                builder.withMethodBody(target.name, target.type, ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, code -> {
                    for (int i = 0; i < target.type.parameterCount(); i++) {
                        code.loadLocal(TypeKind.from(target.type.parameterType(i)), code.parameterSlot(i));
                    }
                    way(target.call).emit(code);
                    code.return_(TypeKind.from(target.type.returnType()));
                });
            }
        }
    }
}
