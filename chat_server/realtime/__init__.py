"""Socket.IO: one dispatcher for all commands, and telling clients what was committed."""
