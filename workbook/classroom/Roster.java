package workbook.classroom;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import workbook.curriculum.Lesson;
import workbook.curriculum.Mistake;

/// Who belongs to a class: a table of comma-separated values as gradebooks export it, a student a line, with an id and a name. A first
/// line that names the columns may have them anywhere among others; without one, they are the first two.
public record Roster(List<Member> members) {

    public record Member(String id, String name) {}

    private static final List<String> IDS = List.of("id", "student id", "student", "username", "user name", "login", "login id", "sis login id", "user id", "identifier");
    private static final List<String> NAMES = List.of("name", "full name", "student name", "display name");

    /// @throws Mistake with the line that does not follow the format
    public static Roster read(Path file) {
        var text = Lesson.read(file);
        var first = text.lines().findFirst().orElse("");
        char separator = first.contains(";") && !first.contains(",") ? ';' : first.contains("\t") && !first.contains(",") ? '\t' : ',';
        var members = new ArrayList<Member>();
        var ids = new HashSet<String>();
        try (var records = CSVFormat.DEFAULT.builder().setDelimiter(separator).setIgnoreEmptyLines(true).setTrim(true).get().parse(new StringReader(text))) {
            int id = 0;
            int name = 1;
            for (var record : records) {
                if (record.getRecordNumber() == 1 && column(record, IDS).isPresent()) {
                    id = column(record, IDS).get();
                    name = column(record, NAMES).orElse(-1);
                    continue;
                }
                int line = (int) records.getCurrentLineNumber();
                if (record.size() <= id || record.get(id).isBlank()) {
                    throw new Mistake(file, line, "This line has no id.");
                }
                if (!ids.add(record.get(id))) {
                    throw new Mistake(file, line, "The id '" + record.get(id) + "' is there twice.");
                }
                members.add(new Member(record.get(id), name >= 0 && name < record.size() ? record.get(name) : record.get(id)));
            }
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            throw new Mistake(file, "This is no table of comma-separated values: " + e.getMessage() + ".");
        }
        if (members.isEmpty()) {
            throw new Mistake(file, "There is no student in this list.");
        }
        return new Roster(List.copyOf(members));
    }

    private static Optional<Integer> column(CSVRecord header, List<String> names) {
        for (int i = 0; i < header.size(); i++) {
            if (names.contains(header.get(i).toLowerCase())) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
