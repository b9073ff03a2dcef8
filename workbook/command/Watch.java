package workbook.command;

import io.methvin.watcher.DirectoryWatcher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import workbook.curriculum.Answer;
import workbook.curriculum.Curriculum;
import workbook.curriculum.Disk;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;
import workbook.curriculum.Page;
import workbook.curriculum.Progress;
import workbook.curriculum.WrongName;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker;
import workbook.judging.LessonRun;
import workbook.judging.Verdict;
import workbook.terminal.Report;
import workbook.terminal.Screen.View;
import workbook.terminal.Screen;
import workbook.terminal.Style;
import workbook.timeline.RecordedRun;

/// `watch`: shows the lesson that the learner is at, and judges it whenever it is saved.
///
/// One thread does everything that can be seen: it takes an event after the other and draws. Keys, the file system, a
/// check and a run are threads of their own, and all they do is put events into the queue.
@Command(name = "watch", description = "Shows your lesson and judges it whenever you save it. (This is what no command does.)")
public final class Watch implements Callable<Integer> {

    private sealed interface Event {
        record Key(char key) implements Event {}
        record Saved() implements Event {}
        record Resized() implements Event {}
        record Ended() implements Event {}

        /// What a check or a run says; it may have been stopped meanwhile.
        sealed interface FromWorker extends Event {
            Thread worker();
        }

        record Tested(Thread worker, Verdict.Test test) implements FromWorker {}
        record Judged(Thread worker, Verdict verdict) implements FromWorker {}
        record Printed(Thread worker, String line) implements FromWorker {}
        record Ran(Thread worker, double seconds) implements FromWorker {}
        record Failed(Thread worker, RuntimeException e) implements FromWorker {}
    }

    /// A run, and the folder in which its JVM leaves a recording.
    private record Recorded(Answer answer, Path folder) {}

    /// What the lower part of the screen is about.
    private enum Mode { VERDICT, PREDICT, RUN, LIST, RESET }

    /// How often the lesson is looked at in case the file system says nothing, as in containers and on network drives.
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int MOST_LINES = 200;

    /// After how long without an event the learner is taken to be away, and nothing is kept ready any longer.
    private static final Duration AWAY = Duration.ofMinutes(10);
    private static final Pattern FINISHED = Pattern.compile("Finished in (\\d+\\.\\d+) seconds");

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private Curriculum curriculum;
    private Progress progress;
    private Checker checker;
    private Screen screen;

    private volatile Lesson lesson;
    private Mode mode;
    private String typed = "";
    private Thread working;
    private volatile Process running;
    private volatile Recorded recorded;
    private Answer answer;
    private Verdict verdict;
    private final List<Verdict.Test> tests = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int hints;
    private boolean askedForSolution;
    private int passed;

    @Override
    public Integer call() throws Exception {
        curriculum = Curriculum.here();
        progress = new Progress(curriculum.home(), this::note);
        checker = Checker.in(curriculum.home(), System.err::println);
        lesson = progress.at(curriculum);
        try (var opened = Screen.open(key -> events.add(new Event.Key(key)), () -> events.add(new Event.Resized()),
                () -> events.add(new Event.Ended())); var _ = watchFiles()) {
            screen = opened;
            arrive(lesson);
            draw();
            while (step()) { }
            // Where the keys came through a pipe that has ended, what is under way is still shown.
            while (working != null && screen instanceof Screen.Plain) {
                step();
            }
        } finally {
            stop();
            checker.close();
        }
        return 0;
    }

    private boolean step() throws InterruptedException {
        boolean on = true;
        try {
            var event = events.poll(AWAY.toMinutes(), TimeUnit.MINUTES);
            if (event == null) {
                checker.close();
                event = events.take();
            }
            on = handle(event);
            if (events.isEmpty()) {
                draw();
            }
        } catch (Mistake e) {
            note(e.getMessage());
            mode = Mode.VERDICT;
            draw();
        }
        return on;
    }

