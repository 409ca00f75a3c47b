"""What the gateway does, a module for each kind of thing: read, ask, answer."""
