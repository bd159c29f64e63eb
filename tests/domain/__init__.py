"""The rules of the trade, called without a database or a clock."""
