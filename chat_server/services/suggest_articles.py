"""Suggestions while typing: nothing is recorded but the last words, in case the merchant leaves without asking."""

import asyncio

from chat_server.domain.contact import Visitor
from chat_server.services.access import audience_of
from chat_server.services.help_articles import Suggestions
from chat_server.services.ports import Ports

SHOWN = 3  # more suggestions are not read, they are scrolled past


async def suggest_articles(ports: Ports, visitor: Visitor, question: str, locale: str | None) -> Suggestions:
    """What the help centre has on `question`; empty when its level is `none`."""
    ports.limiter.check("suggestions", visitor.id)
    found, _ = await asyncio.gather(
        suggestions_for(ports, visitor, question, locale), ports.people.keep_unsent(visitor.id, question)
    )
    return found


async def suggestions_for(ports: Ports, visitor: Visitor, question: str, locale: str | None) -> Suggestions:
    return await ports.suggester.suggest(
        question, locale=locale or visitor.locale, audience=audience_of(visitor), limit=SHOWN
    )
