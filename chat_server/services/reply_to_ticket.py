"""A word in a ticket's thread: from the merchant in the widget, on the page behind the mail's link or by mail, from an
agent, or a note among agents."""

import hashlib

import msgspec

from chat_server.domain import ticket as rules
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.events import SYSTEM, Actor, ActorKind
from chat_server.domain.ticket import Noted, Replied, Ticket, TicketState
from chat_server.services.ports import Ports
from chat_server.services.stored import Uploads
from chat_server.services.ticket_access import agents_ticket, tell, visitors_ticket
from chat_server.services.ticket_ports import Changed, TicketOnce


class TicketReply(msgspec.Struct, frozen=True):
    """`state` moves the ticket in the same step, for agents only."""

    client_id: str
    text: str
    attachments: tuple[str, ...] = ()
    state: TicketState | None = None


async def reply_to_ticket(ports: Ports, visitor: Visitor, ticket_id: str, said: TicketReply) -> Changed:
    """The merchant writes; what was solved or waited for that is open again."""
    ports.limiter.check("messages", visitor.id)
    ticket = await visitors_ticket(ports, visitor, ticket_id)
    changed = await _say(ports, ticket, said, visitor.actor, visitor.id, Uploads(visitor.owner_id, said.attachments))
    await ports.tickets.mark_read(ticket.id, changed.ticket.head)
    return changed


async def answer_ticket(ports: Ports, agent: Agent, ticket_id: str, said: TicketReply) -> Changed:
    """Any agent of the site may answer; the merchant hears of it by mail."""
    ports.limiter.check("messages", agent.id)
    ticket = await agents_ticket(ports, agent, ticket_id)
    return await _say(ports, ticket, said, agent.actor, agent.id, Uploads(agent.id, said.attachments), said.state)


async def reply_for_merchant(
    ports: Ports,
    ticket: Ticket,
    said: TicketReply,
    *,
    by_mail: bool = False,
    uploaded_by: str | None = None,
) -> Changed:
    """The merchant's word that came by mail or through the mail's signed link: whoever calls has checked that it is
    theirs. `uploaded_by` is whose the attachments are so far (default: the merchant's)."""
    actor = Actor(kind=ActorKind.CONTACT, id=ticket.owner_id, name=ticket.name or None)
    uploads = Uploads(uploaded_by or ticket.owner_id, said.attachments)
    return await _say(ports, ticket, said, actor, "mail" if by_mail else "link", uploads, by_mail=by_mail)


async def note_on_ticket(ports: Ports, agent: Agent, ticket_id: str, client_id: str, text: str) -> Changed:
    """For agents only; the merchant cannot infer it from numbers or times."""
    ports.limiter.check("messages", agent.id)
    ticket = await agents_ticket(ports, agent, ticket_id)
    return await _note(ports, ticket, client_id, text, agent.actor, agent.id)


async def note_from_mail(ports: Ports, ticket: Ticket, client_id: str, text: str) -> Changed:
    """A mail about the ticket that is not its merchant's: agents see it, and nobody takes it for an answer."""
    return await _note(ports, ticket, client_id, text, SYSTEM, "mail", by_mail=True)


async def _say(
    ports: Ports,
    ticket: Ticket,
    said: TicketReply,
    actor: Actor,
    sender: str,
    uploads: Uploads,
    state: TicketState | None = None,
    *,
    by_mail: bool = False,
) -> Changed:
    now, due_after = ports.clock.now(), ports.policy.due_after(ticket.kind)
    once = _once(ticket, sender, "reply", said.client_id, said.text, state or "", *said.attachments)
    changed = await ports.tickets.change(
        ticket.id,
        lambda current, attachments: rules.reply(
            current, Replied(text=said.text, attachments=attachments, by_mail=by_mail), actor, now, state, due_after
        ),
        once,
        uploads,
    )
    return tell(ports, changed)


async def _note(
    ports: Ports, ticket: Ticket, client_id: str, text: str, actor: Actor, sender: str, *, by_mail: bool = False
) -> Changed:
    now = ports.clock.now()
    changed = await ports.tickets.change(
        ticket.id,
        lambda _current, _attachments: rules.note(Noted(text=text, by_mail=by_mail), actor, now),
        _once(ticket, sender, "note", client_id, text),
    )
    return tell(ports, changed)


def _once(ticket: Ticket, sender: str, command: str, client_id: str, *body: str) -> TicketOnce:
    fingerprint = hashlib.sha256("\x00".join(body).encode()).hexdigest()
    return TicketOnce(scope=f"{command}/{ticket.id}/{sender}", client_id=client_id, fingerprint=fingerprint)
