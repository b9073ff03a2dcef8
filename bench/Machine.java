import java.lang.management.ManagementFactory;
import java.util.Locale;

/// What a bench says first: the machine that its figures were measured on.
class Machine {

    static String description() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(Locale.ROOT, "%s %s, %d processors, %.0f GB, Java %s%n", system.getName(), system.getVersion(),
                system.getAvailableProcessors(), system.getTotalMemorySize() / 1e9, Runtime.version());
    }
}
