"""From a mail of the outbox to the bytes that travel: subject, text and HTML in the merchant's language.

Whatever people wrote ends up in the two bodies or, with control characters gone, in the subject. Nothing else of it
reaches a header, and Python's `EmailMessage` refuses a line break in any of them.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from chat_server.domain.mailing import Mail, MailKind
from chat_server.services.mail_ports import Purpose, RefusedError, TicketSeals

TEMPLATES = Path(__file__).parent.parent / "templates"
FALLBACK = "en"
# Where a language writes its dates differently, it is Europe's way that our merchants know.
REGIONS = {"en": "en_GB"}
# Old mail servers take seven bits only; quoted-printable and base64 pass everywhere.
WIRE = SMTP.clone(cte_type="7bit")
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Letterhead:
    """Who writes. `sender` is the address in From; `reply_domain` takes answers (empty: none are taken by mail)."""

    brand: str
    sender: str
    public_url: str
    reply_domain: str = ""

    @property
    def domain(self) -> str:
        return self.reply_domain or self.sender.rpartition("@")[2]


@dataclass(frozen=True)
class Letter:
    """Envelope and content. Reports on a mail that cannot be delivered go to the envelope's `sender`."""

    sender: str
    recipient: str
    content: bytes


class Letters:
    def __init__(self, head: Letterhead, seals: TicketSeals) -> None:
        self._head = head
        self._seals = seals
        self._html = _environment(escape=True)
        self._text = _environment(escape=False)

    async def written(self, mail: Mail) -> Letter:
        """The same bytes at every attempt. Raises RefusedError when the mail cannot be written at all."""
        head = self._head
        reference = mail.content.get("reference")
        page = answers_to = None
        if reference is not None:
            page = f"{head.public_url}/ticket/{await self._seals.seal(mail.site_id, Purpose.PAGE, reference)}"
        if reference is not None and head.reply_domain:
            token = await self._seals.seal(mail.site_id, Purpose.ANSWER, reference)
            answers_to = f"reply+{token}@{head.reply_domain}"
        try:
            message = self._message(mail, page, answers_to)
            return Letter(answers_to or head.sender, mail.recipient, message.as_bytes(policy=WIRE))
        except (ValueError, KeyError, IndexError, MessageError, TemplateError) as problem:
            raise RefusedError(f"It cannot be written: {type(problem).__name__} {problem}") from None

    def _message(self, mail: Mail, page: str | None, answers_to: str | None) -> EmailMessage:
        words = _words(mail.locale)
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(one_line(self._head.brand), addr_spec=self._head.sender)
        message["To"] = Address(addr_spec=mail.recipient)
        message["Subject"] = self._subject(mail, words)
        message["Date"] = mail.created_at
        message["Message-ID"] = self.message_id(mail)
        if answers_to is not None:
            message["Reply-To"] = Address(one_line(self._head.brand), addr_spec=answers_to)
        if "ticket_id" in mail.content and mail.kind is not MailKind.TICKET_OPENED:
            message["In-Reply-To"] = message["References"] = self._thread(mail)
        message["Auto-Submitted"] = "auto-generated"  # holiday replies are not for us
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
        values = {
            "words": words,
            "mail": mail,
            "content": mail.content,
            "brand": self._head.brand,
            "page": page,
            "answers": answers_to is not None,
            "due_on": words.day(mail.content["due_on"]) if mail.content.get("due_on") else None,
            "check_ins": f"{self._head.public_url}/console#/check-ins",
        }
        message.set_content(self._text.get_template(f"mail/{mail.kind.value}.txt").render(values), cte=None)
        message.add_alternative(self._html.get_template(f"mail/{mail.kind.value}.html").render(values), subtype="html")
        message.set_boundary(f"=_{mail.id}")
        return message

    def _subject(self, mail: Mail, words: "Words") -> str:
        reference = mail.content.get("reference")
        # Mail programs make a thread of mails with the same subject: all of a ticket's have one.
        if reference is None:
            text = words(f"{mail.kind.value}.title")
        elif mail.content["subject"]:
            text = f"[{reference}] {mail.content['subject']}"
        else:
            text = words("mail.ticket", reference=reference)
        return one_line(text)[:LONGEST_SUBJECT]

    def message_id(self, mail: Mail) -> str:
        """Fixed by the row; a ticket's first mail carries the id that all later ones refer to."""
        if mail.kind is MailKind.TICKET_OPENED:
            return self._thread(mail)
        return f"<{mail.id}@{self._head.domain}>"

    def _thread(self, mail: Mail) -> str:
        digest = hashlib.blake2b(f"{mail.site_id}\0{mail.content['ticket_id']}".encode(), digest_size=16).hexdigest()
        return f"<ticket_{digest}@{self._head.domain}>"


@dataclass(frozen=True)
class Words:
    """The mails' words in one locale."""

    locale: str
    sections: dict[str, dict[str, str]]

    def __call__(self, key: str, **values: str) -> str:
        section, _, name = key.partition(".")
        found = self.sections[section][name]
        return found.format(**values) if values else found

    def number(self, text: str) -> str:
        """A decimal figure as people write it: 4,5 in Spanish."""
        return format_decimal(float(text), locale=REGIONS.get(self.locale, self.locale))

    def day(self, iso: str) -> str:
        """An ISO date as people write it."""
        return format_date(date.fromisoformat(iso), "long", REGIONS.get(self.locale, self.locale))


def one_line(text: str) -> str:
    """Without line breaks and other control characters, for a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@cache
def _environment(*, escape: bool) -> Environment:
    """A name that is not there is an error: nobody gets half a mail. It keeps what it compiles."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,  # noqa: S701 - a mail as text is no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["one_line"] = one_line
    return made


@cache
def _words(locale: str) -> Words:
    language = locale.replace("_", "-").partition("-")[0].lower()
    for spoken in (language, FALLBACK):
        file = TEMPLATES / "texts" / "mail" / f"{spoken}.toml"
        if spoken.isascii() and spoken.isalpha() and file.exists():
            return Words(spoken, tomllib.loads(file.read_text("utf-8")))
    raise KeyError(locale)
