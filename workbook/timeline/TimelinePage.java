package workbook.timeline;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import workbook.curriculum.Lesson;
import workbook.curriculum.Region;
import workbook.pages.Pages;
import workbook.timeline.Recording.Span;
import workbook.timeline.Recording.State;

/// Writes the pages of timelines: one for a lesson, and the gallery's index. A page needs nothing besides itself.
public final class TimelinePage {

    /// A run.
    ///
    /// @param id        sets its ids apart from those of the other run
    /// @param sentences what the picture comes to, and before that what changed
    /// @param show      the id of the line at which the code opens
    record Panel(String id, String heading, String file, String svg, List<Key> key, List<String> sentences, List<Deed> rows, List<Line> lines,
                 String show, List<Said> said) {}

    public record Key(String swatch, String words) {}

    /// A run's picture, for a page of another kind that has the style `timeline.css`. Each bar that waited is a link to `#{id}-L{line}`.
    ///
    /// @param sentences what it comes to, and before that what changed
    public record Picture(String id, String heading, String svg, List<Key> key, List<String> sentences) {}

    /// A row of the table that says what the picture shows.
    record Deed(String thread, String did, String from, String to, String line) {}

    /// A line of the lesson.
    ///
    /// @param indent how many characters it is indented
    /// @param waited the colour of what it waited for longest, or null
    record Line(String id, int number, String text, int indent, String style, String waited) {}

    /// A line that the lesson printed.
    ///
    /// @param changed whether the other run has not printed it at about that time
    record Said(String at, String thread, String text, boolean changed) {}

    record Link(String file, String title) {}

    record Thumb(String svg, String whose, String seconds, String change) {}

    record Card(String file, String number, String title, List<Thumb> thumbs) {}

    private static final List<String> MARKERS = List.of(Region.BEGIN.stripTrailing(), Region.END.substring(1).stripTrailing());
    private static final Template PAGE = Pages.template("timeline.html");
    private static final Template INDEX = Pages.template("gallery.html");

    private TimelinePage() {
    }

    /// The page of a lesson, with its runs under each other on one scale.
    public static String of(Lesson lesson, List<RecordedRun> runs) {
        return page(lesson, runs, false, null, null);
    }

    /// The same in a gallery.
    ///
    /// @param before the lesson before it, or null
    /// @param after  the lesson after it, or null
    public static String inGallery(Lesson lesson, List<RecordedRun> runs, Lesson before, Lesson after) {
        return page(lesson, runs, true, before, after);
    }

    /// The pictures of a lesson's runs on one scale; their ids are `run1`, `run2`, …
    public static List<Picture> pictures(List<RecordedRun> runs) {
        var sentences = runs.isEmpty() ? List.<List<String>>of() : TimelineSvg.sentences(runs);
        return IntStream.range(0, runs.size()).mapToObj(i -> {
            var id = "run" + (i + 1);
            var key = key(List.of(runs.get(i))).stream().map(each -> new Key(each.swatch.replace("key-", id + "-key-"), each.words)).toList();
            return new Picture(id, runs.get(i).whose(), TimelineSvg.inPage(runs.get(i), id, RecordedRun.end(runs)), key, sentences.get(i));
        }).toList();
    }

    private static String page(Lesson lesson, List<RecordedRun> runs, boolean gallery, Lesson before, Lesson after) {
        var sentences = TimelineSvg.sentences(runs);
        var panels = new ArrayList<Panel>();
        for (int i = 0; i < runs.size(); i++) {
            panels.add(panel(runs.get(i), "run" + (i + 1), RecordedRun.end(runs), sentences.get(i), said(runs, i)));
        }
        var values = new HashMap<String, Object>(Map.of("number", lesson.number(), "title", lesson.title(), "prose", lesson.firstParagraph(),
                "gallery", gallery, "runs", panels, "styles", Pages.styles("timeline.css"), "script", Pages.resource("timeline.js")));
        values.put("whose", runs.stream().map(RecordedRun::whose).collect(Collectors.joining(", ")));
        values.put("printed", runs.stream().anyMatch(run -> !run.printed().isEmpty()));
        values.put("each", runs.size() > 1);
        values.put("before", before == null ? false : new Link(file(before), before.title()));
        values.put("after", after == null ? false : new Link(file(after), after.title()));
        return PAGE.execute(values);
    }

