//JAVA 25+
//MAIN BesideLincheck
//RUNTIME_OPTIONS -XX:+EnableDynamicAgentLoading -Xshare:off --sun-misc-unsafe-memory-access=allow
//SOURCES Machine.java
//SOURCES ../tests/probe/*.java
//SOURCES ../tests/probe/inside/*.java
//SOURCES ../tests/probe/interleaving/*.java
// The libraries that the probe is written with, in the versions of the pom.
//DEPS org.junit:junit-bom:5.14.4@pom
//DEPS org.junit.jupiter:junit-jupiter
//DEPS org.junit.platform:junit-platform-testkit
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.awaitility:awaitility:4.3.0
//DEPS com.google.code.gson:gson:2.15.0
// What the engine is measured beside. Nothing but this bench needs it.
//DEPS org.jetbrains.lincheck:lincheck:3.7

import static probe.interleaving.EveryInterleaving.everyInterleaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import probe.inside.Rewriting;
import probe.interleaving.EveryInterleaving;

/// Runs the same code, right and wrong, in the workbook's engine for interleavings and in Lincheck's model checking, side by side in
/// one run.
///
///     ./jbang bench/lincheck.java
///
/// Exit status: 0 when the workbook's engine is right about every shape and about the number of orders, 1 when it is not.
class BesideLincheck {

    static final int RUNS = 5;

    /// Lincheck's own default.
    static final int INVOCATIONS = 10_000;

    /// What threads do, and what must hold when they have ended. All of it is public, for both call it from other class loaders.
    public abstract static class Shape {
        @Operation
        public abstract void first() throws Exception;

        @Operation
        public abstract void second() throws Exception;

        @Operation
        public void third() throws Exception {
        }

        @Validate
        public void check() {
        }

        protected static void hold(boolean condition, String otherwise) {
            if (!condition) {
                throw new AssertionError(otherwise);
            }
        }
    }

    public static class PlainCounter extends Shape {
        int total;

        public void first() {
            total++;
        }

        public void second() {
            total++;
        }

        public void check() {
            hold(total == 2, "Two additions make " + total + ".");
        }
    }

    public static class SynchronizedCounter extends Shape {
        int total;

        public synchronized void first() {
            total++;
        }

        public synchronized void second() {
            total++;
        }

        public synchronized void check() {
            hold(total == 2, "Two additions make " + total + ".");
        }
    }

    public static class AtomicCounter extends Shape {
        final AtomicLong total = new AtomicLong();

        public void first() {
            total.incrementAndGet();
        }

        public void second() {
            total.incrementAndGet();
        }

        public void check() {
            hold(total.get() == 2, "Two additions make " + total + ".");
        }
    }

    public static class CheckThenAct extends Shape {
        final ConcurrentHashMap<String, String> owners = new ConcurrentHashMap<>();
        boolean isFirst;
        boolean isSecond;

        public void first() {
            isFirst = claim("first");
        }

        public void second() {
            isSecond = claim("second");
        }

        boolean claim(String owner) {
            if (owners.containsKey("seat")) {
                return false;
            }
            owners.put("seat", owner);
            return true;
        }

        public void check() {
            hold(isFirst != isSecond, "The seat is not one's.");
        }
    }

    public static class PutIfAbsent extends CheckThenAct {
        boolean claim(String owner) {
            return owners.putIfAbsent("seat", owner) == null;
        }
    }

    public static class TwoFields extends Shape {
        int low;
        int high = 10;
        int width = 10;

        public void first() {
            low = 20;
            high = 30;
        }

        public void second() {
            width = high - low;
        }

        public void check() {
            hold(width == 10, "It is " + width + " wide.");
        }
    }

    public static class TwoFieldsLocked extends TwoFields {
        public synchronized void first() {
            super.first();
        }

        public synchronized void second() {
            super.second();
        }
    }

    public static class OppositeOrder extends Shape {
        final Object left = new Object();
        final Object right = new Object();
        int total;

        public void first() {
            both(left, right);
        }

        public void second() {
            both(right, left);
        }

