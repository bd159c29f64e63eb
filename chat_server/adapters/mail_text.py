"""Reads a mail as it came over the wire. Mails come from anywhere: nothing in one may stop the server."""

import asyncio
import hashlib
import re
from codecs import lookup
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import getaddresses

from chat_server.adapters.mail_html import text_of
from chat_server.adapters.mail_quotes import new_text, tidy
from chat_server.domain.mailing import Bounce, ReceivedFile, ReceivedMail

MOST_PARTS = 200
MOST_FILES = 20
LONGEST_HEADER = 2_000
LONGEST_ID = 250
RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|autoresponder)\b")
OUR_IDS = re.compile(r"<(mail|ticket)_[0-9a-z]{32}@")
BULK = {"bulk", "junk", "list", "auto_reply"}


# What no mail program makes, and what Python's parser would take minutes for. Photos are lines of 76 characters.
MOST_LINES = 600_000
MOST_MULTIPARTS = 30
MOST_BOUNDARIES = 20_000
LONGEST_HEAD = 250_000  # bytes of all headers together; servers refuse longer ones
LONGEST_REPORT = 100_000  # bytes; the mail that it is about may follow, and is ours
LONGEST_BODY = 1_000_000  # bytes that may become text
# Codecs of Python's that are none of mails; some take minutes.
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})


class _ShortHeaders(EmailPolicy):
    """Python takes time with the square of a header's length to understand it."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        parsed: str = super().header_fetch_parse(name, value[:LONGEST_HEADER])
        return parsed


POLICY = _ShortHeaders()


class MailParser:
    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def read(self, raw: bytes) -> ReceivedMail:
        """In a thread, because a mail of many megabytes takes its time; one, because others need threads too."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(read_mail, raw)


def read_mail(raw: bytes) -> ReceivedMail:
    """What could not be understood is left out; of a mail that Python's parser gives up on, its first words remain."""
    try:
        message = message_from_bytes(_bearable(raw), policy=POLICY)
        parts = list(_leaves(message))
        body = _body(parts)
        return ReceivedMail(
            message_id=_message_id(message, raw),
            sender=next(iter(_addresses(message, "From")), ""),
            recipients=tuple(address for name in RECIPIENT_HEADERS for address in _addresses(message, name)),
            subject=tidy(_header(message, "Subject")).replace("\n", " "),
            text=_text(body),
            automatic=_automatic(message),
            bounce=_bounce(message),
            files=tuple(_files(parts, body)),
        )
    except Exception as problem:  # noqa: BLE001 - the library raises many kinds for broken mails
        return ReceivedMail(
            message_id=_made_id(raw),
            sender="",
            recipients=(),
            subject="",
            text="",
            automatic=f"it cannot be read: {type(problem).__name__}",
        )


def _bearable(raw: bytes) -> bytes:
    """The mail, or its beginning if it is a report; raises ValueError for one that is made to keep the parser busy."""
    lowered = raw.lower()
    if b"message/delivery-status" in lowered:
        raw, lowered = raw[:LONGEST_REPORT], lowered[:LONGEST_REPORT]
    head = re.search(rb"\r?\n\r?\n", raw)
    reasons = {
        "its headers are too long": (head.start() if head else len(raw)) > LONGEST_HEAD,
        "it has too many lines": raw.count(b"\n") > MOST_LINES,
        "its parts are nested too deep": lowered.count(b"multipart/") > MOST_MULTIPARTS,
        "it has too many parts": raw.count(b"\n--") > MOST_BOUNDARIES,
    }
    for reason, applies in reasons.items():
        if applies:
            raise ValueError(reason)
    return raw


def _header(message: Message, name: str) -> str:
    """The library's own parsing fails for some broken headers; then the header as it came.

    Without what no database takes: NUL, and the halves of characters that Python makes of bytes that are no text.
    """
    try:
        text = str(message.get(name, ""))
    except Exception:  # noqa: BLE001 - IndexError, AttributeError, ValueError, ... depending on what is broken
        text = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return "".join(c for c in text[:LONGEST_HEADER] if c.isprintable() or c.isspace())


