package workbook.judging;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import workbook.judging.Checker.Mark;

/// What an answer may use: the language's own classes, `java.util` with its concurrent packages, `java.time`, and the classes that the lesson's
/// solution uses. Its class files are looked at before any of them is loaded. What is outside the list may be honest; but only an answer that
/// keeps within cannot find out the judge's secret, and so cannot speak for it.
final class AllowList {

    private static final Set<String> PACKAGES = Set.of("java.util", "java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks", "java.util.function",
            "java.util.random", "java.util.regex", "java.util.stream", "java.time", "java.time.temporal", "java.time.format", "java.time.chrono", "java.text", "java.math",
            "java.lang.annotation");

    /// Classes of those packages, and of `java.lang`, that reach files, other classes, or the JVM.
    private static final Set<String> NOT = Set.of("java.util.Scanner", "java.util.Formatter", "java.util.ServiceLoader", "java.util.ResourceBundle", "java.util.PropertyResourceBundle",
            "java.util.Properties", "java.util.Locale$IsoCountryCode",
            "java.lang.ClassLoader", "java.lang.ModuleLayer", "java.lang.Module", "java.lang.Process", "java.lang.ProcessBuilder", "java.lang.ProcessHandle", "java.lang.StackWalker",
            "java.lang.Package", "java.lang.ClassValue", "java.lang.Compiler", "java.lang.SecurityManager");

