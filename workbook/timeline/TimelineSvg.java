package workbook.timeline;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import workbook.pages.Pages;
import workbook.pages.Printable;
import workbook.timeline.Lanes.Lane;
import workbook.timeline.Lanes.Scale;
import workbook.timeline.Recording.Span;
import workbook.timeline.Recording.State;

/// Draws recordings as SVG. A lane has the thread's name, and what it waited for, above its bars. Lengths along the time
/// are percentages: a picture fills the room that it has, and its texts keep their size.
///
/// States differ in colour, and in height or pattern as well. A screen reader is told a title and a description, and in
/// a page each bar that waited.
public final class TimelineSvg {

    /// A thumbnail has no room for more.
    private static final int MOST_THIN_LANES = 12;

    /// A lane with more spans than this is drawn in cells, like a group.
    private static final int MOST_SPANS = 100;

    private static final int CELLS = 200;
    private static final int BETWEEN_MARKS = 25;
    private static final int LANE = 42;
    private static final int BAR = 14;
    private static final int THIN_LANE = 6;
    private static final int AXIS = 24;
    private static final int LINE = 20;
    private static final int FILE_WIDTH = 800;
    private static final int MARGIN = 28;
    private static final int SWATCH = 28;
    private static final int LONGEST_NAME = 40;

    /// Drawn over the colour, and like the symbols of the text: lines, crosses, waves.
    private static final Map<State, String> PATTERNS = new EnumMap<>(Map.of(
            State.SLEEPS, "M0 3.5H8",
            State.WAITS_FOR_LOCK, "M1 0L7 7M7 0L1 7",
            State.WAITS_FOR_NETWORK, "M0 3.5Q2 0 4 3.5T8 3.5",
            State.UNKNOWN, "M4 1V6"));

    /// What the mark of a line that was printed means.
    static final String PRINTS = "prints a line";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;
    private final String id;
    private final double end;
    private final Scale scale;

