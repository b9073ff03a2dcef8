package workbook.session;

/// What a learner can ask a [Session] for.
public enum Action {
    /// The hints so far, and the next one.
    HINT,
    RUN,
    /// What the threads of the last run did.
    TIMELINE,
    /// To be the scheduler of one's own threads.
    PLAY,
    /// A step back.
    UNDO,
    /// The rest without a switch that need not be.
    REST,
    /// The order that fails.
    FAIL,
    /// The game from its beginning.
    AGAIN,
    LIST,
    NEXT,
    BACK,
    CHECK,
    /// To put the lesson back to its beginning; [#CONFIRM] does it.
    RESET,
    CONFIRM,
    SOLUTION,
    STOP,
    /// Back to the verdict.
    VERDICT
}
