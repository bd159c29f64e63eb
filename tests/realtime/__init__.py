"""Tests of the sockets, over real connections."""
