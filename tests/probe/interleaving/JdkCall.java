package probe.interleaving;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A call of an answer into the JDK, at one place.
///
/// @param isStatic whether it has no receiver
/// @param original takes the operands as an array, the receiver first
/// @param owner    the name of the class that the call names
/// @param rules    those that are about a method of this name
record JdkCall(Site site, boolean isStatic, MethodHandle original, String owner, MethodType type, List<Jdk.Rule> rules) {

    static final MethodHandle MAKE;

    static {
        try {
            MAKE = MethodHandles.lookup().findVirtual(JdkCall.class, "make", MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Object make(Object[] operands) throws Throwable {
        if (!(Execution.ofThisThread() instanceof Execution run)) {
            return PlainRun.current() instanceof PlainRun plain ? makePlainly(plain, operands) : original.invokeExact(operands);
        }
        if (isOfTheAnswer(operands)) {
            return original.invokeExact(operands);
        }
        for (var rule : rules) {
            if (rule.isFor(this, operands)) {
                return rule.way().make(this, run, run.me(), operands);
            }
        }
        return original.invokeExact(operands);
    }

    private Object makePlainly(PlainRun run, Object[] operands) throws Throwable {
        if (!isStatic && View.isFor(operands[0]) && !View.isLocking(operands[0])) {
            boolean isOfElement = operands[0] instanceof List && (site.name().equals("get") || site.name().equals("set"));
            run.access(operands[0], "", operands[0].getClass().getSimpleName(), site.line(), !isOfElement && !Jdk.isReading(this));
            if (isOfElement) {
                run.access(operands[0], operands[1], "an element of " + operands[0].getClass().getSimpleName(), site.line(), site.name().equals("set"));
            }
            return original.invokeExact(operands);
        }
        try {
            return original.invokeExact(operands);
        } finally {
            run.order();
        }
    }

    /// Whether it is a class of the answer that has the method, though the call names an interface of the JDK.
    private boolean isOfTheAnswer(Object[] operands) {
        if (isStatic || operands[0] == null || operands[0].getClass().getName().startsWith("java.") || operands[0].getClass().getName().startsWith("jdk.")) {
            return false;
        }
        var parameters = type.dropParameterTypes(0, 1).parameterArray();
        for (Class<?> at = operands[0].getClass(); at != null && !at.getName().startsWith("java."); at = at.getSuperclass()) {
            for (var method : at.getDeclaredMethods()) {
                if (method.getName().equals(site.name()) && method.getParameterCount() == parameters.length) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The time for which it waits at most, in nanoseconds.
    long limit(Object[] operands) {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] instanceof Duration duration) {
                return Math.max(1, duration.toNanos());
            }
            if (operands[i] instanceof Long number && (i > 0 || site.name().endsWith("Nanos"))) {
                return i + 1 < operands.length && operands[i + 1] instanceof TimeUnit unit ? unit.toNanos(number)
                        : site.name().endsWith("Nanos") ? number
                        : number == 0 ? Actor.Wait.FOR_EVER : TimeUnit.MILLISECONDS.toNanos(number);
            }
        }
        return Actor.Wait.FOR_EVER;
    }

    boolean isInterruptible() {
        try {
            var names = type.parameterList();
            var owner = Class.forName(this.owner);
            for (var at = owner; at != null; at = at.getSuperclass()) {
                for (var method : at.getMethods()) {
                    if (method.getName().equals(site.name()) && (method.getParameterCount() == names.size() || method.getParameterCount() == names.size() - 1)) {
                        return Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
                    }
                }
            }
            return false;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
