package probe.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import probe.interleaving.Explored.Step;

/// What has happened in one schedule, in the words of whoever wrote the answer: who did what, with which value, in which line.
final class Table {

    private static final int MOST_ROWS = 30;

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

    /// Who waits for what, of all who cannot go on.
    String waits() {
        var waiting = run.actors.stream().filter(actor -> !actor.hasEnded() && waitOf(actor) != null).toList();
        waiting.forEach(actor -> waitOf(actor).words().get());      // names them all, so that those of one class have numbers
        return waiting.stream().filter(actor -> actor.id > 0 || waiting.size() == 1)
                .map(actor -> actor + " " + waitOf(actor).words().get()
                        + (waitOf(actor).holder().get() instanceof Actor holder && holder.id != actor.id && waitOf(actor).words().get().contains("lock") ? ", which " + holder + " holds" : "")
                        + (waitOf(actor).site() == null ? "" : ", in line " + waitOf(actor).site().line()))
                .collect(Collectors.joining("; "));
    }

    private static Actor.Wait waitOf(Actor actor) {
        return actor.wait != null ? actor.wait : actor.outside;
    }

    /// The rows that matter: each call with its result, what is repeated once, and of very many the first and, where there is an end, the last.
    List<Step> steps() {
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
        if (steps.size() > MOST_ROWS) {
            var left = steps.subList(MOST_ROWS / 3, run.isLivelock ? steps.size() : steps.size() - 2 * MOST_ROWS / 3);
            var gap = new Step("…", left.size() + " more", 0);
            left.clear();
            steps.add(MOST_ROWS / 3, gap);
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
        if (at != null && !at.isShared()) {
            return null;
        }
        return switch (event.kind()) {
            case READ -> shown(event.value()).equals(at.name()) ? null : "reads " + name(at) + ": " + shown(event.value());
            case WRITE -> "writes " + name(at) + ": " + shown(event.value());
            case LOCK -> "takes the " + at.name();
            case UNLOCK -> "frees the " + at.name();
            case WAIT -> (event.site().name().isEmpty() ? "waits for the " + at.name() : event.site().name().equals("wait") ? "waits to be notified"
                    : "waits in %s() of %s".formatted(event.site().name(), at.name())) + (event.value() instanceof Actor owner ? ", which " + owner + " holds" : "");
            case GO_ON -> "goes on with the " + at.name();
            case NOTIFY -> event.value() instanceof List<?> woken && !woken.isEmpty() ? "notifies those who wait: " + woken : "notifies, and nobody waits";
            case CALL -> "calls " + at.name() + "." + event.site().name() + arguments(event.value());
            case RETURN -> "gets " + shown(event.value());
            case START -> "starts " + event.value();
            case JOIN -> "sees that " + event.value() + " has ended";
            case INTERRUPT -> "interrupts " + event.value();
            case SAY -> (String) event.value();
        };
    }

    /// With the object's name before it, where more than one has such a field.
    private String name(Location at) {
        return at.object != null && !at.object.getClass().isArray() && run.isOneOfMany(at) ? run.nameOf(at.object) + "." + at.name() : at.name();
    }

    private String arguments(Object operands) {
        return Arrays.stream((Object[]) operands).skip(1).map(this::shown).collect(Collectors.joining(", ", "(", ")"));
    }

    private String shown(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + text + '"';
            case Number number -> number.toString();
            case Boolean is -> is.toString();
            case Character character -> "'" + character + "'";
            default -> value.getClass().isHidden() || value.getClass().isSynthetic() ? "a function" : run.nameOf(value);
        };
    }
}
