package probe.inside;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.management.RuntimeMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// A call into the JDK that rewritten code makes in another way. It is told by its name and its types, so that what the
/// JDK has next year is told too:
///
/// - A limit is a number before a [TimeUnit]; a [Duration]; a number where the name says that it waits, and in what unit; or
///   a time of day for such a method. It goes through [HurriedTime].
/// - So do the readings of a clock.
/// - A thread that the JDK gives, or that is started, or a factory of threads, is noted by [MadeThreads].
/// - The handler that the JVM has for the uncaught exceptions of all threads is the lesson's alone: [DefaultHandler].
///
/// Not a limit is what is computed with times, how long an idle thread of a pool lives, and how long a server may be silent.
record WatchedCall(Opcode opcode, ClassDesc owner, String name, MethodTypeDesc type, boolean isInterface) {

    private static final ClassDesc TIME = desc(HurriedTime.class);
    private static final ClassDesc THREADS = desc(MadeThreads.class);
    private static final ClassDesc UNIT = desc(TimeUnit.class);
    private static final ClassDesc CLOCK = desc(Clock.class);
    private static final ClassDesc CALENDAR = desc(Calendar.class);
    private static final List<ClassDesc> SOURCES = List.of(CLOCK, desc(InstantSource.class), CALENDAR);
    private static final ClassDesc SWING_TIMER = ClassDesc.of("javax.swing.Timer");
    private static final ClassDesc LONG = ConstantDescs.CD_long;

    /// What a call waits for is in milliseconds if it has one of these names.
    private static final List<String> IN_MILLISECONDS = List.of("sleep", "join", "wait", "select", "remove");

    /// A way to make the call.
    interface Way {
        void emit(CodeBuilder code);
    }

    /// The receiver, if there is one, and the arguments.
    List<ClassDesc> operands() {
        var operands = new ArrayList<>(type.parameterList());
        if (hasReceiver()) {
            operands.addFirst(owner);
        }
        return operands;
    }

    /// What a constructor is called on is not yet an object.
    private boolean hasReceiver() {
        return opcode != Opcode.INVOKESTATIC && !name.equals("<init>");
    }

