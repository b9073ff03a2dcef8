//JAVA 25+
import module java.base;

/// # 16 · Once for each key
///
/// A *memo* keeps what has been computed: whoever asks for a key again gets the value that is
/// there. When many threads ask, the first question and the value are far apart. Who comes in
/// between finds nothing, and must neither compute a second time nor go away without a value; so it
/// waits. But a lock held over the computing lets those wait, too, who ask for something else.
///
/// The way out is to put something into the map at once, before the computing begins: not the value
/// but a place for it, one for each key. Putting it there is quick and can be atomic. The
/// computing then happens at that place, and only those wait there who want this value. The place
/// may be a future, or an object with a lock.
///
/// **Predict a count.** Five visitors come to a gallery, one every 0.1 seconds, and ask for the
/// cat, the dog, the cat, the cat, the dog. Making a thumbnail takes 0.5 seconds. The last line but
/// one is `… thumbnails made of 2 photos`. How many are made? Guess, then run:
///
///     ./jbang lessons/16_once.java
class ComputeOnce {

    private final AtomicInteger made = new AtomicInteger();

    void main() throws InterruptedException {
        var thumbnails = new Memo<String, String>(this::shrink);
        var visitors = new ArrayList<Thread>();
        for (var photo : List.of("cat", "dog", "cat", "cat", "dog")) {
            var name = "visitor " + (visitors.size() + 1);
            visitors.add(Thread.ofPlatform().name(name).start(() -> look(thumbnails, photo)));
            Thread.sleep(Duration.ofMillis(100));
        }
        for (var visitor : visitors) {
            visitor.join();
        }
        IO.println(made + " thumbnails made of 2 photos");
        IO.println("Finished in " + seconds(sinceStart()) + " seconds");
    }

    /// **Investigate.** Every visitor makes one, for nobody's is there yet:
    ///
    ///     0.0 s  visitor 1  makes a thumbnail of the cat
    ///     0.1 s  visitor 2  makes a thumbnail of the dog
    ///     0.2 s  visitor 3  makes a thumbnail of the cat
    ///     0.3 s  visitor 4  makes a thumbnail of the cat
    ///     0.4 s  visitor 5  makes a thumbnail of the dog
    ///     0.5 s  visitor 1  sees a small cat
    ///     0.6 s  visitor 2  sees a small dog
    ///     0.7 s  visitor 3  sees a small cat
    ///     0.8 s  visitor 4  sees a small cat
    ///     0.9 s  visitor 5  sees a small dog
    ///     5 thumbnails made of 2 photos
    ///     Finished in 0.9 seconds
    ///
    /// Would `putIfAbsent` in place of `put` make fewer thumbnails? Solved:
    ///
    ///     0.0 s  visitor 1  makes a thumbnail of the cat
    ///     0.1 s  visitor 2  makes a thumbnail of the dog
    ///     0.5 s  visitor 1  sees a small cat
    ///     0.5 s  visitor 3  sees a small cat
    ///     0.5 s  visitor 4  sees a small cat
    ///     0.6 s  visitor 2  sees a small dog
    ///     0.6 s  visitor 5  sees a small dog
    ///     2 thumbnails made of 2 photos
    ///     Finished in 0.6 seconds

    // --- your turn ---------------------------------------------------------------

    /// Keeps the values of keys: `get` computes that of a key when it is first asked for, and never
    /// again. Who asks for the key meanwhile waits for that value. Values of other keys are
    /// computed at the same time, and those that are there are returned.
    ///
    /// *Also held.* Most answers keep this without trying:
    ///
    /// - Any number of threads may call `get`. Whoever gets a value sees all that its computing has
    ///   written.
    /// - If `compute` throws, errors too, so does `get`: the same exception, or one with it as a
    ///   cause. Who waited meanwhile gets it as well, or computes anew. The failure is not kept:
    ///   who asks after it was thrown has the value computed anew.
    /// - One key's value is never computed by two at once, after a failure neither.
    /// - If `compute` returns null, that is kept like any other value, or `get` throws each time.
    /// - If a thread is interrupted while it waits, `get` waits on, or throws; either way the
    ///   interrupt flag is left set.
    /// - `compute` may run on any thread. It does not call `get`.
    /// - Keys are equal by `equals`, and not null. There are 12 at most, with hash codes that are
    ///   different multiples of 3 from 300 to 333: no two share a bin of a [ConcurrentHashMap].
    /// - Two memos have nothing in common.
    /// - A memo leaves no thread of its own behind.
    /// - Waiting costs no processor time, on whichever thread.
    /// - A computation is waited for, however long it lasts: a time limit of less than an hour may
    ///   end a wait only to begin the next.
    static class Memo<K, V> {

        private final Map<K, V> values = new ConcurrentHashMap<>();
        private final Function<? super K, ? extends V> compute;

        Memo(Function<? super K, ? extends V> compute) {
            this.compute = compute;
        }

        V get(K key) {
            V value = values.get(key);
            if (value == null) {
                value = compute.apply(key);
                values.put(key, value);
            }
            return value;
        }
    }

    // --- end of your turn --------------------------------------------------------

    /// **Modify.** Take the starter's map, and let `get` return what `computeIfAbsent` gives for
    /// the key and the function: 2 thumbnails in 0.6 seconds. Then name the photos `"Aa"` and
    /// `"BB"`, two strings with one hash code: 1.0 seconds, for the second waits for the first. The
    /// map computes under a lock of its own, that of the *bin* in which it keeps such keys; so it
    /// asks for computations that are short. Nor does it keep a null, as the workbook will say.

    String shrink(String photo) {
        say("makes a thumbnail of the " + photo);
        made.incrementAndGet();
        try {
            Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted");
        }
        return "small " + photo;
    }

    static void look(Memo<String, String> thumbnails, String photo) {
        say("sees a " + thumbnails.get(photo));
    }

    static void say(String event) {
        var name = Thread.currentThread().getName();
        IO.println(seconds(sinceStart()) + " s  " + name + "  " + event);
    }

    static final long START = System.nanoTime();

    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - START);
    }

    static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
