"""How far a long command is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from typing import TextIO

_WIDTH = 30
# Redrawn this often at most: terminals are slow.
_EVERY_S = 0.1
# A log gets about this many lines, and none for what takes a moment.
_LINES = 10
_FEWEST_A_LINE = 200


class Progress:
    """Called with how many of how many are done."""

    def __init__(self, words: str, stream: TextIO | None = None) -> None:
        self._words = words
        self._stream = stream if stream is not None else sys.stderr
        self._terminal = self._stream.isatty()
        self._drawn_at = 0.0
        self._told = 0

    def __call__(self, done: int, total: int) -> None:
        if self._terminal:
            if done >= total or time.monotonic() - self._drawn_at >= _EVERY_S:
                self._draw(done, total)
        elif done - self._told >= max(_FEWEST_A_LINE, total // _LINES):
            self._told = done
            print(f"{self._words}: {done} of {total}", file=self._stream, flush=True)

    def close(self) -> None:
        """Wipes the bar, so that what follows starts on a clean line."""
        if self._terminal:
            print("\r\x1b[K", end="", file=self._stream, flush=True)

    def _draw(self, done: int, total: int) -> None:
        self._drawn_at = time.monotonic()
        filled = _WIDTH * done // total if total else _WIDTH
        bar = "█" * filled + "░" * (_WIDTH - filled)
        print(f"\r\x1b[K{self._words} {bar} {done} of {total}", end="", file=self._stream, flush=True)
