package probe;

/// A thread that calls an exercise, can be watched while it waits, and notes who makes threads on it.
final class Caller extends Thread {

    /// What a thread that the JDK makes for itself on a caller inherits as its context class loader.
    private static final class OfTheJdk extends ClassLoader {

        /// The thread's id is lower than this, those of the threads that are made on it in turn are not.
        final long bound = Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(() -> {}).threadId();

        OfTheJdk(ClassLoader parent) {
            super(parent);
        }
    }

    Caller(ThreadGroup group, Runnable body) {
        super(group, body, "caller");
        setDaemon(false);       // as a program's main thread, whose threads inherit it
    }

    /// The constructor of a thread that is made here asks for this, to inherit it; so it is seen who called that.
    @Override
    public ClassLoader getContextClassLoader() {
        var own = super.getContextClassLoader();
        return Frames.isMadeByTheJdk() ? new OfTheJdk(own) : own;
    }

    /// Whether the JDK has made `thread` for itself on a caller.
    static boolean madeForTheJdk(Thread thread) {
        return thread.getContextClassLoader() instanceof OfTheJdk tag && thread.threadId() < tag.bound;
    }

    boolean isWaiting() {
        return switch (getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }
}
