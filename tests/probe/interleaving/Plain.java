package probe.interleaving;

/// A field of the test that is watched like a plain field of the answer: who reads what another thread has written, with nothing
/// that orders the two, has a data race.
public final class Plain<T> {

    private static final Site SITE = new Site("", "field of the test", 0, false);

    private final String name;
    private T value;

    public Plain(String name, T value) {
        this.name = name;
        this.value = value;
    }

    public T get() {
        if (Execution.ofThisThread() instanceof Execution run) {
            var at = run.location(this, "field of the test", () -> name);
            run.visitPlain(run.me(), at);
            run.step(run.me(), at);
            run.race(at, at.read(run.me(), SITE, false), run.me(), SITE, false);
            run.say(run.me(), Event.Kind.READ, null, at, value);
        } else if (PlainRun.current() instanceof PlainRun run) {
            run.access(this, "", name, 0, false);
        }
        return value;
    }

    public void set(T value) {
        if (Execution.ofThisThread() instanceof Execution run) {
            var at = run.location(this, "field of the test", () -> name);
            run.visitPlain(run.me(), at);
            run.step(run.me(), at);
            run.race(at, at.write(run.me(), SITE, false), run.me(), SITE, true);
            run.say(run.me(), Event.Kind.WRITE, null, at, value);
            run.changed(at);
        } else if (PlainRun.current() instanceof PlainRun run) {
            run.access(this, "", name, 0, true);
        }
        this.value = value;
    }
}
