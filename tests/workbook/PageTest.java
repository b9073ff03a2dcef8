package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Reads pages in a program of its own, which prints what is in them.
@DisplayName("A page of the guide")
@Execution(ExecutionMode.CONCURRENT)
class PageTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("has goals, minutes, points and questions for teachers, and what stands above the code of an answer in plain words")
    void isForTeachers() throws Exception {
        assertThat(read("""
                # 00 · Title

                It is about
                one thing. Look for it.

                ## Goals

                - Say `get()`
                  in two lines.
                - Say it in *one*.

                ## Minutes

                25

                ## Points

                1.5

                ## Discuss

                1. Why? Listen
                   for a reason.

                ## Wrong answers

                ### Runs twice

                It runs
                *twice*.

                - Once is [Future] enough.

                > The task ran twice instead of once.

                ```java
                    void run() { }
                ```

                What stands below is nobody's.

                ## Right answers

                ### Runs once

                ```java
                    void run() { }
                ```
                """)).containsExactly("[It is about one thing. Look for it.] [Say `get()` in two lines., Say it in *one*.] 25 1.5 [Why? Listen for a reason.]",
                        "Runs twice: It runs twice.|Once is Future enough. [The task ran twice instead of once.]", "Runs once:  []");
    }

    @Test
    @DisplayName("need not say any of that: no minutes, and one point")
    void needNotSay() throws Exception {
        assertThat(read("## Hints\n")).containsExactly("[] [] 0 1.0 []");
    }

    @Test
    @DisplayName("whose minutes or points are no number is at fault, with its line")
    void asksForNumbers() throws Exception {
        assertThat(read("## Minutes\n\nhalf an hour\n")).containsExactly("3: Minutes is a whole number, such as 30, and 'half an hour' is none.");
        assertThat(read("## Minutes\n\n7.5\n")).containsExactly("3: Minutes is a whole number, such as 30, and '7.5' is none.");
        assertThat(read("## Points\n\n2\n\n- 3\n")).containsExactly("5: Points is a number, such as 2 or 1.5, and '3' is a second one.");
    }

    private List<String> read(String page) throws Exception {
        var file = Files.writeString(folder.resolve("page.md"), page);
        var program = Files.writeString(folder.resolve("Read.java"), """
                import module java.base;
                import workbook.curriculum.*;

                void main(String[] arguments) {
                    try {
                        var page = Page.read(Path.of(arguments[0]));
                        IO.println(page.about() + " " + page.goals() + " " + page.minutes() + " " + page.points() + " " + page.discuss());
                        page.answers().forEach(each -> IO.println(each.title() + ": " + each.prose().replace("\\n", "|") + " " + each.sentences()));
                    } catch (Mistake e) {
                        IO.println(e.getMessage().replace(arguments[0] + ":", ""));
                    }
                }
                """);
        var run = WorkbookProcess.finish(WorkbookProcess.java(folder, program.toString(), file.toString()).start());
        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        return run.out();
    }
}
