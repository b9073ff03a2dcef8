package workbook;

import module java.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records programs that say themselves when they wait, and compares.
///
/// A program prints `wait THREAD STATE MARK START END`: seconds since its `main` began, and a mark that stands in a
/// comment in the line that waits. On a busy machine a thread may lose its processor between its clock and its wait, so
/// the best of several attempts counts.
@DisplayName("Timeline")
@Execution(ExecutionMode.CONCURRENT)
class TimelineTest {

    static final double TOLERANCE = 0.020;
    static final int ATTEMPTS = 4;

    /// What the programs measure with. `begin` and `end` are the thread's own times.
    static final String CLOCK = """
            import module java.base;

            class Known {
                static final long ZERO = System.nanoTime();

                interface Wait { void run() throws Exception; }

                static void wait(String state, String mark, Wait wait) {
                    long begin = System.nanoTime();
                    try {
                        wait.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    long end = System.nanoTime();
                    var thread = Thread.currentThread();
                    var name = thread.isVirtual() && thread.getName().isEmpty() ? "virtual-" + thread.threadId() : thread.getName();
                    IO.println(String.format(Locale.ROOT, "wait %s %s %s %.4f %.4f", name, state, mark, (begin - ZERO) / 1e9, (end - ZERO) / 1e9));
                }

            """;

    static final String SIDE_BY_SIDE = """
                void main() throws InterruptedException {
                    var one = new Thread(() -> wait("SLEEPS", "one", () -> Thread.sleep(300))); // one
                    var two = Thread.ofVirtual().unstarted(() -> wait("SLEEPS", "two", () -> Thread.sleep(400))); // two
                    one.start();
                    two.start();
                    wait("WAITS_FOR_THREAD", "join", () -> one.join()); // join
                    wait("WAITS_FOR_THREAD", "joins", () -> two.join()); // joins
                }
            }
            """;

    static final String ONE_AFTER_THE_OTHER = """
                void main() {
                    wait("SLEEPS", "one", () -> Thread.sleep(200)); // one
                    wait("SLEEPS", "two", () -> Thread.sleep(300)); // two
                }
            }
            """;

    static final String LOCKS = """
                void main() throws InterruptedException {
                    var monitor = new Object();
                    var lock = new ReentrantLock();
                    lock.lock();
                    var one = new Thread(() -> wait("WAITS_FOR_LOCK", "monitor", () -> { synchronized (monitor) { } })); // monitor
                    var two = new Thread(() -> wait("WAITS_FOR_LOCK", "lock", () -> lock.lock())); // lock
                    var three = Thread.ofVirtual().unstarted(() -> wait("WAITS_FOR_LOCK", "virtually", () -> lock.tryLock(9, TimeUnit.SECONDS))); // virtually
                    synchronized (monitor) {
                        one.start();
                        three.start();
                        Thread.sleep(50);
                        two.start();
                        wait("SLEEPS", "held", () -> Thread.sleep(250)); // held
                    }
                    lock.unlock();
                    for (var thread : List.of(one, three)) thread.join();
                    System.exit(0);
                }
            }
            """;

    static final String QUEUE = """
                void main() throws InterruptedException {
                    var queue = new LinkedBlockingQueue<Integer>();
                    var one = Thread.ofVirtual().unstarted(() -> wait("WAITS_FOR_THREAD", "take", () -> queue.take())); // take
                    var two = new Thread(() -> wait("WAITS_FOR_THREAD", "poll", () -> queue.poll(9, TimeUnit.SECONDS))); // poll
                    one.start();
                    two.start();
                    wait("SLEEPS", "first", () -> Thread.sleep(200)); // first
                    queue.put(1);
                    wait("SLEEPS", "second", () -> Thread.sleep(200)); // second
                    queue.put(2);
                    one.join();
                    two.join();
                }
            }
            """;

    static final String SOCKET = """
                void main() throws Exception {
                    try (var server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
                        Runnable read = () -> {
                            try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                                wait("WAITS_FOR_NETWORK", "read", () -> socket.getInputStream().read()); // read
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        };
                        var threads = List.of(new Thread(read), Thread.ofVirtual().unstarted(read));
                        var sockets = new ArrayList<Socket>();
                        for (var thread : threads) {
                            thread.start();
                            sockets.add(server.accept());
                        }
                        wait("SLEEPS", "answer", () -> Thread.sleep(250)); // answer
                        for (var socket : sockets) socket.getOutputStream().write(1);
                        for (var thread : threads) thread.join();
                    }
                }
            }
            """;