    private TimelineSvg(String id, double end) {
        try {
            this.xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        this.id = id;
        this.end = end;
        this.scale = Scale.of(end, CELLS, BETWEEN_MARKS);
    }

    /// A picture for a page that has the style `timeline.css`. Each bar that waited is a link to the element whose id is
    /// `{id}-L{line}`.
    ///
    /// @param id  keeps the ids in this picture apart from those in others
    /// @param end the last second on the scale
    static String inPage(RecordedRun run, String id, double end) {
        return written(id, end, svg -> svg.page(run));
    }

    /// The bars alone, in a page that has that style.
    static String thumbnail(RecordedRun run, String id, double end) {
        return written(id, end, svg -> svg.bars(run));
    }

    /// A file of its own, with `runs` under each other on one scale.
    public static String file(List<RecordedRun> runs) {
        return written("timeline", RecordedRun.end(runs), svg -> svg.alone(runs));
    }

    /// The lanes of a picture that reaches to the second `end`.
    static List<Lane> lanes(RecordedRun run, double end) {
        return new TimelineSvg("", Math.max(end, 0.001)).lanes(run);
    }

    /// A lane's name, as far as there is room, and how many threads it stands for.
    static String name(Lane lane) {
        var name = lane.name().length() <= LONGEST_NAME ? lane.name() : lane.name().substring(0, LONGEST_NAME) + "…";
        return lane.threads() == 1 ? name : "%s × %,d".formatted(name, lane.threads());
    }

    /// The name of a state's colour in `colours.css`.
    static String colour(State state) {
        return style(state).replaceFirst(".*_", "");
    }

    private static String style(State state) {
        return state.name().toLowerCase();
    }

    private interface Drawing {
        void on(TimelineSvg svg) throws XMLStreamException;
    }

    private static String written(String id, double end, Drawing drawing) {
        try {
            var svg = new TimelineSvg(id, Math.max(end, 0.001));
            drawing.on(svg);
            svg.xml.close();
            return svg.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void page(RecordedRun run) throws XMLStreamException {
        var lanes = lanes(run);
        open("svg", "class", "timeline", "width", "100%", "height", height(lanes), "role", "group", "aria-labelledby", id + "-title " + id + "-desc");
        describe(List.of(run));
        patterns();
        draw(run, lanes, 0, true);
        xml.writeEndElement();
    }

    private void bars(RecordedRun run) throws XMLStreamException {
        var lanes = Lanes.of(run.recording(), MOST_THIN_LANES, scale);
        open("svg", "class", "timeline", "width", "100%", "height", lanes.size() * THIN_LANE, "role", "img", "aria-labelledby", id + "-title " + id + "-desc");
        describe(List.of(run));
        for (int i = 0; i < lanes.size(); i++) {
            for (var span : spans(lanes.get(i))) {
                bar(span, i * THIN_LANE + 1, THIN_LANE - 2);
            }
            prints(run, lanes.get(i), i * THIN_LANE, THIN_LANE);
        }
        xml.writeEndElement();
    }

    private void alone(List<RecordedRun> runs) throws XMLStreamException {
        var sentences = sentences(runs);
        int height = 2 * MARGIN;
        for (int i = 0; i < runs.size(); i++) {
            height += LINE + height(lanes(runs.get(i))) + LINE + LINE * sentences.get(i).size() + LINE;
        }
        open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "timeline alone", "viewBox", "0 0 " + FILE_WIDTH + " " + height,
                "role", "img", "aria-labelledby", id + "-title " + id + "-desc");
        describe(runs);
        open("style");
        xml.writeCharacters("\n" + Pages.resource("colours.css") + Pages.resource("timeline.css"));
        xml.writeEndElement();
        patterns();
        empty("rect", "class", "paper", "width", FILE_WIDTH, "height", height, "rx", 8);
        open("svg", "x", MARGIN, "width", FILE_WIDTH - 2 * MARGIN, "height", height, "overflow", "visible");
        int y = MARGIN;
        for (int i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            words(run.title(), "class", "heading", "x", 0, "y", y + 10);
            y += LINE;
            var lanes = lanes(run);
            draw(run, lanes, y, false);
            y += height(lanes) + LINE;
            legend(run, y);
            for (var sentence : sentences.get(i)) {
                y += LINE;
                words(sentence, "class", "sentence", "x", 0, "y", y);
            }
            y += 2 * LINE - LINE / 2;
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    /// What is said under the picture of each of `runs`.
    static List<List<String>> sentences(List<RecordedRun> runs) {
        var changes = Change.sentences(runs);
        return IntStream.range(0, runs.size()).mapToObj(i -> Stream.concat(Stream.of(changes.get(i)).filter(change -> !change.isEmpty()),
                TimelineText.sentences(runs.get(i)).stream()).toList()).toList();
    }

    private List<Lane> lanes(RecordedRun run) {
        return Lanes.of(run.recording(), Lanes.MOST, scale).stream()
                .map(lane -> new Lane(lane.name(), lane.threads(), spans(lane), lane.waits())).toList();
    }

    private static int height(List<Lane> lanes) {
        return lanes.size() * LANE + AXIS;
    }

    private void draw(RecordedRun run, List<Lane> lanes, int top, boolean links) throws XMLStreamException {
        axis(top, lanes.size() * LANE);
        for (int i = 0; i < lanes.size(); i++) {
            var lane = lanes.get(i);
            int y = top + i * LANE;
            var name = name(lane);
            words(name, "class", "thread", "x", 0, "y", y + 15);
            words(waits(lane), "class", "waits", "x", "100%", "y", y + 15, "text-anchor", "end");
            for (var span : lane.spans()) {
                if (links && span.state().isWait() && span.line() > 0) {
                    open("a", "href", "#" + id + "-L" + span.line(), "data-line", id + "-L" + span.line(), "aria-label", name + " " + told(span));
                    bar(span, y + 22, BAR);
                    xml.writeEndElement();
                } else {
                    bar(span, y + 22, BAR);
                }
            }
            prints(run, lane, y + 19, BAR + 6);
        }
    }

    /// A mark wherever the thread of a lane prints, over its bars; one for lines that come so close that they would run into
    /// each other.
    private void prints(RecordedRun run, Lane lane, int y, int height) throws XMLStreamException {
        var lines = run.printed().stream().filter(line -> lane.threads() == 1 && line.thread().equals(lane.name()))
                .collect(Collectors.groupingBy(line -> (int) (line.at() / scale.cell()), TreeMap::new, Collectors.toList()));
        for (var together : lines.values()) {
            open("g", "class", "print");
            if (height > BAR) {
                open("title");
                characters(together.stream().map(line -> "%.2f s  %s".formatted(line.at(), line.text())).collect(Collectors.joining("\n")));
                xml.writeEndElement();
            }
            print(together.getFirst().at() / end, y, height);
            xml.writeEndElement();
        }
    }

    private void print(double share, int y, int height) throws XMLStreamException {
        var x = percent(Math.min(share, 1));
        empty("line", "x1", x, "x2", x, "y1", y, "y2", y + height);
    }

    /// What a lane waited for longest, which is all that there is room for.
    private String waits(Lane lane) {
        return lane.seen(scale.cell()).stream().findFirst()
                .map(wait -> wait.state().words + (wait.line() == 0 ? "" : " · line " + wait.line())).orElse("");
    }

    private List<Span> spans(Lane lane) {
        return lane.spans().size() <= MOST_SPANS ? lane.spans() : scale.spans(List.of(lane.spans()));
    }

    private void axis(int top, int height) throws XMLStreamException {
        for (int mark = 0; mark * scale.step() <= end * 1.0001; mark++) {
            double x = mark * scale.step() / end;
            empty("line", "class", "mark", "x1", percent(x), "x2", percent(x), "y1", top, "y2", top + height + 4);
            var number = scale.mark(mark) + (mark == 0 ? " s" : "");
            words(number, "class", "number", "x", percent(x), "y", top + height + 18, "text-anchor", mark == 0 ? "start" : x > 0.985 ? "end" : "middle");
        }
    }

    /// A bar over the full height for what keeps a thread from its work or is its work, a thin one for what only waits
    /// for other threads or for a task.
    private void bar(Span span, int y, int height) throws XMLStreamException {
        var name = style(span.state());
        boolean thin = span.state() == State.WAITS_FOR_THREAD || span.state() == State.HAS_NO_TASK;
        int tall = thin ? Math.max(2, height / 3) : height;
        open("g", "class", "bar " + name);
        if (height == BAR) {
            open("title");
            characters(told(span));
            xml.writeEndElement();
        }
        if (thin) {
            rectangle(span, "room", y, height);
        }
        rectangle(span, "fill", y + (height - tall) / 2, tall);
        if (PATTERNS.containsKey(span.state()) && height == BAR) {
            empty("rect", "fill", "url(#" + id + "-" + name + ")", "x", percent(span.start() / end),
                    "width", percent(span.seconds() / end), "y", y, "height", height);
        }
        xml.writeEndElement();
    }

    private void rectangle(Span span, String style, int y, int height) throws XMLStreamException {
        empty("rect", "class", style, "x", percent(span.start() / end), "width", percent(span.seconds() / end), "y", y, "height", height);
    }

    private static String told(Span span) {
        return "%s from %.2f to %.2f s%s".formatted(span.state().words, span.start(), span.end(),
                span.line() == 0 ? "" : ", line " + span.line());
    }

    /// A state as the pictures show it, for the key of a page.
    static String swatch(State state) {
        return swatch("key-" + state.ordinal(), svg -> {
            svg.patterns();
            svg.bar(new Span(state, 0, 1, 0), 0, BAR);
        });
    }

    /// The mark of a line that was printed, for the same key.
    static String printSwatch() {
        return swatch("key-print", TimelineSvg::swatchOfPrint);
    }

    private static String swatch(String id, Drawing drawing) {
        return written(id, 1, svg -> {
            svg.open("svg", "class", "timeline", "width", SWATCH, "height", BAR, "aria-hidden", "true");
            drawing.on(svg);
            svg.xml.writeEndElement();
        });
    }

    private void swatchOfPrint() throws XMLStreamException {
        open("g", "class", "print");
        print(0.5, 0, BAR);
        xml.writeEndElement();
    }

    private void legend(RecordedRun run, int y) throws XMLStreamException {
        int x = 0;
        for (var state : run.recording().states()) {
            x = legend(x, y, state.words, svg -> svg.bar(new Span(state, 0, end, 0), 0, BAR));
        }
        if (run.marks()) {
            legend(x, y, PRINTS, TimelineSvg::swatchOfPrint);
        }
    }

    private int legend(int x, int y, String words, Drawing drawing) throws XMLStreamException {
        open("svg", "x", x, "y", y - 11, "width", SWATCH, "height", BAR);
        drawing.on(this);
        xml.writeEndElement();
        words(words, "class", "sentence", "x", x + SWATCH + 7, "y", y);
        return x + SWATCH + 7 + 7 * words.length() + 18;
    }

    private void describe(List<RecordedRun> runs) throws XMLStreamException {
        open("title", "id", id + "-title");
        characters(runs.stream().map(run -> run.whose() + ": the threads of " + run.answer().shown()).collect(Collectors.joining(". ")));
        xml.writeEndElement();
        open("desc", "id", id + "-desc");
        var sentences = sentences(runs);
        for (int i = 0; i < runs.size(); i++) {
            var recording = runs.get(i).recording();
            characters("%s: %s in %.1f seconds. %s ".formatted(runs.get(i).whose(), TimelineText.threads(recording.rows().size()), recording.end(),
                    String.join(" ", sentences.get(i))));
        }
        xml.writeEndElement();
    }

    private void patterns() throws XMLStreamException {
        open("defs");
        for (var state : PATTERNS.keySet()) {
            open("pattern", "id", id + "-" + style(state), "width", 8, "height", 7, "patternUnits", "userSpaceOnUse");
            empty("path", "class", "line", "d", PATTERNS.get(state));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void open(String name, Object... attributes) throws XMLStreamException {
        xml.writeStartElement(name);
        attributes(attributes);
    }

    private void empty(String name, Object... attributes) throws XMLStreamException {
        xml.writeEmptyElement(name);
        attributes(attributes);
    }

    private void words(String words, Object... attributes) throws XMLStreamException {
        open("text", attributes);
        characters(words);
        xml.writeEndElement();
    }

    private void characters(String text) throws XMLStreamException {
        xml.writeCharacters(Printable.text(text));
    }

    private void attributes(Object... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.writeAttribute(namesAndValues[i].toString(), Printable.text(namesAndValues[i + 1].toString()));
        }
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(100 * share).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + "%";
    }
}