def _addresses(message: Message, name: str) -> list[str]:
    found = getaddresses([" ".join(_header(message, name).split())])
    return [address.strip().lower() for _, address in found if address.count("@") == 1]


def _made_id(raw: bytes) -> str:
    return f"<{hashlib.sha256(raw).hexdigest()}@without-an-id>"


def _message_id(message: Message, raw: bytes) -> str:
    found = "".join(_header(message, "Message-ID").split())
    return found if 0 < len(found) <= LONGEST_ID else _made_id(raw)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order, and not endlessly many; attached mails stay whole."""
    waiting: list[Message] = [message]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            if isinstance(inner, list):
                waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def _body(parts: list[Message]) -> Message | None:
    """The first text that says something, as text rather than HTML."""
    texts = [part for part in parts if not _file_name(part) and part.get_content_disposition() != "attachment"]
    for wanted in ("text/plain", "text/html"):
        for part in texts:
            if part.get_content_type() == wanted and _decoded(part).strip():
                return part
    return None


def _text(body: Message | None) -> str:
    if body is None:
        return ""
    decoded = _decoded(body)
    return new_text(text_of(decoded) if body.get_content_type() == "text/html" else decoded)


def _decoded(part: Message) -> str:
    content = _bytes_of(part)[:LONGEST_BODY]
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "latin-1"):
        try:
            if lookup(charset).name not in NO_CHARSETS:
                return content.decode(charset, "ignore" if len(content) == LONGEST_BODY else "strict")
        except (LookupError, UnicodeError, ValueError):
            continue
    return ""


def _bytes_of(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        return tidy(part.get_filename() or "").replace("\n", " ").strip()[:200]
    except Exception:  # noqa: BLE001 - as in `_header`
        return ""


def _files(parts: list[Message], body: Message | None) -> Iterator[ReceivedFile]:
    """What was sent along: everything with a name, and pictures that stand in the text."""
    count = 0
    for part in parts:
        kind = part.get_content_type()
        name = _file_name(part)
        if part is body or not (name or part.get_content_disposition() == "attachment" or kind.startswith("image/")):
            continue
        count += 1
        if count > MOST_FILES:
            return
        yield ReceivedFile(name or f"{kind.partition('/')[0]}-{count}", kind, _bytes_of(part))


def _automatic(message: Message) -> str | None:
    """Why no person wrote this, or None."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    answers = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Failed-Recipients")
    report = message.get_content_type() == "multipart/report" or _header(message, "Return-Path").strip() == "<>"
    reasons = {
        f"Auto-Submitted: {submitted[:40]}": submitted not in {"", "no"},
        "it was sent to a list": precedence in BULK or "List-Id" in message,
        "it is an automatic answer": any(name in message for name in answers),
        "it is a report of a mail server": report,
        "a machine sent it": any(MACHINES.match(address) for address in _addresses(message, "From")),
        "it is a mail of ours": OUR_IDS.match("".join(_header(message, "Message-ID").split())) is not None,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _bounce(message: EmailMessage | Message) -> Bounce | None:
    """Set when a mail server reports that it could not deliver a mail for good."""
    if message.get_content_type() != "multipart/report":
        return None
    reason, original = None, None
    for part in list(message.walk())[:MOST_PARTS]:
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and _header(block, "Action").strip().lower() == "failed":
                    reason = _header(block, "Diagnostic-Code") or _header(block, "Status") or "no reason given"
        elif part.get_content_type() == "text/rfc822-headers":
            original = original or "".join(
                _header(message_from_bytes(_bytes_of(part), policy=POLICY), "Message-ID").split()
            )
        elif OUR_IDS.match("".join(_header(part, "Message-ID").split())):
            original = original or "".join(_header(part, "Message-ID").split())
    return Bounce(original or None, " ".join(tidy(reason).split())[:500]) if reason else None
