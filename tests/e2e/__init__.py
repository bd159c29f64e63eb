"""The journeys of merchants and agents in a real browser, on a real server."""
