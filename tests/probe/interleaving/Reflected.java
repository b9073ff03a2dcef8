package probe.interleaving;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/// A call of another method of the JDK than the one that the answer calls.
final class Reflected {

    /// @param receiver null for a static method
    static Object call(Class<?> type, String name, Object receiver, List<Object> operands) throws Exception {
        for (var method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == operands.size()) {
                try {
                    return method.invoke(receiver, operands.toArray());
                } catch (IllegalArgumentException e) {
                    // another overload
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        }
        throw new IllegalStateException(type + " has no such " + name);
    }

    private Reflected() {
    }
}
