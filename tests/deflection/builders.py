"""Small help centres for the tests of search."""

from collections.abc import Collection
from pathlib import Path

from deflection.article import EVERYONE, Article
from deflection.index import build_index
from deflection.suggest import Suggester

ARTICLES = Path(__file__).parents[2] / "articles"
EVERYBODY = frozenset({EVERYONE})


def article(
    article_id: str,
    title: str,
    body: str,
    *,
    locale: str = "en",
    tags: tuple[str, ...] = (),
    audience: Collection[str] = EVERYBODY,
) -> Article:
    return Article(
        id=article_id,
        locale=locale,
        title=title,
        summary=f"About: {title}.",
        body=body,
        tags=tags,
        audience=frozenset(audience),
        url=f"/help/{locale}/{article_id}",
    )


LOST = article(
    "parcel-lost",
    "My parcel is lost",
    "A parcel counts as lost after five working days without a scan.\n\n## What you do\n\nStart an investigation.",
)
LOST_ES = article(
    "parcel-lost",
    "Mi paquete se ha perdido",
    "Un paquete se da por perdido tras cinco días laborables sin escaneo.\n\n## Qué haces\n\nAbre una investigación.",
    locale="es",
)
CUSTOMS = article(
    "customs-documents",
    "Which customs documents do I need?",
    "Fill in the form CN22 up to 300 EUR.\n\n## Above 300 EUR\n\nUse the form CN23 and a commercial invoice.",
)
RETURNS = article(
    "return-label",
    "Make a return label for a customer",
    "Open the shipment and press **Return**. The label costs as much as a normal one.",
    tags=("returns", "send back"),
)
RETURNS_ES = article(
    "return-label",
    "Hacer una etiqueta de devolución",
    "Abre el envío y pulsa **Devolver**. La etiqueta cuesta lo mismo que una normal.",
    locale="es",
    tags=("returns", "mandar de vuelta"),
)
PHONE = article(
    "phone-support-hours",
    "When can I call you?",
    "The phone is open from 9:00 to 18:00, on Fridays too.",
    audience={"small_shop", "large_shop"},
)
REFUNDS_FOR_AGENTS = article(
    "agent-refund-limits",
    "How much may I refund?",
    "Goodwill refunds of up to 25 EUR need nobody's approval.",
    audience={"agents"},
)
SHOP = (LOST, LOST_ES, CUSTOMS, RETURNS, RETURNS_ES, PHONE, REFUNDS_FOR_AGENTS)


def suggester_of(articles: Collection[Article], folder: Path) -> Suggester:
    return Suggester.open(build_index(articles, folder))


def ids(
    suggester: Suggester, question: str, locale: str | None = "en", audience: frozenset[str] = EVERYBODY
) -> list[str]:
    """The articles found for a question, best first."""
    return [found.article_id for found in suggester.search(question, locale, audience).suggestions]
