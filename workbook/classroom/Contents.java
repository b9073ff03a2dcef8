package workbook.classroom;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import workbook.curriculum.Disk;
import workbook.curriculum.Mistake;

/// What lies in a folder or an archive, with what lies in the archives in it, as if these were folders. No link is followed, and only what
/// is asked for is copied out of an archive, under another name.
final class Contents {

    /// A file, a folder, or an archive, which is a folder, too.
    ///
    /// @param path  the names of the folders around it, and its own
    /// @param text  where a file can be read; null for a folder, and where it is not to be read
    /// @param fault why it cannot be read, or null
    record Item(List<String> path, boolean isFolder, Path text, String fault) {

        static Item folder(List<String> path, String fault) {
            return new Item(path, true, null, fault);
        }

        String name() {
            return path.getLast();
        }

        String shown() {
            return String.join("/", path);
        }

        /// Whether it lies in a folder of a workbook that holds no answers.
        boolean isAside() {
            return Contents.isAside(path);
        }
    }

    /// How much there may be in an archive and those in it, so that none can fill the disk or the memory: of a student's, and of one of all.
    private static final class Room {
        private final Room around;
        private final int mostEntries;
        private final long mostBytes;
        private int entries;
        private long bytes;

        static Room ofAll() {
            return new Room(null, 100_000, 4_000_000_000L);
        }

        /// @param around of the archive that it lies in, or null
        static Room ofOne(Room around) {
            return new Room(around, 10_000, 50_000_000);
        }

        private Room(Room around, int mostEntries, long mostBytes) {
            this.around = around;
            this.mostEntries = mostEntries;
            this.mostBytes = mostBytes;
        }

        void enter() throws TooMuch {
            if (++entries > mostEntries) {
                throw new TooMuch("There are more than %,d files in it, so it was left out.".formatted(mostEntries));
            }
        }

        void fill(int more) throws TooMuch {
            bytes += more;
            if (bytes > mostBytes) {
                throw new TooMuch("What is to be unpacked of it is more than %,d bytes, so it was left out.".formatted(mostBytes));
            }
            if (around != null) {
                around.fill(more);
            }
        }
    }

    private static final class TooMuch extends Exception {
        TooMuch(String sentence) {
            super(sentence);
        }
    }

    private static final List<String> NOT_ANSWERS = List.of("solutions", "starters", "tests", "workbook", "bench", "docs", "book", "guide", "backup", "target", "build", "out");

    /// What systems leave behind.
    private static final String LEFT_BEHIND = "\\..*|__MACOSX";

    /// Archives in each other that are opened: an export, a student's, and one in that.
    private static final int DEEPEST = 3;

    /// Bytes that are copied of a file: one more than an answer may have, which is then said of it.
    private static final int LONGEST = 1_000_001;

    private final Path root;
    private final Predicate<String> wanted;
    private final List<String> notes;
    private Path unpacked;
    private int copies;

    private Contents(Path root, Predicate<String> wanted, List<String> notes) {
        this.root = root;
        this.wanted = wanted;
        this.notes = notes;
    }

    /// @param wanted the names of files that matter
    /// @param notes  takes what cannot be read and has no place, a sentence each
    /// @throws Mistake if it is neither a folder nor an archive
    static List<Item> of(Path root, Predicate<String> wanted, List<String> notes) throws IOException {
        var contents = new Contents(root, wanted, notes);
        if (Files.isDirectory(root)) {
            return contents.folder();
        }
        if (!isArchive(root.toString())) {
            throw new Mistake(root, "This is neither a folder nor a zip archive.");
        }
        return contents.archive(root, List.of(), Room.ofAll(), 1);
    }

    private static boolean isAside(List<String> path) {
        return path.subList(0, path.size() - 1).stream().anyMatch(NOT_ANSWERS::contains);
    }

    static boolean isOfAWorkbook(String folder) {
        return NOT_ANSWERS.contains(folder);
    }

    static boolean isArchive(String name) {
        return name.toLowerCase().endsWith(".zip");
    }

