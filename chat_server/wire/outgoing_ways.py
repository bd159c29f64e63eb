"""What is sent about the policy itself: the kinds of tickets with their fields, and what it says at some moment."""

from chat_server.domain.policy import ChannelKind, FieldType
from chat_server.wire.outgoing import Outgoing, Time


class ChoiceView(Outgoing, frozen=True):
    id: str
    label: str


class TicketFieldView(Outgoing, frozen=True, omit_defaults=True):
    """`choices` for the type `choice`; `max_length` in characters for texts."""

    id: str
    type: FieldType
    label: str
    required: bool
    choices: tuple[ChoiceView, ...] | None = None
    max_length: int | None = None


class TicketKindView(Outgoing, frozen=True, omit_defaults=True):
    """A kind of ticket in the visitor's locale; `article_id` explains it."""

    id: str
    label: str
    fields: tuple[TicketFieldView, ...]
    article_id: str | None = None


class TicketKinds(Outgoing, frozen=True):
    ticket_kinds: tuple[TicketKindView, ...]


class ExplainedWay(Outgoing, frozen=True, omit_defaults=True, kw_only=True):
    """What the policy alone says of one kind of channel; `rule` decided. `opens_at` while closed, `closes_at` while
    open, where it has hours."""

    kind: ChannelKind
    offered: bool
    open: bool
    opens_at: Time | None = None
    closes_at: Time | None = None
    rule: str


class Explained(Outgoing, frozen=True):
    """Every kind of channel, for one plan and country at one moment."""

    channels: tuple[ExplainedWay, ...]
