"""The ports' implementations, each against the real thing."""
