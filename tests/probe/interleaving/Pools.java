package probe.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/// The JDK's own pools, with threads that have turns: the run's, in place of those that the pool would have made.
final class Pools {

    private record Turns(Execution run, ThreadFactory its) implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            return run.adopt(its == null ? null : its.newThread(task), task);
        }
    }

    /// What the method of [Executors] makes.
    static ExecutorService make(Execution run, String method, Object[] operands) throws Exception {
        boolean hasFactory = operands.length > 0 && operands[operands.length - 1] instanceof ThreadFactory;
        var its = new ArrayList<>(Arrays.asList(operands));
        its.add(new Turns(run, hasFactory ? (ThreadFactory) its.removeLast() : null));
        var name = method.equals("newVirtualThreadPerTaskExecutor") ? "newThreadPerTaskExecutor" : method;
        var pool = (ExecutorService) Reflected.call(Executors.class, name, null, its);
        run.note(pool);
        return pool;
    }

    /// The threads that `pool` will make have turns, from its first use.
    static void adopt(Execution run, ThreadPoolExecutor pool) {
        if (!(pool.getThreadFactory() instanceof Turns)) {
            run.note(pool);
            pool.setThreadFactory(new Turns(run, null));
        }
    }

    /// Calls the method of [CompletableFuture] with the same name that takes an executor, too: one that starts a thread for each task.
    static Object onThreadsOfItsOwn(Execution run, JdkCall call, Object[] operands) throws Exception {
        var its = new ArrayList<>(Arrays.asList(operands));
        var receiver = call.isStatic() ? null : its.removeFirst();
        its.add(run.threadPerTask());
        return Reflected.call(CompletableFuture.class, call.site().name(), receiver, its);
    }

    private Pools() {
    }
}
