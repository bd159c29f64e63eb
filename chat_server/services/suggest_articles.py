"""Suggestions while typing: nothing is recorded but the last words, in case the merchant leaves without asking."""

import asyncio
from contextlib import suppress

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Unavailable
from chat_server.domain.experiment import Arm, arm_of, is_drawn
from chat_server.services.access import audience_of
from chat_server.services.help_articles import Suggestions
from chat_server.services.ports import Ports

SHOWN = 3  # more suggestions are not read, they are scrolled past


class SuggestArticles(msgspec.Struct, frozen=True):
    """What stands in the field now; `typing` when its last word may be unfinished, `first` what stands on top."""

    question: str
    locale: str | None = None
    typing: bool = False
    first: str | None = None


async def suggest_articles(ports: Ports, visitor: Visitor, typed: SuggestArticles) -> Suggestions:
    """What the help centre has on a question; empty when its level is `none`, and for the hold-out."""
    ports.limiter.check("suggestions", visitor.id)
    found, arm, _ = await asyncio.gather(
        suggestions_for(ports, visitor, typed),
        arm_for(ports, visitor),
        _keep(ports, visitor, typed.question),
    )
    return for_arm(arm, found)


async def _keep(ports: Ports, visitor: Visitor, words: str) -> None:
    """A disk that is full is no reason to show no articles: the widget has the words too."""
    if words != visitor.unsent_question:
        with suppress(Unavailable):
            await ports.people.keep_unsent(visitor, words)


async def suggestions_for(ports: Ports, visitor: Visitor, typed: SuggestArticles) -> Suggestions:
    return await ports.suggester.suggest(
        typed.question,
        locale=typed.locale or visitor.locale,
        audience=audience_of(ports.policy, visitor),
        limit=SHOWN,
        typing=typed.typing,
        first=typed.first,
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
