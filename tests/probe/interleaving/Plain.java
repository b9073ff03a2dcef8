package probe.interleaving;

/// A field of the test that is watched like a plain field of the answer: who reads what another thread has written, with nothing
/// that orders the two, has a data race.
public final class Plain<T> {

    private final String name;
    private T value;

    public Plain(String name, T value) {
        this.name = name;
        this.value = value;
    }

    public T get() {
        return value;
    }

    public void set(T value) {
        this.value = value;
    }
}
