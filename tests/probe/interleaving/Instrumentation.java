package probe.interleaving;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;

/// Lets the classes of an answer tell [Steps] of each read and write of a field or of an array's element, each monitor, and each call
/// into the JDK at which threads can meet. Monitors stay: they are never contended, for whoever would have to wait is not given a turn.
public final class Instrumentation {

    private static final ClassDesc STEPS = Steps.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc AT_OBJECT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_int);
    private static final DirectMethodHandleDesc CALL = ConstantDescs.ofCallsiteBootstrap(STEPS, "call", ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodHandle, ConstantDescs.CD_String, ConstantDescs.CD_int, ConstantDescs.CD_int);
    /// Methods that make words of what they are given.
    private static final Set<String> WRITTEN_OUT = Set.of("valueOf", "join", "print", "println");
    private static final ClassDesc TIMER = ClassDesc.of(Timer.class.getName());
    private static final Set<ClassDesc> ACCUMULATORS = Set.of(ClassDesc.of(LongAccumulator.class.getName()), ClassDesc.of(DoubleAccumulator.class.getName()));
    private static final ClassDesc LOOKUPS = MethodHandles.class.describeConstable().orElseThrow();
    private static final ClassDesc LOOKUP = MethodHandles.Lookup.class.describeConstable().orElseThrow();

    private final Map<ClassDesc, ClassModel> answer;

    /// @param answer all classes of the answer
    public Instrumentation(Map<ClassDesc, ClassModel> answer) {
        this.answer = answer;
    }

    /// Of one class of the answer.
    public ClassTransform of(ClassModel model) {
        var references = new References(model, "step$");
        var statics = new Statics(model);
        ClassTransform bodies = (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                boolean isSynchronized = (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0;
                builder.withMethod(method.methodName(), method.methodType(), method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED, body -> {
                    for (var part : method) {
                        if (part instanceof CodeModel code) {
                            body.transformCode(code, new Body(model, method, isSynchronized, references));
                        } else if (!(part instanceof AccessFlags)) {
                            body.with(part);
                        }
                    }
                });
            } else {
                builder.with(element);
            }
        };
        var steps = bodies.andThen(ClassTransform.endHandler(references::addTo));
        return statics.isNeeded() ? ((ClassTransform) statics).andThen(steps) : steps;
    }

    /// Gives a class with static state a method that makes this anew, for the next schedule.
    private static final class Statics implements ClassTransform {

        /// Types whose objects are all the same to a schedule.
        private static final Set<String> CONSTANTS = Set.of("java.lang.String", "java.lang.invoke.VarHandle", "java.lang.invoke.MethodHandle", "java.time.Duration");

        private final ClassModel model;
        private final Optional<MethodModel> initializer;

        Statics(ClassModel model) {
            this.model = model;
            initializer = model.methods().stream().filter(method -> method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)).findFirst();
        }

        boolean isNeeded() {
            boolean isEnum = (model.flags().flagsMask() & ClassFile.ACC_ENUM) != 0;
            return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) == 0 && model.fields().stream().anyMatch(field -> isEnum
                    ? (field.flags().flagsMask() & ClassFile.ACC_FINAL) == 0
                    : isState(field));
        }

        private static boolean isState(FieldModel field) {
            var type = field.fieldTypeSymbol();
            return isStatic(field) && (field.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) == 0 && ((field.flags().flagsMask() & ClassFile.ACC_FINAL) == 0
                    || !type.isPrimitive() && !CONSTANTS.contains(type.packageName() + "." + type.displayName()));
        }

        private static boolean isStatic(FieldModel field) {
            return (field.flags().flagsMask() & ClassFile.ACC_STATIC) != 0;
        }

        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            switch (element) {
                case FieldModel field when isStatic(field) -> builder.withField(field.fieldName(), field.fieldType(), its -> {
                    for (var part : field) {
                        if (part instanceof AccessFlags flags) {
                            its.withFlags(flags.flagsMask() & ~ClassFile.ACC_FINAL);
                        } else {
                            its.with(part);
                        }
                    }
                });
                case MethodModel method when initializer.filter(its -> its == method).isPresent() -> builder.withMethod(method.methodName(), method.methodType(),
                        method.flags().flagsMask(), its -> its.transformCode(method.code().orElseThrow(), new Before(Statics::announce)));
                default -> builder.with(element);
            }
        }

        @Override
        public void atEnd(ClassBuilder builder) {
            if (initializer.isEmpty()) {
                builder.withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, code -> {
                    announce(code);
                    code.return_();
                });
            }
            builder.withMethod(Steps.ANEW, ConstantDescs.MTD_void, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, its -> {
                if (initializer.isPresent()) {
                    its.transformCode(initializer.get().code().orElseThrow(), new Before(this::clear));
                } else {
                    its.withCode(code -> {
                        clear(code);
                        code.return_();
                    });
                }
            });
        }

        private static void announce(CodeBuilder code) {
            code.invokestatic(LOOKUPS, "lookup", MethodTypeDesc.of(LOOKUP)).invokestatic(STEPS, "announceStatics", MethodTypeDesc.of(ConstantDescs.CD_void, LOOKUP));
        }

        private void clear(CodeBuilder code) {
            for (var field : model.fields()) {
                if (isState(field)) {
                    switch (TypeKind.from(field.fieldTypeSymbol()).asLoadable()) {
                        case LONG -> code.lconst_0();
                        case FLOAT -> code.fconst_0();
                        case DOUBLE -> code.dconst_0();
                        case REFERENCE -> code.aconst_null();
                        default -> code.iconst_0();
                    }
                    code.putstatic(model.thisClass().asSymbol(), field.fieldName().stringValue(), field.fieldTypeSymbol());
                }
            }
        }

        /// Code before that of a method.
        private record Before(Consumer<CodeBuilder> first) implements CodeTransform {
            @Override
            public void atStart(CodeBuilder code) {
                first.accept(code);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        }
    }

    private Optional<FieldModel> field(ClassDesc owner, FieldInstruction access) {
        if (!(answer.get(owner) instanceof ClassModel model)) {
            return Optional.empty();
        }
        return model.fields().stream().filter(field -> field.fieldName().equals(access.name())).findFirst()
                .or(() -> model.superclass().flatMap(above -> field(above.asSymbol(), access)));
    }

    /// The first class above, if need be, that is not of the answer, or null where the answer has the method itself.
    private ClassDesc outside(ClassDesc owner, InvokeInstruction call) {
        if (!(answer.get(owner) instanceof ClassModel model)) {
            return owner;
        }
        boolean isOwn = model.methods().stream().anyMatch(method -> method.methodName().equals(call.name()) && method.methodType().equals(call.type()));
        if ((model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0) {
            return !isOwn && call.name().equalsString("hashCode") && call.type().equalsString("()I") ? ConstantDescs.CD_Object : null;
        }
        return isOwn ? null : outside(model.superclass().orElseThrow().asSymbol(), call);
    }

    private static boolean isWatched(ClassDesc owner, String name) {
        if (owner.isArray()) {
            return false;       // clone(), which is told of as an array that is passed
        }
        var type = owner.displayName();
        return switch (owner.packageName()) {
            case "java.util" -> !type.startsWith("Objects") && !type.startsWith("Optional");
            case "java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks" -> !type.equals("Callable")
                    && (!type.equals("TimeUnit") || name.equals("sleep") || name.startsWith("timed"));
            case "java.lang" -> type.equals("Thread") || type.startsWith("Thread$Builder") || type.equals("StringBuilder") || type.equals("Iterable") || type.equals("AutoCloseable")
                    || type.equals("System") && Set.of("nanoTime", "currentTimeMillis", "identityHashCode", "arraycopy").contains(name)
                    || type.equals("Math") && name.equals("random")
                    || type.equals("Object") && (name.equals("wait") || name.startsWith("notify") || name.equals("hashCode"));
            case "java.util.stream" -> name.equals("parallel") || name.equals("of");
            case "java.lang.invoke" -> type.equals("VarHandle");
            default -> false;
        };
    }

    private static String binaryName(ClassDesc type) {
        return type.descriptorString().substring(1, type.descriptorString().length() - 1).replace('/', '.');
    }

    private final class Body implements CodeTransform {

        private final ClassModel model;
        private final MethodModel method;
        private final boolean isSynchronized;
        private final References references;
        private final boolean isInitializer;
        private final Set<Label> handlers = new HashSet<>();
        private boolean hasThis;
        private int news;
        private int line;
        private Label begin;

        Body(ClassModel model, MethodModel method, boolean isSynchronized, References references) {
            this.references = references;
            this.model = model;
            this.method = method;
            this.isSynchronized = isSynchronized;
            isInitializer = method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME) || method.methodName().equalsString(Steps.ANEW);
            hasThis = !method.methodName().equalsString("<init>");
        }

        @Override
        public void atStart(CodeBuilder code) {
            code.invokestatic(STEPS, isInitializer ? "beginInitializer" : "order", ConstantDescs.MTD_void);
            if (isSynchronized) {
                line = method.code().orElseThrow().elementStream().filter(LineNumber.class::isInstance).map(LineNumber.class::cast).map(LineNumber::line)
                        .findFirst().orElse(0);
                lock(code).dup();
                report(code, "enter", AT_OBJECT, monitor());
                code.monitorenter();
                begin = code.newBoundLabel();
            }
        }

        @Override
        public void atEnd(CodeBuilder code) {
            if (isSynchronized) {
                var end = code.newBoundLabel();
                leave(code);
                code.athrow();
                code.exceptionCatchAll(begin, end, end);
            }
        }

        private CodeBuilder lock(CodeBuilder code) {
            return (method.flags().flagsMask() & ClassFile.ACC_STATIC) != 0 ? code.loadConstant(model.thisClass().asSymbol()) : code.aload(0);
        }

        private void leave(CodeBuilder code) {
            lock(code).monitorexit();
            lock(code);
            report(code, "exit", AT_OBJECT, monitor());
        }

        private Site monitor() {
            return new Site("", "", line, false);
        }

        private static void report(CodeBuilder code, String step, MethodTypeDesc type, Site site) {
            code.loadConstant(Steps.add(site)).invokestatic(STEPS, step, type);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LineNumber number -> {
                    line = number.line();
                    code.with(number);
                }
                case NewObjectInstruction made -> {
                    news++;
                    code.with(made);
                }
                case FieldInstruction access when hasThis -> access(code, access);
                case ArrayLoadInstruction load when hasThis -> {
                    code.dup2();
                    report(code, "readElement", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_int), monitor());
                    code.with(load);
                }
                case ArrayStoreInstruction store when hasThis -> {
                    var kind = store.typeKind().asLoadable();
                    int value = code.allocateLocal(kind);
                    code.storeLocal(kind, value).dup2().loadLocal(kind, value);
                    box(code, kind);
                    report(code, "writeElement", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_Object,
                            ConstantDescs.CD_int), monitor());
                    code.loadLocal(kind, value).with(store);
                }
                case MonitorInstruction monitor when monitor.opcode() == Opcode.MONITORENTER -> {
                    code.dup();
                    report(code, "enter", AT_OBJECT, monitor());
                    code.with(monitor);
                }
                case MonitorInstruction monitor -> {
                    code.dup().with(monitor);
                    report(code, "exit", AT_OBJECT, monitor());
                }
                case ExceptionCatch caught -> {
                    handlers.add(caught.handler());
                    code.with(caught);
                }
                case LabelTarget target when handlers.contains(target.label()) -> code.with(target).invokestatic(STEPS, "order", ConstantDescs.MTD_void);
                case InvokeInstruction call -> call(code, call);
                case InvokeDynamicInstruction made when made.name().equalsString("makeConcatWithConstants") -> {
                    passAll(code, made.typeSymbol());
                    code.with(made);
                }
                case InvokeDynamicInstruction made -> code.invokedynamic(DynamicCallSiteDesc.of(made.bootstrapMethod(), made.name().stringValue(), made.typeSymbol(),
                        made.bootstrapArgs().stream().map(argument -> stepped(argument, made.typeSymbol())).toArray(ConstantDesc[]::new)));
                case ReturnInstruction end -> {
                    if (isSynchronized) {
                        leave(code);
                    }
                    if (isInitializer) {
                        code.invokestatic(STEPS, "endInitializer", ConstantDescs.MTD_void);
                    }
                    code.with(end);
                }
                default -> code.with(element);
            }
        }

        private void access(CodeBuilder code, FieldInstruction access) {
            var field = field(access.owner().asSymbol(), access).orElse(null);
            if (field == null || (field.flags().flagsMask() & (ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)) != 0) {
                code.with(access);
                boolean isRead = access.opcode() == Opcode.GETFIELD || access.opcode() == Opcode.GETSTATIC;
                if (field != null && isRead && !access.typeSymbol().isPrimitive() && (field.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) == 0) {
                    code.dup().loadConstant(access.name().stringValue()).invokestatic(STEPS, "name",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_String));
                }
                return;
            }
            boolean isStatic = access.opcode() == Opcode.GETSTATIC || access.opcode() == Opcode.PUTSTATIC;
            var name = access.name().stringValue();
            var site = new Site(name, access.owner().asInternalName() + "." + name, line, (field.flags().flagsMask() & ClassFile.ACC_VOLATILE) != 0);
            var kind = TypeKind.from(access.typeSymbol()).asLoadable();
            var withValue = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_int);
            int owner = code.allocateLocal(TypeKind.REFERENCE);
            int value = code.allocateLocal(kind);
            if (access.opcode() == Opcode.GETFIELD || access.opcode() == Opcode.GETSTATIC) {
                if (isStatic) {
                    code.aconst_null();
                } else {
                    code.dup();
                }
                code.dup().astore(owner);
                report(code, "read", AT_OBJECT, site);
                code.with(access).storeLocal(kind, value).loadLocal(kind, value).loadLocal(kind, value);
                box(code, TypeKind.from(access.typeSymbol()));
                code.aload(owner);
                report(code, "value", withValue, site);
            } else {
                code.storeLocal(kind, value);
                if (isStatic) {
                    code.aconst_null();
                } else {
                    code.dup();
                }
                code.loadLocal(kind, value);
                box(code, TypeKind.from(access.typeSymbol()));
                report(code, "write", withValue, site);
                code.loadLocal(kind, value).with(access);
            }
        }

        private void call(CodeBuilder code, InvokeInstruction call) {
            var name = call.name().stringValue();
            if (call.opcode() == Opcode.INVOKESPECIAL) {
                boolean isNew = news > 0;
                if (name.equals("<init>") && news-- == 0) {
                    hasThis = true;
                    news = 0;
                }
                if (isNew && ACCUMULATORS.contains(call.owner().asSymbol()) && hasThis) {
                    makeAccumulator(code, call);
                    return;
                }
                if (name.equals("<init>") && call.owner().asSymbol().equals(TIMER)) {
                    code.invokestatic(STEPS, "startsTimer", ConstantDescs.MTD_void);
                }
                var parameters = call.typeSymbol().parameterList();
                if (hasThis && !parameters.isEmpty() && !parameters.getLast().isPrimitive() && !answer.containsKey(call.owner().asSymbol())) {
                    code.dup();
                    report(code, "passed", AT_OBJECT, monitor());
                }
                code.with(call);
                if (!answer.containsKey(call.owner().asSymbol())) {
                    code.invokestatic(STEPS, "order", ConstantDescs.MTD_void);
                }
                return;
            }
            if (call.owner().asSymbol().isArray()) {
                code.dup();
                report(code, "passed", AT_OBJECT, monitor());
            }
            var owner = outside(call.owner().asSymbol(), call);
            if (owner == null || !isWatched(owner, name)) {
                if (owner != null && WRITTEN_OUT.contains(name) && Set.of("java.lang", "java.io").contains(owner.packageName()) && !call.typeSymbol().parameterList().getLast().isPrimitive()) {
                    code.dup();
                    report(code, "passed", AT_OBJECT, monitor());
                }
                code.with(call);
                if (owner != null) {
                    code.invokestatic(STEPS, "order", ConstantDescs.MTD_void);
                }
                return;
            }
            boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
            var receiver = call.owner().asSymbol();
            var kind = isStatic ? call.isInterface() ? Kind.INTERFACE_STATIC : Kind.STATIC : call.isInterface() ? Kind.INTERFACE_VIRTUAL : Kind.VIRTUAL;
            var type = call.typeSymbol();
            link(code, MethodHandleDesc.ofMethod(kind, receiver, name, type), owner, isStatic, line);
        }

        /// All that is on the stack for a call is read by it.
        private void passAll(CodeBuilder code, MethodTypeDesc type) {
            int[] values = type.parameterList().stream().mapToInt(its -> code.allocateLocal(TypeKind.from(its))).toArray();
            for (int i = values.length - 1; i >= 0; i--) {
                code.storeLocal(TypeKind.from(type.parameterType(i)), values[i]);
            }
            for (int i = 0; i < values.length; i++) {
                var kind = TypeKind.from(type.parameterType(i));
                code.loadLocal(kind, values[i]);
                if (kind == TypeKind.REFERENCE && !type.parameterType(i).equals(ConstantDescs.CD_String)) {
                    code.dup();
                    report(code, "passed", AT_OBJECT, monitor());
                }
            }
        }

        /// Its function and identity are told of, for it does not tell them.
        private static void makeAccumulator(CodeBuilder code, InvokeInstruction call) {
            var kind = TypeKind.from(call.typeSymbol().parameterType(1));
            int function = code.allocateLocal(TypeKind.REFERENCE);
            int identity = code.allocateLocal(kind);
            code.storeLocal(kind, identity).astore(function).aload(function).loadLocal(kind, identity).with(call).dup().aload(function).loadLocal(kind, identity);
            box(code, kind);
            code.invokestatic(STEPS, "accumulates", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object));
        }

        private static void link(CodeBuilder code, DirectMethodHandleDesc to, ClassDesc owner, boolean isStatic, int line) {
            code.invokedynamic(DynamicCallSiteDesc.of(CALL, to.methodName(), to.invocationType(), to, binaryName(owner), line, isStatic ? 1 : 0));
        }

        /// What a lambda or reference is made of: a method of the JDK by one that tells of the call.
        private ConstantDesc stepped(ConstantDesc argument, MethodTypeDesc captured) {
            int at = line;
            return switch (argument) {
                case DirectMethodHandleDesc to when to.kind() != Kind.CONSTRUCTOR && isWatched(to.owner(), to.methodName()) -> references.to(to, captured,
                        code -> link(code, to, to.owner(), to.kind() == Kind.STATIC || to.kind() == Kind.INTERFACE_STATIC, at));
                default -> argument;
            };
        }

        private static void box(CodeBuilder code, TypeKind kind) {
            if (kind != TypeKind.REFERENCE) {
                var box = switch (kind) {
                    case BOOLEAN -> ConstantDescs.CD_Boolean;
                    case BYTE -> ConstantDescs.CD_Byte;
                    case CHAR -> ConstantDescs.CD_Character;
                    case SHORT -> ConstantDescs.CD_Short;
                    case LONG -> ConstantDescs.CD_Long;
                    case FLOAT -> ConstantDescs.CD_Float;
                    case DOUBLE -> ConstantDescs.CD_Double;
                    default -> ConstantDescs.CD_Integer;
                };
                code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, kind.upperBound()));
            }
        }
    }
}
