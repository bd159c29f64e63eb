"""What the hook for incoming mails answers."""

from typing import Literal

from chat_server.wire.outgoing import Outgoing


class MailTaken(Outgoing, frozen=True):
    """`reference` is that of the ticket it belongs to. Everything but an error means: do not send it again."""

    result: Literal["answered", "noted", "bounced", "automatic", "no_ticket", "empty", "repeated"]
    reference: str | None