    /// Does what the event asks for; answers whether to go on.
    private boolean handle(Event event) {
        switch (event) {
            case Event.Key(char key) -> {
                return press(key);
            }
            case Event.Saved _ -> judgeIfChanged();
            case Event.Resized _ -> { }
            case Event.FromWorker from when from.worker() != working -> { }
            case Event.Tested(_, var test) -> tests.add(test);
            case Event.Judged(_, var verdict) -> judged(verdict);
            case Event.Printed(_, var line) -> {
                printed.add(line);
                if (printed.size() > MOST_LINES) {
                    printed.removeFirst();
                }
            }
            case Event.Ran(_, double seconds) -> ran(seconds);
            case Event.Failed(_, var e) -> {
                working = null;
                throw e;
            }
            case Event.Ended _ -> {
                return false;
            }
        }
        return true;
    }

    private boolean press(char key) {
        if (mode == Mode.PREDICT || mode == Mode.LIST) {
            type(key);
            return true;
        }
        if (mode == Mode.RESET) {
            mode = Mode.VERDICT;
            if (key == 'y') {
                note(Reset.reset(lesson));
                hints = 0;
                judge();
            }
            return true;
        }
        switch (key) {
            case 'h' -> hint();
            case 'r' -> run();
            case 'l' -> {
                mode = Mode.LIST;
                typed = "";
            }
            case 'n' -> move(1);
            case 'b' -> move(-1);
            case 'c' -> judge();
            case 'x' -> mode = Mode.RESET;
            case 'v' -> solution();
            case 't' -> timeline();
            case 's' -> {
                if (working != null) {
                    stop();
                    note("Stopped.");
                }
                mode = Mode.VERDICT;
            }
            case 'q' -> {
                return false;
            }
            default -> {
                if (mode == Mode.RUN && working == null) {
                    mode = Mode.VERDICT;
                    if (verdict == null) {
                        judge();
                    }
                }
            }
        }
        return true;
    }

    /// Takes a number that ends with Enter: a prediction, or the lesson to go to.
    private void type(char key) {
        if (key == '\r' || key == '\n') {
            var word = typed.replace(',', '.');
            typed = "";
            if (mode == Mode.LIST) {
                mode = Mode.VERDICT;
                if (!word.isEmpty()) {
                    try {
                        notes.clear();
                        arrive(curriculum.find(word));
                    } catch (WrongName e) {
                        note(e.getMessage());
                    }
                }
            } else if (word.matches("\\d*\\.?\\d+|\\d+\\.")) {
                progress.guess(lesson, word);
                run();
            } else {
                run();
            }
        } else if (key == '\b' || key == 127) {
            typed = typed.isEmpty() ? "" : typed.substring(0, typed.length() - 1);
        } else if (Character.isDigit(key) || mode == Mode.PREDICT && (key == '.' || key == ',')) {
            typed += key;
        } else if (mode == Mode.LIST) {
            mode = Mode.VERDICT;
        } else if (key == 'q') {
            events.add(new Event.Ended());
        }
    }

    private void arrive(Lesson other) {
        stop();
        lesson = other;
        hints = 0;
        askedForSolution = false;
        progress.moveTo(lesson);
        countPassed();
        if (progress.of(lesson).equals(Progress.Entry.NONE) && Style.TERMINAL) {
            mode = Mode.PREDICT;
            answer = Answer.of(lesson);
            verdict = null;
            tests.clear();
        } else {
            judge();
        }
    }

    private void move(int steps) {
        int index = curriculum.lessons().indexOf(lesson) + steps;
        if (index < 0 || index >= curriculum.lessons().size()) {
            note(steps > 0 ? "This is the last lesson." : "This is the first lesson.");
        } else {
            notes.clear();
            arrive(curriculum.lessons().get(index));
        }
    }

    private void judgeIfChanged() {
        try {
            if (!Answer.of(lesson).equals(answer)) {
                notes.clear();
                judge();
            }
        } catch (Mistake e) {
            // The editor is about to put the new file there; the next look finds it.
        }
    }

    private void judge() {
        stop();
        mode = Mode.VERDICT;
        tests.clear();
        verdict = null;
        Answer now;
        try {
            now = Answer.of(lesson);
        } catch (Mistake e) {
            note(e.getMessage());
            return;
        }
        answer = now;
        start(check -> new Event.Judged(check, checker.check(now,
                new Settings(OptionalInt.empty(), false, test -> events.add(new Event.Tested(check, test))))));
    }

    private interface Work {
        Event work(Thread worker) throws InterruptedException, IOException;
    }

