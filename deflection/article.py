"""The article as search sees it: one text in one locale, with who may read it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from deflection.markdown import Section, sections_of

EVERYONE = "everyone"
AGENTS = "agents"
# For exports that do not say when an article was changed.
UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one locale. `id` is the same in all locales; `body` is Markdown; `updated_at` is aware."""

    id: str
    locale: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...] = ()
    audience: frozenset[str] = frozenset({EVERYONE})
    updated_at: datetime = UNKNOWN_TIME
    url: str = ""

    @property
    def topic(self) -> str:
        """The first tag, under which the help centre lists the article; "" without tags."""
        return self.tags[0] if self.tags else ""

    @property
    def content_hash(self) -> str:
        """32 hexadecimal digits that change with anything a reader sees, and with nothing else."""
        return stable_hash(self.locale, self.title, self.summary, self.body, *self.tags)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The body's sections; parsed anew at each call."""
        return sections_of(self.body)


def stable_hash(*parts: str) -> str:
    """32 hexadecimal digits of the parts; lengths go in as well, so that moving a border changes the hash."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
