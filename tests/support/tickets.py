"""Tickets in few words: somebody opens one, answers come, and what stands in the outbox of mails."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, select

from chat_server.adapters.sql import rows, ticket_lists
from chat_server.adapters.sql.tables_contact import mail, ticket, ticket_entry
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE, OwnerId, TicketId
from chat_server.domain.policy import TicketField, TicketKind
from chat_server.domain.ticket import Entry, Ticket, TicketState, evolve
from chat_server.domain.ticket_fields import Value
from chat_server.services.move_ticket import move_ticket
from chat_server.services.open_ticket import OpenTicket, open_ticket
from chat_server.services.reply_to_ticket import TicketReply, answer_ticket, reply_to_ticket
from tests.support.clock import MONDAY_MORNING
from tests.support.journeys import client_id
from tests.support.world import World

LOST: Mapping[str, Value] = {
    "tracking_number": "RX123456789",
    "carrier": "Rapido Express",
    "reason": "lost",
    "parcel_value": "89,90",
}
# A kind with a field of every type, whatever the policy has.
INVESTIGATION = TicketKind(
    id="investigation",
    labels={"en": "Shipment investigation", "es": "Investigación de envío"},
    fields=(
        TicketField("tracking_number", "text", {"en": "Tracking number"}, required=True, max_length=20),
        TicketField("reason", "choice", {"en": "Reason"}, required=True, choices=("lost", "damaged")),
        TicketField("story", "long_text", {"en": "Story"}, max_length=100),
        TicketField("parcel_value", "money", {"en": "Value"}),
        TicketField("sent_at", "date_time", {"en": "Sent at"}),
        TicketField("photos", "files", {"en": "Photos"}),
        TicketField("receiver_contacted", "yes_no", {"en": "Receiver contacted"}),
    ),
    due_after_days=5,
    remind_after_days=3,
)


def a_ticket(state: TicketState = TicketState.OPEN, **more: object) -> Ticket:
    """Vera's, nobody's yet, opened on Monday morning."""
    fresh = Ticket(
        id=TicketId("tic_1"),
        site_id=DEFAULT_SITE,
        reference="P-7KQ2M-9XTR4",
        owner_id=OwnerId("con_vera"),
        kind="investigation",
        subject="Parcel lost",
        fields={},
        locale="es",
        name="Vera Molina",
        email="vera@almaceramica.example",
        created_at=MONDAY_MORNING,
        updated_at=MONDAY_MORNING,
        state=state,
        head=1,
        read_seq=1,
    )
    return msgspec.structs.replace(fresh, **more)


async def opens(
    world: World,
    visitor: Visitor,
    kind: str = "investigation",
    subject: str | None = "Parcel lost",
    text: str | None = "No scan for ten days.",
    **more: object,
) -> Ticket:
    """Opens a ticket; an investigation has all that it needs unless `fields` says otherwise."""
    fields = LOST if kind == "investigation" else {}
    wanted = {"kind": kind, "client_id": client_id(), "subject": subject, "text": text, "fields": fields} | more
    changed = await open_ticket(world.ports, visitor, msgspec.convert(wanted, OpenTicket))
    return await verify_ticket(world, changed.ticket.id)


async def answers(
    world: World, agent: Agent, ticket: Ticket, text: str = "Which receiver?", state: TicketState | None = None
) -> Ticket:
    await answer_ticket(world.ports, agent, ticket.id, TicketReply(client_id=client_id(), text=text, state=state))
    return await verify_ticket(world, ticket.id)


async def replies(world: World, visitor: Visitor, ticket: Ticket, text: str = "The neighbour.") -> Ticket:
    await reply_to_ticket(world.ports, visitor, ticket.id, TicketReply(client_id=client_id(), text=text))
    return await verify_ticket(world, ticket.id)


async def moves(world: World, agent: Agent, ticket: Ticket, state: TicketState) -> Ticket:
    await move_ticket(world.ports, agent, ticket.id, state)
    return await verify_ticket(world, ticket.id)


async def verify_ticket(world: World, ticket_id: TicketId) -> Ticket:
    """Yesterday's ticket plus its entries is today's: the thread has no gaps, and folding it gives the stored row."""

    def check(connection: Connection) -> Ticket:
        stored = ticket_lists.one(connection, ticket.c.id == ticket_id)
        assert stored is not None
        thread = ticket_lists.entries(connection, ticket_id)
        assert [entry.seq for entry in thread] == list(range(1, len(thread) + 1))
        public = select(ticket_entry.c.seq).where(ticket_entry.c.ticket_id == ticket_id, ticket_entry.c.public)
        shown = [entry.seq for entry in thread if entry.data.public]
        assert list(connection.execute(public.order_by(ticket_entry.c.seq)).scalars()) == shown
        folded = msgspec.structs.replace(
            stored,
            state=TicketState.OPEN,
            agent_id=None,
            agent_name=None,
            head=0,
            updated_at=stored.created_at,
            reminded_at=None,
            solved_at=None,
        )
        for entry in thread:
            folded = evolve(folded, entry)
        assert folded == stored
        return stored

    return await world.database.read(check)


async def thread_of(world: World, ticket: Ticket) -> list[Entry]:
    return list(await world.ports.tickets.entries(ticket.id))


def entry_types(entries: list[Entry] | tuple[Entry, ...]) -> list[str]:
    return [entry.data.type for entry in entries]


class OwedMail(msgspec.Struct, frozen=True):
    kind: str
    recipient: str
    locale: str
    content: dict[str, str]


async def mails_owed(world: World) -> list[OwedMail]:
    """What stands in the outbox, in the order in which it was put there."""

    def read(connection: Connection) -> list[OwedMail]:
        query = select(mail).order_by(mail.c.created_at, mail.c.kind)
        return [rows.struct(OwedMail, row) for row in connection.execute(query).mappings()]

    return await world.database.read(read)
