"""Debug probes: which are plugged in, what they are connected to, and flashing it."""
