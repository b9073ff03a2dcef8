package workbook.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import workbook.curriculum.Curriculum;
import workbook.judging.Checker;
import workbook.session.Action;
import workbook.session.SavedFiles;
import workbook.session.Session;
import workbook.session.View;
import workbook.terminal.Screen;
import workbook.terminal.Sheet;
import workbook.terminal.Style;
import workbook.web.WebServer;

/// `watch`: shows the lesson that the learner is at, and judges it whenever it is saved.
///
/// One thread does everything that can be seen: it takes a step after the other and draws. Keys, the file system, a check
/// and a run have threads of their own, and all they do is put steps into the queue.
@Command(name = "watch", description = "Shows your lesson and judges it whenever you save it. (This is what no command does.)")
public final class Watch implements Callable<Integer>, Screen.Listener {

    /// After how long without a step the learner is taken to be away.
    private static final long AWAY_MINUTES = 10;

    private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

    /// Lines that wait for what is under way, so that they do the same however long that takes.
    private final Deque<String> typedAhead = new ArrayDeque<>();
    private Session session;
    private Screen screen;
    private WebServer page;
    private String typed = "";
    private Integer status;

    @Override
    public Integer call() throws Exception {
        return watch(Curriculum.here(), _ -> { });
    }

    /// @param first what is asked for before the first key
    Integer watch(Curriculum curriculum, Consumer<Session> first) throws Exception {
        return watch(curriculum, Style.TERMINAL, () -> Screen.open(this), first);
    }

    /// The same without a terminal.
    ///
    /// @param port   of the page; where there is none, the usual one, or another that is free
    /// @param opened told when the page can be looked at
    Integer onPage(Curriculum curriculum, OptionalInt port, Consumer<WebServer> opened) throws Exception {
        return watch(curriculum, true, () -> new Screen.None(this), _ -> {
            openPage(port);
            opened.accept(page);
        });
    }

    private Integer watch(Curriculum curriculum, boolean asks, Callable<Screen> opener, Consumer<Session> first) throws Exception {
        var checker = Checker.in(curriculum.home(), System.err::println);
        try (var session = new Session(curriculum, checker, steps::add, Reset::reset, asks);
                var _ = new SavedFiles(curriculum.lessons().stream().map(lesson -> lesson.file().getParent()).distinct().toList(), session::file, () -> steps.add(session::saved));
                var screen = opener.call()) {
            this.session = session;
            this.screen = screen;
            first.accept(session);
            draw();
            while (status == null || !typedAhead.isEmpty()) {
                step();
            }
            // Where the keys came through a pipe that has ended, what is under way is still shown.
            while (screen instanceof Screen.Plain && !session.view().settled()) {
                step();
            }
        } finally {
            if (page != null) {
                page.close();
            }
        }
        return status;
    }

    private void openPage(OptionalInt port) {
        page = WebServer.open(port, session, steps::add, Keys::of);
    }

    private void showPage() {
        if (page == null) {
            openPage(OptionalInt.empty());
        }
        page.openBrowser();
        session.say("The page is at " + page.address());
    }

    private void step() throws InterruptedException {
        var step = steps.poll(AWAY_MINUTES, TimeUnit.MINUTES);
        if (step == null) {
            session.rest();
            step = steps.take();
        }
        step.run();
        while (!typedAhead.isEmpty() && session.view().settled()) {
            draw();
            obey(typedAhead.poll());
        }
        if (steps.isEmpty()) {
            draw();
        }
    }

    private void draw() {
        var view = session.view();
        screen.show(Sheet.of(view, typed, keys(view), screen.width()));
        if (page != null) {
            page.show(view);
        }
    }

    @Override
    public void key(char key) {
        steps.add(() -> press(key));
    }

    @Override
    public void line(String line) {
        steps.add(() -> {
            if (line.equals("s") || line.equals("q") && typedAhead.isEmpty()) {
                obey(line);
            } else {
                typedAhead.add(line);
            }
        });
    }

    private void obey(String line) {
        if (asks() && !line.equals("q")) {
            answer(line);
        } else {
            (line.isEmpty() ? "\n" : line).chars().forEach(key -> press((char) key));
        }
    }

    @Override
    public void stale() {
        steps.add(() -> { });
    }

    @Override
    public void ended(int status) {
        steps.add(() -> end(status));
    }

    private void end(int status) {
        this.status = this.status == null ? status : this.status;
    }

    /// Whether what is typed is a line, and not a key each.
    private boolean asks() {
        return session.view().content() instanceof View.Question || session.view().content() instanceof View.Listing;
    }

    private void press(char key) {
        typed = asks() ? typed : "";
        if (typed.isEmpty() && screen.turn(key)) {
            return;
        }
        var content = session.view().content();
        if (asks()) {
            type(key);
        } else if (key == 'q' && !(content instanceof View.Confirmation)) {
            end(0);
        } else if (key == 'w' && !(content instanceof View.Confirmation)) {
            showPage();
        } else if (content instanceof View.Board && Character.isDigit(key)) {
            session.turn(Character.digit(key, 10));
        } else if (Keys.action(key, session.view()) instanceof Action action) {
            session.act(action);
        }
    }

    private void type(char key) {
        boolean list = session.view().content() instanceof View.Listing;
        if (key == '\r' || key == '\n') {
            typed = answer(typed) ? "" : typed;
        } else if (key == '\b' || key == 127) {
            typed = typed.isEmpty() ? "" : typed.substring(0, typed.length() - 1);
        } else if (list && !Character.isDigit(key)) {
            typed = "";
            session.act(Action.VERDICT);
        } else if (key == 'q') {
            end(0);
        } else if (!Character.isISOControl(key)) {
            typed += key;
        }
    }

    /// Answers what is asked; nothing at all leads back from the list, and runs the lesson without a prediction.
    ///
    /// @return whether it was an answer
    private boolean answer(String line) {
        boolean list = session.view().content() instanceof View.Listing;
        if (line.isBlank()) {
            session.act(list ? Action.VERDICT : Action.RUN);
            return true;
        }
        return list ? session.goTo(line.strip()) : session.predict(line);
    }

    private static String keys(View view) {
        var keys = new ArrayList<String>();
        if (view.content() instanceof View.Board) {
            keys.add("1 2 … next step of that thread");
        }
        Keys.of(view).forEach((action, key) -> keys.add(key + " " + view.words(action)));
        if (!(view.content() instanceof View.Confirmation || view.content() instanceof View.Listing)) {
            keys.add("w page");
            keys.add("q quit");
        }
        return String.join("   ", keys);
    }
}
