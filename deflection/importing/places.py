"""What a file's path says: which article it is, the same in all locales, and in which locale."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from deflection.article_files import MAX_SLUG_LENGTH

# The languages that help centres are written in. Not every code there is: folders are also called io, my or to.
_CODES = """
ar bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl he hi hr hu hy id is it ja ka kk ko lt lv mk mn ms mt
nb nl nn no pl pt ro ru sk sl sq sr sv sw ta th tr uk ur uz vi zh
"""
_LANGUAGES = frozenset(_CODES.split())
_LOCALE = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_](?:[A-Za-z]{2}|[A-Z][a-z]{3}|[0-9]{3}))?")
_FOLDERS_PAGE = {"index", "_index", "readme"}  # the file that stands for its folder
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_HASH_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """`locale` is as written in the path, None when the path names none."""

    article_id: str
    locale: str | None


def is_locale(text: str) -> bool:
    found = _LOCALE.fullmatch(text)
    return found is not None and found["language"] in _LANGUAGES


def place_of(name: str) -> Place:
    """`help/es/labels/Print.md` is the article `help-labels-print` in `es`, and so is `help/labels/Print.es.md`.

    Of several folders named as a locale the outermost counts. Names without a Latin letter get one made of their hash.
    """
    path = PurePosixPath(name)
    folders, stem = list(path.parts[:-1]), path.stem
    locale = next((folder for folder in folders if is_locale(folder)), None)
    if locale is not None:
        folders.remove(locale)
    else:
        before, dot, last = stem.rpartition(".")
        if dot and before and is_locale(last):
            stem, locale = before, last
    parts = folders if folders and stem.lower() in _FOLDERS_PAGE else [*folders, stem]
    return Place(slug("/".join(parts)), locale)


def slug(text: str) -> str:
    """Safe in an address: lower-case Latin letters and digits joined by hyphens, at most MAX_SLUG_LENGTH."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    made = _NOT_IN_SLUG.sub("-", plain.lower()).strip("-")
    lost = sum(char.isalpha() for char in text) > 2 * sum(char.isalpha() for char in plain)
    if made and not lost and len(made) <= MAX_SLUG_LENGTH:
        return made
    # Cut, or written in another alphabet: the hash keeps it apart from its neighbours.
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH_DIGITS // 2).hexdigest()
    return f"{made[: MAX_SLUG_LENGTH - _HASH_DIGITS - 1].strip('-') or 'article'}-{digest}"


def served(locale: str, locales: Collection[str]) -> str | None:
    """The server's locale for one of the source: `es-MX` is served by `es`; None when it has no such language."""
    plain = locale.strip().replace("_", "-").lower()
    return next((ours for ours in locales if ours.lower() == plain), None) or next(
        (ours for ours in locales if ours.lower() == plain.split("-")[0]), None
    )


def not_served(locale: str, locales: Collection[str]) -> str:
    return f"{locale!r} is no language of this server, which has {', '.join(locales)}"
