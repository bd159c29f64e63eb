"""The rules of the trade: pure and synchronous, time and ids are arguments."""
