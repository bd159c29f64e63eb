"""A check-in took place: what was agreed is kept, and the next one planned."""

from datetime import date

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.check_in import CheckIn, CheckInId, due_on, intervals, next_due
from chat_server.domain.errors import Conflict, Invalid, NotFound
from chat_server.services.access import known_id
from chat_server.services.ports import Ports


class RecordedCheckIn(msgspec.Struct, frozen=True):
    """`following` is None for a contact whose plan has no account manager any more."""

    done: CheckIn
    following: CheckIn | None


async def record_check_in(
    ports: Ports, agent: Agent, check_in_id: str, notes: str, next_due_on: date | None = None
) -> RecordedCheckIn:
    """Any agent of the site may, in place of the manager too. Without a date the plan's interval decides.

    Raises Conflict when another check-in was written down for it; the same one again changes nothing.
    """
    notes = notes.strip()
    if not notes:
        raise Invalid("Write down what you talked about.", field="notes")
    found = await ports.check_ins.get(CheckInId(known_id(check_in_id)))
    if found is None or found.site_id != agent.site_id:
        raise NotFound("There is no such check-in for you.")
    now = ports.clock.now()
    done = msgspec.structs.replace(found, done_at=now, agent_id=agent.id, notes=notes)
    stored = found
    if found.done_at is None:
        stored = await ports.check_ins.record(done, await _following(ports, found, next_due_on))
    if (stored.agent_id, stored.notes) != (agent.id, notes):
        raise Conflict("This check-in is written down already. Reload the list to see the next one.")
    return RecordedCheckIn(stored, await ports.check_ins.open_of(stored.contact_id))


async def _following(ports: Ports, found: CheckIn, wanted: date | None) -> CheckIn | None:
    now, zone = ports.clock.now(), ports.policy.zone
    contact = await ports.people.contact(found.contact_id)
    every = intervals(ports.policy).get(str(contact.plan)) if contact else None
    if every is None:
        return None
    return CheckIn(
        id=CheckInId(ports.ids.new("chk")),
        site_id=found.site_id,
        contact_id=found.contact_id,
        due_at=due_on(wanted, now, zone) if wanted else next_due(now, every, zone),
    )
