package workbook.terminal;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import workbook.curriculum.Answer;
import workbook.judging.Verdict.CompilerFailed;
import workbook.judging.Verdict.Crashed;
import workbook.judging.Verdict.DoesNotCompile;
import workbook.judging.Verdict.NotJudged;
import workbook.judging.Verdict.Passed;
import workbook.judging.Verdict.Refused;
import workbook.judging.Verdict.Stuck;
import workbook.judging.Checks.Judged;
import workbook.judging.Verdict;

/// Verdicts in words, as JSON, and as a JUnit report.
public final class Report {

    /// Characters that XML 1.0 has no way to write.
    private static final String NOT_IN_XML = "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

    private Report() {
    }

    /// Prints a line for the verdict and what a learner needs to go on; with `tests`, each of them as well.
    public static void print(Judged judged, boolean tests, PrintWriter out) {
        var verdict = judged.verdict();
        var lines = new ArrayList<String>();
        lines.add((verdict.passed() ? Style.good("✓ ") : Style.bad("✗ ")) + Style.bold(name(judged.answer())) + "  "
                + kind(verdict) + Style.faint("  %.1f s".formatted(judged.seconds())));
        details(judged.answer(), verdict, tests).forEach(line -> lines.add(line.isEmpty() ? "" : "  " + line));
        out.println(String.join("\n", lines));
    }

    /// How an answer is called: the learner's own as its lesson is, and any other as its file.
    private static String name(Answer answer) {
        return answer.isOwn() ? answer.lesson().name() : answer.shown();
    }

    /// The verdict's lines: with `tests` each test as a sentence; then what went wrong, and where.
    public static List<String> details(Answer answer, Verdict verdict, boolean tests) {
        var lines = new ArrayList<String>();
        for (var test : tests ? verdict.tests() : verdict.failed().stream().toList()) {
            lines.add(mark(test) + Text.shown(test.sentence()));
            if (test.passed()) {
                test.explored().forEach(explored -> lines.add("  " + Style.faint(explored)));
            }
        }
        int explained = lines.size();
        if (verdict.passed()) {
            return lines;
        }
        if (!lines.isEmpty()) {
            lines.add("");
        }
        switch (verdict) {
            case Passed _ -> { }
            case DoesNotCompile(var problems) -> problems.stream().limit(3)
                    .forEach(problem -> problem.shown().lines().forEach(lines::add));
            case CompilerFailed(var how) -> lines.add(how);
            case NotJudged(var why) -> lines.add(why);
            case Refused _ -> lines.addAll(refusal(verdict));
            case Stuck stuck -> {
                if (stuck.failedBefore()) {
                    lines.addAll(refusal(verdict));
                    lines.add("");
                }
                lines.add(stuck.failedBefore() ? "In a later test the method does not return:" : "The method does not return:");
                stuck.threads().forEach(thread -> lines.add("  " + thread));
            }
            case Crashed(_, var how, var output) -> {
                lines.add(how);
                if (!output.isEmpty()) {
                    lines.add("The last that it printed:");
                    output.forEach(line -> lines.add("  " + line));
                }
            }
        }
        verdict.failed().filter(test -> test.where() != null).ifPresent(test ->
                lines.add("Look at " + answer.shown().replaceFirst("[^/\\\\]*$", "") + test.where()));
        lines.subList(explained, lines.size()).replaceAll(Text::shown);
        return lines;
    }

    /// The sentence of the test that failed first, and the order of steps in which it did.
    private static List<String> refusal(Verdict verdict) {
        var lines = new ArrayList<>(verdict.sentence().lines().toList());
        var steps = steps(verdict.failed().orElseThrow());
        if (!steps.isEmpty()) {
            lines.add("");
            lines.addAll(steps);
        }
        return lines;
    }

    /// The order of steps in which a test failed, a row each: who, what, and in which line.
    static List<String> steps(Verdict.Test test) {
        int first = test.steps().stream().mapToInt(step -> step.thread().length()).max().orElse(0);
        int second = test.steps().stream().mapToInt(step -> step.does().length()).max().orElse(0);
        var row = "  %%-%ds  %%-%ds  %%s".formatted(Math.max(1, first), Math.max(1, second));
        return test.steps().stream().map(step -> row.formatted(step.thread(), step.does(), step.line() == 0 ? "" : "line " + step.line()).stripTrailing()).toList();
    }

    /// What stands before a test's sentence: whether it passed, failed, or was left out.
    static String mark(Verdict.Test test) {
        return test.passed() ? Style.good("✓ ") : test.ran() ? Style.bad("✗ ") : Style.faint("· ");
    }

    /// The verdict's name, as a person would say it.
    public static String kind(Verdict verdict) {
        return switch (verdict) {
            case Passed _ -> "passed";
            case Refused _ -> "refused";
            case DoesNotCompile _ -> "does not compile";
            case CompilerFailed _ -> "stops the compiler";
            case NotJudged _ -> "not judged";
            case Stuck _ -> "stuck";
            case Crashed _ -> "crashed";
        };
    }

    /// A list of objects with `lesson`, `file`, `verdict`, `sentence`, `seconds`, `tests`, and what else the verdict has.
    public static String json(List<Judged> verdicts) {
        var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        var list = new JsonArray();
        for (var judged : verdicts) {
            var object = new JsonObject();
            object.addProperty("lesson", judged.answer().lesson().name());
            object.addProperty("file", judged.answer().shown());
            object.addProperty("verdict", judged.verdict().getClass().getSimpleName());
            object.addProperty("sentence", judged.verdict().sentence());
            object.addProperty("seconds", Math.round(judged.seconds() * 1000) / 1000.0);
            gson.toJsonTree(judged.verdict()).getAsJsonObject().asMap().forEach(object::add);
            list.add(object);
        }
        return gson.toJson(list);
    }

    /// A report as JUnit's own, with a test suite for each verdict; what did not come to be tested is an error.
    public static String junitXml(List<Judged> verdicts) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (var judged : verdicts) {
                var verdict = judged.verdict();
                var tests = verdict.tests();
                boolean error = !verdict.passed() && verdict.failed().isEmpty();
                xml.writeStartElement("testsuite");
                xml.writeAttribute("name", name(judged.answer()).replaceAll(NOT_IN_XML, "?"));
                xml.writeAttribute("tests", "" + (tests.size() + (error ? 1 : 0)));
                xml.writeAttribute("failures", "" + tests.stream().filter(test -> test.failure() != null).count());
                xml.writeAttribute("errors", error ? "1" : "0");
                xml.writeAttribute("skipped", "" + tests.stream().filter(test -> !test.ran()).count());
                xml.writeAttribute("time", "%.3f".formatted(judged.seconds()));
                for (var test : tests) {
                    writeCase(xml, judged, test.sentence(), test.failure() != null ? "failure" : test.ran() ? null : "skipped", test.failure(),
                            Stream.concat(test.explored().stream(), steps(test).stream()).toList());
                }
                if (error) {
                    writeCase(xml, judged, kind(verdict), "error", verdict.sentence(), List.of());
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeCase(XMLStreamWriter xml, Judged judged, String name, String outcome, String message, List<String> output)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", judged.answer().lesson().name());
        xml.writeAttribute("name", name);
        if (outcome != null) {
            xml.writeStartElement(outcome);
            if (message != null) {
                xml.writeAttribute("message", message.replaceAll(NOT_IN_XML, "?"));
            }
            xml.writeEndElement();
        }
        if (!output.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(String.join("\n", output).replaceAll(NOT_IN_XML, "?"));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
