"""What can be asked of the carrier: use cases, and the ports through which they reach the world."""
