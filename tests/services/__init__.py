"""One file per use case, on a real database."""
