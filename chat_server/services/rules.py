"""What the settings decide about the services: times, languages and shares, with the defaults of the contract."""

from dataclasses import dataclass
from datetime import timedelta

from chat_server.domain.conversation import REOPEN_WITHIN


@dataclass(frozen=True)
class Rules:
    """The values of one server; `bootstrap.py` fills them in."""

    default_locale: str = "en"
    locales: tuple[str, ...] = ("en", "es")
    reopen_within: timedelta = REOPEN_WITHIN
    session_lifetime: timedelta = timedelta(days=14)
    agent_grace: timedelta = timedelta(seconds=60)  # after an agent's presence has run out, until the chats go back
    holdout_share: float = 0.0  # of visitors who are sent straight to people: see domain/experiment.py
