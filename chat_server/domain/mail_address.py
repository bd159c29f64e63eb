"""E-mail addresses: which of them a mail can be sent to, and which are the same mailbox."""

import re

LONGEST = 254  # characters, of which 64 stand before the @
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL = 64


def mail_address(text: str) -> str | None:
    """The address as it travels, its domain in small ASCII letters; None for what no mail server takes."""
    local, _, name = text.strip().rpartition("@")
    try:
        domain = name.encode("idna").decode("ascii").lower() if len(name) <= LONGEST else ""
    except UnicodeError:
        return None
    labels = domain.split(".")
    good = (
        _LOCAL.fullmatch(local) is not None
        and "=?" not in local  # mail programs would decode it
        and len(local) <= LONGEST_LOCAL
        and len(local) + len(domain) < LONGEST
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
    )
    return f"{local}@{domain}" if good else None


def mailbox(address: str) -> str:
    """The same for all spellings that commonly reach one mailbox: for limits, never for sending."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"
