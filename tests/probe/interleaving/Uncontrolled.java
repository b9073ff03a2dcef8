package probe.interleaving;

/// The answer does what no schedule can decide: its threads are not the probe's to hold, or chance has a part in it.
final class Uncontrolled extends Error {

    /// @param why what it does, as the end of a sentence
    Uncontrolled(String why) {
        super(why, null, false, false);
    }
}
