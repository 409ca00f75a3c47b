"""What is done for each operation: read, ask, answer."""
