package workbook.book;

import com.samskivert.mustache.Template;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Region;
import workbook.pages.Pages;
import workbook.timeline.TimelinePage;

/// The pictures of a lesson's runs as HTML. Each figure carries the hash of the programs that ran, so that it can be taken out of the page it is in
/// and put into the next one: a recording takes as long as the run does.
public final class Figures {

    /// @param text what the picture is of, and for how long that ran
    record Caption(TimelinePage.Picture picture, String program, String text) {}

    private static final Template FIGURES = Pages.template("book-figures.html");
    private static final Pattern FIGURE = Pattern.compile("(?s)<figure data-program=\"(\\w+)\".*?</figure>\n");
    private static final Pattern LINE = Pattern.compile(" href=\"#(run\\d+)-L(\\d+)\"");

    private Figures() {
    }

    /// The figures of the chapter's runs, as its page has them; empty where nothing was recorded.
    static String of(Chapter chapter) {
        var pictures = TimelinePage.pictures(chapter.runs());
        return FIGURES.execute(Map.of("figures", IntStream.range(0, pictures.size()).mapToObj(i -> new Caption(led(pictures.get(i), chapter), program(chapter),
                "%s: %.1f\u00a0seconds".formatted(pictures.get(i).heading(), chapter.runs().get(i).recording().end()))).toList()));
    }

    /// The figures in `page`, if they show the programs that the chapter has now; empty if one is missing or shows another.
    public static String kept(Chapter chapter, String page) {
        var figures = FIGURE.matcher(page).results().filter(figure -> figure.group(1).equals(program(chapter))).map(MatchResult::group).toList();
        return figures.size() == 2 ? String.join("", figures) : "";
    }

    /// What differs where the lesson, as given or solved, does.
    static String program(Chapter chapter) {
        return Disk.hash(List.of(chapter.text(), Lesson.read(chapter.lesson().solution())));
    }

    /// The picture, with links to the lines where they stand in the page. Around the exercise the solution's are the lesson's.
    private static TimelinePage.Picture led(TimelinePage.Picture picture, Chapter chapter) {
        int begin = Region.line(chapter.text(), chapter.text().indexOf(Region.BEGIN));
        int end = Region.line(chapter.text(), chapter.text().indexOf(Region.END)) + chapter.longer();
        Function<MatchResult, String> target = link -> {
            int line = Integer.parseInt(link.group(2));
            return " href=\"#%s\"".formatted(link.group(1).equals("run1") || line > begin && line < end ? link.group(1) + "-L" + line
                    : "run1-L" + (line <= begin ? line : line - chapter.longer()));
        };
        return new TimelinePage.Picture(picture.id(), picture.heading(), LINE.matcher(picture.svg()).replaceAll(target), picture.key(), picture.sentences());
    }
}
