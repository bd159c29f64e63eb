"""Where articles come from: a folder `<locale>/<slug>.md`, or an export with one JSON object a line.

Reading never fails as a whole: what cannot be read is a problem with its file and line, the rest is returned.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from deflection.article import AGENTS, EVERYONE, UNKNOWN_TIME, Article
from deflection.article_files import AUDIENCE, LOCALE, ReadArticle, read_article_files
from deflection.front_matter import ArticleProblem
from deflection.markdown import Link, links_of
from deflection.synonyms import Synonyms, read_synonyms

_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,300}")


@dataclass(frozen=True, slots=True)
class FolderReading:
    """The readable articles, ordered by locale and id, the help centre's own synonyms by locale, and what is wrong with
    the rest."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleProblem, ...]
    synonyms: Mapping[str, Synonyms] = field(default_factory=dict)


def read_folder(path: Path | str) -> FolderReading:
    """All articles below `path`. A folder that does not exist is a problem, too."""
    found, problems = read_article_files(Path(path))
    synonyms, wrong = read_own_synonyms(Path(path))
    return FolderReading(tuple(entry.article for entry in found), tuple(sorted((*problems, *wrong))), synonyms)


def read_own_synonyms(folder: Path) -> tuple[dict[str, Synonyms], list[ArticleProblem]]:
    """The lists `<locale>/synonyms.txt` of a folder of articles, and what is wrong with their lines."""
    lists: dict[str, Synonyms] = {}
    problems: list[ArticleProblem] = []
    for file in sorted(folder.glob("*/synonyms.txt")):
        lists[file.parent.name], wrong = read_synonyms(file)
        problems += wrong
    return lists, problems


def check_folder(
    path: Path | str, locales: Collection[str] | None = None, plans: Collection[str] | None = None
) -> list[ArticleProblem]:
    """Everything that is wrong, ordered by file and line.

    `locales` are those that every article must exist in (default: those that have at least half of the articles: a
    language that was only begun lacks nothing yet); `plans` are the audiences that may be named beside `everyone` and
    `agents` (default: any).
    """
    folder = Path(path)
    found, problems = read_article_files(folder)
    problems += read_own_synonyms(folder)[1]
    by_key = {(entry.article.locale, entry.article.id): entry.article for entry in found}
    wanted = sorted(locales if locales is not None else _complete_locales(by_key))
    problems.extend(_missing_translations(folder, by_key, wanted))
    for entry in found:
        problems.extend(_unknown_audience(entry, plans))
        for link in links_of(entry.article.body):
            message = _wrong_link(link, entry.article, by_key)
            if message:
                problems.append(ArticleProblem(entry.path, entry.body_line + link.line - 1, message))
    return sorted(problems)


def _complete_locales(keys: Collection[tuple[str, str]]) -> set[str]:
    counts = Counter(locale for locale, _ in keys)
    articles = len({article_id for _, article_id in keys})
    return {locale for locale, count in counts.items() if 2 * count >= articles}


def _missing_translations(
    folder: Path, by_key: Mapping[tuple[str, str], Article], locales: Collection[str]
) -> Iterator[ArticleProblem]:
    for article_id in sorted({article_id for _, article_id in by_key}):
        there = [locale for locale in locales if (locale, article_id) in by_key]
        for locale in locales:
            # A file that is there but broken has its own problem already.
            file = folder / locale / f"{article_id}.md"
            if locale not in there and not file.exists():
                exists_in = ", ".join(there) or "another locale"
                yield ArticleProblem(str(file), 0, f"missing; the article exists in {exists_in}")


def _unknown_audience(entry: ReadArticle, plans: Collection[str] | None) -> Iterator[ArticleProblem]:
    if plans is None:
        return
    for name in sorted(entry.article.audience - {EVERYONE, AGENTS, *plans}):
        known = ", ".join((EVERYONE, AGENTS, *plans))
        yield ArticleProblem(entry.path, 1, f"unknown audience {name!r}; known are {known}")


