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
import java.util.Comparator;
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
/// Both are given the same class, and their time begins before its steps are instrumented and ends with the verdict. The workbook's
/// schedules have at most two preemptions, or more where these are few. To Lincheck's `ModelCheckingOptions` the threads are one
/// operation each and what must hold is a validation; it takes its default of 10,000 invocations. Its newer `runConcurrentTest`, in which
/// the code starts its own threads, is not used: in version 3.7 it passes a lost update on Java 25, which it finds on Java 17.
///
/// A run of it, on a machine that had other things to do at the same time:
///
///     Linux, 2 processors, 25 GB, Java 25.0.3+9-LTS
///
///                                          the workbook                schedules        ms  Lincheck                         runs          ms
///     lost update      count++             Two additions make 1.              15       146  Two additions make 1.               8        1220
///                      synchronized        passes                             21        19  passes                             64        1109
///                      AtomicLong          passes                             21        19  passes                             14         930
///     check, then act  containsKey, put    The seat is not one's.             14        32  The seat is not one's.              8        1422
///                      putIfAbsent         passes                             21        40  passes                         10,000        9468
///     two fields       read while written  It is -10 wide.                    15        26  It is -10 wide.                     8         690
///                      with a lock         passes                             21        30  passes                             81         851
///     two locks        in opposite order   Nobody can go on                   14        31  The execution has hung              8         901
///                      in one order        passes                             94        64  passes                             98         948
///     lazy value       checked once        It is made 2 times.                 8        20  It is made 2 times.                 7         751
///                      double-checked      passes                            252       174  passes                            590        1698
///     bounded buffer   if, notify          What has been taken is null.        35        51  What has been taken is null.         9         890
///                      while, notifyAll    passes                            661       322  passes                         10,000        5742
///     flag             plain               A data race                        48        41  passes                             22        1356
///                      volatile            passes                             21        32  passes                             22         775
///     many orders      twelve additions    passes                          2,222       544  passes                         10,000        5025
///
///     Three threads with four additions each, best of 5:
///     2,222 schedules in 76 ms, 29,108 a second; 11,429 turns, at most 6.7 microseconds from one thread to another.
///
/// The verdicts differ for the plain flag alone: no order of its steps goes wrong, and a data race is all there is to find. Lincheck's
/// 10,000 runs take 5 to 10 seconds and its 8 take nearly one, so most of the time of a small shape is what it takes to begin and to end.
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
    public static class TwelveAdditions extends Shape {
        final AtomicInteger total = new AtomicInteger();

        public void first() {
            for (int i = 0; i < 4; i++) {
                total.incrementAndGet();
            }
        }

        public void second() {
            first();
        }

        public void third() {
            first();
        }

        public void check() {
            hold(total.get() == 12, "Twelve additions make " + total + ".");
        }
    }

    /// @param shape empty if it is that of the row above
    record Row(String shape, String form, Class<? extends Shape> type, int threads, boolean isRight) {}

    static final List<Row> ROWS = List.of(
            new Row("lost update", "count++", PlainCounter.class, 2, false),
            new Row("", "synchronized", SynchronizedCounter.class, 2, true),
            new Row("", "AtomicLong", AtomicCounter.class, 2, true),
            new Row("check, then act", "containsKey, put", CheckThenAct.class, 2, false),
            new Row("", "putIfAbsent", PutIfAbsent.class, 2, true),
            new Row("two fields", "read while written", TwoFields.class, 2, false),
            new Row("", "with a lock", TwoFieldsLocked.class, 2, true),
            new Row("two locks", "in opposite order", OppositeOrder.class, 2, false),
            new Row("", "in one order", OneOrder.class, 2, true),
            new Row("lazy value", "checked once", LazyTwice.class, 2, false),
            new Row("", "double-checked", LazyOnce.class, 2, true),
            new Row("bounded buffer", "if, notify", BufferWithIf.class, 3, false),
            new Row("", "while, notifyAll", BufferWithWhile.class, 3, true),
            new Row("flag", "plain", PlainFlag.class, 2, false),
            new Row("", "volatile", VolatileFlag.class, 2, true),
            new Row("many orders", "twelve additions", TwelveAdditions.class, 3, true));

    /// @param failure what it says, or null
    /// @param count   schedules or invocations run
    record Judged(String failure, long count, double milliseconds) {

        String word() {
            return failure == null ? "passes" : failure.lines().filter(line -> line.contains("AssertionError: ")).findFirst().orElse(failure).strip()
                    .lines().findFirst().orElseThrow().replaceFirst(".*AssertionError: ", "").replaceFirst(": .*", "").replace("= ", "").replace(" =", "");
        }
    }

    boolean isRight = true;

    void main() throws Throwable {
        IO.println(Machine.description());
        measureTurns();     // before Lincheck is there
        countOrders();
        compare();
        System.exit(isRight ? 0 : 1);
    }

    void compare() throws Exception {
        var own = new ArrayList<List<Judged>>();
        var its = new ArrayList<List<Judged>>();
        for (int run = 0; run <= RUNS; run++) {
            for (int i = 0; i < ROWS.size(); i++) {
                if (run == 0) {     // the first warms up
                    own.add(new ArrayList<>());
                    its.add(new ArrayList<>());
                    own(ROWS.get(i));
                    lincheck(ROWS.get(i));
                } else {
                    own.get(i).add(own(ROWS.get(i)));
                    its.get(i).add(lincheck(ROWS.get(i)));
                }
            }
        }
        var differences = new ArrayList<String>();
        var shape = "";
        print("%-16s %-19s %-27s %9s %9s  %-27s %9s %11s", "", "", "the workbook", "schedules", "ms", "Lincheck", "runs", "ms");
        for (int i = 0; i < ROWS.size(); i++) {
            var row = ROWS.get(i);
            var ours = median(own.get(i));
            var theirs = median(its.get(i));
            print("%-16s %-19s %-27s %,9d %9.0f  %-27s %,9d %11.0f", row.shape(), row.form(), ours.word(), ours.count(), ours.milliseconds(),
                    theirs.word(), theirs.count(), theirs.milliseconds());
            isRight &= own.get(i).stream().allMatch(judged -> (judged.failure() == null) == row.isRight());
            shape = row.shape().isEmpty() ? shape : row.shape();
            differences.addAll(differences(shape + ", " + row.form(), row, its.get(i), ours, theirs));
        }
        differences.forEach(IO::println);
        print("%nWhat each shows of the lost update, Lincheck's shortened:%n%n%s%n%n%s", median(own.getFirst()).failure().strip(),
                median(its.getFirst()).failure().strip().replaceFirst("(?s).*(?=The following interleaving)", "").replaceFirst("(?s)\\s*Detailed trace:.*", ""));
    }

    static List<String> differences(String name, Row row, List<Judged> all, Judged ours, Judged theirs) {
        var differences = new ArrayList<String>();
        if ((ours.failure() == null) != (theirs.failure() == null)) {
            differences.add("%s: the workbook says \"%s\", Lincheck \"%s\"%s".formatted(name, ours.word(), theirs.word(), row.type() != PlainFlag.class ? "."
                    : ": no order of the steps goes wrong, and Lincheck asks for nothing else; it takes memory to be sequentially consistent."));
        }
        if (theirs.count() == INVOCATIONS) {
            differences.add("%s: Lincheck has run all of its %,d invocations, and stops there; the workbook has come to the end of its schedules.".formatted(name, INVOCATIONS));
        }
        if (all.stream().map(Judged::word).distinct().count() > 1) {
            differences.add("%s: Lincheck does not say the same each time.".formatted(name));
        }
        return differences;
    }

    /// The one with the time in the middle.
    static Judged median(List<Judged> runs) {
        return runs.stream().sorted(Comparator.comparingDouble(Judged::milliseconds)).skip(runs.size() / 2).findFirst().orElseThrow();
    }

    // ---- how fast, and how many

    /// Who has the turn is seen by the calls, right after each step. A turn that is given on before a step is not seen, so the time for
    /// one is an upper bound; what the steps and the start of the threads take is in it, too.
    void measureTurns() throws Throwable {
        double best = Double.MAX_VALUE;
        long schedules = 0;
        long turns = 0;
        var type = rewritten(AtomicCounter.class);
        for (int run = 0; run <= RUNS; run++) {
            var taken = new long[1];
            var last = new String[1];
            List<EveryInterleaving.Calls<Shape>> calls = Stream.of("A", "B", "C").<EveryInterleaving.Calls<Shape>>map(name -> its -> {
                for (int i = 0; i < 4; i++) {
                    its.first();
                    taken[0] += name.equals(last[0]) ? 0 : 1;
                    last[0] = name;
                }
            }).toList();
            long before = EveryInterleaving.runs();
            long start = System.nanoTime();
            explore(type, calls).endsWith(_ -> {
                taken[0]++;
                last[0] = null;
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            if (run > 0 && seconds < best) {
                best = seconds;
                schedules = EveryInterleaving.runs() - before;
                turns = taken[0];
            }
        }
        print("Three threads with four additions each, best of %d: %,d schedules in %.0f ms, %,.0f a second; %,d turns, at most %.1f microseconds from one thread to another.%n",
                RUNS, schedules, best * 1e3, schedules / best, turns, best * 1e6 / turns);
    }

    /// Which orders there are of n steps and m: by the engine, by going through all of them, and by a formula.
    void countOrders() throws Throwable {
        print("Orders of n and m additions of two threads, within as many preemptions as the engine says that it has run:%n");
        print("%3s %3s %11s %10s %13s %12s %8s", "n", "m", "preemptions", "schedules", "their orders", "brute force", "formula");
        var type = rewritten(AtomicCounter.class);
        for (int n = 1; n <= 10; n = n < 4 ? n + 1 : n + 3) {
            for (int m = n; m <= n + 1; m++) {
                var seen = new TreeSet<String>();
                var order = new StringBuilder();
                EveryInterleaving.explored();
                int schedules = explore(type, List.of(times(n, "A", order), times(m, "B", order))).endsWith(_ -> {
                    seen.add(order.toString());
                    order.setLength(0);
                });
                var said = EveryInterleaving.explored().getLast().sentence();
                int most = said.contains("at most ") ? Integer.parseInt(said.replaceFirst(".*at most (\\d+) .*", "$1")) : n + m;
                var all = new TreeSet<String>();
                interleave("", n, m, all);
                all.removeIf(its -> preemptions(its) > most);
                boolean agrees = seen.equals(all) && seen.size() == formula(n, m, most);
                isRight &= agrees;
                print("%3d %3d %11s %,10d %,13d %,12d %,8d   %s", n, m, most == n + m ? "all" : most, schedules, seen.size(), all.size(), formula(n, m, most),
                        agrees ? "agree" : "DIFFER");
            }
        }
        IO.println();
    }

    /// An order of b blocks has b - 2 preemptions, for the last change of threads comes when one has ended; and n steps fall into k blocks
    /// in as many ways as k - 1 of the n - 1 gaps between them can be chosen.
    static long formula(int n, int m, int preemptions) {
        return IntStream.rangeClosed(2, preemptions + 2)
                .mapToLong(b -> choose(n - 1, (b + 1) / 2 - 1) * choose(m - 1, b / 2 - 1) + choose(m - 1, (b + 1) / 2 - 1) * choose(n - 1, b / 2 - 1)).sum();
    }

    static long choose(int n, int k) {
        return k == 0 ? 1 : n < k ? 0 : choose(n - 1, k - 1) * n / k;
    }

    static EveryInterleaving.Calls<Shape> times(int times, String name, StringBuilder order) {
        return its -> {
            for (int i = 0; i < times; i++) {
                its.first();
                order.append(name);
            }
        };
    }

    static void interleave(String order, int n, int m, Set<String> all) {
        if (n == 0 && m == 0) {
            all.add(order);
        }
        if (n > 0) {
            interleave(order + "A", n - 1, m, all);
        }
        if (m > 0) {
            interleave(order + "B", n, m - 1, all);
        }
    }

    /// How often a thread is left that has steps to come.
    static int preemptions(String order) {
        return (int) IntStream.range(1, order.length()).filter(i -> order.charAt(i) != order.charAt(i - 1) && order.indexOf(order.charAt(i - 1), i) >= 0).count();
    }

    static void print(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
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
