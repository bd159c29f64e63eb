"""One use case per file, named as its command: a service gets its `Ports`, does one thing, says what is true now."""
