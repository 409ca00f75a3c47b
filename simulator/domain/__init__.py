"""What the carrier decides. Pure: facts in, data out; no I/O, no clock, no chance of its own."""
