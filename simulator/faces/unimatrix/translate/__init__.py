"""The carrier's words, and the vendor's."""
