"""The protocol, shared by HTTP and socket: JSON in becomes commands, events and answers become JSON."""
