package probe.inside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import probe.interleaving.EveryInterleaving;
import probe.interleaving.Steps;

/// A paired test once more, beside the answer that it judges.
///
/// JUnit looks at the methods and lambdas of a test before the answer is there, or before its classes are rewritten; what they
/// name it finds in the lesson or the solution that the test was compiled against. So the test that JUnit knows is not the
/// one that runs: that is this one, loaded again together with the classes of the answer, and with nothing else that
/// is in no package. An answer that lacks a class therefore meets no other in its place.
public final class Twin extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Class<?> test;
    private final Path folder;
    private final Map<String, byte[]> compiled = new LinkedHashMap<>();
    private final Map<String, byte[]> classes = new LinkedHashMap<>();

    /// @param test   the class that JUnit knows; the lesson's has the same name without `Test` behind it
    /// @param folder the compiled classes of the answer, or null if they are beside those of the test
    /// @param source the name of the answer's source file
    public Twin(Class<?> test, Path folder, String source) throws IOException {
        super(test.getClassLoader());
        this.test = test;
        this.folder = folder;
        readAll();
        Steps.forgetStatics();
        find(test.getSimpleName().replaceFirst("Test$", ""), source);
        for (var bytes : Rewriting.rewrite(List.copyOf(classes.values()), this, runsInterleavings())) {
            classes.put(ClassFile.of().parse(bytes).thisClass().asInternalName(), bytes);
        }
    }

    /// What may be a limit in the answer: its [Numbers].
    public IntStream numbers() {
        return Numbers.in(classes.values());
    }

    /// Does what `method` of a test does, with the answer.
    ///
    /// @throws IllegalArgumentException if a field of the test holds what is of a class that the two do not share: the answer's or
    ///                                  the test's own
    public void invoke(Method method, Object test, List<Object> arguments) throws Throwable {
        var its = loadClass(test.getClass().getName()).getDeclaredMethod(method.getName(), method.getParameterTypes());
        its.setAccessible(true);
        try {
            its.invoke(of(test), arguments.toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /// The other test, whose fields have the values of this one.
    private Object of(Object test) throws ReflectiveOperationException {
        var type = loadClass(test.getClass().getName());
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        var twin = constructor.newInstance();
        for (var field : test.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                var its = type.getDeclaredField(field.getName());
                its.setAccessible(true);
                its.set(twin, shared(field.getName(), field.get(test)));
            }
        }
        return twin;
    }

    private static Object shared(String field, Object value) {
        if (value != null && value.getClass().getPackageName().isEmpty()) {
            throw new IllegalArgumentException("The field '%s' of a paired test holds a %s, which is to be made in the test's methods."
                    .formatted(field, value.getClass().getName()));
        }
        return value;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (findLoadedClass(name) instanceof Class<?> loaded) {
                return loaded;
            }
            var bytes = name.contains(".") ? null : isOfTest(name) ? withoutConstructor(read(null, name)) : classes.getOrDefault(name, read(folder, name));
            if (bytes != null) {
                return defineClass(name, bytes, 0, bytes.length);
            }
            if (folder != null && !name.contains(".")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private boolean isOfTest(String name) {
        return name.equals(test.getName()) || name.startsWith(test.getName() + "$");
    }

    /// The class, if it is the test's without what its constructor does: JUnit's test has done that.
    private byte[] withoutConstructor(byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        return !model.thisClass().asInternalName().equals(test.getName()) ? bytes : ClassFile.of().transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && method.methodName().equalsString(ConstantDescs.INIT_NAME)) {
                builder.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code.aload(0)
                        .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_());
            } else {
                builder.with(element);
            }
        });
    }

    /// All of the answer is read before any of it runs: so what runs is what javac made, and an answer that writes files cannot
    /// change that.
    private void readAll() throws IOException {
        if (folder != null) {
            try (var files = Files.newDirectoryStream(folder, "*.class")) {
                for (var file : files) {
                    compiled.put(file.getFileName().toString().replaceFirst("\\.class$", ""), Files.readAllBytes(file));
                }
            }
        }
    }

    private byte[] read(Path folder, String name) {
        if (folder != null) {
            return compiled.get(name);
        }
        try (var file = test.getClassLoader().getResourceAsStream(name + ".class")) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Collects the class and what it names of the same source file.
    private void find(String name, String source) {
        var bytes = classes.containsKey(name) || name.contains("/") ? null : read(folder, name);
        if (bytes == null) {
            return;
        }
        var model = ClassFile.of().parse(bytes);
        if (model.findAttribute(Attributes.sourceFile()).filter(its -> its.sourceFile().equalsString(source)).isPresent()) {
            classes.put(name, bytes);
            for (var entry : model.constantPool()) {
                if (entry instanceof ClassEntry type) {
                    find(type.name().stringValue(), source);
                }
            }
        }
    }

    private boolean runsInterleavings() {
        var engine = EveryInterleaving.class.describeConstable().orElseThrow();
        for (var entry : ClassFile.of().parse(read(null, test.getName().replace('.', '/'))).constantPool()) {
            if (entry instanceof ClassEntry type && type.asSymbol().equals(engine)) {
                return true;
            }
        }
        return false;
    }
}
