"""What comes out of a source, one by one: a text that was taken, one that was refused, one that is left out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from deflection.article import Article
from deflection.front_matter import ArticleProblem

Kind = Literal["markdown", "zendesk", "html"]


@dataclass(frozen=True, slots=True)
class Taken:
    article: Article
    path: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be taken. `article_id` is the article that it would have been part of, "" when it is none.

    `hides_articles`: any articles may have stood there, so that nobody can say which ones the source has no more.
    """

    problem: ArticleProblem
    article_id: str = ""
    hides_articles: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Well understood and not wanted, such as a draft."""

    path: str
    reason: str


Item = Taken | Refused | LeftOut


@dataclass(frozen=True, slots=True)
class Options:
    """`locale` is that of texts that name none; `locales` those that the server has; `plans` the audiences that may be
    named beside `everyone` and `agents`."""

    locale: str
    locales: Collection[str]
    plans: Collection[str] = ()


class Source(Protocol):
    """Opened and looked through, but not read yet."""

    kind: Kind

    def count(self) -> int:
        """How many items there will be, about: for showing progress."""
        ...

    def items(self) -> Iterator[Item]:
        """Reads one file after the other; only one is in memory at a time."""
        ...

    def close(self) -> None: ...
