package workbook.web;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import workbook.session.View;

/// What there is to see, for readers that are each as fast as they are: one that is slow misses what was soon something else, and nothing
/// is kept for it. A view is rendered once, when the first reader wants it, and never on the thread that shows it.
final class News {

    /// So that a reader who is gone is noticed, and a page notices when nobody answers any more.
    private static final int SILENCE_MILLISECONDS = 10_000;

    /// After an event of so many characters there is none for so long: what prints without end would be ahead of the page that shows it.
    private static final int LARGE = 50_000;
    private static final int PAUSE_MILLISECONDS = 200;

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final Function<View, Map<String, String>> render;
    private View view;
    private View rendered;
    private Map<String, String> regions;
    private boolean ended;

    /// @param render makes regions of the page, by their ids, as HTML
    News(Function<View, Map<String, String>> render) {
        this.render = render;
    }

    synchronized void show(View next) {
        view = next;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    Reader reader() {
        return new Reader();
    }

    final class Reader {

        private View seen;
        private Map<String, String> had = Map.of();
        private String last = "";

        /// Waits until there is something else to see, or nothing was for some seconds.
        ///
        /// @return an event of those that servers send, with the regions that have changed; null when no more will come
        String next() throws InterruptedException {
            if (last.length() > LARGE) {
                Thread.sleep(PAUSE_MILLISECONDS);
            }
            var now = await(seen);
            if (now == null) {
                return null;
            }
            var changed = new HashMap<>(now);
            changed.entrySet().removeAll(had.entrySet());
            had = now;
            last = changed.isEmpty() ? "event: still\ndata:\n\n" : "data: " + GSON.toJson(changed) + "\n\n";
            return last;
        }

        private Map<String, String> await(View known) throws InterruptedException {
            synchronized (News.this) {
                long until = System.nanoTime() + SILENCE_MILLISECONDS * 1_000_000L;
                for (long left; view == known && !ended && (left = (until - System.nanoTime()) / 1_000_000) > 0; ) {
                    News.this.wait(left);
                }
                seen = view;
                return ended ? null : regions();
            }
        }
    }

    private Map<String, String> regions() {
        if (rendered != view) {
            regions = render.apply(view);
            rendered = view;
        }
        return regions;
    }
}
