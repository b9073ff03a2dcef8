package probe.inside;


import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import probe.interleaving.Instrumentation;
import probe.interleaving.References;

/// The step through which the classes of an answer pass between their compilation and their first use: their
/// [calls][WatchedCall] that have to do with time, or give them a thread, go through this package. All else in them stays
/// as it is, line numbers and stack traces too.
///
/// It is the same for the runner, for Maven and for an IDE, for [Twin] loads what has been rewritten. No file is changed; so a
/// lesson that is run by itself is as it was compiled.
public final class Rewriting {

    private final Map<ClassDesc, ClassModel> answer = new LinkedHashMap<>();
    private final ClassFile classFile;
    private final boolean inSteps;

    private Rewriting(List<byte[]> compiled, ClassLoader loader, boolean inSteps) {
        this.inSteps = inSteps;
        classFile = ClassFile.of(ClassHierarchyResolverOption.of(
                ((ClassHierarchyResolver) this::hierarchy).orElse(ClassHierarchyResolver.ofClassLoading(loader))));
        compiled.stream().map(classFile::parse).forEach(model -> answer.put(model.thisClass().asSymbol(), model));
    }

    /// Does it once for no purpose: the first time takes five times as long as the second.
    public static void warmUp() {
        try (var file = HurriedTime.class.getResourceAsStream("HurriedTime.class")) {
            rewrite(List.of(file.readAllBytes()), HurriedTime.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> rewrite(List<byte[]> compiled, ClassLoader loader) {
        return rewrite(compiled, loader, false);
    }

    /// Those of these classes that are changed.
    ///
    /// @param loader  knows the classes that these name
    /// @param inSteps whether they are to tell of their steps, too, for every interleaving of these to be run
    public static List<byte[]> rewrite(List<byte[]> compiled, ClassLoader loader, boolean inSteps) {
        var rewriting = new Rewriting(compiled, loader, inSteps);
        return rewriting.answer.values().stream().flatMap(rewriting::rewrite).toList();
    }

    private Stream<byte[]> rewrite(ClassModel model) {
        if (!inSteps && model.methods().stream().noneMatch(method -> isWatched(method) || isDelay(method))) {
            return Stream.empty();
        }
        var bodies = new Bodies(model);
        var hurried = ((ClassTransform) (builder, element) -> {
            if (element instanceof MethodModel method && (isWatched(method) || isDelay(method))) {
                builder.transformMethod(method, MethodTransform.transformingCode(isDelay(method) ? bodies.andThen(Rewriting::returnDelay) : bodies));
            } else {
                builder.with(element);
            }
        }).andThen(ClassTransform.endHandler(bodies::addTargets));
        return Stream.of(classFile.transformClass(model, inSteps ? new Instrumentation(answer).of(model).andThen(hurried) : hurried));
    }

    /// Whether the method says how long something is to be delayed.
    private static boolean isDelay(MethodModel method) {
        return method.methodName().equalsString("getDelay") && method.methodType().equalsString("(Ljava/util/concurrent/TimeUnit;)J");
    }

    private boolean isWatched(MethodModel method) {
        if (method.code().isPresent()) {
            for (var element : method.code().get()) {
                boolean watched = switch (element) {
                    case InvokeInstruction call -> way(call) != null;
                    case InvokeDynamicInstruction call -> call.bootstrapArgs().stream().anyMatch(argument -> call(argument) instanceof WatchedCall to && way(to) != null);
                    default -> false;
                };
                if (watched) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void returnDelay(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
            code.aload(code.parameterSlot(0)).invokestatic(HurriedTime.class.describeConstable().orElseThrow(), "delay",
                    MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, TimeUnit.class.describeConstable().orElseThrow()));
        }
        code.with(element);
    }

    private WatchedCall.Way way(InvokeInstruction call) {
        return way(new WatchedCall(call.opcode(), call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol(), call.isInterface()));
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
                || Stream.concat(model.superclass().stream(), model.interfaces().stream()).anyMatch(above -> isOwn(above.asSymbol(), call)));
    }

    private ClassHierarchyInfo hierarchy(ClassDesc type) {
        return !(answer.get(type) instanceof ClassModel model) ? null
                : model.flags().has(AccessFlag.INTERFACE) ? ClassHierarchyInfo.ofInterface()
                : ClassHierarchyInfo.ofClass(model.superclass().orElseThrow().asSymbol());
    }

    /// The bodies of the methods of one class. A method reference leads to a method of its own, which makes the call.
    private final class Bodies implements CodeTransform {

        private final References references;

        Bodies(ClassModel model) {
            references = new References(model, "reference$");
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case InvokeInstruction call when way(call) instanceof WatchedCall.Way way -> way.emit(code);
                case InvokeDynamicInstruction call -> code.invokedynamic(DynamicCallSiteDesc.of(call.bootstrapMethod(), call.name().stringValue(),
                        call.typeSymbol(), call.bootstrapArgs().stream().map(argument -> watched(argument, call.typeSymbol())).toArray(ConstantDesc[]::new)));
                default -> code.with(element);
            }
        }

        private ConstantDesc watched(ConstantDesc argument, MethodTypeDesc captured) {
            return argument instanceof DirectMethodHandleDesc to && call(to) instanceof WatchedCall call && way(call) instanceof WatchedCall.Way way
                    ? references.to(to, captured, way::emit) : argument;
        }

        void addTargets(ClassBuilder builder) {
            references.addTo(builder);
        }
    }
}