    static final String MANY = """
                void main() {
                    var lines = new ConcurrentLinkedQueue<String>();
                    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                        for (int i = 0; i < 10_000; i++) {
                            executor.submit(() -> {
                                long begin = System.nanoTime();
                                Thread.sleep(500); // nap
                                long end = System.nanoTime();
                                return lines.add(String.format(Locale.ROOT, "wait virtual-%d SLEEPS nap %.4f %.4f",
                                        Thread.currentThread().threadId(), (begin - ZERO) / 1e9, (end - ZERO) / 1e9));
                            });
                        }
                    }
                    lines.forEach(IO::println);
                }
            }
            """;

    record Span(String state, double start, double end, int line) {}

    record Row(String name, boolean virtual, double start, double end, boolean ended, List<Span> spans) {}

    record Line(double at, String thread, String text) {}

    record Timeline(String file, String whose, String ending, double seconds, boolean whole, int peak, double waited, Double faster,
                    Map<String, Integer> leftOut, List<Row> rows, List<Line> printed) {}

    record Wait(String thread, String state, int line, double start, double end) {}

    @TempDir
    Path folder;

    @BeforeEach
    void anEmptyWorkbook() throws IOException {
        for (var part : List.of("lessons", "solutions", "tests/probe")) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.writeString(folder.resolve("tests/00_known_test.java"), "class KnownTest {}\n");
    }

    @Test
    @DisplayName("shows two sleeps side by side, each when it was, and who waits for them")
    void sideBySide() throws Exception {
        var timeline = comparedWithItsOwnClock(SIDE_BY_SIDE, 1);

        assertThat(timeline.rows).hasSize(3).allMatch(Row::ended);
        assertThat(timeline.rows.getFirst().name).isEqualTo("main");
        assertThat(timeline.peak).isEqualTo(3);
        assertThat(timeline.waited).isCloseTo(0.7, within(0.1));
        assertThat(timeline.faster).isBetween(1.1, 1.8);
    }

    @Test
    @DisplayName("shows two sleeps one after the other as no faster than that")
    void oneAfterTheOther() throws Exception {
        var timeline = comparedWithItsOwnClock(ONE_AFTER_THE_OTHER, 1);

        assertThat(timeline.rows).singleElement().satisfies(row -> assertThat(row.spans).extracting(Span::state)
                .containsSubsequence("RUNS", "SLEEPS", "SLEEPS"));
        assertThat(timeline.peak).isEqualTo(1);
        assertThat(timeline.faster).isCloseTo(1.0, within(0.001));
    }

    @Test
    @DisplayName("shows who waits for a lock that another thread has, also when System.exit ends the program")
    void locks() throws Exception {
        var timeline = comparedWithItsOwnClock(LOCKS, 1);

        assertThat(timeline.rows).hasSize(4);
        assertThat(timeline.whole).isTrue();
    }

    @Test
    @DisplayName("shows who waits for what another thread puts into a queue")
    void queue() throws Exception {
        assertThat(comparedWithItsOwnClock(QUEUE, 1).rows).hasSize(3);
    }

    @Test
    @DisplayName("shows who waits for the network")
    void socket() throws Exception {
        var timeline = comparedWithItsOwnClock(SOCKET, 1);

        assertThat(timeline.rows).hasSize(3);
        assertThat(timeline.leftOut.keySet()).contains("of the JDK", "that carry virtual threads");
    }

    @Test
    @DisplayName("has a row for each of 10,000 virtual threads, and draws them in a picture that can be looked at")
    void many() throws Exception {
        // In ten thousand threads there is always one that loses its carrier between its clock and its sleep.
        var timeline = comparedWithItsOwnClock(MANY, 0.98);

        assertThat(timeline.rows).hasSize(10_001);
        assertThat(timeline.rows).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(timeline.peak).isGreaterThan(5_000);

        var drawn = WorkbookProcess.run(folder, "timeline", "0", "--ascii", "--width", "100");
        var counts = drawn.out().stream().map(Pattern.compile("^virtual-(?:\\* x ([\\d,]+)|\\d+) .*")::matcher).filter(Matcher::matches)
                .mapToInt(found -> found.group(1) == null ? 1 : Integer.parseInt(found.group(1).replace(",", ""))).toArray();
        assertThat(IntStream.of(counts).sum()).as(drawn.text()).isEqualTo(10_000);
        assertThat(drawn.out()).hasSizeLessThan(10_000 + 45);
    }

