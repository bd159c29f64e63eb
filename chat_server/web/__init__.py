"""HTTP: each handler parses, calls one service and answers."""
