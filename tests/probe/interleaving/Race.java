package probe.interleaving;

/// Two accesses of which at least one writes, and which nothing orders.
record Race(Location at, Location.Access before, Location.Access after) {}