    @Test
    @DisplayName("draws a recording that was kept, to the letter")
    void drawing() throws Exception {
        lesson("class Known { }");

        var run = WorkbookProcess.run(folder, "timeline", "0", "--from", KEPT.toString(), "--ascii", "--width", "100");

        assertThat(run.text()).isEqualTo(("""
                Your answer: %s

                main             #=============###..............======...  sleeps, line 30
                                                                           waits for a thread, line 22
                                                                           waits for a thread, line 25
                Thread-0          =======================================  sleeps, line 30
                Thread-2          ===xxxxxxxxxxxxxxxx=======               waits for a lock, line 16
                                                                           sleeps, line 30
                Thread-1          ===================                      sleeps, line 30
                pool-1-thread-1                   =============_______     sleeps, line 30
                seconds          0            0.2          0.4          0.6

                # runs   = sleeps   x waits for a lock   . waits for a thread   _ has no task
                At most 5 threads waited at once.
                1.6 s of sleep in 0.6 s: 2.6 times as fast as one after the other.
                Left out: 3 threads of the JDK.""").formatted(Path.of("lessons/00_known.java")));
        assertThat(run.status()).isZero();
    }

    @Test
    @DisplayName("names the file where there is room, and keeps to the width that it is given")
    void width() throws Exception {
        lesson("class Known { }");

        var wide = WorkbookProcess.run(folder, "timeline", "0", "--from", KEPT.toString(), "--ascii", "--width", "140");
        var narrow = WorkbookProcess.run(folder, "timeline", "0", "--from", KEPT.toString(), "--ascii", "--width", "72");

        assertThat(wide.text()).contains("waits for a lock  00_known.java:16");
        assertThat(wide.out()).allMatch(line -> line.length() <= 140);
        assertThat(narrow.out().subList(0, 12)).allMatch(line -> line.length() <= 72);
    }

    @Test
    @DisplayName("keeps a recording that it can draw again")
    void keepsTheRecording() throws Exception {
        lesson(CLOCK + ONE_AFTER_THE_OTHER);

        var run = WorkbookProcess.run(folder, "timeline", "0", "--jfr", "kept.jfr", "--ascii");
        var again = WorkbookProcess.run(folder, "timeline", "0", "--from", "kept.jfr", "--ascii");

        assertThat(run.text()).endsWith(again.text());
    }

    @Test
    @DisplayName("draws both answers on one scale")
    void compares() throws Exception {
        lesson(CLOCK + ONE_AFTER_THE_OTHER);
        Files.writeString(folder.resolve("solutions/00_known.java"), CLOCK + SIDE_BY_SIDE);

        var run = WorkbookProcess.run(folder, "timeline", "0", "--compare", "--ascii");

        assertThat(run.out()).contains("Your answer: " + Path.of("lessons/00_known.java"), "The solution: " + Path.of("solutions/00_known.java"));
        assertThat(run.out().stream().filter(line -> line.startsWith("seconds")).map(line -> line.strip().replaceAll("seconds +", "")).distinct()).hasSize(1);
    }

    @Test
    @DisplayName("draws a lesson that throws, up to then")
    void throwing() throws Exception {
        lesson(CLOCK + """
                void main() {
                    wait("SLEEPS", "nap", () -> Thread.sleep(100)); // nap
                    throw new IllegalStateException("on purpose");
                }
            }
            """);

        var run = WorkbookProcess.run(folder, "timeline", "0", "--ascii");

        assertThat(run.status()).isZero();
        assertThat(run.text()).contains("sleeps  00_known.java:22", "The lesson ended with status 1.");
    }

