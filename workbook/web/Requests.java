package workbook.web;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.Optional;
import workbook.session.Action;
import workbook.session.Session;
import workbook.session.View;

/// What a page can ask a [Session] for, each in an object of one entry, such as `{"act": "HINT"}`. What is not offered any more when its turn
/// comes is left alone: another page, or the terminal, was first.
///
/// @param editor where a line is opened, or null
record Requests(Session session, Editor editor) {

    /// A step for the session's loop; nothing if that cannot be asked for.
    Optional<Runnable> step(String json) {
        try {
            var entries = new Gson().fromJson(json, JsonObject.class).entrySet();
            var entry = entries.iterator().next();
            return entries.size() == 1 ? Optional.ofNullable(step(entry.getKey(), entry.getValue().getAsJsonPrimitive().getAsString())) : Optional.empty();
        } catch (RuntimeException e) {      // it is no object, has no entry, or a value of another kind
            return Optional.empty();
        }
    }

    private Runnable step(String what, String value) {
        return switch (what) {
            case "act" -> {
                var action = Action.valueOf(value);
                yield () -> {
                    if (session.view().actions().contains(action)) {
                        session.act(action);
                    }
                };
            }
            case "predict" -> () -> {
                if (session.view().content() instanceof View.Question) {
                    session.predict(value);
                }
            };
            case "go" -> () -> session.goTo(value);
            case "turn" -> {
                int thread = Integer.parseInt(value);
                yield () -> {
                    if (session.view().content() instanceof View.Board) {
                        session.turn(thread);
                    }
                };
            }
            case "open" -> {
                int line = Integer.parseInt(value);
                yield () -> {
                    if (editor != null) {
                        editor.open(session.file(), line);
                    }
                };
            }
            default -> null;
        };
    }
}
