"""What touches the world: clocks, names, stores. The only code that may read a clock or sleep."""
