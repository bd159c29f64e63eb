"""Tests that end servers by force."""