    /// The first page of a gallery.
    ///
    /// @param lessons each with its runs
    public static String index(Map<Lesson, List<RecordedRun>> lessons) {
        var cards = new ArrayList<Card>();
        lessons.forEach((lesson, runs) -> {
            var changes = Change.sentences(runs);
            var thumbs = new ArrayList<Thumb>();
            for (var run : runs) {
                thumbs.add(new Thumb(TimelineSvg.thumbnail(run, "thumb" + cards.size() + "-" + thumbs.size(), RecordedRun.end(runs)),
                        run.whose(), "%.1f".formatted(run.recording().end()), changes.get(thumbs.size())));
            }
            cards.add(new Card(file(lesson), lesson.number(), lesson.title(), thumbs));
        });
        return INDEX.execute(Map.of("styles", Pages.styles("timeline.css"), "lessons", cards,
                "key", key(lessons.values().stream().flatMap(List::stream).toList())));
    }

    /// The name that a lesson's page has in a gallery.
    public static String file(Lesson lesson) {
        return lesson.name() + ".html";
    }

    private static Panel panel(RecordedRun run, String id, double end, List<String> sentences, List<Said> said) {
        var lines = lines(run, id);
        var exercise = lines.stream().filter(line -> line.text.equals(MARKERS.getFirst())).findFirst();
        return new Panel(id, run.whose(), run.answer().shown(), TimelineSvg.inPage(run, id, end), key(List.of(run)),
                sentences, deeds(run, end), lines, exercise.map(Line::id).orElse(""), said);
    }

    private static List<Said> said(List<RecordedRun> runs, int number) {
        var lines = runs.get(number).printed();
        var changed = runs.size() == 1 ? Collections.nCopies(lines.size(), false) : Change.changed(runs.get(number), runs.get(1 - number));
        return IntStream.range(0, lines.size()).mapToObj(i -> new Said("%.1f".formatted(lines.get(i).at()), lines.get(i).thread(),
                lines.get(i).text(), changed.get(i))).toList();
    }

    /// The seconds of all threads in each line, by what they waited for.
    private static Map<Integer, Map<State, Double>> waits(RecordedRun run) {
        return run.recording().rows().stream().flatMap(row -> row.spans().stream())
                .filter(span -> span.state().isWait() && span.line() > 0)
                .collect(Collectors.groupingBy(Span::line, Collectors.groupingBy(Span::state, Collectors.summingDouble(Span::seconds))));
    }

    private static List<Key> key(List<RecordedRun> runs) {
        var states = runs.stream().flatMap(run -> run.recording().states().stream()).distinct().sorted()
                .map(state -> new Key(TimelineSvg.swatch(state), state.words));
        var marks = runs.stream().filter(RecordedRun::marks).limit(1).map(_ -> new Key(TimelineSvg.printSwatch(), TimelineSvg.PRINTS));
        return Stream.concat(states, marks).toList();
    }

    private static List<Deed> deeds(RecordedRun run, double end) {
        return TimelineSvg.lanes(run, end).stream().flatMap(lane -> lane.spans().stream().map(span -> new Deed(
                TimelineSvg.name(lane), span.state().words, seconds(span.start()), seconds(span.end()),
                span.line() == 0 ? "" : "" + span.line()))).toList();
    }

    private static String seconds(double seconds) {
        return "%.3f".formatted(seconds);
    }

    /// The lesson's text from its class on, for the picture speaks of nothing that stands before.
    private static List<Line> lines(RecordedRun run, String id) {
        var waits = waits(run);
        var texts = run.answer().text().lines().toList();
        var lines = new ArrayList<Line>();
        for (int number = 1; number <= texts.size(); number++) {
            var text = texts.get(number - 1);
            if (!lines.isEmpty() || text.matches("(final )?class .*")) {
                var waited = Optional.ofNullable(waits.get(number)).flatMap(states -> states.entrySet().stream()
                        .max(Map.Entry.comparingByValue()).map(Map.Entry::getKey));
                lines.add(new Line(id + "-L" + number, number, text, text.length() - text.stripLeading().length(),
                        (text.strip().startsWith("//") ? "prose" : "") + (MARKERS.contains(text) ? " marker" : "") + (waited.isPresent() ? " waited" : ""),
                        waited.map(TimelineSvg::colour).orElse(null)));
            }
        }
        return lines;
    }
}
