"""Built front-end files: from a logical name to the URL with the content's hash in it."""

from pathlib import Path

import msgspec

PREFIX = "/static/dist/"


class NotBuiltError(LookupError):
    """A file of the front end is not there; the message says what to do about it."""


class Assets:
    """Callable in templates as `asset("console.js")`; reads the build's manifest again when it changed."""

    def __init__(self, dist: Path) -> None:
        self.dist = dist
        self._read_at = -1
        self._paths: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The URL; raises NotBuiltError for a file that was not built."""
        manifest = self.dist / "manifest.json"
        try:
            changed_at = manifest.stat().st_mtime_ns
        except FileNotFoundError:
            raise NotBuiltError(f"{manifest} is missing: build the front end with `npm run build`") from None
        if changed_at != self._read_at:
            self._paths = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
            self._read_at = changed_at
        if name not in self._paths:
            raise NotBuiltError(f"{name} was not built: it is not in {manifest}")
        return PREFIX + self._paths[name]
