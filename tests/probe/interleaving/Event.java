package probe.interleaving;

/// What a thread has done.
///
/// @param at    where, or null
/// @param value what was read, written, given or found; for a call, its arguments and then its result
record Event(Actor by, Kind kind, Site site, Location at, Object value) {

    enum Kind { READ, WRITE, LOCK, UNLOCK, WAIT, GO_ON, NOTIFY, CALL, RETURN, START, JOIN, INTERRUPT, SAY }
}
