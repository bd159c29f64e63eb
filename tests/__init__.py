"""The tests, in the same tree as the code; `support/` holds the people and the world they live in."""
