package probe.interleaving;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import probe.interleaving.Explored.Step;

/// What has happened in one schedule, in the words of whoever wrote the answer: who did what, with which value, in which line.
final class Table {

    private static final int MOST_ROWS = 30;
    private static final int MOST_OF_RECORD = 40;

    private final Execution run;

    Table(Execution run) {
        this.run = run;
    }

    String race() {
        return "A data race: %s, and %s, and nothing orders the two.\n\n%s".formatted(does(run.race.before()), does(run.race.after()), text());
    }

    private String does(Location.Access access) {
        var site = access.site();
        var what = name(run.race.at());
        return "%s %s %s in line %d".formatted(access.by(), access.isWrite() ? "writes" : "reads", what, site.line());
    }

    /// What the threads share, by name, as it is now.
    Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        for (var event : run.events) {
            var at = event.at();
            if (at != null && run.isShown(at)) {
                switch (event.kind()) {
                    case READ, WRITE -> values.put(name(at), shown(event.value()));
                    case LOCK, GO_ON -> values.put("the " + at.name(), event.by().name);
                    case UNLOCK -> values.put("the " + at.name(), "free");
                    case WAIT -> {
                        if (event.value() == null) {
                            values.put("the " + at.name(), "free");
                        }
                    }
                    case CALL -> {
                        if (content(at) instanceof String content) {
                            values.put(at.name(), content);
                        }
                    }
                    default -> { }
                }
            }
        }
        return values;
    }

    /// What an object of the JDK holds, if that can be seen without a lock, or else null.
    private String content(Location at) {
        return switch (at.object) {
            case ReentrantLock _ -> at.owner == null ? "free" : at.owner.name;
            case AtomicReference<?> reference -> shown(reference.getPlain());
            case Number number -> number.toString();
            case AtomicBoolean is -> is.toString();
            case AtomicIntegerArray all -> all.toString();
            case AtomicLongArray all -> all.toString();
            case CountDownLatch latch -> "" + latch.getCount();
            case Semaphore semaphore -> "" + semaphore.availablePermits();
            case Map<?, ?> map when isOpen(map) -> map.entrySet().stream().map(entry -> shown(entry.getKey()) + "=" + shown(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> all when isOpen(all) -> all.stream().map(this::shown).collect(Collectors.joining(", ", "[", "]"));
            default -> null;
        };
    }

    private static boolean isOpen(Object object) {
        return object.getClass().getName().startsWith("java.util.") && !(object instanceof Vector || object instanceof Hashtable || object instanceof BlockingQueue)
                && !object.getClass().getName().contains("$Synchronized");
    }

    /// Who waits for what, of all who cannot go on.
    String waits() {
        var waiting = run.actors.stream().filter(actor -> !actor.hasEnded() && waitOf(actor) != null).toList();
        waiting.forEach(actor -> waitOf(actor).words().get());      // names them all, so that those of one class have numbers
        return waiting.stream().filter(actor -> actor.id > 0 || waiting.size() == 1)
                .map(actor -> actor + " " + words(actor) + (waitOf(actor).site() == null ? "" : ", in line " + waitOf(actor).site().line()))
                .collect(Collectors.joining("; "));
    }

    /// What `actor` waits for and does not have yet, or null.
    Step wait(Actor actor) {
        var wait = waitOf(actor);
        if (actor.hasEnded() || wait == null) {
            return null;
        }
        if (wait.isOver().getAsBoolean()) {
            return actor.waitsIn == null || actor.waitsIn.isFree() ? null : new Step(actor.name, "waits for the " + actor.waitsIn.at.name(), wait.site().line());
        }
        return new Step(actor.name, words(actor), wait.site() == null ? 0 : wait.site().line());
    }

    private static String words(Actor actor) {
        var wait = waitOf(actor);
        var words = wait.words().get();
        return words.contains("lock") && wait.holder().get() instanceof Actor holder && holder.id != actor.id ? words + ", which " + holder + " holds" : words;
    }

    private static Actor.Wait waitOf(Actor actor) {
        return actor.wait != null ? actor.wait : actor.outside;
    }

    /// The rows that matter: of very many the first and, where there is an end, the last.
    List<Step> steps() {
        var steps = allSteps();
        if (steps.size() > MOST_ROWS) {
            var left = steps.subList(MOST_ROWS / 3, run.isLivelock ? steps.size() : steps.size() - 2 * MOST_ROWS / 3);
            var gap = new Step("…", left.size() + " more", 0);
            left.clear();
            steps.add(MOST_ROWS / 3, gap);
        }
        return steps;
    }

    /// Each call with its result, and what is repeated once.
    List<Step> allSteps() {
        var steps = new ArrayList<Step>();
        Event before = null;
        for (var event : run.events) {
            if (event.by().id > 0 && what(event) instanceof String what) {
                var last = steps.isEmpty() ? null : steps.getLast();
                var step = new Step(event.by().name, what, event.site() == null ? 0 : event.site().line());
                if (event.kind() == Event.Kind.RETURN && before != null && before.kind() == Event.Kind.CALL && before.by() == event.by() && before.site() == event.site()) {
                    steps.set(steps.size() - 1, new Step(last.thread(), last.does() + ": " + shown(event.value()), last.line()));
                } else if (!step.equals(last)) {
                    steps.add(step);
                }
                before = event;
            }
        }
        return steps;
    }

    String text() {
        var steps = steps();
        int first = steps.stream().mapToInt(step -> step.thread().length()).max().orElse(0);
        int second = steps.stream().mapToInt(step -> step.does().length()).max().orElse(0);
        return steps.stream().map(step -> "  %s  %s  %s".formatted(pad(step.thread(), first), pad(step.does(), second), step.line() == 0 ? "" : "line " + step.line())
                .stripTrailing()).collect(Collectors.joining("\n"));
    }

    private static String pad(String words, int width) {
        return words + " ".repeat(width - words.length());
    }

    private String what(Event event) {
        var at = event.at();
        if (at != null && !run.isShown(at)) {
            return null;
        }
        return switch (event.kind()) {
            case READ -> shown(event.value()).equals(at.name()) ? null : "reads " + name(at) + ": " + shown(event.value());
            case WRITE -> "writes " + name(at) + ": " + shown(event.value());
            case LOCK -> "takes the " + at.name();
            case UNLOCK -> "frees the " + at.name();
            case WAIT -> (at.key.startsWith("lock of ") && !event.site().name().equals("wait") ? "waits for the " + at.name() : event.site().name().equals("wait") ? "waits to be notified"
                    : "waits in %s() of %s".formatted(event.site().name(), at.name())) + (event.value() instanceof Actor owner ? ", which " + owner + " holds" : "");
            case GO_ON -> "goes on with the " + at.name();
            case NOTIFY -> event.value() instanceof List<?> woken && !woken.isEmpty() ? "notifies " + woken.stream().map(Object::toString).collect(Collectors.joining(", ")) : "notifies, and nobody waits";
            case CALL -> "calls " + at.name() + "." + event.site().name() + arguments(event.value());
            case RETURN -> "gets " + shown(event.value());
            case START -> "starts " + event.value();
            case JOIN -> "sees that " + event.value() + " has ended";
            case INTERRUPT -> "interrupts " + event.value();
            case SAY -> (String) event.value();
        };
    }

    /// With the object's name before it, where more than one has such a field. An object of the JDK is named itself.
    private String name(Location at) {
        return at.object != null && !at.object.getClass().isArray() && !at.key.equals(at.object.getClass().getName()) && run.isOneOfMany(at) ? run.nameOf(at.object) + "." + at.name() : at.name();
    }

    private String arguments(Object operands) {
        return Arrays.stream((Object[]) operands).skip(1).map(this::shown).collect(Collectors.joining(", ", "(", ")"));
    }

    /// As the compiler's own `toString` has it, without a method of the answer's; shortened.
    private String shown(Record record) {
        var name = record.getClass().getSimpleName();
        try {
            var parts = new ArrayList<String>();
            for (var component : record.getClass().getRecordComponents()) {
                var field = record.getClass().getDeclaredField(component.getName());
                field.setAccessible(true);
                parts.add(component.getName() + "=" + shown(field.get(record)));
            }
            var all = String.join(", ", parts);
            return name + "[" + (all.length() <= MOST_OF_RECORD ? all : all.substring(0, MOST_OF_RECORD) + "…") + "]";
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return run.nameOf(record);
        }
    }

    String shown(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + text + '"';
            case Number number -> number.toString();
            case Boolean is -> is.toString();
            case Character character -> "'" + character + "'";
            case Enum<?> constant -> constant.name();
            case Record record -> shown(record);
            default -> value.getClass().isHidden() || value.getClass().isSynthetic() || Proxy.isProxyClass(value.getClass()) ? "a function" : run.nameOf(value);
        };
    }
}
