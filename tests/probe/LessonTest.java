package probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/// Marks the paired test of a lesson.
///
/// Its tests run in the order in which they are written, each on a thread of its own with a time limit.
/// A test fails when its body fails, and also when the exercise never returns, when an exception ends a
/// thread that the exercise started, or when such a thread is still alive afterwards.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("lesson")
@ExtendWith(LessonExtension.class)
@Isolated("it looks at all threads of the JVM")
@TestMethodOrder(SourceOrder.class)
public @interface LessonTest {

    /// The name that the lesson, its solution and its test share, such as `04_executor`.
    String value();
}
