"""Our own faces, found as the vendors' are: what people and tests use to look in and to steer."""
