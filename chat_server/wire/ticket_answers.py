"""From tickets as the services return them to what goes over the wire, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from chat_server.domain.attachment import AttachmentView
from chat_server.domain.events import Actor, AgentRef
from chat_server.domain.plan import UNKNOWN_PLAN
from chat_server.domain.policy import Policy, TicketField, text_in
from chat_server.domain.ticket import LEGAL_MOVES, Assigned, Entry, Moved, Noted, Opened, Replied, Ticket, TicketState
from chat_server.services.list_tickets import DeskTicket, SeenTicket
from chat_server.services.ticket_ports import OwnTicket, PhoneCall, TicketLine
from chat_server.wire import tickets as wire
from chat_server.wire.outgoing import Time, rfc3339
from chat_server.wire.outgoing_console import SummaryContact


def summary(of: OwnTicket, policy: Policy, locale: str) -> wire.TicketSummary:
    ticket = of.ticket
    return wire.TicketSummary(
        ticket_id=ticket.id,
        reference=ticket.reference,
        kind=ticket.kind,
        kind_label=_kind_label(ticket, policy, locale),
        subject=ticket.subject,
        state=ticket.state.value,
        created_at=rfc3339(ticket.created_at),
        updated_at=rfc3339(ticket.updated_at),
        unread=of.unread,
    )


def view(seen: SeenTicket, policy: Policy, locale: str) -> wire.TicketView:
    ticket = seen.ticket
    return wire.TicketView(
        ticket_id=ticket.id,
        reference=ticket.reference,
        kind=ticket.kind,
        kind_label=_kind_label(ticket, policy, locale),
        subject=ticket.subject,
        state=ticket.state.value,
        created_at=rfc3339(ticket.created_at),
        updated_at=rfc3339(ticket.updated_at),
        unread=seen.unread,
        fields=fields(ticket, seen.entries, policy, locale),
        entries=tuple(entry(one, whole_actor=False) for one in seen.entries),
        due_at=_due_at(ticket),
        email=ticket.email,
    )


def line(of: TicketLine, policy: Policy, locale: str, now: datetime) -> wire.ConsoleTicketLine:
    ticket, person = of.ticket, of.contact
    return wire.ConsoleTicketLine(
        ticket_id=ticket.id,
        reference=ticket.reference,
        kind=ticket.kind,
        kind_label=_kind_label(ticket, policy, locale),
        subject=ticket.subject,
        state=ticket.state.value,
        contact=SummaryContact(
            id=ticket.owner_id,
            name=person.name if person else ticket.name,
            plan=person.plan if person else UNKNOWN_PLAN,
            country=person.country if person else None,
            locale=ticket.locale,
            verified=person is not None,
        ),
        agent=ticket.agent,
        created_at=rfc3339(ticket.created_at),
        updated_at=rfc3339(ticket.updated_at),
        due_at=_due_at(ticket),
        overdue=ticket.overdue(now),
        last_by=of.last_by,
    )


def desk(found: DeskTicket, policy: Policy, locale: str, now: datetime) -> wire.ConsoleTicket:
    ticket = found.line.ticket
    return wire.ConsoleTicket(
        ticket=line(found.line, policy, locale, now),
        fields=fields(ticket, found.entries, policy, locale),
        entries=tuple(entry(one, whole_actor=True) for one in found.entries),
        moves=tuple(state.value for state in LEGAL_MOVES[ticket.state]),
        email=ticket.email,
        conversation_id=ticket.conversation_id,
        article_id=ticket.article_id,
    )


def fields(ticket: Ticket, entries: Sequence[Entry], policy: Policy, locale: str) -> tuple[wire.FilledField, ...]:
    """What was filled in, in the kind's order. A field that the policy has no more keeps its id as its label."""
    kind = policy.ticket_kind(ticket.kind)
    known = {field.id: field for field in kind.fields} if kind else {}
    names = {file.id: file.name for one in entries for file in _attachments(one)}
    ordered = [name for name in known if name in ticket.fields]
    ordered += [name for name in ticket.fields if name not in known]
    return tuple(_filled(name, ticket.fields[name], known.get(name), names, locale) for name in ordered)


def _filled(name: str, value: str, field: TicketField | None, files: dict[str, str], locale: str) -> wire.FilledField:
    if field is None:
        return wire.FilledField(id=name, type="text", label=name, value=value)
    if field.type == "choice":
        value = text_in(field.choice_labels.get(value, {}), locale) or value
    if field.type == "files":
        value = ", ".join(files.get(file_id, file_id) for file_id in value.split(","))
    return wire.FilledField(id=name, type=field.type, label=text_in(field.labels, locale) or name, value=value)


def entry(one: Entry, *, whole_actor: bool) -> wire.TicketEntryView:
    """Merchants learn an agent's name, not the account's id."""
    actor = one.actor if whole_actor else Actor(kind=one.actor.kind, name=one.actor.name)
    text: str | None = None
    state: wire.TicketState | None = None
    agent: AgentRef | None = None
    by_mail = False
    match one.data:
        case Opened(text=said):
            text = said
        case Replied(text=said, by_mail=mailed) | Noted(text=said, by_mail=mailed):
            text, by_mail = said, mailed
        case Moved(state=to):
            state = to.value
        case Assigned(agent=to_agent):
            agent = to_agent
        case _:
            pass
    return wire.TicketEntryView(
        seq=one.seq,
        type=wire.ENTRY_TYPES[one.data.type],
        actor=actor,
        at=rfc3339(one.at),
        text=text,
        state=state,
        agent=agent,
        attachments=_attachments(one),
        by_mail=by_mail,
    )


def call(of: PhoneCall) -> wire.LoggedCall:
    return wire.LoggedCall(id=of.id, agent=of.agent, topic=of.topic, at=rfc3339(of.at))


def _attachments(one: Entry) -> tuple[AttachmentView, ...]:
    return one.data.attachments if isinstance(one.data, Opened | Replied | Noted) else ()


def _kind_label(ticket: Ticket, policy: Policy, locale: str) -> str:
    kind = policy.ticket_kind(ticket.kind)
    return text_in(kind.labels, locale) if kind else ticket.kind


def _due_at(ticket: Ticket) -> Time | None:
    open_still = ticket.due_at is not None and ticket.state is not TicketState.SOLVED
    return rfc3339(ticket.due_at) if ticket.due_at is not None and open_still else None
