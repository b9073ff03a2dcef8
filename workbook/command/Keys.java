package workbook.command;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import workbook.session.Action;
import workbook.session.View;

/// The keys of `watch`, in a terminal and on a page.
final class Keys {

    private static final Map<Character, Action> KEYS = Map.ofEntries(entry('h', Action.HINT), entry('r', Action.RUN), entry('t', Action.TIMELINE),
            entry('p', Action.PLAY), entry('l', Action.LIST), entry('n', Action.NEXT), entry('b', Action.BACK), entry('c', Action.CHECK),
            entry('x', Action.RESET), entry('v', Action.SOLUTION), entry('s', Action.STOP));

    /// While the learner plays.
    private static final Map<Character, Action> MOVES = Map.of('u', Action.UNDO, 'e', Action.REST, 'f', Action.FAIL, 'a', Action.AGAIN,
            'p', Action.VERDICT);

    private Keys() {
    }

    /// What the key does, or null.
    static Action action(char key, View view) {
        return switch (view.content()) {
            case View.Confirmation _ -> key == 'y' ? Action.CONFIRM : Action.VERDICT;
            case View.Board _ -> MOVES.get(key);
            default -> KEYS.containsKey(key) ? KEYS.get(key) : view.actions().contains(Action.VERDICT) ? Action.VERDICT : null;
        };
    }

    /// What may be done next, in the order in which it is offered, and with which key.
    static Map<Action, String> of(View view) {
        var keys = new LinkedHashMap<Action, String>();
        view.actions().forEach(action -> keys.put(action, key(action, view)));
        return keys;
    }

    private static String key(Action action, View view) {
        return switch (view.content()) {
            case View.Question _ when action == Action.RUN -> "Enter";
            case View.Confirmation _ -> action == Action.CONFIRM ? "y" : "n";
            case View.Board _ -> key(MOVES, action);
            default -> action == Action.VERDICT ? "any other key:" : key(KEYS, action);
        };
    }

    private static String key(Map<Character, Action> keys, Action action) {
        return keys.entrySet().stream().filter(key -> key.getValue() == action).findFirst().orElseThrow().getKey().toString();
    }
}
