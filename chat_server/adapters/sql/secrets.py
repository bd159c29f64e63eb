"""Bearer tokens are stored hashed: who reads the database cannot speak for anybody."""

import hashlib


def hashed(token: str) -> str:
    """SHA-256 is enough here: the tokens are random and long, there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
