"""Writes `static/shared/wire.ts` and `docs/protocol.md` from the declarations, so that neither can drift.

`chat_server/generated.py` writes or compares them.
"""

from types import ModuleType

import msgspec
from msgspec import inspect

from chat_server.domain import errors
from chat_server.domain.events import EVENT_DATA
from chat_server.wire import check_ins, incoming, mail, outgoing, outgoing_console, outgoing_ways, platform, tickets
from chat_server.wire.errors import HTTP_STATUS

ANSWERS: dict[str, type[outgoing.Outgoing]] = {
    "POST /api/widget/session": outgoing.Session,
    "POST /api/widget/notices/{kind}/hide": outgoing.Done,
    "GET /api/widget/ticket-kinds?locale=": outgoing_ways.TicketKinds,
    "GET /demo/ways?plan=&country=&at=": outgoing_ways.Explained,
    "POST /api/widget/suggestions": outgoing.Suggestions,
    "POST /api/widget/questions": outgoing.QuestionAnswered,
    "POST /api/widget/questions/{id}/read": outgoing.Done,
    "POST /api/widget/questions/{id}/outcome": outgoing.Done,
    "POST /api/widget/conversations": outgoing.Escalated,
    "GET /api/widget/conversations/{id}/events?after=SEQ": outgoing.CaughtUp,
    "GET /api/widget/articles/{id}?locale=": outgoing.Article,
    "POST /api/console/session": outgoing_console.ConsoleSession,
    "GET /api/console/session": outgoing_console.ConsoleSession,
    "DELETE /api/console/session": outgoing.Done,
    "GET /api/console/canned-replies": outgoing_console.CannedReplies,
    "POST /api/console/canned-replies": outgoing_console.CannedReplyView,
    "PUT /api/console/canned-replies/{id}": outgoing_console.CannedReplyView,
    "DELETE /api/console/canned-replies/{id}": outgoing.Done,
    "GET /api/console/conversations?status=&before=&q=": outgoing_console.Conversations,
    "GET /api/console/articles/{id}?locale=": outgoing.Article,
    "POST /api/platform/contacts": platform.ContactsImported,
    "POST /api/widget/attachments": platform.Uploaded,
    "POST /api/console/attachments": platform.Uploaded,
    "POST /api/mail/received": mail.MailTaken,
    **tickets.ANSWERS,
    **check_ins.ANSWERS,
}
BODIES: dict[str, type[incoming.Incoming]] = {**incoming.HTTP_BODIES, **tickets.BODIES, **check_ins.BODIES}
COMING_IN: tuple[ModuleType, ...] = (incoming, tickets, check_ins)
GOING_OUT: tuple[ModuleType, ...] = (outgoing, outgoing_ways, outgoing_console, platform, tickets, check_ins, mail)
ACKS: dict[str, type[outgoing.Outgoing] | None] = {
    "send_message": outgoing.Sent,
    "add_note": outgoing.Sent,
    "catch_up": outgoing.CaughtUp,
    "open_conversation": outgoing_console.OpenedConversation,
    "set_availability": outgoing_console.AvailabilitySet,
    "suggest_articles": outgoing.Suggestions,
    "inbox": outgoing_console.InboxView,
}
# Stored with the event: each receiver gets `seq` in its own numbering, and agents the reason with their lists.
NEVER_SENT = {"public_seq", "queue_plan"}
SIGNALS: tuple[type[outgoing.Outgoing], ...] = (
    outgoing.TypingSignal,
    outgoing.ReadSignal,
    outgoing.QueueSignal,
    outgoing.PresenceSignal,
    outgoing.HeadsSignal,
    outgoing.ListsSignal,
)


def ts_type(kind: inspect.Type) -> str:  # noqa: PLR0911 - one line per kind of type
    """The TypeScript spelling of one type."""
    match kind:
        case inspect.StrType() | inspect.DateTimeType() | inspect.DateType():
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.AnyType() | inspect.CustomType():
            return "unknown"
        case inspect.LiteralType(values=values):
            return " | ".join(f'"{value}"' for value in values)
        case inspect.EnumType(cls=cls):
            return " | ".join(f'"{member.value}"' for member in cls)
        case inspect.UnionType(types=types):
            return " | ".join(ts_type(part) for part in types)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            inner = ts_type(item)
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case inspect.DictType(value_type=value):
            return f"Record<string, {ts_type(value)}>"
        case inspect.StructType(cls=cls):
            return cls.__name__
    raise TypeError(f"wire/generate.py cannot spell {kind} in TypeScript yet")


def fields_of(struct: type[msgspec.Struct]) -> list[tuple[str, bool, str]]:
    """Name, whether it may be absent, and TypeScript type of each field."""
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{struct} is not a struct")
    comes_in = issubclass(struct, incoming.Incoming)
    optional_out = bool(struct.__struct_config__.omit_defaults)
    fields = []
    for field in info.fields:
        if field.name in NEVER_SENT:
            continue
        kind = ts_type(field.type)
        absent = not field.required and (comes_in or optional_out)
        if absent and not comes_in:
            kind = kind.removesuffix(" | null")
        fields.append((field.encode_name, absent, kind))
    return fields


def interface(struct: type[msgspec.Struct], name: str | None = None) -> str:
    config = struct.__struct_config__
    lines = [f'  {config.tag_field}: "{config.tag}";'] if config.tag_field else []
    lines += [f"  {field}{'?' if absent else ''}: {kind};" for field, absent, kind in fields_of(struct)]
    body = "\n".join(lines)
    return f"export interface {name or struct.__name__} {{\n{body}\n}}\n" if lines else _empty(name or struct.__name__)


