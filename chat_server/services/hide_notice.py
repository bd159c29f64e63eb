"""Do not show this again: what a merchant has read and answered stays away, on every device."""

from typing import get_args

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid
from chat_server.domain.policy import HideableNotice
from chat_server.services.ports import Ports


async def hide_notice(ports: Ports, visitor: Visitor, kind: str) -> None:
    """Raises Invalid for a notice that stays."""
    ports.limiter.check("feedback", visitor.id)
    if kind not in get_args(HideableNotice):
        raise Invalid(f"This notice cannot be hidden. These can: {', '.join(get_args(HideableNotice))}.", field="kind")
    await ports.notices.hide(visitor.owner_id, kind, ports.clock.now())
