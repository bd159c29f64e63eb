"""Each module implements one port of `services/ports.py` with a real thing: a database, a clock, a search index."""
