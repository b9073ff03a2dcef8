package workbook.judging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import workbook.curriculum.Mistake;
import workbook.judging.Checker.Settings;
import workbook.judging.Checker.Mark;
import workbook.judging.Judge.Event;
import workbook.judging.Verdict.CompilerFailed;
import workbook.judging.Verdict.Crashed;
import workbook.judging.Verdict.DoesNotCompile;
import workbook.judging.Verdict.NotJudged;
import workbook.judging.Verdict.Passed;
import workbook.judging.Verdict.Refused;
import workbook.judging.Verdict.Stuck;
import workbook.judging.Verdict.Test;

/// What is known of one answer while it is judged: what the judge says, and how it ended, become a verdict.
final class Trial {

    private static final String NOT_THESE = "What was said is not about the tests of the lesson.";

    private final Settings settings;
    private final boolean untilTheEnd;
    private final Collection<String> output;
    private final Map<String, Test> results = new LinkedHashMap<>();
    private final List<String> threads = new ArrayList<>();
    /// Completed once, with what was known then: a judge may go on for a moment after its first failure has decided.
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private final AtomicInteger heard = new AtomicInteger();
    private int planned;
    private Set<String> names = Set.of();
    private boolean compiling;
    private boolean compiled;
    private List<Mark> marks = List.of();
    private boolean ended;
    private boolean clean;
    private boolean silent;
    private String how;

    /// @param untilTheEnd whether the judge is to say that it is done, also where a first failure has decided
    /// @param output      the last lines that the JVM has printed, as they come
    Trial(Settings settings, boolean untilTheEnd, Collection<String> output) {
        this.settings = settings;
        this.untilTheEnd = untilTheEnd;
        this.output = output;
    }

    /// Calls that no answer needs.
    synchronized List<Mark> marks() {
        return marks;
    }

    /// Waits for the verdict as long as something is heard every `silence`. The seconds are counted, and not what a clock says has passed:
    /// while this program is stopped, as by Ctrl-Z, it hears nothing.
    ///
    /// @throws Mistake if the judge could not begin
    Optional<Verdict> await(Duration silence) throws InterruptedException {
        int before = heard.get();
        for (int silent = 0; silent < silence.toSeconds(); ) {
            try {
                return Optional.of(verdict.get(1, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                silent = before == heard.get() ? silent + 1 : 0;
                before = heard.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Mistake mistake ? mistake : new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    /// Whether the judge has said that the answer left its JVM as it was.
    synchronized boolean endedCleanly() {
        return clean;
    }

    synchronized void hear(Event event) {
        heard.incrementAndGet();
        switch (event.kind()) {
            case "compile" -> compiling = !compiled && planned == 0;
            case "compiled" -> {
                // Said once, before a class of the answer is loaded: who says it again is not the judge.
                if (!compiling) {
                    garbled(NOT_THESE);
                    return;
                }
                compiling = false;
                compiled = true;
                marks = List.copyOf(event.compiled().marks());
                if (!event.compiled().problems().isEmpty()) {
                    verdict.complete(new DoesNotCompile(event.compiled().problems()));
                } else if (event.compiled().failure() != null) {
                    verdict.complete(new CompilerFailed(event.compiled().failure()));
                } else if (event.compiled().lack() != null) {
                    verdict.complete(new NotJudged(event.compiled().lack()));
                }
            }
            case "plan" -> {
                if (planned > 0) {
                    how = NOT_THESE;
                }
                planned = event.tests();
                names = Set.copyOf(event.threads());
            }
            case "test" -> {
                results.merge(event.test().sentence(), event.test(), (before, now) -> before.failure() == null ? now : before);
                threads.addAll(event.threads());
                settings.watcher().accept(event.test());
                if (settings.firstFailure() && !untilTheEnd && event.test().failure() != null) {
                    decide();
                }
            }
            case "exit" -> how = "System.exit was called%s: it ends the whole program, and the tests with it."
                    .formatted(event.where() == null ? "" : " at " + event.where());
            case "alive" -> {}      // and heard
            case "flood" -> how = Judge.FLOOD;
            case "end" -> {
                ended = true;
                clean = event.clean();
                decide();
            }
            default -> throw new IllegalStateException(event.kind());
        }
    }

    /// What is said is not what the judge says.
    synchronized void garbled(String how) {
        this.how = this.how == null ? how : this.how;
        decide();
    }

    /// The judge was stopped.
    synchronized void stopped(String how) {
        this.how = how;
        heard.incrementAndGet();
    }

    /// Nothing has been heard for so long that the judge will be stopped. Where a test has failed by then, that decides: an answer that computes
    /// while it waits keeps the rest from an end.
    synchronized void silent() {
        silent = true;
    }

    /// The JVM has ended, with this exit status. Before the first test that is a [Mistake], and not the answer's.
    synchronized void over(int status) {
        if (compiling) {
            verdict.complete(new CompilerFailed(how != null ? how : isOutOfMemory(status) ? "javac used up its memory over this: something in it is too large, such as a constant."
                    : "javac ended its JVM over this, with status " + status + "."));
        }
        if (how == null && planned == 0) {
            verdict.completeExceptionally(new Mistake(Path.of(LessonRun.java()), ("The JVM of the tests ended with status %d before the first "
                    + "of them began, which is no fault of the answer; its last words: %s").formatted(status, String.join(" ", output))));
        }
        if (how == null && !ended) {
            how = isOutOfMemory(status)
                    ? "The answer used up the memory of its JVM, %d MB.".formatted(JudgeProcess.HEAP)
                    : "The JVM ended with status %d before the tests had ended.".formatted(status);
        }
        decide();
    }

    private boolean isOutOfMemory(int status) {
        return status == 3 && output.stream().anyMatch(line -> line.startsWith("Terminating due to java.lang.OutOfMemoryError"));
    }

    private void decide() {
        verdict.complete(verdict());
    }

    private Verdict verdict() {
        var all = List.copyOf(results.values());
        boolean failed = all.stream().anyMatch(test -> test.failure() != null);
        boolean settled = failed && settings.firstFailure();
        if (how == null && (all.isEmpty() || all.size() != planned) && !settled) {
            how = "%d of %d tests have run.".formatted(all.size(), planned);
        }
        if (how == null && !names.containsAll(results.keySet())) {
            how = NOT_THESE;
        }
        if (!threads.isEmpty() && failed) {
            return new Stuck(all, List.copyOf(threads));
        }
        if (how != null && !(silent && failed)) {
            return new Crashed(all, how, List.copyOf(output));
        }
        return all.stream().allMatch(Test::passed) ? new Passed(all) : new Refused(all);
    }
}
