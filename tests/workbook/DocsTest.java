package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Holds the book that lies in `docs` against what it is made of. Pictures are of runs, and no run is like another: of them it is asked whether
/// the programs that ran are those of today.
@DisplayName("docs")
@Execution(ExecutionMode.CONCURRENT)
class DocsTest {

    private static final Pattern FIGURE = Pattern.compile("(?s)<figure data-program=\"(\\w+)\".*?</figure>\n");
    private static final Pattern FIGURES = Pattern.compile("(?s)class=\"figures\" data-program=\"(\\w+)\".*?(?=class=\"figures\"|\\z)");
    private static final int RUNS = 2;

    @Test
    @DisplayName("is the book that ./jbang workbook book docs writes, with two pictures of each lesson as it is now")
    void isTheBook() throws Exception {
        assertThat(faults(pages(WorkbookProcess.book().resolve("pages")), pages(Path.of("docs")))).as("To mend it: ./jbang workbook book docs").isEmpty();
        assertThat(Path.of("docs/01_start_join.svg")).as("To mend it: ./jbang workbook book docs").content().contains("<svg ", "As given: ", "Solved: ");
        assertThat(Path.of("docs/how-to-work.html")).content().contains("<img src=\"editor-and-page.png\"");
        assertThat(Path.of("docs/editor-and-page.png")).hasSameBinaryContentAs(Path.of("book/editor-and-page.png"));
    }

    @Test
    @DisplayName("is said to be wrong where a page differs, is missing or too many, and where a picture is missing or of another program")
    void saysWhatDiffers() {
        var figures = "<main>\n<div class=\"figures\" data-program=\"aa\">\n</div>\n";
        var figure = "<figure data-program=\"aa\">\nbars\n</figure>\n";
        var both = figures.replace("</div>", figure + figure + "</div>");

        assertThat(faults(Map.of("a.html", figures), Map.of("a.html", both))).isEmpty();
        assertThat(faults(Map.of("a.html", "one", "b.html", "two"), Map.of("b.html", "three", "c.html", "four")))
                .containsExactly("docs/a.html is missing.", "docs/b.html differs.", "docs/c.html is no page of the book: delete it.");
        assertThat(faults(Map.of("a.html", figures), Map.of("a.html", both.replaceFirst("figure data-program=\"aa", "figure data-program=\"bb"))))
                .containsExactly("docs/a.html has pictures of another program: bb is now aa.");
        assertThat(faults(Map.of("a.html", figures), Map.of("a.html", figures.replace("</div>", figure + "</div>")))).containsExactly("docs/a.html has 1 of 2 pictures.");
    }

    /// What is wrong with the pages in `docs`, where those that are written now are `fresh` and have no pictures; both by their names.
    private static List<String> faults(Map<String, String> fresh, Map<String, String> docs) {
        var faults = new ArrayList<String>();
        for (var name : new TreeSet<>(Stream.concat(fresh.keySet().stream(), docs.keySet().stream()).toList())) {
            if (!docs.containsKey(name)) {
                faults.add("docs/" + name + " is missing.");
            } else if (!fresh.containsKey(name)) {
                faults.add("docs/" + name + " is no page of the book: delete it.");
            } else if (!fresh.get(name).equals(FIGURE.matcher(docs.get(name)).replaceAll(""))) {
                faults.add("docs/" + name + " differs.");
            } else {
                FIGURES.matcher(docs.get(name)).results().forEach(figures -> {
                    var programs = FIGURE.matcher(figures.group()).results().map(figure -> figure.group(1)).toList();
                    programs.stream().filter(program -> !program.equals(figures.group(1))).findFirst()
                            .ifPresent(program -> faults.add("docs/%s has pictures of another program: %s is now %s.".formatted(name, program, figures.group(1))));
                    if (programs.size() != RUNS) {
                        faults.add("docs/%s has %d of %d pictures.".formatted(name, programs.size(), RUNS));
                    }
                });
            }
        }
        return faults;
    }

    /// Wherever they have been checked out, their lines end in `\n` here.
    private static Map<String, String> pages(Path folder) throws IOException {
        var pages = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(file -> !file.toString().matches(".*\\.(svg|png)")).toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file).replace("\r\n", "\n"));
            }
        }
        return pages;
    }
}
