package probe.interleaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/// What a [java.util.concurrent.atomic.LongAccumulator] or its sister for doubles was given. Its documentation leaves open in which order
/// it is accumulated; so what it comes to, the schedule decides.
final class Accumulated {

    private record Given(Actor by, Object value) {}

    private final BinaryOperator<Object> function;
    private final Object identity;
    private final List<Given> all = new ArrayList<>();

    /// @param function of two longs or two doubles
    Accumulated(Object function, Object identity) {
        this.function = function instanceof LongBinaryOperator its ? (a, b) -> its.applyAsLong((long) a, (long) b)
                : (a, b) -> ((DoubleBinaryOperator) function).applyAsDouble((double) a, (double) b);
        this.identity = identity;
    }

    void add(Actor by, Object value) {
        all.add(new Given(by, value));
    }

    void reset() {
        all.clear();
    }

    /// What it may come to: as it was given, in one cell besides the first, in one for each thread. Doubles that are nearly the same are the same.
    List<Object> results() {
        var results = new ArrayList<>();
        var given = all.stream().map(Given::value).toList();
        add(results, fold(identity, given));
        if (!given.isEmpty()) {
            add(results, function.apply(identity, fold(given)));
            var cells = new LinkedHashMap<Actor, List<Object>>();
            all.forEach(one -> cells.computeIfAbsent(one.by, _ -> new ArrayList<>()).add(one.value));
            var ofThreads = new ArrayList<>(cells.values().stream().map(this::fold).toList());
            Collections.reverse(ofThreads);
            add(results, fold(identity, ofThreads));
        }
        return results;
    }

    private static void add(List<Object> results, Object result) {
        if (results.stream().noneMatch(other -> other.equals(result)
                || other instanceof Double is && Math.abs(is - (double) result) <= 1e-9 * Math.max(Math.abs(is), Math.abs((double) result)))) {
            results.add(result);
        }
    }

    private Object fold(List<Object> given) {
        return fold(given.getFirst(), given.subList(1, given.size()));
    }

    private Object fold(Object first, List<Object> given) {
        for (var value : given) {
            first = function.apply(first, value);
        }
        return first;
    }
}
