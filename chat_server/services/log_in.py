"""Agents log in and out. Failed attempts are throttled; successful ones never count."""

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.errors import Unauthenticated
from chat_server.domain.ids import SiteId
from chat_server.services.ports import Ports


class LoggedIn(msgspec.Struct, frozen=True):
    """`session_token` goes into the cookie; it is new at every log-in."""

    agent: Agent
    session_token: str


async def log_in(ports: Ports, site_id: SiteId, email: str, password: str, address: str) -> LoggedIn:
    """Raises Unauthenticated, the same for an unknown account and a wrong password, or RateLimited."""
    email = email.strip().lower()
    # The address first: one that is refused there must not use up what the account has left.
    keys = (("failed_logins_address", address), ("failed_logins_account", email))
    for rule, key in keys:  # counted before the password is looked at, so that parallel guesses count too
        ports.limiter.check(rule, key)
    known = await ports.agents.credentials(site_id, email)
    right = await ports.passwords.verify(known[1] if known else None, password)
    if known is None or not right or not known[0].active:
        raise Unauthenticated("E-mail or password is wrong. Check both; an admin can set a new password for you.")
    for rule, key in keys:
        ports.limiter.give_back(rule, key)
    token = ports.ids.secret()
    now = ports.clock.now()
    await ports.agents.add_session(known[0].id, token, now, now + ports.rules.session_lifetime)
    return LoggedIn(agent=known[0], session_token=token)


async def log_out(ports: Ports, session_token: str) -> None:
    await ports.agents.end_session(session_token)
    ports.publisher.session_ended(session_token)
