package probe.interleaving;

import java.util.List;

/// What has been run to judge an answer.
///
/// @param sentence such as `no fault in any of 913 schedules with at most 2 preemptions`
/// @param steps    the order in which it failed, or empty
public record Explored(String sentence, List<Step> steps) {

    /// What a thread has done.
    ///
    /// @param thread its name
    /// @param does   such as `reads total: 0`
    /// @param line   of the answer, counted from 1, or 0
    public record Step(String thread, String does, int line) {}
}
