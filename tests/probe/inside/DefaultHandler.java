package probe.inside;

import java.lang.Thread.UncaughtExceptionHandler;

/// What rewritten classes of a lesson have, in place of the handler that the JVM has for the uncaught exceptions of all threads:
/// that is the probe's, which asks here.
public final class DefaultHandler {

    private static volatile UncaughtExceptionHandler handler;

    private DefaultHandler() {
    }

    /// [Thread#setDefaultUncaughtExceptionHandler].
    public static void set(UncaughtExceptionHandler handler) {
        DefaultHandler.handler = handler;
    }

    /// [Thread#getDefaultUncaughtExceptionHandler].
    public static UncaughtExceptionHandler get() {
        return handler;
    }
}
