package workbook.classroom;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// Who belongs to a class: a table of comma-separated values as gradebooks export it, a student a line, with an id and a name. A first
/// line that names the columns may have them anywhere among others; without one, they are the first two.
public record Roster(List<Member> members) {

    /// @param place in the class, counted from 1
    public record Member(String id, String name, int place) {}

    /// Where a table has ids, names and parts of names.
    private record Columns(List<Integer> ids, List<Integer> name) {

        private static final List<String> IDS = List.of("id", "id number", "student id", "student number", "sis user id", "username", "user name", "login", "login id",
                "sis login id", "user id", "identifier", "email address", "email");
        private static final List<String> NAMES = List.of("name", "full name", "student name", "display name", "student");
        private static final List<String> FIRST = List.of("first name", "given name");
        private static final List<String> LAST = List.of("last name", "surname", "family name");

        /// Those that are named in a first line; none, if it names none.
        static Columns in(CSVRecord line) {
            var ids = found(line, IDS);
            var whole = found(line, NAMES).stream().limit(1).toList();
            var name = whole.isEmpty() ? Stream.concat(found(line, FIRST).stream().limit(1), found(line, LAST).stream().limit(1)).toList() : whole;
            return new Columns(ids.isEmpty() ? name : ids, name);
        }

        private static List<Integer> found(CSVRecord line, List<String> names) {
            return names.stream().flatMap(name -> IntStream.range(0, line.size()).filter(i -> line.get(i).equalsIgnoreCase(name)).boxed()).toList();
        }

        String id(CSVRecord line) {
            return ids.equals(name) ? name(line) : values(line, ids).findFirst().orElse("");
        }

        String name(CSVRecord line) {
            return values(line, name).collect(Collectors.joining(" "));
        }

        private static Stream<String> values(CSVRecord line, List<Integer> columns) {
            return columns.stream().filter(i -> i < line.size()).map(i -> Normalizer.normalize(line.get(i), Normalizer.Form.NFC).strip()).filter(value -> !value.isEmpty());
        }
    }

    /// What gradebooks have in a line below the columns' names that is no student's.
    private static final String NO_STUDENT = "(?i)points possible|manual posting";

    /// @throws Mistake with the line that does not follow the format
    public static Roster read(Path file) {
        var text = Lesson.read(file);
        var members = new ArrayList<Member>();
        var ids = new HashSet<String>();
        try (var records = CSVFormat.DEFAULT.builder().setDelimiter(separator(text)).setIgnoreEmptyLines(true).setTrim(true).get().parse(new StringReader(text))) {
            var columns = new Columns(List.of(0), List.of(1));
            for (var record : records) {
                if (record.getRecordNumber() == 1 && !Columns.in(record).ids.isEmpty()) {
                    columns = Columns.in(record);
                    continue;
                }
                int line = (int) records.getCurrentLineNumber();
                var id = columns.id(record);
                var name = columns.name(record);
                if (name.matches(NO_STUDENT) || id.isEmpty() && name.isEmpty()) {
                    continue;
                }
                if (id.isEmpty()) {
                    throw new Mistake(file, line, "This line has no id.");
                }
                if (!ids.add(id)) {
                    throw new Mistake(file, line, "The id '" + id + "' is there twice.");
                }
                members.add(new Member(id, name.isEmpty() ? id : name, members.size() + 1));
            }
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            throw new Mistake(file, "This is no table of comma-separated values: " + e.getMessage() + ".");
        }
        if (members.isEmpty()) {
            throw new Mistake(file, "There is no student in this list.");
        }
        return new Roster(List.copyOf(members));
    }

    /// The sign of which there are most in the first line, outside of quotes.
    private static char separator(String text) {
        var first = text.lines().findFirst().orElse("").replaceAll("\"[^\"]*\"", "");
        return Stream.of(',', ';', '\t').reduce((one, other) -> count(first, other) > count(first, one) ? other : one).get();
    }

    private static long count(String text, char sign) {
        return text.chars().filter(c -> c == sign).count();
    }

    /// These, and then those who have handed in without being in the list. What was handed in is a member's if it has the member's id or,
    /// where nobody else is called so, the name. Letters and figures of these count, and not their case.
    public List<Member> with(HandIns handIns) {
        var claimed = new HashMap<Member, String>();
        members.stream().filter(member -> handIns.students().contains(member.id)).forEach(member -> claimed.put(member, member.id));
        for (var called : List.<Function<Member, String>>of(Member::id, member -> member.name + member.id, Member::name)) {
            claim(handIns, claimed, called.andThen(Roster::plain));
        }
        claimed.forEach((member, student) -> handIns.rename(student, member.id));
        var ids = members.stream().map(Member::id).collect(Collectors.toSet());
        var all = new ArrayList<>(members);
        handIns.students().stream().filter(id -> !ids.contains(id)).forEach(id -> all.add(new Member(id, id, all.size() + 1)));
        return all;
    }

    private void claim(HandIns handIns, Map<Member, String> claimed, Function<Member, String> called) {
        var free = members.stream().filter(member -> !claimed.containsKey(member)).collect(Collectors.groupingBy(called));
        var students = new HashMap<String, List<String>>();
        for (var student : handIns.students()) {
            if (!claimed.containsValue(student)) {
                handIns.names(student).stream().map(Roster::plain).distinct().forEach(name -> students.computeIfAbsent(name, _ -> new ArrayList<>()).add(student));
            }
        }
        free.forEach((name, those) -> {
            var its = students.getOrDefault(name, List.of());
            if (those.size() == 1 && its.size() == 1 && !claimed.containsValue(its.getFirst())) {
                claimed.put(those.getFirst(), its.getFirst());
            }
        });
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase().replaceAll("[^\\p{L}\\p{M}\\p{N}]", "");
    }
}
