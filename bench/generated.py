"""Help centres of any size for measuring, made from the project's own articles.

Sections of several articles are put together, sentences are left out, and many of the words give way to invented names
of products, drawn by Zipf's law from a vocabulary as large as a real one's: so articles differ from each other, common
words stay common and most words are rare. The same size gives the same articles, everywhere.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deflection.article import Article
from deflection.sources import read_folder

ARTICLES = Path(__file__).parents[1] / "articles"
LOCALES = ("en", "es", "nl", "de", "fr", "it")
# Half-translated, as help centres are: twenty articles in English have ten in Spanish and five in each other language.
_SHARES = {"en": 0.4, "es": 0.2, "nl": 0.1, "de": 0.1, "fr": 0.1, "it": 0.1}

# The sections of an article: 290 words at the median, 410 on average, up to 2,000.
_SECTION_COUNTS = (2, 2, 3, 4, 4, 5, 6, 7, 9, 14, 25)
_KEPT_SENTENCES = 0.75
# Of the words of five letters and more, this share becomes a name: then a question's terms stand in as many articles
# as those of real questions do in real help centres of the size.
_RENAMED = 0.3
_NAMES = 60_000
_SYLLABLES = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "pa", "re", "sa", "ti", "vo", "zu", "lin", "tor", "mer")

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LONG_WORD = re.compile(r"(?<![\w/.-])[^\W\d_]{5,}(?![\w/.-])")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class _Pool:
    """What a locale's articles are put together from."""

    articles: Sequence[Article]
    sections: Sequence[str]


@cache
def _pools() -> Mapping[str, _Pool]:
    pools = {}
    found = read_folder(ARTICLES).articles
    for locale in LOCALES:
        articles = [article for article in found if article.locale == locale]
        bodies = (_LINK.sub(r"\1", article.body) for article in articles)
        pools[locale] = _Pool(articles, [part for body in bodies for part in re.split(r"\n(?=## )", body)])
    return pools


def generated(count: int) -> list[Article]:
    """So many articles, the smaller locales' ids among the larger ones'. A smaller help centre is no part of a larger
    one."""
    counts = {locale: int(count * share) for locale, share in _SHARES.items()}
    counts["en"] += count - sum(counts.values())
    return [_article(locale, number, count) for locale in LOCALES for number in range(counts[locale])]


def _article(locale: str, number: int, size: int) -> Article:
    chance = random.Random(f"{locale} {number} of {size}")  # noqa: S311 - the same articles at every run
    pool = _pools()[locale]
    model = chance.choice(pool.articles)
    names = _Names(chance)
    sections = chance.choices(pool.sections, k=chance.choice(_SECTION_COUNTS))
    return Article(
        id=f"generated-{number:05}",
        locale=locale,
        title=" ".join((names.put_into(model.title), names.next().title())),
        summary=names.put_into(model.summary),
        body="\n\n".join(names.put_into(_shortened(section, chance)) for section in sections),
        tags=model.tags,
    )


def _shortened(section: str, chance: random.Random) -> str:
    lines = []
    for line in section.splitlines():
        kept = [part for part in _SENTENCE_END.split(line) if line[:2] == "##" or chance.random() < _KEPT_SENTENCES]
        if kept or not line:
            lines.append(" ".join(kept))
    return "\n".join(lines)


class _Names:
    """The names of one article: a word that has been given a name keeps it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: dict[str, str] = {}

    def next(self) -> str:
        """The n-th most frequent name n times as seldom as the first."""
        return _name(int(_NAMES ** self._chance.random()))

    def put_into(self, text: str) -> str:
        return _LONG_WORD.sub(self._name_of, text)

    def _name_of(self, found: re.Match[str]) -> str:
        word = found[0].lower()
        if word not in self._given:
            self._given[word] = self.next() if self._chance.random() < _RENAMED else ""
        return self._given[word] or found[0]


def _name(number: int) -> str:
    letters = _SYLLABLES[number % 17]
    number = number // 17 + 17
    while number:
        number, syllable = divmod(number, 17)
        letters += _SYLLABLES[syllable]
    return letters


# How people begin, by language; most do not.
_OPENINGS = {
    "en": ("hello, ", "hi, how do I ", "I need help: ", "why is it that "),
    "es": ("hola, ", "buenas, cómo puedo ", "necesito ayuda: ", "por qué "),
    "nl": ("hallo, ", "hoi, hoe kan ik ", "ik heb hulp nodig: ", "waarom "),
    "de": ("hallo, ", "guten Tag, wie kann ich ", "ich brauche Hilfe: ", "warum "),
    "fr": ("bonjour, ", "salut, comment je peux ", "j'ai besoin d'aide : ", "pourquoi "),
    "it": ("ciao, ", "buongiorno, come posso ", "mi serve aiuto: ", "perché "),
}
_KEPT_WORDS = 0.8
_TOLD = (0, 1, 1, 1, 2, 4)  # sentences


def asked_about(articles: Sequence[Article], seed: str) -> Iterator[tuple[str, str]]:
    """Endless questions (text, locale) about the articles, each different: a title in other words, with up to four
    sentences of what the article says; 20 words at the median, 60 at the 95th percentile."""
    chance = random.Random(seed)  # noqa: S311 - the same questions at every run
    asked: set[str] = set()
    while True:
        article = chance.choice(articles)
        words = article.title.split()
        chance.shuffle(words)
        told = chance.choices(_sentences(article), k=chance.choice(_TOLD))
        words += [word for sentence in told for word in sentence.split()]
        kept = [word for word in words if chance.random() < _KEPT_WORDS]
        opening = chance.choice((*_OPENINGS[article.locale], "", "", "", ""))
        question = opening + " ".join(kept)
        if kept and question not in asked:
            asked.add(question)
            yield question, article.locale


def _sentences(article: Article) -> list[str]:
    plain = re.sub(r"[#*>`\n]+", " ", article.body)
    return [part for part in _SENTENCE_END.split(plain) if part.strip()] or [article.title]