def _wrong_link(link: Link, article: Article, by_key: Mapping[tuple[str, str], Article]) -> str | None:
    target, _, anchor = link.target.partition("#")
    if "://" in target or target.startswith("mailto:"):
        return None
    if not target and anchor:
        linked = article
    elif not target.endswith(".md") or "/" in target:
        return f"link to {link.target!r}: an article is linked as slug.md, without folder or locale"
    else:
        there = by_key.get((article.locale, target.removesuffix(".md")))
        if there is None:
            return f"link to {target!r}: there is no such article in {article.locale}"
        linked = there
    if anchor and anchor not in {section.anchor for section in linked.sections}:
        return f"link to {link.target!r}: the article has no such section"
    if not may_all_read(article.audience, linked.audience):
        return f"link to {target!r}: not everybody who reads this article may read that one"
    return None


def may_all_read(readers: frozenset[str], audience: frozenset[str]) -> bool:
    """Whether everybody in `readers` may read what `audience` may read; agents read everything."""
    return EVERYONE in audience or readers - {AGENTS} <= audience


def read_corpus(file: Path | str) -> FolderReading:
    """An export: one JSON object a line with `id`, `locale`, `title`, `body`, and optionally `summary`, `tags`,
    `audience` (lists of texts), `url` and `updated_at`; other fields are passed over."""
    articles: list[Article] = []
    problems: list[ArticleProblem] = []
    seen: set[tuple[str, str]] = set()
    for number, line in _lines(Path(file), problems):
        made = _from_json(line)
        if isinstance(made, str):
            problems.append(ArticleProblem(str(file), number, made))
        elif (made.id, made.locale) in seen:
            problems.append(ArticleProblem(str(file), number, f"article {made.id!r} ({made.locale}) stands here twice"))
        else:
            seen.add((made.id, made.locale))
            articles.append(made)
    articles.sort(key=lambda article: (article.locale, article.id))
    return FolderReading(tuple(articles), tuple(problems))


def _lines(file: Path, problems: list[ArticleProblem]) -> Iterator[tuple[int, bytes]]:
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        problems.append(ArticleProblem(str(file), 0, f"cannot be read: {error.strerror}"))


def _from_json(line: bytes) -> Article | str:
    """The article, or what is wrong with the line."""
    try:
        fields: object = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    return _article(fields) if isinstance(fields, dict) else "not a JSON object in UTF-8"


def _article(fields: Mapping[object, object]) -> Article | str:
    texts = {key: _text(fields, key) for key in ("id", "locale", "title", "body", "summary", "url")}
    for key, text in texts.items():
        if text is None or (not text and key in {"id", "locale", "title"}):
            return f"{key} must be a text without NUL characters"
    tags, audience = _names(fields, "tags"), _names(fields, "audience")
    if tags is None or audience is None:
        return "tags and audience must be lists of texts without NUL characters"
    odd = next((name for name in audience if not AUDIENCE.fullmatch(name)), None)
    if odd is not None:
        return f"audience {odd!r} is no name of an audience"
    if not _ID.fullmatch(texts["id"] or ""):
        return "id must be at most 300 characters without spaces"
    if not LOCALE.fullmatch(texts["locale"] or ""):
        return f"{texts['locale']!r} is no locale"
    return Article(
        id=texts["id"] or "",
        locale=texts["locale"] or "",
        title=" ".join((texts["title"] or "").split()),
        summary=texts["summary"] or "",
        body=texts["body"] or "",
        tags=tags,
        audience=frozenset(audience or {EVERYONE}),
        updated_at=_time(fields.get("updated_at")),
        url=texts["url"] or "",
    )


def _text(fields: Mapping[object, object], key: str) -> str | None:
    """The text of a field, "" when it is absent, None when it is something else."""
    value = fields.get(key)
    return "" if value is None else _clean(value)


def _names(fields: Mapping[object, object], key: str) -> tuple[str, ...] | None:
    """The texts of a list, () when it is absent, None when it is something else or one of them is empty."""
    value = fields.get(key)
    if value is None:
        return ()
    names = [_clean(item) for item in value] if isinstance(value, list) else [None]
    found = tuple(name for name in names if name and name.strip())
    return found if len(found) == len(names) else None


def _clean(value: object) -> str | None:
    """A text without NUL characters as it can be carried on, None for anything else."""
    if not isinstance(value, str) or "\0" in value:
        return None
    # JSON can smuggle in halves of surrogate pairs, which no file and no socket takes.
    return value.encode("utf-8", "replace").decode("utf-8")


def _time(value: object) -> datetime:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else UNKNOWN_TIME
    except ValueError:
        return UNKNOWN_TIME
    return time if time.tzinfo else time.replace(tzinfo=UTC)
