"""Canned replies: texts that agents use often, found by a short name."""

import re

import msgspec

from chat_server.domain.errors import Invalid
from chat_server.domain.ids import CannedReplyId, SiteId

SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class CannedReply(msgspec.Struct, frozen=True):
    """`locale` is empty when the text fits all. The console fills in `{{contact.name}}` and `{{agent.name}}`."""

    id: CannedReplyId
    site_id: SiteId
    shortcut: str
    title: str
    text: str
    locale: str


def checked_shortcut(shortcut: str) -> str:
    if not SHORTCUT.fullmatch(shortcut):
        raise Invalid(
            "A shortcut has 1-40 lower-case letters, digits, hyphens or underscores and starts with a letter or digit.",
            field="shortcut",
        )
    return shortcut
