package probe.interleaving;

import java.lang.constant.ClassDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What rewritten code calls at each of its steps. Outside an [Execution] these do nothing, and the code does what it did.
public final class Steps {

    static final Object STATICS = new Object();
    private static final List<Site> sites = Collections.synchronizedList(new ArrayList<>());

    private Steps() {
    }

    /// @return the number by which rewritten code names the site
    static int add(Site site) {
        synchronized (sites) {
            sites.add(site);
            return sites.size() - 1;
        }
    }

    // ---- memory

    /// Before a field is read.
    public static void read(Object owner, int number) {
        if (Execution.ofThisThread() instanceof Execution run) {
            var site = sites.get(number);
            visit(run, site, field(run, owner, site), false);
        } else if (PlainRun.current() instanceof PlainRun run) {
            accessPlainly(run, owner, sites.get(number), false);
        }
    }

    private static void accessPlainly(PlainRun run, Object owner, Site site, boolean isWrite) {
        if (!site.isVolatile()) {
            run.access(owner == null ? STATICS : owner, site.key(), site.name(), site.line(), isWrite);
        } else if (!isWrite) {
            run.order();
        }
    }

    /// The current thread may know from now on what other threads have done: it comes from other code.
    public static void order() {
        if (PlainRun.current() instanceof PlainRun run) {
            run.order();
        }
    }

    /// After a field has been read.
    public static void value(Object value, Object owner, int number) {
        if (Execution.ofThisThread() instanceof Execution run) {
            var site = sites.get(number);
            run.name(isNameable(value) ? value : null, site::name);
            run.say(run.me(), Event.Kind.READ, site, field(run, owner, site), value);
        }
    }

    /// After a final field has been read, which is no step: what it holds has its name.
    public static void name(Object value, String name) {
        if (isNameable(value) && Execution.ofThisThread() instanceof Execution run) {
            run.name(value, () -> name);
        }
    }

    /// Before a field is written.
    public static void write(Object owner, Object value, int number) {
        if (Execution.ofThisThread() instanceof Execution run) {
            var site = sites.get(number);
            var at = field(run, owner, site);
            visit(run, site, at, true);
            run.name(isNameable(value) ? value : null, site::name);
            run.say(run.me(), Event.Kind.WRITE, site, at, value);
        } else if (PlainRun.current() instanceof PlainRun run) {
            accessPlainly(run, owner, sites.get(number), true);
        }
    }

    public static void readElement(Object array, int index, int number) {
        readElement(array, index, sites.get(number));
    }

    static void readElement(Object array, int index, Site site) {
        if (Execution.ofThisThread() instanceof Execution run && isWithin(array, index)) {
            var at = element(run, array, index);
            visit(run, site, at, false);
            var value = Array.get(array, index);
            run.name(isNameable(value) ? value : null, at::name);
            run.say(run.me(), Event.Kind.READ, site, at, value);
        } else if (PlainRun.current() instanceof PlainRun run && array != null) {
            run.access(array, index, "an element", site.line(), false);
        }
    }

    public static void writeElement(Object array, int index, Object value, int number) {
        if (Execution.ofThisThread() instanceof Execution run && isWithin(array, index)) {
            var at = element(run, array, index);
            visit(run, sites.get(number), at, true);
            run.say(run.me(), Event.Kind.WRITE, sites.get(number), at, value);
        } else if (PlainRun.current() instanceof PlainRun run && array != null) {
            run.access(array, index, "an element", sites.get(number).line(), true);
        }
    }

    private static void visit(Execution run, Site site, Location at, boolean isWrite) {
        var me = run.me();
        if (site.isVolatile()) {
            run.visit(me, at);
        } else {
            run.visitPlain(me, at);
        }
        if (!isWrite) {
            run.look(me, site, at);
        }
        run.step(me, at);
        if (me.initializing > 0) {
            return;     // whoever uses a class knows what its initialiser has done (JLS 12.4.2)
        }
        if (site.isVolatile()) {
            access(run, at, site, isWrite, Memory.VOLATILE);
        } else if (me.unvalidated != null && !isWrite) {
            me.unvalidated.add(at);
            if (me.unvalidatedRace == null && at.raceOfRead(me, false) instanceof Location.Access before) {
                me.unvalidatedRace = new Race(at, before, new Location.Access(me, me.time(), site, false, false));
            }
        } else {
            access(run, at, site, isWrite, Memory.PLAIN);
        }
        if (isWrite) {
            run.changed(at);
        }
    }

    /// How an access of memory is ordered (JLS 17.4; Lea, *Using JDK 9 Memory Order Modes*).
    enum Memory { PLAIN, OPAQUE, ACQUIRE_RELEASE, VOLATILE }

