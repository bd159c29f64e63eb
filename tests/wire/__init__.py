"""The protocol: what is let in and what goes out."""