    private void start(Work work) {
        working = Thread.ofPlatform().daemon().start(() -> {
            var worker = Thread.currentThread();
            try {
                events.add(work.work(worker));
            } catch (InterruptedException e) {
                // Stopped: there is something newer, or nobody waits any more.
            } catch (IOException e) {
                events.add(new Event.Failed(worker, new Mistake(lesson.file(), "It cannot be run: " + e.getMessage() + ".")));
            } catch (RuntimeException e) {
                events.add(new Event.Failed(worker, e));
            }
        });
    }

    private void judged(Verdict verdict) {
        working = null;
        this.verdict = verdict;
        tests.clear();
        tests.addAll(verdict.tests());
        progress.judged(lesson, answer.text(), verdict.passed());
        countPassed();
        draw();
        checker.getReady(lesson);
        System.gc();    // The learner reads now: the time to give back what the compiler used.
    }

    private void run() {
        stop();
        mode = Mode.RUN;
        printed.clear();
        notes.clear();
        var now = Answer.of(lesson);
        start(run -> new Event.Ran(run, run(now, run)));
    }

    /// Runs the lesson, and answers the seconds that its last line names, or else those that it took; -1 if it does not
    /// compile.
    private double run(Answer answer, Thread run) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var refusal = checker.compiler.compile(answer, classes);
            if (refusal.isPresent()) {
                Report.details(answer, refusal.get(), false).forEach(line -> events.add(new Event.Printed(run, " " + line)));
                return -1;
            }
            long start = System.nanoTime();
            var before = recorded;
            var recording = new Recorded(answer, Disk.temporaryFolder());
            var process = LessonRun.command(answer.lesson(), classes, RecordedRun.options(recording.folder), List.of())
                    .directory(curriculum.home().toFile()).redirectErrorStream(true).start();
            running = process;
            if (Thread.interrupted()) {     // stop() came before there was a process to end
                process.destroy();
                throw new InterruptedException();
            }
            recorded = recording;
            if (before != null) {
                Disk.delete(before.folder);
            }
            process.getOutputStream().close();
            double seconds = -1;
            try (var lines = process.inputReader()) {
                for (String line; (line = lines.readLine()) != null; ) {
                    events.add(new Event.Printed(run, " " + line));
                    var finished = FINISHED.matcher(line);
                    seconds = finished.find() ? Double.parseDouble(finished.group(1)) : seconds;
                }
            }
            process.waitFor();
            return seconds >= 0 ? seconds : Math.round((System.nanoTime() - start) / 1e8) / 10.0;
        } finally {
            Disk.delete(classes);
        }
    }

    private void ran(double seconds) {
        working = null;
        var entry = progress.of(lesson);
        if (seconds >= 0 && entry.verdict() == null) {
            note(entry.guess() == null ? "It took %.1f seconds.".formatted(seconds)
                    : "You guessed %s seconds; it took %.1f.".formatted(entry.guess(), seconds));
        }
        printed.add("");
        printed.addAll(notes);
    }

    private void hint() {
        var all = page().hints();
        if (hints < all.size()) {
            hints++;
        }
        mode = Mode.VERDICT;
    }

    private void solution() {
        mode = Mode.VERDICT;
        if (verdict != null && verdict.passed() || askedForSolution) {
            notes.clear();
            ShowSolution.exercise(lesson).lines().map(line -> " " + line).forEach(notes::add);
        } else {
            askedForSolution = true;
            note("You have not passed yet. Press v again to see the solution all the same.");
        }
    }

    /// Draws what the threads of the last run did with their time.
    private void timeline() {
        if (recorded == null || running.isAlive()) {
            note(recorded == null ? "Press r first: the timeline shows the last run." : "The run has not ended yet.");
            return;
        }
        var lines = Timeline.drawing(recorded.answer, recorded.folder, screen.width() - 2);
        printed.clear();
        lines.forEach(line -> printed.add(" " + line));
        mode = Mode.RUN;
    }

    private void stop() {
        if (working != null) {
            working.interrupt();
            working = null;
        }
        if (running != null) {
            running.destroy();
        }
    }

    private void note(String sentence) {
        notes.clear();
        notes.add(sentence);
    }

    private void countPassed() {
        passed = (int) curriculum.lessons().stream().filter(progress::passed).count();
    }

    private void draw() {
        int number = curriculum.lessons().indexOf(lesson) + 1;
        int all = curriculum.lessons().size();
        var title = "Lesson %d of %d  %s  %s".formatted(number, all, "█".repeat(passed) + "░".repeat(all - passed), lesson.title());
        boolean verdictShown = mode == Mode.VERDICT;
        screen.show(new View(title, lesson.file(), mode == Mode.RUN || mode == Mode.LIST ? "" : lesson.firstParagraph(),
                verdictShown ? List.copyOf(tests) : List.of(), body(), keys(), working == null));
    }

    private List<String> body() {
        var body = new ArrayList<String>();
        switch (mode) {
            case PREDICT -> {
                body.add("The program in this file prints its time in its last line. Read it, then guess:");
                body.add("after how many seconds does the last line appear?  " + typed + "_");
                addNotes(body);
            }
            case RUN -> body.addAll(printed);
            case LIST -> {
                curriculum.lessons().forEach(each -> body.add(ListLessons.line(each, progress, each.equals(lesson))));
                body.add("");
                body.add("The number of a lesson, and Enter, goes there: " + typed + "_");
            }
            case RESET -> body.add("Put " + lesson.shown(lesson.file()) + " back to its beginning? What you wrote is kept in a backup. y or n?");
            case VERDICT -> {
                if (verdict == null && working != null) {
                    firstFailure(body);
                    body.add("Checking ...");
                } else if (verdict != null && verdict.passed()) {
                    body.add(Style.good("Passed."));
                    body.add(page().learned());
                    body.add(lesson.equals(curriculum.lessons().getLast()) ? "" : "Press n for the next lesson.");
                } else if (verdict != null) {
                    var details = Report.details(answer, verdict, true);
                    body.addAll(details.subList(verdict.tests().isEmpty() ? 0 : tests.size() + 1, details.size()));
                }
                var all = hints == 0 ? List.<String>of() : page().hints();
                for (int i = 0; i < hints; i++) {
                    body.add("");
                    body.add("Hint " + (i + 1) + " of " + all.size() + ": " + all.get(i));
                }
                addNotes(body);
            }
        }
        return body;
    }

    private void addNotes(List<String> body) {
        if (!notes.isEmpty()) {
            body.add("");
            body.addAll(notes);
        }
    }

    /// The lesson's page of the guide; one that cannot be read says why, wherever it would be quoted.
    private Page page() {
        try {
            return Page.read(lesson.page());
        } catch (Mistake e) {
            return new Page(lesson.page(), "", List.of(e.getMessage()), e.getMessage(), "", List.of(), List.of(), List.of());
        }
    }

    private void firstFailure(List<String> body) {
        tests.stream().filter(test -> test.failure() != null).findFirst().ifPresent(test -> {
            body.add(test.failure());
            body.add("");
        });
    }

    private String keys() {
        return switch (mode) {
            case PREDICT -> "a number and Enter: run it and compare   Enter alone: run it   q quit";
            case RUN -> working != null ? "s stop   q quit" : "any key: to the verdict   t timeline   r run again   n next   q quit";
            case LIST -> "any other key: back";
            case RESET -> "y reset   n keep";
            case VERDICT -> working != null ? "s stop   l list   n next   b back   q quit"
                    : "h hint   r run   t timeline   l list   n next   b back   c check again   x reset   v solution   q quit";
        };
    }

    /// Hears of changes from the file system, and looks by itself in case that says nothing.
    private AutoCloseable watchFiles() {
        var looking = Thread.ofVirtual().start(this::look);
        var watcher = watcher();
        return () -> {
            looking.interrupt();
            watcher.close();
        };
    }

    /// What hears of changes; where the system has no more of these to give, looking has to do.
    private Closeable watcher() {
        try {
            var watcher = DirectoryWatcher.builder().path(curriculum.home().resolve("lessons")).fileHashing(false)
                    .listener(_ -> events.add(new Event.Saved())).build();
            watcher.watchAsync(task -> Thread.ofPlatform().daemon().start(task));
            return watcher::close;
        } catch (IOException e) {
            return () -> {};
        }
    }

    private void look() {
        try {
            for (String seen = "", now; ; seen = now) {
                Thread.sleep(LOOK);
                var file = lesson.file().toFile();
                now = file + " " + file.lastModified() + " " + file.length();
                if (!now.equals(seen)) {
                    events.add(new Event.Saved());
                }
            }
        } catch (InterruptedException e) {
            // The watch is over.
        }
    }
}
