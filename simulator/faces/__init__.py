"""The vendors that the simulator impersonates: one folder each, found by walking."""