def _empty(name: str) -> str:
    return f"export type {name} = Record<string, never>;\n"


def structs_of(module: ModuleType, base: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Those that the module itself declares."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return [struct for struct in found if struct is not base and struct.__module__ == module.__name__]


def answers() -> list[type[msgspec.Struct]]:
    return [struct for module in GOING_OUT for struct in structs_of(module, outgoing.Outgoing)]


def commands() -> list[type[msgspec.Struct]]:
    return [struct for module in COMING_IN for struct in structs_of(module, incoming.Incoming)]


def wire_ts() -> str:
    from chat_server.domain.attachment import AttachmentView  # noqa: PLC0415
    from chat_server.domain.events import Actor, AgentRef, EventData, ShownSuggestion  # noqa: PLC0415

    parts = ["// Generated by `make docs` from chat_server/wire; do not edit.\n"]
    parts += [interface(struct) for struct in (Actor, AgentRef, ShownSuggestion, AttachmentView)]
    parts += [interface(data) for data in EVENT_DATA.values()]
    rows = "".join(f'  "{name}": {data.__name__};\n' for name, data in EVENT_DATA.items())
    parts.append(f"export interface EventDataByType {{\n{rows}}}\n")
    parts.append(
        "/** A stored, numbered fact; `data` follows from `type`. */\n"
        "export type ChatEvent = {\n  [T in keyof EventDataByType]: {\n    conversation_id: string;\n    seq: number;\n"
        "    type: T;\n    v: number;\n    actor: Actor;\n    at: string;\n    data: EventDataByType[T];\n  };\n"
        "}[keyof EventDataByType];\n"
    )
    skip = {outgoing.EventView, EventData}
    parts += [interface(struct) for struct in answers() if struct not in skip]
    parts.append("export type Signal =\n" + "\n".join(f"  | {signal.__name__}" for signal in SIGNALS) + ";\n")
    parts += [interface(struct, f"{struct.__name__}Command") for struct in commands()]
    codes = " | ".join(f'"{error.code}"' for error in errors.ALL_ERRORS)
    parts.append(
        f"export type ErrorCode = {codes};\n"
        "export interface WireError {\n  code: ErrorCode;\n  message: string;\n  field?: string;\n"
        "  retry_after_s?: number;\n  opens_at?: string | null;\n  ways?: string[];\n}\n"
        "export type Ack<T> = ({ ok: true } & T) | { ok: false; error: WireError };\n"
    )
    return "\n".join(parts).replace("EventView[]", "ChatEvent[]")


def _row(struct: type[msgspec.Struct] | None) -> str:
    if struct is None:
        return "`{}`"
    fields = ", ".join(
        f"{field}{'?' if absent else ''}: {kind}".replace("|", "\\|") for field, absent, kind in fields_of(struct)
    )
    return f"`{{{fields}}}`"


def protocol_md() -> str:
    lines = [
        "# The protocol",
        "",
        "Generated by `make docs` from `chat_server/wire`; do not edit. Types are written as in TypeScript; "
        "a question mark means that the field may be absent. Times are RFC 3339 UTC with milliseconds.",
        "",
        "## HTTP",
        "",
        "The widget sends `Authorization: Bearer <visitor token>` (except to open a session), the console its cookie "
        "and, on every change, `X-CSRF-Token`.",
        "",
        "| call | body | answer |",
        "|---|---|---|",
    ]
    for call, answer in ANSWERS.items():
        body = BODIES.get(call)
        lines.append(f"| `{call}` | {_row(body) if body else ''} | {_row(answer)} |")
    lines += ["", "## Socket.IO (path `/socket.io/`)", ""]
    lines += [
        "Every command is acknowledged: `{ok: true, ...}` or `{ok: false, error}`. The server sends `ready {now}` "
        "once, then `event` (stored, numbered) and `signal` (may be lost).",
        "",
        "| namespace | command | payload | acknowledgement |",
        "|---|---|---|---|",
    ]
    for namespace, table in (("/visitor", incoming.VISITOR_COMMANDS), ("/agent", incoming.AGENT_COMMANDS)):
        lines += [
            f"| `{namespace}` | `{name}` | {_row(kind)} | {_row(ACKS.get(name))} |" for name, kind in table.items()
        ]
    lines += ["", "## Events", "", "| type | audience | v | data |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {data.audience} | {data.v} | {_row(data)} |" for name, data in EVENT_DATA.items()]
    lines += ["", "## Signals", "", "| type | fields |", "|---|---|"]
    lines += [f"| `{signal.__struct_config__.tag}` | {_row(signal)} |" for signal in SIGNALS]
    lines += ["", "## Objects", "", "| name | fields |", "|---|---|"]
    shown = {*ANSWERS.values(), *ACKS.values(), *SIGNALS}
    objects = [struct for struct in answers() if struct not in shown]
    lines += [f"| `{struct.__name__}` | {_row(struct)} |" for struct in objects]
    lines += [
        "",
        "## Errors",
        "",
        "`{error: {code, message, field?, retry_after_s?}}`",
        "",
        "| code | HTTP |",
        "|---|---|",
    ]
    lines += [f"| `{error.code}` | {HTTP_STATUS[error]} |" for error in errors.ALL_ERRORS]
    return "\n".join(lines) + "\n"
