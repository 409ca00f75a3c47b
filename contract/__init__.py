"""Judges any implementation of the gateway against its documentation, over HTTP alone."""
