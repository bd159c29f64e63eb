"""The index on disk: a folder named by its content, with one part per locale, or with the changes to another index.

A small change makes a small index of the changed articles only, which refers to the index before it and is there in
milliseconds; `compact` then writes one whole index in its own time. Which folder an index is in, and that it is whole,
`index_folders` knows.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from whoosh import versionstring

from deflection.article import Article, stable_hash
from deflection.confidence import calibration_of
from deflection.index_folders import IndexDamagedError, Parts, check, ensure, is_whole, newest, parts_of
from deflection.locale_index import LocaleIndex
from deflection.segment import (
    Catalogue,
    OpenSegment,
    entry_hash,
    read_catalogue,
    read_frozen,
    write_calibration,
    write_segment,
)
from deflection.synonyms import Rule, Synonyms

# More changed than this is better written as a whole: the compile of the changes would take as long.
_MAX_CHANGED_SHARE = 0.3
# From here on questions pay for changed articles, and the frozen figures of the corpus are no longer quite its own.
_DUE_SHARE = 0.05
_DUE_ARTICLES = 50


_SYNONYMS = "synonyms.json"
# Modules that only look at what is found.
_MEASURING = re.compile(r"__main__|baseline|evaluation|explaining|measuring|question_sets|tuning")

SynonymsOf = Mapping[str, Synonyms]
NO_SYNONYMS: SynonymsOf = {}


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index. Any number of threads may read it; `version` names its content.

    `base` is the folder of the whole index in it, `whole` that index's segments by locale, also of locales that have no
    article any more.
    """

    version: str
    base: Path
    whole: Mapping[str, OpenSegment]
    locales: Mapping[str, LocaleIndex]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What differs from the whole index in the folder `base`: new texts, and the articles of it that are gone."""

    base: Path
    articles: list[Article]
    gone: dict[str, list[str]]
    due: bool


@cache
def code_version() -> str:
    """Changes with any code that shapes an index, or what is found in it, rather than a number that people forget."""
    package = Path(__file__).parent
    modules = (file for file in package.glob("*.py") if not _MEASURING.match(file.stem))
    sources = sorted((*modules, *package.glob("synonyms/*.txt")))
    libraries = (versionstring(), *(version(name) for name in ("wordllama", "tokenizers")))
    return stable_hash(*libraries, *(source.read_text("utf-8") for source in sources))


def index_version(articles: Iterable[Article], synonyms: SynonymsOf = NO_SYNONYMS) -> str:
    """The name of the content of these articles: the same for the same content and code, whatever the order."""
    return _version((entry_hash(article) for article in articles), synonyms)


def _version(entries: Iterable[str], synonyms: SynonymsOf) -> str:
    rules = (f"{locale} {rule}" for locale, of in sorted(synonyms.items()) for rule in of.rules)
    return stable_hash(code_version(), *sorted(entries), *rules)


def build_index(
    articles: Iterable[Article], folder: Path | str, synonyms: SynonymsOf = NO_SYNONYMS, *, whole: bool = False
) -> Path:
    """Writes the index of the articles below `folder` unless it is there, and returns its own folder.

    `synonyms` are the help centre's own, by locale. When an index of nearly the same articles is
    there, only what differs is written, unless `whole` is asked for. Safe to run in a process of its own and in several
    at once; older indexes are removed, the newest few are kept.
    """
    articles = sorted(articles, key=lambda article: (article.locale, article.id))
    root = Path(folder)
    # Hashing a thousand articles takes 20 ms: once is enough.
    entries = {(article.locale, article.id): entry_hash(article) for article in articles}
    content = _version(entries.values(), synonyms)
    changes = None if whole or (root / content).exists() else _changes(articles, entries, root)

    def write(building: Path) -> Parts:
        (building / _SYNONYMS).write_text(json.dumps({name: asdict(of) for name, of in synonyms.items()}), "utf-8")
        return _write(articles, building, synonyms) if changes is None else _write_changes(changes, building, synonyms)

    return ensure(root, content if changes is None else f"{content}-{changes.base.name[:8]}", write)


def compaction_due(folder: Path) -> bool:
    """Whether an index holds so many changes that it is worth building it as a whole."""
    return parts_of(folder).due


def open_index(folder: Path | str, before: Index | None = None) -> Index:
    """Opens what `build_index` returned. Raises IndexDamagedError when it is not whole.

    `before`: an index that is open already, of which the part that both have in common is used again.
    """
    root = Path(folder)
    parts = check(root)
    base = root.parent / parts.base if parts.base else root
    try:
        own = {locale: OpenSegment.open(root / locale) for locale in parts.locales}
        synonyms = _read_synonyms(root)
        if not parts.base:
            whole = {
                locale: LocaleIndex.of(locale, (part,), synonyms=synonyms.get(locale)) for locale, part in own.items()
            }
            return Index(root.name, base, own, whole)
        first = before.whole if before and before.base == base else open_index(base).whole
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(f"{root}: {error}") from error
    locales = {}
    for locale in sorted({*first, *own}):
        segments = tuple(of[locale] for of in (first, own) if locale in of)
        locales[locale] = LocaleIndex.of(locale, segments, set(parts.gone.get(locale, ())), synonyms.get(locale))
    return Index(root.name, base, first, {locale: index for locale, index in locales.items() if index.ids})


def _write(articles: list[Article], folder: Path, synonyms: SynonymsOf) -> Parts:
    by_locale = _by_locale(articles)
    for locale, texts in by_locale.items():
        (folder / locale).mkdir()
        _write_whole(texts, folder / locale, synonyms.get(locale))
    return Parts(code_version(), sorted(by_locale))


def _write_whole(articles: list[Article], folder: Path, synonyms: Synonyms | None) -> None:
    """All articles of a locale, with what can be learned from asking them."""
    write_segment(articles, folder, None)
    index = LocaleIndex.of(folder.name, (OpenSegment.open(folder),), synonyms=synonyms)
    write_calibration(calibration_of(index), folder)


def _write_changes(changes: _Changes, folder: Path, synonyms: SynonymsOf) -> Parts:
    by_locale = _by_locale(changes.articles)
    there = parts_of(changes.base).locales
    for locale, texts in by_locale.items():
        (folder / locale).mkdir()
        if locale in there:
            write_segment(texts, folder / locale, read_frozen(changes.base / locale))
        else:
            _write_whole(texts, folder / locale, synonyms.get(locale))
    return Parts(code_version(), sorted(by_locale), changes.base.name, changes.gone, changes.due)


def _read_synonyms(folder: Path) -> dict[str, Synonyms]:
    lists = json.loads((folder / _SYNONYMS).read_bytes())
    return {
        locale: Synonyms(tuple(Rule(tuple(rule["said"]), tuple(rule["meant"])) for rule in of["rules"]))
        for locale, of in lists.items()
    }


def _by_locale(articles: list[Article]) -> dict[str, list[Article]]:
    by_locale: dict[str, list[Article]] = {}
    for article in articles:
        by_locale.setdefault(article.locale, []).append(article)
    return by_locale


def _changes(articles: list[Article], wanted: Mapping[tuple[str, str], str], root: Path) -> _Changes | None:
    """How the articles, whose entries are `wanted`, differ from those of the newest whole index; None when there is
    none near enough."""
    base = _newest_whole(root)
    if base is None:
        return None
    there = {
        (locale, name): entry
        for locale in parts_of(base).locales
        for name, entry in _entries(read_catalogue(base / locale))
    }
    gone: dict[str, list[str]] = {}
    for (locale, name), entry in there.items():
        if wanted.get((locale, name)) != entry:
            gone.setdefault(locale, []).append(name)
    changed = [article for article in articles if there.get(key := (article.locale, article.id)) != wanted[key]]
    size = len(changed) + sum(map(len, gone.values()))
    if size > _MAX_CHANGED_SHARE * len(there):
        return None
    return _Changes(base, changed, gone, due=size > max(_DUE_ARTICLES, _DUE_SHARE * len(there)))


def _newest_whole(root: Path) -> Path | None:
    for folder in newest(root) if root.exists() else ():
        try:
            parts = parts_of(folder)
        except IndexDamagedError:
            continue
        if parts.base is None and parts.code == code_version():
            return folder if is_whole(folder) else None
    return None


def _entries(catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    return zip(catalogue.ids, catalogue.entries, strict=True)
