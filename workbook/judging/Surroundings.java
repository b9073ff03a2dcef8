package workbook.judging;

import static java.util.stream.Collectors.toSet;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What an answer must not change if another one is to be judged in its JVM: one that has left a thread, or set a
/// property that classes of the JDK read once, may have decided what comes after it.
record Surroundings(Set<Thread> threads, Properties properties) {

    /// Of those between two looks, each twice as long as the one before: half a second in all.
    private static final long LONGEST_PAUSE_MILLIS = 256;

    static Surroundings now() {
        // The common pool keeps the thread that counts its delays, once somebody has needed it.
        CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS).execute(() -> {});
        // A property keeps the time zone, likewise.
        TimeZone.getDefault();
        return new Surroundings(platformThreads(), (Properties) System.getProperties().clone());
    }

    /// Whether all is as it was before, or is so in a moment: a thread is still there for an instant after its end.
    boolean areBack() {
        try {
            for (long pause = 1; !threadsAreBack(); pause *= 2) {
                if (pause > LONGEST_PAUSE_MILLIS) {
                    return false;
                }
                Thread.sleep(pause);
            }
            return properties.equals(System.getProperties());
        } catch (InterruptedException | IOException e) {
            return false;
        }
    }

    private boolean threadsAreBack() throws IOException {
        return threads.containsAll(platformThreads()) && ForkJoinPool.commonPool().isQuiescent() && virtualThreads() == 0;
    }

    /// Those that an answer can have started: in the group of `main` or one below it, or, from a virtual thread, in that
    /// of virtual threads. The JDK's own are in other groups, but for the workers of the pool that the whole program shares.
    private static Set<Thread> platformThreads() {
        var main = Thread.currentThread().getThreadGroup();
        var virtual = Thread.ofVirtual().unstarted(() -> {}).getThreadGroup();
        var all = new Thread[main.getParent().activeCount() + 64];
        return Stream.of(all).limit(main.getParent().enumerate(all))
                .filter(thread -> thread.getThreadGroup() instanceof ThreadGroup group && (main.parentOf(group) || group == virtual))
                .filter(thread -> !(thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool()))
                .collect(toSet());
    }

    /// How many virtual threads have not ended; nothing but the thread dump knows those that wait.
    private static long virtualThreads() throws IOException {
        var file = Files.createTempDirectory("threads").resolve("dump.json");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            try (var dump = Files.lines(file)) {
                return dump.filter(line -> line.contains("\"virtual\": true")).count();
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(file.getParent());
        }
    }
}
