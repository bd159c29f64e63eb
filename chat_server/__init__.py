"""A live chat server that answers from the help centre first; `docs/architecture.md` is the map."""