    @Test
    @DisplayName("draws a lesson that never ends, up to its end by force, with the waits that had not ended")
    void neverEnding() throws Exception {
        lesson(CLOCK + NEVER_ENDING);

        var run = WorkbookProcess.run(folder, "timeline", "0", "--json", "--limit", "8");

        var timeline = new Gson().fromJson(run.text(), Timeline[].class)[0];
        assertThat(run.status()).isZero();
        assertThat(timeline.ending).isEqualTo("The lesson was stopped after 8 s.");
        assertThat(timeline.rows).extracting(Row::name).containsExactlyInAnyOrder("main", "platform", "virtual");
        assertThat(timeline.rows).allSatisfy(row -> {
            assertThat(row.ended).isFalse();
            assertThat(row.spans.getLast().state).isEqualTo(row.name.equals("main") ? "WAITS_FOR_THREAD" : "WAITS_FOR_LOCK");
            assertThat(row.spans.getLast().line).isPositive();
        });
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is killed, not asked to stop")
    @DisplayName("draws what was recorded when it is interrupted")
    void interrupted() throws Exception {
        lesson(CLOCK + NEVER_ENDING);
        var process = WorkbookProcess.command(folder, "timeline", "0", "--ascii").start();
        var out = process.inputReader();
        var printed = out.readLine();

        process.toHandle().destroy();
        var rest = out.lines().toList();

        assertThat(printed).isEqualTo("for ever");
        assertThat(rest).contains("The lesson was interrupted.").anyMatch(line -> line.startsWith("virtual") && line.contains("waits for a lock"));
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            empty   | 0      | empty.jfr: The recording is empty.
            cut     | 90000  | cut.jfr: The recording is cut off after 90,000 bytes, and what is left of it cannot be read.
            cut     | 40     | cut.jfr: The recording is cut off after 40 bytes, and what is left of it cannot be read.
            text    | -1     | text.jfr: This is not a recording of Flight Recorder.
            missing | -1     | missing.jfr: The recording is missing.
            foreign | 200000 | foreign.jfr: There is no run of Unknown in this recording.
            """)
    @DisplayName("says in a sentence what is wrong with a recording")
    void damaged(String kind, int bytes, String sentence) throws Exception {
        lesson("class Known { }");
        if (kind.equals("foreign")) {
            Files.writeString(folder.resolve("tests/00_known_test.java"), "class UnknownTest {}\n");
        }
        var whole = Files.readAllBytes(KEPT);
        if (!kind.equals("missing")) {
            Files.write(folder.resolve(kind + ".jfr"), bytes < 0 ? "no recording".getBytes() : Arrays.copyOf(whole, Math.min(bytes, whole.length)));
        }

        var run = WorkbookProcess.run(folder, "timeline", "0", "--from", kind + ".jfr");

        assertThat(run.err()).containsExactly(sentence);
        assertThat(run.status()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            timeline                                | Name a lesson, or write --all.
            timeline 7                              | There is no lesson 7: they go from 00 to 00.
            timeline 0 --width 20                   | --width takes a number from 72 on, and 20 is none.
            timeline 0 --compare --jfr x.jfr        | --compare makes two recordings, and --jfr and --from are for one.
            timeline --all                          | --all needs --html and the folder of the gallery.
            """)
    @DisplayName("says in a sentence what is wrong with a command, and ends with 2")
    void wrongUsage(String command, String sentence) throws Exception {
        lesson("class Known { }");

        var run = WorkbookProcess.run(folder, command.split(" +"));

        assertThat(run.err()).contains(sentence);
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("says what does not compile, and ends with 1")
    void doesNotCompile() throws Exception {
        lesson("class Known { int }");

        var run = WorkbookProcess.run(folder, "timeline", "0");

        assertThat(String.join("\n", run.err())).contains("00_known.java:1");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    @DisplayName("writes a picture for slides, and a page that needs nothing besides itself")
    void writesFiles() throws Exception {
        lesson("/// # 00 · Known\n\n/// Waits.\nclass Known { }");

        WorkbookProcess.run(folder, "timeline", "0", "--from", KEPT.toString(), "--html", "pages/known.html", "--svg", "known.svg");

        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("known.svg").toFile());
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).contains("5 threads", "2.6 times as fast");
        assertThat(Files.readString(folder.resolve("pages/known.html"))).contains("<svg", "waits for a lock from", "Known")
                .doesNotContainPattern("(src|href)=\"(https?:)?//").doesNotContain("@import");
    }

    @Test
    @DisplayName("keeps what a lesson prints, with the second and the thread of each line")
    void listens() throws Exception {
        lesson(known("Thread.sleep(300); say(\"one\"); System.out.print(\"\\rtw\\rtwo\");"));

        long start = System.nanoTime();
        var run = WorkbookProcess.run(folder, "timeline", "0", "--json");
        double seconds = (System.nanoTime() - start) / 1e9;

        var timeline = new Gson().fromJson(run.text(), Timeline[].class)[0];
        assertThat(timeline.whose).isEqualTo("Your answer");
        assertThat(timeline.printed).extracting(Line::thread, Line::text).containsExactly(tuple("main", "one"), tuple("", "twoFinished in 0.0 seconds"));
        assertThat(timeline.printed).allSatisfy(line -> assertThat(line.at).isBetween(0.3, seconds));
        assertThat(run.err()).contains("0.0 s  main  one");
    }

    @Test
    @DisplayName("says in a gallery whose each picture is, and what changed where both take as long")
    void gallery() throws Exception {
        given("say(\"begun\"); say(\"lost\"); Thread.sleep(1500); say(\"received\");",
                "say(\"begun\"); say(\"received\"); Thread.sleep(1500); say(\"found\");");

        var run = WorkbookProcess.run(folder, "timeline", "--all", "--html", "gallery");

        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        for (var name : List.of("index.html", "00_known.html")) {
            assertThat(Files.readString(folder.resolve("gallery").resolve(name)))
                    .contains("<title id=", ">As given: the threads of " + Path.of("lessons/00_known.java"), ">Solved: the threads of " + Path.of("solutions/00_known.java"))
                    .containsPattern("(?s)As given</h.>.*It prints “received” at 1[.][5-9]\u00a0s[.].*Solved</h.>.*It prints “received” at 0[.][0-4]\u00a0s[.]");
        }
        assertThat(Files.readString(folder.resolve("gallery/00_known.html"))).contains("<mark>lost</mark>", "<mark>received</mark>", "<mark>found</mark>", "<span>begun</span>")
                .containsPattern("data-show=\"(run1-L\\d+)\"(?s:.*)<li id=\"\\1\"[^\n]*your turn");
    }

    @Test
    @DisplayName("calls an answer in a gallery yours where it is not as it was given, and shows which lines it printed besides")
    void galleryOfAnAnswer() throws Exception {
        given("say(\"same\");", "say(\"same\"); say(\"found\");");
        Files.writeString(folder.resolve("lessons/00_known.java"), known("say(\"same\"); say(\"lost\");"));

        assertThat(comparison("gallery/index.html", "timeline", "--all", "--html", "gallery")).doesNotContain("As given: ")
                .containsPattern("(?s)Your answer</h.>.*It prints “lost”[.].*Solved</h.>.*It prints “found”[.]");
    }

    @Test
    @DisplayName("compares on a page, and in a picture for slides, your answer with the solution")
    void comparesPages() throws Exception {
        given("say(\"same\");", "say(\"same\"); say(\"found\");");

        assertThat(comparison("known.html", "timeline", "0", "--compare", "--html", "known.html", "--svg", "known.svg")).contains("(Your answer, The solution)", ">Your answer</h2>", ">The solution</h2>",
                "It does not print “found”.", "It prints “found”.");
        assertThat(Files.readString(folder.resolve("known.svg"))).contains(">Your answer: " + Path.of("lessons/00_known.java") + "</text>",
                ">The solution: " + Path.of("solutions/00_known.java") + "</text>", "It does not print “found”.", "It prints “found”.", "prints a line");
    }

    @Test
    @DisplayName("draws a lesson that prints what no page can show, without an end of its lines or far too many of them")
    void hostile() throws Exception {
        lesson(known("""
                Thread.ofPlatform().name("long".repeat(99) + "\\0\\u001b[31m\\n<b>&\\ud800").start(() -> IO.println("0.0 s  \\1\\uffff<i>&  \\ud800")).join();
                say("\\u001b[31mred\\u001b[0m \\u001b]0;title\\7\\b\\0");
                System.out.write(new byte[] {(byte) 0xff, (byte) 0xc3, '\\n'});
                System.out.write("many\\n".repeat(1_000_000).getBytes());
                for (int i = 0; i < 50; i++) System.out.print("long".repeat(250_000));
                """));

        var run = WorkbookProcess.run(folder, "timeline", "0", "--html", "known.html", "--svg", "known.svg", "--ascii");

        assertThat(run.status()).as(String.join("\n", run.err())).isZero();
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("known.svg").toFile())
                .getElementsByTagName("title").item(0).getTextContent()).contains("Your answer");
        assertThat(Files.readString(folder.resolve("known.html")).split("What it printed")[1]).contains("&lt;i&gt;&amp;", "<span>red", "999,804 lines are left out", "longlong")
                .doesNotContain("<i>", "[31m", "title").doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f\\ufffe\\uffff]").hasSizeLessThan(100_000);
        assertThat(run.out().subList(run.out().indexOf("Your answer: " + Path.of("lessons/00_known.java")), run.out().size()))
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no sleep")
    @DisplayName("ends when the lesson ends, though a process that it started holds its output open")
    void heldOpen() throws Exception {
        lesson(known("new ProcessBuilder(\"sleep\", \"90\").inheritIO().start(); say(\"done\");"));

        var process = WorkbookProcess.command(folder, "timeline", "0", "--html", "known.html").redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile()).start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("known.html"))).contains("done");
    }

    static final Path KEPT = Path.of("tests/workbook/known.jfr").toAbsolutePath();

    /// A program that does what is put into it, and the head of a lesson's class.
    static final String TELLER = """

                void main() throws Exception {
                    run();
                    IO.println("Finished in 0.0 seconds");
                }

                // --- your turn ---------------------------------------------------------------

                static void run() throws Exception { %s }

                // --- end of your turn --------------------------------------------------------

                static void say(String event) {
                    IO.println("0.0 s  " + Thread.currentThread().getName() + "  " + event);
                }
            }
            """;

    static String known(String run) {
        return "/// # 00 · Known\n\n/// Tells.\nclass Known {" + TELLER.formatted(run);
    }

    /// A workbook with one lesson, as it is given out.
    void given(String start, String solved) throws IOException {
        Files.writeString(folder.resolve("lessons/00_known.java"), known(start));
        Files.writeString(folder.resolve("solutions/00_known.java"), known(solved));
        Files.writeString(Files.createDirectories(folder.resolve("guide")).resolve("00_known.md"),
                "## Start\n\n```java\n    static void run() throws Exception { " + start + " }\n```\n");
    }

    /// Compares two runs, up to several times, until they take about as long: where a busy machine lets one wait, that is the difference.
    String comparison(String page, String... command) throws Exception {
        for (int attempt = 1; ; attempt++) {
            WorkbookProcess.run(folder, command);
            var written = Files.readString(folder.resolve(page));
            if (written.contains("It prints “") && !written.contains("” at ") || attempt == ATTEMPTS) {
                return written;
            }
        }
    }

    static final String NEVER_ENDING = """
                void main() throws InterruptedException {
                    var lock = new ReentrantLock();
                    lock.lock();
                    Thread.ofVirtual().name("virtual").start(() -> lock.lock());
                    Thread.ofPlatform().name("platform").start(() -> lock.lock());
                    IO.println("for ever");
                    new CountDownLatch(1).await();
                }
            }
            """;

    /// Records the program, up to several times, until so many of its waits are where it says that they were.
    Timeline comparedWithItsOwnClock(String program, double share) throws Exception {
        lesson(CLOCK + program);
        for (int attempt = 1; ; attempt++) {
            var run = WorkbookProcess.run(folder, "timeline", "0", "--json");
            assertThat(run.status()).as(String.join("\n", run.err())).isZero();
            var timeline = new Gson().fromJson(run.text(), Timeline[].class)[0];
            var waits = run.err().stream().filter(line -> line.startsWith("wait ")).map(line -> wait(line, CLOCK + program)).toList();
            assertThat(waits).isNotEmpty();
            var missed = waits.stream().filter(wait -> timeline.rows.stream().noneMatch(row -> shows(row, wait))).toList();
            if (missed.size() <= waits.size() * (1 - share)) {
                return timeline;
            }
            var missing = missed.getFirst();
            var rows = timeline.rows.stream().filter(row -> row.name.equals(missing.thread)).toList();
            assertThat(attempt).as("%d of %d waits are not where they were: %s is not in %s", missed.size(), waits.size(), missing, rows)
                    .isLessThan(ATTEMPTS);
        }
    }

    static boolean shows(Row row, Wait wait) {
        return row.name.equals(wait.thread) && row.spans.stream().anyMatch(span -> span.state.equals(wait.state) && span.line == wait.line
                && Math.abs(span.start - wait.start) <= TOLERANCE && Math.abs(span.end - wait.end) <= TOLERANCE);
    }

    static Wait wait(String printed, String program) {
        var words = printed.split(" ");
        var lines = program.lines().toList();
        int line = 1 + IntStream.range(0, lines.size()).filter(i -> lines.get(i).endsWith("// " + words[3])).findFirst().orElseThrow();
        return new Wait(words[1], words[2], line, Double.parseDouble(words[4]), Double.parseDouble(words[5]));
    }

    void lesson(String text) throws IOException {
        Files.writeString(folder.resolve("lessons/00_known.java"), text);
        Files.writeString(folder.resolve("solutions/00_known.java"), text);
    }
}
