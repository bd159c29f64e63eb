"""Who calls: bearer tokens for visitors, a cookie plus CSRF token for agents, and which origins may.

The CSRF token is derived from the session token, so it needs no storage and nobody can make it without the cookie.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from aiohttp import web

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Unauthenticated
from chat_server.services.access import agent_by_session, visitor_by_token
from chat_server.web.keys import CONFIG, PORTS

COOKIE = "chat_agent"
CSRF_HEADER = "X-CSRF-Token"


def bearer(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def visitor(request: web.Request) -> Visitor:
    return await visitor_by_token(request.app[PORTS], bearer(request))


def csrf_of(session_token: str) -> str:
    return hashlib.sha256(f"csrf:{session_token}".encode()).hexdigest()


def agent_credentials(request: web.Request) -> tuple[str, str]:
    """The session token of the cookie and the CSRF token that belongs to it."""
    token = request.cookies.get(COOKIE, "")
    return token, csrf_of(token)


async def agent(request: web.Request) -> Agent:
    """The logged-in agent; a request that changes something must carry the CSRF token too."""
    token, csrf = agent_credentials(request)
    found = await agent_by_session(request.app[PORTS], token)
    if request.method not in {"GET", "HEAD"}:
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode(), csrf.encode()):
            raise Unauthenticated("The CSRF token is missing or wrong. Reload the console and try again.")
    return found


def set_session_cookie(request: web.Request, response: web.StreamResponse, token: str, lifetime_s: int) -> None:
    config = request.app[CONFIG]
    response.set_cookie(
        COOKIE,
        token,
        max_age=lifetime_s,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=config.secure_cookies or request.secure or _forwarded_https(request),
    )


def _forwarded_https(request: web.Request) -> bool:
    return request.app[CONFIG].trust_forwarded_for and request.headers.get("X-Forwarded-Proto", "") == "https"


def same_origin(request: web.Request) -> bool:
    """Whether a browser's request comes from a page of our own; callers without Origin are no browsers' pages."""
    origin = request.headers.get("Origin")
    return origin is None or _is_own(origin, request)


def origin_allowed(request: web.Request, origin: str) -> bool:
    return _is_own(origin, request) or origin in request.app[CONFIG].allowed_origins


def _is_own(origin: str, request: web.Request) -> bool:
    host = request.headers.get("X-Forwarded-Host") if request.app[CONFIG].trust_forwarded_for else None
    try:
        return urlsplit(origin).netloc.lower() == (host or request.host).lower()
    except ValueError:  # it only looks like an address
        return False


def address(request: web.Request) -> str:
    """The caller's network address, for limits; behind a balancer the setting says to trust its header."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if request.app[CONFIG].trust_forwarded_for and forwarded:
        return forwarded.split(",")[-1].strip()
    return request.remote or "unknown"