        void both(Object one, Object other) {
            synchronized (one) {
                synchronized (other) {
                    total++;
                }
            }
        }

        public void check() {
            hold(total == 2, "Two additions make " + total + ".");
        }
    }

    public static class OneOrder extends OppositeOrder {
        public void second() {
            both(left, right);
        }
    }

    public static class LazyTwice extends Shape {
        volatile Object value;
        final AtomicInteger made = new AtomicInteger();

        public void first() {
            if (value == null) {
                make();
            }
        }

        public void second() {
            first();
        }

        synchronized void make() {
            made.incrementAndGet();
            value = "made";
        }

        public void check() {
            hold(made.get() == 1, "It is made " + made + " times.");
        }
    }

    public static class LazyOnce extends LazyTwice {
        synchronized void make() {
            if (value == null) {
                super.make();
            }
        }
    }

    /// One place. The first thread puts two things, the second and the third take one each.
    public static class BufferWithIf extends Shape {
        Object place;
        Object second;
        Object third;

        public synchronized void first() throws Exception {
            for (int i = 0; i < 2; i++) {
                if (place != null) {
                    wait();
                }
                place = "thing";
                notify();
            }
        }

        public void second() throws Exception {
            second = take();
        }

        public void third() throws Exception {
            third = take();
        }

        synchronized Object take() throws Exception {
            if (place == null) {
                wait();
            }
            var taken = place;
            place = null;
            notify();
            return taken;
        }

        public void check() {
            hold(second != null && third != null, "What has been taken is null.");
        }
    }

    public static class BufferWithWhile extends BufferWithIf {
        public synchronized void first() throws Exception {
            for (int i = 0; i < 2; i++) {
                while (place != null) {
                    wait();
                }
                place = "thing";
                notifyAll();
            }
        }

        synchronized Object take() throws Exception {
            while (place == null) {
                wait();
            }
            var taken = place;
            place = null;
            notifyAll();
            return taken;
        }
    }

    public static class PlainFlag extends Shape {
        int message;
        boolean isSent;
        int seen = 1;

        public void first() {
            message = 1;
            isSent = true;
        }

        public void second() {
            if (isSent) {
                seen = message;
            }
        }

        public void check() {
            hold(seen == 1, "It is sent, and not there.");
        }
    }

    public static class VolatileFlag extends PlainFlag {
        volatile boolean isSentForAll;

        public void first() {
            message = 1;
            isSentForAll = true;
        }

        public void second() {
            if (isSentForAll) {
                seen = message;
            }
        }
    }

    /// Thousands of schedules, in none of which anything is wrong.
    public static class SixAdditions extends Shape {
        final AtomicInteger total = new AtomicInteger();

        public void first() {
            total.incrementAndGet();
            total.incrementAndGet();
        }

        public void second() {
            first();
        }

        public void third() {
            first();
        }

        public void check() {
            hold(total.get() == 6, "Six additions make " + total + ".");
        }
    }

    /// @param note why the two differ, if they do
    record Row(String shape, String form, Class<? extends Shape> type, int threads, boolean isRight, String note) {}

    static final List<Row> ROWS = List.of(
            new Row("lost update", "count++", PlainCounter.class, 2, false, ""),
            new Row("", "synchronized", SynchronizedCounter.class, 2, true, ""),
            new Row("", "AtomicLong", AtomicCounter.class, 2, true, ""),
            new Row("check, then act", "containsKey, put", CheckThenAct.class, 2, false, ""),
            new Row("", "putIfAbsent", PutIfAbsent.class, 2, true, ""),
            new Row("two fields", "read while written", TwoFields.class, 2, false, ""),
            new Row("", "with a lock", TwoFieldsLocked.class, 2, true, ""),
            new Row("two locks", "in opposite order", OppositeOrder.class, 2, false, ""),
            new Row("", "in one order", OneOrder.class, 2, true, ""),
            new Row("lazy value", "checked once", LazyTwice.class, 2, false, ""),
            new Row("", "double-checked", LazyOnce.class, 2, true, ""),
            new Row("bounded buffer", "if, notify", BufferWithIf.class, 3, false, ""),
            new Row("", "while, notifyAll", BufferWithWhile.class, 3, true, ""),
            new Row("flag", "plain", PlainFlag.class, 2, false, ""),
            new Row("", "volatile", VolatileFlag.class, 2, true, ""),
            new Row("six additions", "AtomicInteger", SixAdditions.class, 3, true, ""));

