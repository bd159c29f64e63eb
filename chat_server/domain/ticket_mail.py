"""Which mail a change of a ticket owes to its merchant: at most one, however many entries it made."""

from collections.abc import Sequence

from chat_server.domain.events import ActorKind
from chat_server.domain.mailing import Mailing, MailKind
from chat_server.domain.ticket import Entry, Moved, Opened, Reminded, Replied, Ticket, TicketState


def mailings(ticket: Ticket, entries: Sequence[Entry]) -> list[Mailing]:
    """What to tell about `entries`, which were just added to `ticket` (its state after them).

    Nothing without an address, about notes and assignments, or about what the merchant did except opening. To an
    address that somebody typed, nothing goes of what they wrote: we carry no strangers' words to mailboxes of others.
    """
    if ticket.email is None or not entries:
        return []
    content = {
        "ticket_id": ticket.id,
        "reference": ticket.reference,
        "subject": "" if ticket.email_typed else ticket.subject,
        "name": "" if ticket.email_typed else ticket.name,
        "state": ticket.state.value,
    }
    kind: MailKind | None = None
    for entry in entries:
        by_us = entry.actor.kind is not ActorKind.CONTACT
        match entry.data:
            case Opened(text=text):
                kind = MailKind.TICKET_OPENED
                content["text"] = "" if ticket.email_typed else text
                if ticket.due_at is not None:
                    content["due_on"] = ticket.due_at.date().isoformat()
            case Replied(text=text) if by_us:
                kind = MailKind.TICKET_REPLIED
                content |= {"text": text, "agent": entry.actor.name or ""}
            case Moved(state=TicketState.SOLVED) if by_us:
                kind = MailKind.TICKET_SOLVED
            case Moved() if by_us:
                kind = kind or MailKind.TICKET_MOVED
            case Reminded():
                kind = MailKind.TICKET_REMINDER
            case _:
                pass
    if kind is None:
        return []
    once = f"{kind.value}:{ticket.id}:{entries[-1].seq}"
    return [
        Mailing(
            site_id=ticket.site_id,
            once=once,
            kind=kind,
            recipient=ticket.email,
            locale=ticket.locale,
            content=content,
            at=entries[-1].at,
        )
    ]