    /// An access by the thread whose turn it is.
    static void access(Execution run, Location at, Site site, boolean isWrite, Memory memory) {
        var me = run.me();
        boolean isAtomic = memory != Memory.PLAIN;
        run.race(at, isWrite ? at.write(me, site, isAtomic) : at.read(me, site, isAtomic), me, site, isWrite);
        if (memory.compareTo(Memory.ACQUIRE_RELEASE) >= 0) {
            if (isWrite) {
                at.released = me.release();
            } else {
                me.acquire(at.released);
            }
        } else if (isWrite) {
            at.released = VectorClock.NOTHING;
        }
    }

    /// The key of the field that a [VarHandle] is for, as that of a [Site] has it.
    static String fieldKey(VarHandle.VarHandleDesc field) {
        var owner = ((ClassDesc) field.bootstrapArgs()[0]).descriptorString();
        return owner.substring(1, owner.length() - 1) + "." + field.constantName();
    }

    private static Location field(Execution run, Object owner, Site site) {
        return run.location(owner == null ? STATICS : owner, site.key(), site::name);
    }

    static Location element(Execution run, Object array, int index) {
        var at = run.location(array, "element " + index, () -> run.nameOf(array) + "[" + index + "]");
        return at;
    }

    private static boolean isWithin(Object array, int index) {
        return array != null && index >= 0 && index < Array.getLength(array);
    }

    private static boolean isNameable(Object value) {
        return value != null && !(value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof Character);
    }

    // ---- monitors

    /// Before a monitor is entered.
    public static void enter(Object object, int number) {
        if (object != null && Execution.ofThisThread() instanceof Execution run) {
            run.monitor(object).enter(run, run.me(), sites.get(number));
        } else {
            order();
        }
    }

    /// After a monitor has been left.
    public static void exit(Object object, int number) {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.monitor(object).exit(run, run.me(), sites.get(number));
        }
    }

    // ---- classes

    public static void beginInitializer() {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.me().undivided++;
            run.me().initializing++;
        } else if (PlainRun.current() instanceof PlainRun run) {
            run.initialize(1);
        }
    }

    public static void endInitializer() {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.me().undivided--;
            run.me().initializing--;
        } else if (PlainRun.current() instanceof PlainRun run) {
            run.initialize(-1);
        }
    }

    /// The name of the method that makes the static state of a class anew.
    static final String ANEW = "anew$";

    private static final Map<Class<?>, MethodHandle> statics = Collections.synchronizedMap(new LinkedHashMap<>());

    /// A class of the answer that has static state is initialised.
    public static void announceStatics(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        statics.put(lookup.lookupClass(), lookup.findStatic(lookup.lookupClass(), ANEW, MethodType.methodType(void.class)));
        if (Execution.ofThisThread() instanceof Execution run) {
            run.meetAnew();
        }
    }

    /// Forgets the classes of the answers so far.
    public static void forgetStatics() {
        statics.clear();
    }

    /// Makes the static state of all classes of the answer that are initialised anew. One that this fails for keeps its state.
    static void makeStaticsAnew() {
        for (var type : List.copyOf(statics.keySet())) {
            try {
                statics.get(type).invokeExact();
            } catch (Uncontrolled e) {
                throw e;
            } catch (Throwable e) {
                statics.remove(type);
            }
        }
    }

    // ---- calls into the JDK

    /// An array or a collection is given to the JDK, which reads it.
    public static void passed(Object given, int number) {
        if (given != null && Execution.ofThisThread() instanceof Execution run) {
            readWhole(run, given, sites.get(number));
        }
    }

    /// An accumulator has been made.
    public static void accumulates(Object accumulator, Object function, Object identity) {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.note(accumulator, new Accumulated(function, identity));
        }
    }

    /// A Timer is about to be made, which starts its thread at once.
    public static void startsTimer() {
        if (Execution.ofThisThread() instanceof Execution run) {
            run.cannotHold(run.me(), "it uses a Timer");
        }
    }

    static void readWhole(Execution run, Object given, Site site) {
        if (given.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(given); i++) {
                visit(run, site, element(run, given, i), false);
            }
        } else {
            Jdk.readWhole(run, given, site);
        }
    }

    static void writeWhole(Execution run, Object array, int from, int to, Site site) {
        for (int i = Math.max(0, from); i < Math.min(to, Array.getLength(array)); i++) {
            visit(run, site, element(run, array, i), true);
        }
    }

    /// Links a call.
    ///
    /// @param original the call as it was written
    /// @param owner    the name of the class that it names
    /// @param isStatic 1 for a static method, which has no receiver
    public static CallSite call(MethodHandles.Lookup lookup, String name, MethodType type, MethodHandle original, String owner, int line, int isStatic) {
        var call = new JdkCall(new Site(name, owner, line, false), isStatic == 1, original.asFixedArity().asType(type).asSpreader(Object[].class, type.parameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class)), owner, type, Jdk.rules(name));
        return new ConstantCallSite(JdkCall.MAKE.bindTo(call).asCollector(Object[].class, type.parameterCount()).asType(type));
    }
}