    /// @param failure what it says, or null
    /// @param count   schedules or invocations run
    record Judged(String failure, long count, double milliseconds) {
        String word() {
            return failure == null ? "passes" : failure.strip().lines().findFirst().orElseThrow();
        }
    }

    void main() throws Exception {
        IO.println(Machine.description());
        for (var row : ROWS) {
            var own = own(row);
            IO.println(row.type().getSimpleName() + ": " + own.word() + " " + own.count() + " " + own.milliseconds());
            var its = lincheck(row);
            IO.println("   " + its.word() + " " + its.count() + " " + its.milliseconds());
        }
        System.exit(0);
    }

    // ---- the workbook's engine

    static Judged own(Row row) {
        long start = System.nanoTime();
        long before = EveryInterleaving.runs();
        String failure = null;
        try {
            var type = rewritten(row.type());
            Stream<EveryInterleaving.Calls<Shape>> calls = Stream.of(Shape::first, Shape::second, Shape::third);
            explore(type, calls.limit(row.threads()).toList()).endsWith(Shape::check);
        } catch (Throwable e) {
            failure = e.getMessage();
        }
        return new Judged(failure, EveryInterleaving.runs() - before, (System.nanoTime() - start) / 1e6);
    }

    @SuppressWarnings("unchecked")
    static EveryInterleaving<Shape> explore(Class<?> type, List<EveryInterleaving.Calls<Shape>> calls) {
        return everyInterleaving(() -> (Shape) type.getConstructor().newInstance()).of(calls.toArray(EveryInterleaving.Calls[]::new));
    }

    /// The class once more, telling of its steps.
    static Class<?> rewritten(Class<?> type) throws ClassNotFoundException {
        var compiled = new ArrayList<byte[]>();
        for (var each = type; each != Shape.class; each = each.getSuperclass()) {
            try (var file = BesideLincheck.class.getResourceAsStream(each.getName() + ".class")) {
                compiled.add(file.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Loader(Rewriting.rewrite(compiled, BesideLincheck.class.getClassLoader(), true)).loadClass(type.getName());
    }

    static final class Loader extends ClassLoader {
        private final List<byte[]> classes;

        Loader(List<byte[]> classes) {
            super(BesideLincheck.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (findLoadedClass(name) instanceof Class<?> loaded) {
                return loaded;
            }
            for (var bytes : classes) {
                if (ClassFile.of().parse(bytes).thisClass().asInternalName().equals(name)) {
                    return defineClass(name, bytes, 0, bytes.length);
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    // ---- Lincheck

    /// Counts, and leaves the judgement to [Shape#check].
    public static class Counting implements Verifier {
        static long verified;

        public Counting(Class<?> specification) {
        }

        @Override
        public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
            verified++;
            return true;
        }
    }

    static Judged lincheck(Row row) throws Exception {
        long start = System.nanoTime();
        Counting.verified = 0;
        String failure = null;
        try {
            var threads = new ArrayList<List<Actor>>();
            for (var method : List.of("first", "second", "third").subList(0, row.threads())) {
                threads.add(List.of(new Actor(Shape.class.getMethod(method), List.of())));
            }
            new ModelCheckingOptions().iterations(0).invocationsPerIteration(INVOCATIONS).minimizeFailedScenario(false)
                    .addCustomScenario(new ExecutionScenario(List.of(), threads, List.of(), null))
                    .verifier(Counting.class).check(row.type());
        } catch (LincheckAssertionError e) {
            failure = e.getMessage();
        }
        return new Judged(failure, Counting.verified + (failure == null ? 0 : 1), (System.nanoTime() - start) / 1e6);
    }
}