    /// The members that are allowed of classes that have others.
    private static final Map<String, Set<String>> MEMBERS = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("out", "err", "nanoTime", "currentTimeMillis", "lineSeparator", "identityHashCode", "arraycopy")),
            Map.entry("java.lang.Runtime", Set.of("getRuntime", "availableProcessors", "totalMemory", "freeMemory", "maxMemory", "gc")),
            Map.entry("java.lang.Class", Set.of("getName", "getSimpleName", "getTypeName", "getComponentType", "desiredAssertionStatus", "cast", "isInstance", "isInterface", "isArray",
                    "isRecord", "isEnum", "isPrimitive", "isAssignableFrom", "hashCode", "equals", "toString", "getClass")),
            Map.entry("java.lang.invoke.MethodHandles", Set.of("lookup", "arrayElementVarHandle")),
            Map.entry("java.lang.invoke.MethodHandles$Lookup", Set.of("findVarHandle", "findStaticVarHandle")),
            Map.entry("java.io.PrintStream", Set.of("print", "println", "printf", "format", "flush", "append", "write")),
            Map.entry("java.lang.ThreadGroup", Set.of("!getParent", "!interrupt")));

    private static final Set<String> CLASSES = Set.of("java.lang.invoke.VarHandle", "java.lang.invoke.LambdaMetafactory", "java.lang.invoke.StringConcatFactory",
            "java.lang.runtime.ObjectMethods", "java.lang.runtime.SwitchBootstraps", "java.io.Serializable", "java.io.IOException", "java.io.UncheckedIOException",
            "java.io.InterruptedIOException", "java.io.Closeable", "java.io.StringWriter", "java.io.StringReader", "java.io.PrintWriter", "java.io.ByteArrayOutputStream",
            "java.io.ByteArrayInputStream", "java.io.InputStream", "java.io.OutputStream", "java.io.EOFException");

    /// Who sees other threads sees the judge's, whichever class a method is called of.
    private static final Set<String> SEES_OTHERS = Set.of("getAllStackTraces", "enumerate", "getContextClassLoader", "setContextClassLoader");

    /// Writers whose constructor may take the name of a file. A file could be one that the judge reads.
    private static final Set<String> FILE_NAMES = Set.of("java.io.PrintWriter");
    private static final Set<ClassDesc> FILE = Set.of(ConstantDescs.CD_String, ClassDesc.of("java.io.File"));

    private final Map<String, ClassModel> answer;
    /// Classes that the solution uses, and of those in `MEMBERS` the members.
    private final Set<String> ofTheLesson;
    private final List<Mark> marks = new ArrayList<>();

    private AllowList(Map<String, ClassModel> answer, Set<String> ofTheLesson) {
        this.answer = answer;
        this.ofTheLesson = ofTheLesson;
    }

    /// The calls that are not allowed, each once.
    ///
    /// @param classes of the answer
    /// @param tests   the folder with the classes of the test, and of the solution
    /// @param source  the file name of the lesson
    static List<Mark> look(Path classes, Path tests, String source) throws IOException {
        var used = new HashSet<String>();
        for (var model : models(tests).values()) {
            if (model.findAttribute(Attributes.sourceFile()).filter(file -> file.sourceFile().equalsString(source)).isPresent()) {
                model.constantPool().forEach(entry -> {
                    switch (entry) {
                        case ClassEntry type when !type.asSymbol().isArray() -> used.add(outer(name(type.asSymbol())));
                        case MemberRefEntry member when !member.owner().asSymbol().isArray() -> used.add(name(member.owner().asSymbol()) + "." + member.name().stringValue());
                        default -> { }
                    }
                });
            }
        }
        var list = new AllowList(models(classes), used);
        list.answer.values().forEach(list::look);
        return list.marks.stream().distinct().toList();
    }

    private static Map<String, ClassModel> models(Path folder) throws IOException {
        var models = new HashMap<String, ClassModel>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                var model = ClassFile.of().parse(file);
                models.put(name(model.thisClass().asSymbol()), model);
            }
        }
        return models;
    }

    private static String name(ClassDesc type) {
        var descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }

    private static String outer(String name) {
        return name.replaceFirst("\\$.*", "");
    }

    private void look(ClassModel model) {
        Stream.concat(model.superclass().stream(), model.interfaces().stream()).forEach(above -> use(above.asSymbol(), "", 0));
        for (var method : model.methods()) {
            if (method.flags().has(AccessFlag.NATIVE)) {
                marks.add(new Mark(method.methodName().stringValue() + ", which is native", 0));
            }
            look(method);
        }
    }

    private void look(MethodModel method) {
        int line = 0;
        for (CodeElement element : method.code().<Iterable<CodeElement>>map(code -> code).orElse(List.of())) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case InvokeInstruction call -> {
                    use(call.owner().asSymbol(), call.name().stringValue(), line);
                    lookAtFile(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol(), line);
                }
                case FieldInstruction access -> use(access.owner().asSymbol(), access.name().stringValue(), line);
                case NewObjectInstruction made -> use(made.className().asSymbol(), "", line);
                case ConstantInstruction constant when constant.constantValue() instanceof ClassDesc type -> use(type, "class", line);
                case InvokeDynamicInstruction made -> {
                    use(made.bootstrapMethod().owner(), made.bootstrapMethod().methodName(), line);
                    for (var argument : made.bootstrapArgs()) {
                        if (argument instanceof DirectMethodHandleDesc to) {
                            use(to.owner(), to.methodName(), line);
                            lookAtFile(to.owner(), to.methodName(), to.invocationType(), line);
                        }
                    }
                }
                default -> { }
            }
        }
    }

    private void lookAtFile(ClassDesc owner, String member, MethodTypeDesc type, int line) {
        if (!owner.isArray() && FILE_NAMES.contains(name(owner)) && member.equals("<init>") && type.parameterList().stream().anyMatch(FILE::contains)) {
            marks.add(new Mark("new " + owner.displayName() + " of a file", line));
        }
    }

    /// @param member empty for the class itself
    private void use(ClassDesc type, String member, int line) {
        if (type.isArray() || type.isPrimitive()) {
            return;
        }
        var name = name(type);
        while (answer.get(name) instanceof ClassModel own) {
            boolean isOwn = member.isEmpty() || own.superclass().isEmpty() || own.methods().stream().anyMatch(method -> method.methodName().equalsString(member))
                    || own.fields().stream().anyMatch(field -> field.fieldName().equalsString(member));
            if (isOwn) {
                return;
            }
            name = name(own.superclass().get().asSymbol());
        }
        if (!isAllowed(name, member)) {
            marks.add(new Mark(name.replaceFirst(".*\\.", "").replace('$', '.') + (member.isEmpty() || member.equals("<init>") ? "" : "." + member), line));
        }
    }

    private boolean isAllowed(String name, String member) {
        if (SEES_OTHERS.contains(member)) {
            return false;
        }
        if (MEMBERS.get(name) instanceof Set<String> members) {
            if (ofTheLesson.contains(name + "." + member)) {
                return true;
            }
            boolean isExcept = members.stream().anyMatch(each -> each.startsWith("!"));
            return member.isEmpty() || member.equals("class") || (isExcept ? !members.contains("!" + member) : members.contains(member));
        }
        var outer = outer(name);
        if (ofTheLesson.contains(outer) || CLASSES.contains(name)) {
            return true;
        }
        var in = name.substring(0, name.lastIndexOf('.') < 0 ? 0 : name.lastIndexOf('.'));
        return !NOT.contains(name) && !NOT.contains(outer) && (in.equals("java.lang") || PACKAGES.contains(in));
    }
}