    private List<Item> folder() throws IOException {
        var items = new ArrayList<Item>();
        var top = root.toRealPath();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.equals(top)) {
                    return FileVisitResult.CONTINUE;
                }
                if (folder.getFileName().toString().matches(LEFT_BEHIND)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                items.add(Item.folder(path(folder), null));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var path = path(file);
                if (path.getLast().matches(LEFT_BEHIND)) {
                    return FileVisitResult.CONTINUE;
                }
                if (attributes.isSymbolicLink() && (Files.isDirectory(file) || isArchive(path.getLast()))) {
                    notes.add(String.join("/", path) + ": This is a link, and links are not followed.");
                } else if (isArchive(path.getLast())) {
                    items.addAll(archive(file, path, path.size() == 1 ? Room.ofAll() : Room.ofOne(null), path.size() == 1 ? 1 : 2));
                } else if (wanted.test(path.getLast())) {
                    items.add(new Item(path, false, file, attributes.isSymbolicLink() ? "This is a link, and links are not followed." : null));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                notes.add("%s: This cannot be read: %s.".formatted(String.join("/", path(file)), Disk.reason(e)));
                return FileVisitResult.CONTINUE;
            }

            private List<String> path(Path file) {
                return StreamSupport.stream(top.relativize(file).spliterator(), false).map(Path::toString).toList();
            }
        });
        items.sort(comparing(Item::shown));
        return items;
    }

    private List<Item> archive(Path archive, List<String> at, Room room, int depth) {
        try {
            return read(archive, at, room, depth);
        } catch (TooMuch e) {
            return leftOut(at, e.getMessage());
        }
    }

    private List<Item> leftOut(List<String> at, String fault) {
        if (at.isEmpty()) {
            notes.add(root + ": " + fault);
            return List.of();
        }
        return List.of(Item.folder(at, fault));
    }

    /// The archive itself, unless it is the root, and all that is in it; or itself alone, with the reason why it is left out.
    ///
    /// @param at    its path
    /// @param depth how many archives one is in, with this one
    private List<Item> read(Path archive, List<String> at, Room room, int depth) throws TooMuch {
        if (depth > DEEPEST) {
            return leftOut(at, "This archive is in others, too deep to be opened.");
        }
        var items = new ArrayList<Item>();
        if (!at.isEmpty()) {
            items.add(Item.folder(at, null));
        }
        try (var zip = open(archive)) {
            for (ZipEntry entry : zip.stream().sorted(comparing(ZipEntry::getName)).toList()) {
                room.enter();
                var names = Stream.of(entry.getName().split("[/\\\\]+")).filter(name -> !name.isEmpty()).toList();
                var path = Stream.concat(at.stream(), names.stream()).toList();
                if (names.isEmpty() || names.contains("..") || names.stream().anyMatch(name -> name.matches(LEFT_BEHIND))) {
                    if (names.contains("..") && wanted.test(names.getLast())) {
                        notes.add(String.join("/", path) + ": This name leads out of the archive, so it was left out.");
                    }
                } else if (entry.isDirectory()) {
                    items.add(Item.folder(path, null));
                } else if (isArchive(path.getLast())) {
                    items.addAll(inner(zip, entry, path, room, depth));
                } else if (wanted.test(path.getLast())) {
                    items.add(text(zip, entry, path, room));
                }
            }
            return items;
        } catch (IOException | IllegalArgumentException e) {
            return leftOut(at, "This archive cannot be read: %s.".formatted(e.getMessage()));
        }
    }

    /// An archive in one of all is a student's, and has a room of its own; one in a student's shares that of the other.
    private List<Item> inner(ZipFile zip, ZipEntry entry, List<String> path, Room around, int depth) throws TooMuch {
        if (isAside(path)) {
            return List.of();
        }
        var room = depth == 1 ? Room.ofOne(around) : around;
        try {
            var copy = copy(zip, entry, Long.MAX_VALUE, room);
            try {
                return read(copy, path, room, depth + 1);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            return leftOut(path, "This archive cannot be read: %s.".formatted(Disk.reason(e)));
        } catch (TooMuch e) {
            if (depth > 1) {
                throw e;
            }
            return leftOut(path, e.getMessage());
        }
    }

    private Item text(ZipFile zip, ZipEntry entry, List<String> path, Room room) throws TooMuch {
        try {
            return new Item(path, false, isAside(path) ? null : copy(zip, entry, LONGEST, room), null);
        } catch (IOException e) {
            return new Item(path, false, null, "The file cannot be read: %s.".formatted(Disk.reason(e)));
        }
    }

    private static ZipFile open(Path archive) throws IOException {
        try {
            return new ZipFile(archive.toFile(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | ZipException e) {
            return new ZipFile(archive.toFile(), Charset.forName("IBM437"));
        }
    }

    private Path copy(ZipFile zip, ZipEntry entry, long most, Room room) throws IOException, TooMuch {
        if (unpacked == null) {
            unpacked = Disk.temporaryFolder();
        }
        var copy = unpacked.resolve("" + ++copies);
        try (var in = zip.getInputStream(entry); var out = Files.newOutputStream(copy)) {
            var buffer = new byte[8192];
            long left = most;
            for (int length; left > 0 && (length = in.read(buffer, 0, (int) Math.min(buffer.length, left))) > 0; left -= length) {
                room.fill(length);
                out.write(buffer, 0, length);
            }
        }
        return copy;
    }
}
