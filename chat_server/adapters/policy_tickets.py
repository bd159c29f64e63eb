"""The kinds of tickets in a policy file: `[[ticket_kind]]` with its fields."""

from chat_server.adapters.policy_parts import Part
from chat_server.domain.policy import (
    CHANNEL_KINDS,
    FIELD_TYPES,
    ChannelKind,
    PlanPolicy,
    Texts,
    TicketField,
    TicketKind,
)

# As much as a ticket takes when it is opened.
LONGEST_TEXT = 4000  # characters, as messages
LONGEST_ID = 40
MOST_FIELDS = 40


def ticket_kinds(policy: Part, plans: tuple[PlanPolicy, ...]) -> tuple[TicketKind, ...]:
    kinds: list[TicketKind] = []
    for part in policy.parts("ticket_kind"):
        kinds.append(_kind(part, plans, taken=[kind.id for kind in kinds]))
    return tuple(kinds)


def _kind(part: Part, plans: tuple[PlanPolicy, ...], taken: list[str]) -> TicketKind:
    """`channel` makes it a kind for the plans that have this channel, `plans` for those."""
    kind_id, labels = part.identifier("id", taken, LONGEST_ID), part.by_locale("label", required=True)
    fields: list[TicketField] = []
    for one in part.parts("field"):
        fields.append(_field(one, taken=[field.id for field in fields]))
    if len(fields) > MOST_FIELDS:
        part.note(f"a kind of ticket may have {MOST_FIELDS} fields at most, not {len(fields)}")
    kind = TicketKind(
        id=kind_id,
        labels=labels,
        fields=tuple(fields),
        due_after_days=part.number("due_after_days", most=366),
        remind_after_days=part.number("remind_after_days", most=366),
        article_id=part.text("article") or None,
        plans=_plans(part, plans),
        due_field=part.text("due_at") or None,
    )
    if kind.due_field and not any((one.id, one.type) == (kind.due_field, "date_time") for one in fields):
        part.note(f"there is no field {kind.due_field!r} of type date_time in this kind", "due_at")
    part.done()
    return kind


def _plans(part: Part, plans: tuple[PlanPolicy, ...]) -> tuple[str, ...] | None:
    named, wanted = part.texts("plans"), part.text("channel")
    for unknown in set(named) - {plan.name for plan in plans}:
        part.note(f"there is no plan {unknown!r}", "plans")
    channel = _of(wanted, CHANNEL_KINDS)
    if wanted and channel is None:
        part.note(f"channel must be one of {', '.join(CHANNEL_KINDS)}", "channel")
    if named and wanted:
        part.note("either plans or channel says who may open it, not both", "channel")
    if channel:
        return tuple(plan.name for plan in plans if plan.channel(channel))
    return named or None


def _of(text: str, known: tuple[ChannelKind, ...]) -> ChannelKind | None:
    return next((one for one in known if one == text), None)


def _field(part: Part, taken: list[str]) -> TicketField:
    field_id, labels = part.identifier("id", taken, LONGEST_ID), part.by_locale("label", required=True)
    said = part.text("type", required=True)
    kind = next((one for one in FIELD_TYPES if one == said), None)
    if said and kind is None:
        part.note(f"type must be one of {', '.join(FIELD_TYPES)}", "type")
    choices: dict[str, Texts] = {}
    for one in part.parts("choice"):
        choice = one.identifier("id", taken=choices)
        choices[choice] = one.by_locale("label", required=True)
        one.done()
    if (kind == "choice") != bool(choices):
        part.note("a field of type choice, and only that, has a [[ticket_kind.field.choice]] for each choice")
    longest = part.number("max_length", most=LONGEST_TEXT)
    field = TicketField(
        id=field_id,
        type=kind or "text",
        labels=labels,
        required=part.flag("required"),
        choices=tuple(choices),
        choice_labels=choices,
        max_length=longest or (LONGEST_TEXT if kind == "long_text" else 200),
    )
    part.done()
    return field
