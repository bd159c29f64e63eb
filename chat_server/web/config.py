"""What the settings decide about the pages and the HTTP API."""

from dataclasses import dataclass
from pathlib import Path

from chat_server.domain.ids import DEFAULT_SITE, SiteId


@dataclass(frozen=True)
class WebConfig:
    """`allowed_origins` are those besides our own; `secure_cookies` is for sites that are served over https only."""

    dist: Path
    demo: bool = False
    site_id: SiteId = DEFAULT_SITE
    allowed_origins: frozenset[str] = frozenset()
    trust_forwarded_for: bool = False
    secure_cookies: bool = False
    brand: str = "Parcelo"
    mail_hook_secret: str = ""  # empty: no mails are taken by hook
