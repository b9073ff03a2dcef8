package workbook.session;

import java.util.List;
import java.util.stream.IntStream;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Lesson;
import workbook.curriculum.Page;

/// What a pass brings: what the learner can do now, something to try, the way on, and the answers to the lesson's questions.
///
/// @param modify      something to try with the solved lesson, in paragraphs
/// @param next        the name of the next lesson, or null after the last
/// @param investigate the answers to the lesson's questions
/// @param end         where the learner stands in the whole, after the last lesson or when all are passed; else null
public record Pass(String learned, List<String> modify, String next, List<String> investigate, End end) {

    /// @param learned what the lessons have brought that are passed
    /// @param missing the names of those that are not
    /// @param next    where to go from here
    public record End(List<Learned> learned, List<String> missing, List<String> next) {

        /// What stands above what the lessons have brought.
        public String words() {
            return missing.isEmpty() ? "You have passed every lesson. What you can do now, and the seconds before and after:"
                    : "This is the last lesson. Not passed yet: " + String.join(", ", missing) + ". What you can do now:";
        }
    }

    /// What one lesson has brought.
    ///
    /// @param seconds that it took as given, and takes solved: the first and the last of them
    public record Learned(String name, String learned, List<String> seconds) {

        /// All of it in a line.
        public String words() {
            var took = seconds.isEmpty() ? "" : seconds.getFirst().equals(seconds.getLast()) ? ", " + seconds.getFirst() + " s"
                    : ", " + seconds.getFirst() + " → " + seconds.getLast() + " s";
            return name + took + ". " + learned;
        }
    }

    /// @param standings of the curriculum's lessons, in their order
    /// @throws workbook.curriculum.Mistake if a page or a solution cannot be read
    static Pass of(Curriculum curriculum, Lesson lesson, List<Standing> standings) {
        var lessons = curriculum.lessons();
        var page = Page.read(lesson.page());
        int next = lessons.indexOf(lesson) + 1;
        boolean last = next == lessons.size();
        return new Pass(page.learned(), lesson.modify(), last ? null : name(lessons.get(next)), page.investigate(),
                last || standings.stream().allMatch(Standing::passed) ? end(lessons, standings) : null);
    }

    private static End end(List<Lesson> lessons, List<Standing> standings) {
        var passed = IntStream.range(0, lessons.size()).filter(i -> standings.get(i).passed()).mapToObj(lessons::get).toList();
        return new End(passed.stream().map(each -> new Learned(name(each), Page.read(each.page()).learned(), each.seconds())).toList(),
                lessons.stream().filter(each -> !passed.contains(each)).map(Pass::name).toList(), Page.read(lessons.getLast().page()).next());
    }

    static String name(Lesson lesson) {
        return lesson.number() + " · " + lesson.title();
    }
}
