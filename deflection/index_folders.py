"""The folders that indexes live in: whole or not there, found by the name of their content, and few.

A folder is written beside its final place and renamed when complete, and every file's digest stands in its manifest, so
that a reader sees a complete index or none, whenever a build was interrupted.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

_MANIFEST = "manifest.json"
_BUILDING = ".building-"
# A build takes seconds; a folder of a build that began this long ago was left by a crash.
_ABANDONED_S = 3600.0
# The index in use, the one being swapped in, and one to go back to.
_KEPT_INDEXES = 3
# Those of the indexes that are kept: about thirty a locale.
_REMEMBERED_FILES = 2_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What a folder holds: the locales with a part in it, and the version of the code that wrote them.

    For changes to another index: that index's version, the articles of each of its locales that no longer count, and
    whether there are so many changes that building the whole is due.
    """

    code: str
    locales: list[str]
    base: str | None = None
    gone: dict[str, list[str]] = field(default_factory=dict)
    due: bool = False


class IndexDamagedError(Exception):
    """The folder holds no complete index: a file is missing, cut short or altered. Build it again."""


def ensure(root: Path, version: str, write: Callable[[Path], Parts]) -> Path:
    """The whole index folder `version` below `root`. Unless it is there, `write` fills a new one and says with what.

    Safe in several processes at once; older folders are removed, the newest few are kept.
    """
    root.mkdir(parents=True, exist_ok=True)
    target = root / version
    if not is_whole(target):
        building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{version[:8]}-", dir=root))
        try:
            _seal(building, write(building))
            _put_in_place(building, target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    os.utime(target)
    _remove_old(root, target)
    return target


def _seal(folder: Path, parts: Parts) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    digests = {file.relative_to(folder).as_posix(): _digest(file) for file in files}
    manifest = {"parts": asdict(parts), "files": digests}
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")


def newest(root: Path) -> list[Path]:
    """The index folders below `root` that were finished, newest first. Whether they are still whole says `check`."""
    ages: dict[Path, float] = {}
    for path in root.iterdir():
        # Another process may remove it this very moment.
        with suppress(OSError):
            if (path / _MANIFEST).is_file() and not path.name.startswith("."):
                ages[path] = path.stat().st_mtime
    return sorted(ages, key=lambda path: ages[path], reverse=True)


def is_whole(folder: Path) -> bool:
    """Whether the folder holds a complete index."""
    try:
        check(folder)
    except IndexDamagedError:
        return False
    return True


def parts_of(folder: Path) -> Parts:
    """What the folder says it holds. Raises IndexDamagedError."""
    return _manifest(folder)[0]


def _manifest(folder: Path) -> tuple[Parts, dict[str, str]]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        base = manifest["parts"]["base"]
        parts = Parts(
            code=str(manifest["parts"]["code"]),
            due=bool(manifest["parts"]["due"]),
            locales=[str(locale) for locale in manifest["parts"]["locales"]],
            base=None if base is None else str(base),
            gone={str(locale): [str(name) for name in ids] for locale, ids in manifest["parts"]["gone"].items()},
        )
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{folder}: no readable manifest") from error
    return parts, files


def check(folder: Path) -> Parts:
    """What the folder holds, once every file is as it was written. Raises IndexDamagedError."""
    parts, files = _manifest(folder)
    for name, digest in files.items():
        if _digest(folder / name) != digest:
            raise IndexDamagedError(f"{folder / name}: missing, cut short or altered")
    return parts


def _base_of(folder: Path) -> str | None:
    try:
        return parts_of(folder).base
    except IndexDamagedError:
        return None


def _digest(file: Path) -> str:
    """Of a file that has been read before in this process and has not been touched since, what it was then: an index of
    a thousand articles is 15 MB, and one changed article looks at all of it."""
    try:
        status = file.stat()
    except OSError:
        return ""
    return _digest_of(file, (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))


@lru_cache(_REMEMBERED_FILES)
def _digest_of(file: Path, _state: tuple[int, ...]) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""


def _put_in_place(building: Path, target: Path) -> None:
    try:
        building.rename(target)
    except OSError:
        # Another build was faster, or a damaged index is in the way; that one is moved aside first.
        if is_whole(target):
            return
        target.rename(building.with_name(f"{building.name}-damaged"))
        building.rename(target)
        shutil.rmtree(building.with_name(f"{building.name}-damaged"), ignore_errors=True)


def _remove_old(root: Path, current: Path) -> None:
    others = [path for path in newest(root) if path != current]
    kept = [current, *others[: _KEPT_INDEXES - 1]]
    needed = {*kept, *(root / base for path in kept if (base := _base_of(path)))}
    old = [path for path in others if path not in needed]
    for path in (*old, *(path for path in root.glob(f"{_BUILDING}*") if _is_abandoned(path))):
        shutil.rmtree(path, ignore_errors=True)


def _is_abandoned(building: Path) -> bool:
    try:
        return time.time() - building.stat().st_mtime > _ABANDONED_S
    except OSError:
        return False
