"""Opening a ticket: by the merchant at any time, from a question or a chat, or by an agent from a chat.

What was typed before is taken along: nobody types it twice.
"""

import hashlib
from collections.abc import Mapping

import msgspec

from chat_server.domain import ticket_fields
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Contact, Visitor
from chat_server.domain.errors import Invalid
from chat_server.domain.events import Actor
from chat_server.domain.ids import AgentId, OwnerId, SiteId, TicketId
from chat_server.domain.mail_address import mail_address, mailbox
from chat_server.domain.policy import TicketKind
from chat_server.domain.reference import RANDOM_BITS, reference_of
from chat_server.domain.ticket import NewEntry, Opened, Ticket
from chat_server.domain.ticket_in_chat import told_in_chat
from chat_server.services.access import agents_conversation
from chat_server.services.before_ticket import Before, before_in_chat, before_merchants_ticket
from chat_server.services.locales import supported
from chat_server.services.ports import Ports
from chat_server.services.stored import Uploads
from chat_server.services.ticket_access import tell
from chat_server.services.ticket_ports import Changed, Opening, TicketOnce
from chat_server.services.ways import require_way


class OpenTicket(msgspec.Struct, frozen=True):
    """What is asked for; without `subject` or `text` they come from the question or the conversation."""

    kind: str
    client_id: str
    subject: str | None = None
    text: str | None = None
    fields: Mapping[str, ticket_fields.Value] = {}
    email: str | None = None
    name: str | None = None
    locale: str | None = None
    question_id: str | None = None
    conversation_id: str | None = None
    attachments: tuple[str, ...] = ()


class _For(msgspec.Struct, frozen=True):
    """Whose ticket it becomes, and who opens it: `scope` is that sender's for client ids."""

    site_id: SiteId
    owner_id: OwnerId
    person: Contact | None
    locale: str
    actor: Actor
    scope: str
    agent_id: AgentId | None = None


async def open_ticket(ports: Ports, visitor: Visitor, command: OpenTicket, *, address: str | None = None) -> Changed:
    """The merchant's own ticket; whoever waits in its conversation leaves the queue. `address` is the caller's in the
    network, for limits only: anybody can be a new visitor as often as they like.

    Raises Closed where the plan has no tickets, and Invalid with the field's name (`fields.<id>` for the kind's).
    """
    ports.limiter.check("tickets", visitor.owner_id)
    if visitor.contact is None and address is not None:
        ports.limiter.check("strangers_tickets", address)
    await require_way(ports, visitor, "ticket")
    kind = _kind(ports.policy.ticket_kinds_of(visitor.plan), command.kind)
    before = await before_merchants_ticket(ports, visitor, command.question_id, command.conversation_id)
    if _vouched(visitor.contact) is None and command.email is None:
        raise Invalid("Give an e-mail address: that is where the answer goes.", field="email")
    whose = _For(
        site_id=visitor.site_id,
        owner_id=visitor.owner_id,
        person=visitor.contact,
        locale=supported(ports.rules, command.locale, visitor.locale),
        actor=visitor.actor,
        scope=f"open/{visitor.id}",
    )
    return await _open(ports, command, kind, before, whose)


async def open_ticket_from_chat(ports: Ports, agent: Agent, conversation_id: str, command: OpenTicket) -> Changed:
    """An agent makes the chat's matter a ticket of the merchant's; what is missing can be asked for in it."""
    ports.limiter.check("messages", agent.id)
    conversation = await agents_conversation(ports, agent, conversation_id)
    kind = _kind(ports.policy.ticket_kinds, command.kind)
    whose = _For(
        site_id=agent.site_id,
        owner_id=conversation.owner_id,
        person=await ports.people.contact(conversation.owner_id),
        locale=conversation.locale,
        actor=agent.actor,
        scope=f"open/{conversation.id}/{agent.id}",
        agent_id=agent.id,
    )
    return await _open(ports, command, kind, await before_in_chat(ports, conversation), whose)


def _kind(kinds: tuple[TicketKind, ...], kind_id: str) -> TicketKind:
    found = next((kind for kind in kinds if kind.id == kind_id), None)
    if found is None:
        offered = ", ".join(kind.id for kind in kinds) or "none"
        raise Invalid(f"There is no such kind of ticket for you. Possible: {offered}.", field="kind")
    return found


async def _open(ports: Ports, command: OpenTicket, kind: TicketKind, before: Before, whose: _For) -> Changed:
    ticket = _ticket(ports, command, kind, before, whose)
    if ticket.email is not None and ticket.email_typed:  # nobody's mailbox is filled by typing its address here
        ports.limiter.check("ticket_mails", mailbox(ticket.email))
    text = (command.text or "").strip() or before.text
    if not text and not ticket.fields:
        raise Invalid("Write what happened and what you need.", field="text")
    now = ticket.created_at
    files = dict.fromkeys((*command.attachments, *ticket_fields.files_in(kind, ticket.fields)))
    fingerprint = hashlib.sha256(msgspec.json.encode(command, order="deterministic")).hexdigest()
    opening = Opening(
        ticket=ticket,
        decide=lambda _, attachments: [
            NewEntry(actor=whose.actor, data=Opened(text=text, attachments=attachments), at=now)
        ],
        once=TicketOnce(scope=whose.scope, client_id=command.client_id, fingerprint=fingerprint),
        uploads=Uploads(owner_id=whose.agent_id or whose.owner_id, ids=tuple(files)),
        in_chat=lambda situation: told_in_chat(situation, ticket, whose.actor, now),
        dismisses=before.dismisses,
    )
    return tell(ports, await ports.tickets.open(opening))


def _vouched(person: Contact | None) -> str | None:
    """The platform's address of this person, if mails can be sent there."""
    return mail_address(person.email) if person and person.email else None


def _typed(email: str | None) -> str | None:
    if email is None:
        return None
    address = mail_address(email)
    if address is None:
        raise Invalid("No mail can be sent to this address. Is it mistyped?", field="email")
    return address


def _ticket(ports: Ports, command: OpenTicket, kind: TicketKind, before: Before, whose: _For) -> Ticket:
    subject = " ".join((command.subject or "").split()) or before.subject
    if not subject:
        raise Invalid("Say in a few words what it is about.", field="subject")
    now, person, by_merchant = ports.clock.now(), whose.person, whose.agent_id is None
    vouched = _vouched(person)
    filled_in = ticket_fields.checked(kind, command.fields, complete=by_merchant)
    return Ticket(
        id=TicketId(ports.ids.new("tic")),
        site_id=whose.site_id,
        reference=reference_of(ports.ids.number(RANDOM_BITS)),
        owner_id=whose.owner_id,
        kind=kind.id,
        subject=subject,
        fields=filled_in,
        locale=whose.locale,
        name=(person.name if person else "") or command.name or "",
        email=vouched or _typed(command.email),
        email_typed=vouched is None and by_merchant,
        created_at=now,
        updated_at=now,
        conversation_id=before.conversation.id if before.conversation else None,
        question_id=before.question.id if before.question else None,
        article_id=before.article_id,
        due_at=kind.due_at(filled_in, now),
    )
