package probe.interleaving;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Callable;

/// What an answer hands to the JDK to be run, on whatever thread: it begins with a turn, knows all that was known where it was handed on,
/// and what it has done is known to whoever is told of it.
final class Handed {

    private static final Set<Class<?>> TASKS = Set.of(Runnable.class, Callable.class);

    /// `given`, or what does the same with its turns.
    ///
    /// @param type of the parameter to which it is given
    static Object on(Execution run, Class<?> type, Object given) {
        if (given instanceof Collection<?> all && all.stream().anyMatch(Callable.class::isInstance)) {
            return all.stream().map(task -> on(run, Callable.class, task)).toList();
        }
        boolean isFunction = given != null && type.isInterface() && (TASKS.contains(type) || type.getPackageName().equals("java.util.function"));
        return !isFunction || given.getClass().getName().startsWith("java.") ? given
                : Proxy.newProxyInstance(Handed.class.getClassLoader(), new Class<?>[] {type}, (_, method, operands) -> {
                    var its = Execution.ofThisThread();
                    try {
                        return method.invoke(given, operands);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (its != null) {
                            its.handOn();
                        }
                    }
                });
    }

    private Handed() {
    }
}
