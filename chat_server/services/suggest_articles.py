"""Suggestions while typing: nothing is recorded but the last words, in case the merchant leaves without asking."""

import asyncio

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.experiment import Arm, arm_of, is_drawn
from chat_server.services.access import audience_of
from chat_server.services.help_articles import Suggestions
from chat_server.services.ports import Ports

SHOWN = 3  # more suggestions are not read, they are scrolled past


async def suggest_articles(ports: Ports, visitor: Visitor, question: str, locale: str | None) -> Suggestions:
    """What the help centre has on `question`; empty when its level is `none`, and for the hold-out."""
    ports.limiter.check("suggestions", visitor.id)
    found, arm, _ = await asyncio.gather(
        suggestions_for(ports, visitor, question, locale),
        arm_for(ports, visitor),
        ports.people.keep_unsent(visitor, question),
    )
    return for_arm(arm, found)


async def suggestions_for(ports: Ports, visitor: Visitor, question: str, locale: str | None) -> Suggestions:
    return await ports.suggester.suggest(
        question, locale=locale or visitor.locale, audience=audience_of(visitor), limit=SHOWN
    )


async def arm_for(ports: Ports, visitor: Visitor) -> Arm:
    """The experiment's arm of this visitor now; it costs nothing for those who are not drawn."""
    share = ports.rules.holdout_share
    if not is_drawn(visitor.owner_id, share):
        return "none"
    strength = await ports.agents.strength(visitor.site_id, ports.clock.now())
    return arm_of(visitor.owner_id, share, people_there=strength.agents > 0)


def for_arm(arm: Arm, found: Suggestions) -> Suggestions:
    """What may go out: a hold-out gets nothing, so that it sees the way to people at once."""
    if arm == "none":
        return found
    return msgspec.structs.replace(found, level="none", confident=False, suggestions=())
