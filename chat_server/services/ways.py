"""What may this visitor use now, and why? Gathers the facts; the policy decides."""

from functools import lru_cache

import structlog

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Closed
from chat_server.domain.policy import ChannelKind, Way, Ways, ways_of
from chat_server.services.ports import Ports

log = structlog.get_logger()


async def contact_ways(ports: Ports, visitor: Visitor) -> Ways:
    """Every channel with whether it is offered and open for this visitor now."""
    now = ports.clock.now()
    contact = visitor.contact
    if contact is not None and contact.plan and not ports.policy.knows(contact.plan):
        _say_unknown(contact.plan)
    facts = await ports.ways_facts.of(visitor, now)
    return ways_of(ports.policy, visitor.plan, contact.country if contact else None, now, facts)


@lru_cache(maxsize=1000)  # said once for each name
def _say_unknown(plan: str) -> None:
    log.warning("policy.unknown_plan", plan=plan, effect="counts as the plan of anonymous visitors")


async def require_way(ports: Ports, visitor: Visitor, kind: ChannelKind) -> Way:
    """The channel, open; raises Closed, with the ways that are open, for one that is not offered or not open."""
    ways = await contact_ways(ports, visitor)
    refused = refusal(ways, kind)
    if refused is not None:
        raise refused
    return ways.of(kind)


async def still_offered(ports: Ports, visitor: Visitor, *kinds: ChannelKind) -> Closed | None:
    """Why none of these channels is this visitor's any more, whatever its hours; None when one of them is."""
    signed = visitor.contact is not None
    if any(ports.policy.offers(kind, visitor.plan, signed=signed) for kind in kinds):
        return None
    return refusal(await contact_ways(ports, visitor), kinds[0])


def refusal(ways: Ways, kind: ChannelKind) -> Closed | None:
    """Why this channel cannot be used now; None when it can."""
    way = ways.of(kind)
    if way.open:
        return None
    if not way.offered:
        name = kind.replace("_", " ")
        return Closed(f"The {name} is not offered here ({way.rule}).", ways=ways.open_kinds)
    if kind == "chat" and way.opens_at is None:
        message = "Nobody is at the desk right now. Your question is kept: try again later or read on."
        return Closed(message, ways=ways.open_kinds)
    return Closed(f"The {kind.replace('_', ' ')} is closed now.", opens_at=way.opens_at, ways=ways.open_kinds)
