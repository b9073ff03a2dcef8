package probe.interleaving;

/// A place in an answer at which threads can meet.
///
/// @param name       of the field or method
/// @param key        what of all objects of a kind is accessed there: the same in every schedule
/// @param line       counted from 1
/// @param isVolatile whether it is a volatile field
record Site(String name, String key, int line, boolean isVolatile) {}
