"""Bring articles from elsewhere in: `import` adds and changes, `sync` also removes what the source has no more."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from chat_server.domain.ids import SiteId
from chat_server.services.imported_articles import ImportedArticles, ImportedText, TextKey
from chat_server.services.ports import Clock

# Texts are stored in transactions of about this size: small imports are live as a whole, and a server that runs beside
# waits for the file's lock for a fraction of a second.
BATCH_BYTES = 8_000_000
# A sync that would take away more than half of more than this is most likely a wrong folder or a dump cut short.
FEW = 10


class ReadText(msgspec.Struct, frozen=True):
    """A text as the source has it, and where it stands there."""

    text: ImportedText
    path: str


class Refusal(msgspec.Struct, frozen=True):
    """`line` counts from 1; 0 means the file as a whole. `article_id`: the article it would have been part of, or "".

    `hides_articles`: any articles may have stood there.
    """

    path: str
    line: int
    message: str
    article_id: str = ""
    hides_articles: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class LeftOut(msgspec.Struct, frozen=True):
    """Understood and not wanted, such as a draft."""

    path: str
    reason: str


class ArticleReader(Protocol):
    """An opened source."""

    @property
    def kind(self) -> str: ...

    def count(self) -> int:
        """How many items there will be, about."""
        ...

    def items(self) -> Iterator[ReadText | Refusal | LeftOut]: ...


class ImportArticles(msgspec.Struct, frozen=True):
    """`source` is the owner's name; with `sync` texts that the source has no more are removed; `dry_run`: only tell."""

    site_id: SiteId
    source: str
    sync: bool
    allow_removals: bool = False
    dry_run: bool = False


class ImportSummary(msgspec.Struct):
    """Each text (an article in a locale) counts once. `withheld` says why nothing was removed, "" when all was well."""

    kind: str
    source: str
    dry_run: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    withheld: str = ""
    left_out: list[LeftOut] = []
    refused: list[Refusal] = []

    @property
    def complete(self) -> bool:
        return not self.refused and not self.withheld


@dataclass(frozen=True)
class ImportPorts:
    """What importing needs; `own` are the files of the server's own folder by article id."""

    articles: ImportedArticles
    clock: Clock
    own: Mapping[str, str]


@dataclass
class _Run:
    """One import under way."""

    ports: ImportPorts
    command: ImportArticles
    summary: ImportSummary
    owners: Mapping[str, str]
    before: Mapping[TextKey, str]
    seen: set[TextKey] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)  # ids of articles of which something was refused
    hidden: Refusal | None = None
    waiting: list[ReadText] = field(default_factory=list)
    waiting_bytes: int = 0


async def import_articles(
    ports: ImportPorts, command: ImportArticles, reader: ArticleReader, progress: Callable[[int, int], None]
) -> ImportSummary:
    """Take what can be taken and say what was not. `progress` hears how many items of about how many are done."""
    run = _Run(
        ports,
        command,
        ImportSummary(kind=reader.kind, source=command.source, dry_run=command.dry_run),
        owners=await ports.articles.owners(command.site_id),
        before=await ports.articles.fingerprints(command.site_id, command.source),
    )
    total = reader.count()
    progress(0, total)
    for done, item in enumerate(reader.items(), 1):
        if isinstance(item, LeftOut):
            run.summary.left_out.append(item)
        elif isinstance(item, Refusal):
            _refuse(run, item)
        else:
            await _take(run, item)
        progress(done, max(done, total))
    await _store(run)
    if command.sync:
        await _remove(run)
    return run.summary


def _refuse(run: _Run, refusal: Refusal) -> None:
    run.summary.refused.append(refusal)
    if refusal.article_id:
        run.kept.add(refusal.article_id)
    if refusal.hides_articles and run.hidden is None:
        run.hidden = refusal


async def _take(run: _Run, read: ReadText) -> None:
    article_id, source = read.text.article_id, run.command.source
    if article_id in run.ports.own:
        where = f"the server's own folder ({run.ports.own[article_id]})"
        _refuse(run, _owned(read, where))
        return
    if run.owners.get(article_id, source) != source:
        _refuse(run, _owned(read, f"the source {run.owners[article_id]!r}"))
        return
    run.seen.add(read.text.key)
    if run.before.get(read.text.key) == read.text.fingerprint:
        run.summary.unchanged += 1
        return
    run.waiting.append(read)
    run.waiting_bytes += len(read.text.body)
    if run.waiting_bytes >= BATCH_BYTES:
        await _store(run)


def _owned(read: ReadText, owner: str) -> Refusal:
    message = f"the article {read.text.article_id} belongs to {owner}; remove it there, or give this one another name"
    return Refusal(read.path, 0, message, read.text.article_id)


async def _store(run: _Run) -> None:
    reads, run.waiting, run.waiting_bytes = run.waiting, [], 0
    foreign: Mapping[str, str] = {}
    if reads and not run.command.dry_run:
        texts = [read.text for read in reads]
        now = run.ports.clock.now()
        foreign = await run.ports.articles.put(run.command.site_id, run.command.source, texts, now)
    for read in reads:
        if read.text.article_id in foreign:  # taken since we looked
            _refuse(run, _owned(read, f"the source {foreign[read.text.article_id]!r}"))
        elif read.text.key in run.before:
            run.summary.changed += 1
        else:
            run.summary.new += 1


async def _remove(run: _Run) -> None:
    gone = [key for key in run.before if key not in run.seen and key[0] not in run.kept]
    if not gone:
        return
    if run.hidden is not None:
        run.summary.withheld = (
            f"{len(gone)} texts were not found and are kept: they may stand in {run.hidden.path}, which could not be "
            "read. Mend that and sync again."
        )
    elif len(run.before) > FEW and len(gone) * 2 > len(run.before) and not run.command.allow_removals:
        run.summary.withheld = (
            f"{len(gone)} of {len(run.before)} texts of this source are gone from it and are kept: is this the whole "
            "source? If so, sync again with --allow-removals."
        )
    elif run.command.dry_run:
        run.summary.removed = len(gone)
    else:
        run.summary.removed = await run.ports.articles.remove(run.command.site_id, run.command.source, gone)