    /// How rewritten code makes this call, or null where that stays as it is.
    Way way() {
        if (is(Date.class, "<init>") && type.parameterCount() == 0) {
            return code -> code.invokestatic(TIME, "currentTimeMillis", MethodTypeDesc.of(LONG))
                    .invokespecial(owner, name, MethodTypeDesc.of(ConstantDescs.CD_void, LONG));
        }
        if (is(GregorianCalendar.class, "<init>") && type.parameterCount() == 0) {
            return code -> emit(code).dup().invokestatic(TIME, "clock", MethodTypeDesc.of(CALENDAR, CALENDAR)).pop();
        }
        if (is(System.class, "nanoTime") || is(System.class, "currentTimeMillis")) {
            return code -> code.invokestatic(TIME, name, type);
        }
        if (owner.packageName().equals("java.time") && name.equals("now") && List.of(desc(ZoneId.class)).containsAll(type.parameterList())) {
            return code -> code.invokestatic(TIME, "clock", type.changeReturnType(CLOCK))
                    .invokestatic(owner, name, MethodTypeDesc.of(type.returnType(), CLOCK));
        }
        if (SOURCES.contains(owner) && opcode == Opcode.INVOKESTATIC && type.returnType().equals(owner)) {
            return code -> passOn(code, TIME, "clock");
        }
        if (name.equals("start") && type.equals(ConstantDescs.MTD_void) && hasReceiver()) {
            return code -> emit(code.dup().invokestatic(THREADS, "noteStart", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object)));
        }
        if (name.endsWith("DefaultUncaughtExceptionHandler")) {
            return code -> code.invokestatic(desc(DefaultHandler.class), name.startsWith("set") ? "set" : "get", type);
        }
        if (name.equals("newVirtualThreadPerTaskExecutor")) {
            return code -> code.invokestatic(THREADS, name, type);
        }
        if (List.of(desc(Thread.class), desc(ThreadFactory.class)).contains(type.returnType()) && !name.equals("currentThread")) {
            return code -> passOn(code, THREADS, "note");
        }
        if (is(RuntimeMXBean.class, "getUptime")) {
            return code -> passOn(code, TIME, "uptime");
        }
        var limits = limits();
        return limits.stream().anyMatch(limit -> limit != Limit.NONE) ? code -> emitLimited(code, limits) : null;
    }

    private boolean is(Class<?> type, String method) {
        return owner.equals(desc(type)) && name.equals(method);
    }

    private CodeBuilder emit(CodeBuilder code) {
        return code.invoke(opcode, owner, name, type, isInterface);
    }

    /// Makes the call, and passes what it gives through a method.
    private void passOn(CodeBuilder code, ClassDesc through, String method) {
        emit(code).invokestatic(through, method, MethodTypeDesc.of(type.returnType(), type.returnType()));
    }

    /// What an operand has to do with time, and the method of [HurriedTime] that it goes through.
    private enum Limit {
        NONE(""), UNIT(""), IN_UNIT("nanos"), NANOS("nanos"), MILLIS("millis"), WITH_NANOS("withNanos"), DURATION("duration"), DEADLINE("deadline");

        private final String method;

        Limit(String method) {
            this.method = method;
        }
    }

    private List<Limit> limits() {
        var operands = operands();
        var limits = new ArrayList<>(Collections.nCopies(operands.size(), Limit.NONE));
        if (isNoWait()) {
            return limits;
        }
        int unit = operands.indexOf(UNIT);
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).equals(LONG)) {
                limits.set(i, unit >= 0 ? Limit.IN_UNIT : ofNumber());
            } else if (operands.get(i).equals(ConstantDescs.CD_int) && owner.equals(SWING_TIMER)) {
                limits.set(i, Limit.MILLIS);
            } else if (operands.get(i).equals(desc(Duration.class))) {
                limits.set(i, Limit.DURATION);
            } else if (operands.get(i).equals(desc(Date.class)) && (name.startsWith("schedule") || name.endsWith("Until"))) {
                limits.set(i, Limit.DEADLINE);
            }
        }
        if (limits.contains(Limit.IN_UNIT)) {
            limits.set(unit, Limit.UNIT);
        }
        return limits;
    }

    private Limit ofNumber() {
        return name.endsWith("Nanos") ? Limit.NANOS
                : name.endsWith("Until") ? Limit.DEADLINE
                : name.startsWith("schedule") ? Limit.MILLIS
                : IN_MILLISECONDS.contains(name) ? type.parameterList().contains(ConstantDescs.CD_int) ? Limit.WITH_NANOS : Limit.MILLIS
                : Limit.NONE;
    }

    private boolean isNoWait() {
        var room = owner.packageName();
        return room.startsWith("java.time") || room.startsWith("java.nio.file") || owner.equals(UNIT) && !type.returnType().equals(ConstantDescs.CD_void)
                || name.startsWith("setKeepAlive") || name.equals("<init>") && !owner.equals(SWING_TIMER)
                || room.startsWith("java.net") && name.toLowerCase().endsWith("timeout");
    }

    /// Takes the operands from the stack, and puts them back as hurried time has them.
    private void emitLimited(CodeBuilder code, List<Limit> limits) {
        var operands = operands();
        var slots = new int[operands.size()];
        for (int i = slots.length - 1; i >= 0; i--) {
            var kind = TypeKind.from(operands.get(i));
            slots[i] = code.allocateLocal(kind);
            code.storeLocal(kind, slots[i]);
        }
        if (name.startsWith("schedule") && Collections.frequency(operands, LONG) == 2) {
            code.invokestatic(TIME, "repeat", ConstantDescs.MTD_void);
        }
        if (is(Thread.class, "sleep") && limits.getFirst() == Limit.WITH_NANOS) {
            code.lload(slots[0]).iload(slots[1]).invokestatic(TIME, "noteSleep", MethodTypeDesc.of(ConstantDescs.CD_void, LONG, ConstantDescs.CD_int));
        }
        for (int i = 0; i < slots.length; i++) {
            var kind = TypeKind.from(operands.get(i));
            var limit = limits.get(i);
            if (limit == Limit.NONE) {
                code.loadLocal(kind, slots[i]);
            } else if (limit == Limit.UNIT) {
                code.getstatic(UNIT, "NANOSECONDS", UNIT);
            } else {
                if (hasReceiver()) {
                    code.aload(slots[0]);
                } else {
                    code.aconst_null();
                }
                code.loadLocal(kind, slots[i]);
                if (limit == Limit.IN_UNIT) {
                    code.aload(slots[limits.indexOf(Limit.UNIT)]);
                    code.invokestatic(TIME, limit.method, MethodTypeDesc.of(LONG, ConstantDescs.CD_Object, LONG, UNIT));
                } else {
                    var time = operands.get(i);
                    code.invokestatic(TIME, limit.method, MethodTypeDesc.of(time, ConstantDescs.CD_Object, time));
                }
            }
        }
        emit(code);
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
