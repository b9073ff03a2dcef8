package workbook.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import workbook.curriculum.Answer;
import workbook.curriculum.Disk;
import workbook.curriculum.Mistake;
import workbook.judging.Compiler;
import workbook.judging.LessonRun;
import workbook.judging.Verdict;
import workbook.timeline.RecordedRun;

/// One run of a lesson's own program, with a recording of its threads.
final class Program {

    /// How long a program that is told to stop may take to write its recording.
    private static final int GRACE_SECONDS = 3;

    /// How often what it prints is news.
    private static final int REFRESH_MILLISECONDS = 50;

    final Answer answer;
    final Printed printed;
    private final Path folder = Disk.temporaryFolder();
    private Process process;
    private boolean stopped;

    /// @param asked lines of the output that answer what the lesson asks
    Program(Answer answer, Pattern asked) {
        this.answer = answer;
        printed = new Printed(asked);
    }

    /// Runs the program to its end, or until [#stop].
    ///
    /// @param changed run when there is more output, now and then
    /// @return what keeps it from being compiled; nothing where it ran
    Optional<Verdict> run(Compiler compiler, Runnable changed) throws IOException, InterruptedException {
        var classes = Disk.temporaryFolder();
        try {
            var refusal = compiler.compile(answer, classes);
            if (refusal.isEmpty()) {
                read(start(classes), changed);
            }
            return refusal;
        } finally {
            Disk.delete(classes);
        }
    }

    private synchronized Process start(Path classes) throws IOException, InterruptedException {
        if (stopped) {
            throw new InterruptedException();
        }
        process = LessonRun.command(answer.lesson(), classes, RecordedRun.options(folder), List.of())
                .directory(answer.lesson().home().toFile()).redirectErrorStream(true).start();
        return process;
    }

    private void read(Process process, Runnable changed) throws IOException, InterruptedException {
        process.getOutputStream().close();
        var announced = new AtomicBoolean();
        try (var output = process.inputReader()) {
            var part = new char[4096];
            for (int read; (read = output.read(part)) >= 0; ) {
                printed.print(part, read);
                if (announced.compareAndSet(false, true)) {
                    CompletableFuture.delayedExecutor(REFRESH_MILLISECONDS, TimeUnit.MILLISECONDS).execute(() -> {
                        announced.set(false);
                        changed.run();
                    });
                }
            }
        }
        process.waitFor();
    }

    synchronized boolean runs() {
        return process != null && process.isAlive();
    }

    /// Stops it, so that it can write its recording; where it does not heed that, it is ended.
    synchronized void stop() {
        stopped = true;
        if (runs()) {
            process.destroy();
            process.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
        }
    }

    /// Waits until what was stopped is gone.
    void awaitEnd() {
        if (process != null) {
            process.onExit().join();
        }
    }

    /// What its threads did.
    ///
    /// @throws Mistake if nothing was recorded
    RecordedRun recorded() {
        try {
            return new RecordedRun(answer, "Your answer", RecordedRun.recording(folder, answer.lesson()));
        } catch (Mistake e) {
            throw stopped ? new Mistake(answer.lesson().file(), "The run was stopped before its threads were recorded. Run it again, and let it go on.") : e;
        }
    }

    /// Deletes the recording.
    void forget() {
        Disk.delete(folder);
    }
}
