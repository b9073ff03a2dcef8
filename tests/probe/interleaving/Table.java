package probe.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What has happened in one schedule, in the words of whoever wrote the answer: who did what, with which value, in which line.
final class Table {

    private final Execution run;

    Table(Execution run) {
        this.run = run;
    }

    String race() {
        return "A data race: %s, and %s, and nothing orders the two.\n\n%s".formatted(does(run.race.before()), does(run.race.after()), text());
    }

    private String does(Location.Access access) {
        var site = access.site();
        var what = run.race.at().name;
        return "%s %s %s in line %d".formatted(access.by(), access.isWrite() ? "writes" : "reads", what, site.line());
    }

    /// Who waits for what, of all who cannot go on.
    String waits() {
        var waiting = run.actors.stream().filter(actor -> !actor.hasEnded() && waitOf(actor) != null).toList();
        return waiting.stream().filter(actor -> actor.id > 0 || waiting.size() == 1)
                .map(actor -> actor + " " + waitOf(actor).words()
                        + (waitOf(actor).holder().get() instanceof Actor holder && holder.id != actor.id && waitOf(actor).words().contains("lock") ? ", which " + holder + " holds" : "")
                        + (waitOf(actor).site() == null ? "" : ", in line " + waitOf(actor).site().line()))
                .collect(Collectors.joining("; "));
    }

    private static Actor.Wait waitOf(Actor actor) {
        return actor.wait != null ? actor.wait : actor.outside;
    }

    String text() {
        var rows = new ArrayList<List<String>>();
        for (var event : run.events) {
            if (event.by().id > 0 && what(event) instanceof String what) {
                rows.add(List.of(event.by().name, what, event.site() == null ? "" : "line " + event.site().line()));
            }
        }
        int first = width(rows, 0);
        int second = width(rows, 1);
        return rows.stream().map(row -> "  %s  %s  %s".formatted(pad(row.get(0), first), pad(row.get(1), second), row.get(2)).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
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
            case READ -> "reads " + at.name + ": " + shown(event.value());
            case WRITE -> "writes " + at.name + ": " + shown(event.value());
            case LOCK -> "takes the " + at.name;
            case UNLOCK -> "frees the " + at.name;
            case WAIT -> event.value() instanceof Actor owner ? "waits for the " + at.name + ", which " + owner + " holds"
                    : event.site().name().equals("wait") ? "waits to be notified" : "waits in %s() of %s".formatted(event.site().name(), at.name);
            case GO_ON -> "goes on with the " + at.name;
            case NOTIFY -> event.value() instanceof List<?> woken && !woken.isEmpty() ? "notifies those who wait: " + woken : "notifies, and nobody waits";
            case CALL -> "calls " + at.name + "." + event.site().name() + arguments(event.value());
            case RETURN -> "gets " + shown(event.value());
            case START -> "starts " + event.value();
            case JOIN -> "sees that " + event.value() + " has ended";
            case INTERRUPT -> "interrupts " + event.value();
            case SAY -> (String) event.value();
        };
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
