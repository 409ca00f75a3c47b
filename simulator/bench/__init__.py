"""The honest benchmark: our server beside a yardstick, in one run, on one core, round about."""
