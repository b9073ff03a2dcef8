package probe.interleaving;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.BitSet;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.Vector;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/// One of `java.util`'s collections, or what shows a part of one: what a call of it reads and writes. To add or remove is a write of the
/// whole. To set an element of a list, or the value of a key that is there, is none, as the documentation of these classes has it: it
/// writes that *cell*, and reads the whole, as does all that looks at any cell.
final class View {

    /// What is apart from the whole: a list's elements, a map's values, those that its entries have, or nothing.
    private enum Cells { ELEMENTS, VALUES, ENTRIES, NONE }

    private static final ClassValue<Boolean> IS_FOR = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type == StringBuilder.class || Stream.of(Collection.class, Map.class, Iterator.class, Map.Entry.class, BitSet.class, StringJoiner.class,
                    IntSummaryStatistics.class, LongSummaryStatistics.class, DoubleSummaryStatistics.class).anyMatch(its -> its.isAssignableFrom(type)) && isOfTheJdk(type);
        }
    };

    /// Methods that read no cell.
    private static final Set<String> WHOLE = Set.of("size", "isEmpty", "containsKey", "iterator", "listIterator", "descendingIterator", "subList", "reversed", "keySet", "navigableKeySet", "values",
            "entrySet", "hasNext", "hasPrevious", "nextIndex", "previousIndex", "descendingMap", "descendingSet", "headMap", "tailMap", "subMap", "headSet", "tailSet", "subSet", "firstKey", "lastKey");

    /// Methods about one key of a map: what they do to it depends on what is there.
    private static final Set<String> OF_KEY = Set.of("get", "getOrDefault", "put", "putIfAbsent", "replace", "merge", "compute", "computeIfPresent", "computeIfAbsent");

    private static final Set<String> SETS_ALL = Set.of("sort", "replaceAll", "shuffle", "reverse", "rotate", "fill", "copy");

    private static final Set<String> GIVES_VIEW = Set.of("subList", "keySet", "entrySet", "values", "headMap", "tailMap", "subMap", "headSet", "tailSet", "subSet", "descendingMap",
            "descendingSet", "reversed", "navigableKeySet", "asList");

    private final Object root;
    private final Cells cells;

    /// Whose values they are: the root, or a part of it; else null.
    private final Map<?, ?> map;

    /// Where in the root an element lies.
    private final IntUnaryOperator index;

    /// What each of its methods locks, or null.
    private final Object mutex;

    /// Of an entry: its key.
    private final Object key;

    /// Of an iterator: the element that comes next, and the one that came last.
    private int next;
    private int last;

    private View(Object root, Cells cells, Map<?, ?> map, IntUnaryOperator index, Object mutex, Object key) {
        this.root = root;
        this.cells = cells;
        this.map = map;
        this.index = index;
        this.mutex = mutex;
        this.key = key;
    }

    static boolean isFor(Object object) {
        return object != null && IS_FOR.get(object.getClass());
    }

    /// A class of the answer that extends a collection of the JDK is one, too.
    private static boolean isOfTheJdk(Class<?> type) {
        var name = type.getName();
        return name.startsWith("java.") ? name.startsWith("java.util.") && !name.startsWith("java.util.concurrent.") && !name.contains("Immutable") && !Modifier.isAbstract(type.getModifiers())
                : isOfTheJdk(type.getSuperclass());
    }

    /// Whether its methods lock something.
    static boolean isLocking(Object object) {
        return object instanceof Vector || object instanceof Hashtable || object.getClass().getName().startsWith("java.util.Collections$Synchronized");
    }

    static View of(Execution run, Object object) {
        if (run.noted(object, View.class) instanceof View noted) {
            return noted;
        }
        var cells = object instanceof List || object.getClass().isArray() ? Cells.ELEMENTS : object instanceof Map && !(object instanceof EnumMap) ? Cells.VALUES : Cells.NONE;
        return new View(object, cells, object instanceof Map<?, ?> map ? map : null, i -> i, isLocking(object) ? object : null, null);
    }

    static boolean isGivenBy(JdkCall call) {
        var name = call.site().name();
        return GIVES_VIEW.contains(name) || call.isStatic() && name.matches("(unmodifiable|synchronized|checked)[A-Z].*|newSetFromMap");
    }

    /// What `object` is a view of: itself, if of nothing else.
    static Object root(Execution run, Object object) {
        return run.noted(object, View.class) instanceof View view ? view.root : object;
    }

    /// Notes what `result` shows, if it shows what becomes of `object` later.
    void note(Execution run, JdkCall call, Object object, Object[] its, Object result) {
        var name = call.site().name();
        IntUnaryOperator from = name.equals("subList") ? i -> index.applyAsInt((int) its[1] + i)
                : name.equals("reversed") || name.equals("descendingIterator") ? i -> index.applyAsInt(((Collection<?>) object).size() - 1 - i) : index;
        if (result instanceof Iterator && object != result) {
            run.note(result, new View(root, cells, map, from, null, null));
        } else if (cells == Cells.ENTRIES && name.equals("next") && result instanceof Map.Entry<?, ?> entry) {
            run.note(result, new View(root, cells, map, from, null, entry.getKey()));
        } else if (isGivenBy(call)) {
            var shown = cells != Cells.VALUES ? cells : name.equals("entrySet") ? Cells.ENTRIES : name.equals("keySet") || name.equals("navigableKeySet") ? Cells.NONE : cells;
            run.note(result, new View(root, shown, map != null && result instanceof Map<?, ?> part ? part : map, from, mutex == null && isLocking(result) ? result : mutex, null));
            run.name(root, () -> run.nameOf(result));
        }
    }

    /// A call of `its[0]`, or one that is given it and changes it.
    Object call(JdkCall call, Execution run, Actor me, Object[] its) throws Throwable {
        var monitor = mutex == null || its[0] instanceof Iterator || Set.of("iterator", "listIterator", "stream", "spliterator").contains(call.site().name()) ? null : run.monitor(mutex);
        if (monitor != null) {
            monitor.enter(run, me, call.site());
        }
        try {
            var at = begin(run, me, its[0], monitor == null);
            boolean isOfKey = cells == Cells.VALUES && its[0] instanceof Map && OF_KEY.contains(call.site().name());
            if (!isOfKey) {
                touch(run, call.site(), its, at);
            }
            run.say(me, Event.Kind.CALL, call.site(), at, its);
            var before = isOfKey ? Order.of(its[0]) : null;
            Object result = call.original().invokeExact(its);
            if (isOfKey) {
                boolean isReading = Jdk.isReading(call);
                boolean isSame = before.equals(Order.of(its[0]));
                whole(run, call.site(), at, !isSame, !isReading);
                if (isSame) {
                    access(run, value(run, at, its[1]), call.site(), !isReading && !call.site().name().endsWith("IfAbsent"));
                }
            }
            note(run, call, its[0], its, result);
            if (!Jdk.isReading(call)) {
                run.changed(at);
            }
            return result;
        } finally {
            if (monitor != null) {
                monitor.exit(run, me, call.site());
            }
        }
    }

    /// How many keys a map has, and which is the last: a map in the order of accesses is changed by these.
    private record Order(int size, Object last) {
        static Order of(Object map) {
            return new Order(((Map<?, ?>) map).size(), map instanceof LinkedHashMap<?, ?> linked && !linked.isEmpty() ? System.identityHashCode(linked.sequencedKeySet().getLast()) : null);
        }
    }

    /// It is given to the JDK, which reads all of it.
    void read(Execution run, Object object, Site site) {
        var monitor = mutex == null ? null : run.monitor(mutex);
        if (monitor != null) {
            monitor.enter(run, run.me(), site);
        }
        var at = begin(run, run.me(), object, monitor == null);
        whole(run, site, at, false, false);
        all(run, site, object, at, false);
        if (monitor != null) {
            monitor.exit(run, run.me(), site);
        }
    }

    private Location begin(Execution run, Actor me, Object object, boolean isStep) {
        var at = Jdk.place(run, root.getClass().isArray() ? object : root);
        run.visitPlain(me, at);
        if (isStep) {
            run.step(me, at);
        }
        return at;
    }

    private void touch(Execution run, Site site, Object[] its, Location at) {
        var name = site.name();
        boolean isReading = Jdk.isReading(name);
        boolean isNext = its[0] instanceof Iterator && (name.equals("next") || name.equals("previous"));
        boolean isOfAll = !(its[0] instanceof Iterator) && SETS_ALL.contains(name) && cells != Cells.NONE && (root != its[0] || !name.equals("sort"));
        boolean isOfOne = key != null || cells == Cells.ELEMENTS && (isNext || name.equals("swap") || name.equals("set") || its[0] instanceof List && Set.of("get", "getFirst", "getLast").contains(name));
        whole(run, site, at, !isReading && !isOfAll && !isOfOne, !isReading);
        if (isOfAll || !isOfOne && (isReading && !WHOLE.contains(name) && !(isNext && cells != Cells.VALUES) || name.equals("forEachRemaining"))) {
            all(run, site, its[0], at, !isReading);
        } else if (key != null && !name.equals("getKey")) {
            access(run, value(run, at, key), site, name.equals("setValue"));
        } else if (isOfOne && key == null) {
            access(run, element(run, at, number(name, its)), site, !isReading);
            if (name.equals("swap")) {
                access(run, element(run, at, (int) its[2]), site, true);
            }
        }
    }

    /// Which of its elements a call is about.
    private int number(String name, Object[] its) {
        if (its[0] instanceof Iterator && !name.equals("set")) {
            last = !(its[0] instanceof ListIterator<?> list) ? next++ : name.equals("next") ? list.nextIndex() : list.previousIndex();
        }
        return its[0] instanceof Iterator ? last : its.length > 1 ? (int) its[1] : name.equals("getLast") ? ((List<?>) its[0]).size() - 1 : 0;
    }

    private Location element(Execution run, Location at, int number) {
        int i = index.applyAsInt(number);
        if (!root.getClass().isArray()) {
            return at.cell(i, () -> "element %d of %s".formatted(i, at.name()));
        }
        var element = Steps.element(run, root, i);
        run.visitPlain(run.me(), element);
        run.step(run.me(), element);
        return element;
    }

    private static Location value(Execution run, Location at, Object key) {
        return at.cell(key, () -> "the value of %s in %s".formatted(new Table(run).shown(key), at.name()));
    }

    private void all(Execution run, Site site, Object object, Location at, boolean isWrite) {
        if (cells == Cells.ELEMENTS) {
            int size = object instanceof Collection<?> all ? all.size() : root instanceof Collection<?> all ? all.size() : Array.getLength(root);
            for (int i = 0; i < size; i++) {
                access(run, element(run, at, i), site, isWrite);
            }
        } else if (cells != Cells.NONE) {
            map.keySet().forEach(key -> access(run, value(run, at, key), site, isWrite));
        }
    }

    /// @param isChange whether the call is one that changes something, in words; even if it only reads the whole
    private static void whole(Execution run, Site site, Location at, boolean isWrite, boolean isChange) {
        if (run.me().initializing == 0) {
            run.race(at, isWrite ? at.write(run.me(), site, false) : at.read(run.me(), site, false), run.me(), site, isChange);
        }
    }

    private static void access(Execution run, Location cell, Site site, boolean isWrite) {
        if (run.me().initializing == 0) {       // whoever uses a class knows what its initialiser has done (JLS 12.4.2)
            run.visitPlain(run.me(), cell);
            Steps.access(run, cell, site, isWrite, Steps.Memory.PLAIN);
        }
    }
}
