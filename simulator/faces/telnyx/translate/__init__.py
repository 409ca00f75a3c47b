"""The vendor's words."""
