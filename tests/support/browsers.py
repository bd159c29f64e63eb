"""A running server as browsers see it: what is sent over HTTP, with what a merchant's or an agent's browser keeps."""

import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from aiohttp import ClientSession
from multidict import CIMultiDict
from yarl import URL

from chat_server.wire.outgoing import Escalated, QuestionAnswered, Session
from chat_server.wire.outgoing_console import ConsoleSession
from tests.support.people import AMIR, PASSWORD
from tests.support.sockets import RawSocket, Refusal, Tab

T = TypeVar("T")
LOST = "My parcel is lost"


class _Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    error: Refusal


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP; `cookies` are the whole Set-Cookie lines by name."""

    status: int
    headers: CIMultiDict[str]
    cookies: Mapping[str, str]
    body: bytes

    def of(self, kind: type[T]) -> T:
        assert self.status == 200, self.body
        return msgspec.json.decode(self.body, type=kind)

    def refused(self, code: str, status: int) -> Refusal:
        assert self.headers["Content-Type"] == "application/json; charset=utf-8", self.body
        refusal = msgspec.json.decode(self.body, type=_Refused).error
        assert (refusal.code, self.status) == (code, status), self.body
        assert refusal.message
        return refusal


@dataclass
class Site:
    """Sockets that are opened through it are closed with it."""

    url: str
    http: ClientSession
    closing: AsyncExitStack

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """`body` is sent as JSON, `raw` as it is; `path` stays as it is written."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        url = URL(self.url + path, encoded=True)
        async with self.http.request(method, url, data=data, headers=sent, allow_redirects=False) as got:
            cookies = {name: morsel.OutputString() for name, morsel in got.cookies.items()}
            return Reply(got.status, CIMultiDict(got.headers), cookies, await got.read())

    async def merchant(
        self, identity_token: str | None = None, *, locale: str | None = "en", visitor_token: str | None = None
    ) -> "Merchant":
        """A browser opens a session."""
        body = {"token": identity_token, "visitor_token": visitor_token, "locale": locale}
        session = (await self.call("POST", "/api/widget/session", body)).of(Session)
        return Merchant(self, session.visitor_token, session)

    async def console(self, email: str = AMIR, password: str = PASSWORD) -> "Console":
        """An agent logs in."""
        reply = await self.call("POST", "/api/console/session", {"email": email, "password": password})
        session = reply.of(ConsoleSession)
        return Console(self, reply.cookies["chat_agent"].split(";")[0], session)

    async def raw_socket(self, headers: Mapping[str, str] | None = None) -> RawSocket:
        """A websocket after Engine.IO's opening packet; no namespace is joined yet."""
        return await self.closing.enter_async_context(RawSocket.opened(self.http, self.url, headers))


@dataclass
class Merchant:
    """A merchant's browser."""

    site: Site
    token: str
    session: Session
    _asked: int = 0

    async def call(self, method: str, path: str, body: object = None) -> Reply:
        return await self.site.call(method, f"/api/widget/{path}", body, token=self.token)

    async def asks(self, text: str = LOST) -> QuestionAnswered:
        self._asked += 1
        body = {"question": text, "client_id": f"question-{self._asked}"}
        return (await self.call("POST", "questions", body)).of(QuestionAnswered)

    async def escalates(self, text: str = LOST) -> str:
        """Asks and talks to a person; returns the conversation's id."""
        question = await self.asks(text)
        body = {"question_id": question.question_id, "client_id": f"escalate-{self._asked}"}
        return (await self.call("POST", "conversations", body)).of(Escalated).conversation_id

    async def tab(self) -> Tab:
        """A socket after `ready`."""
        connecting = Tab.connected(self.site.url, "/visitor", {"token": self.token})
        return await self.site.closing.enter_async_context(connecting)

    async def raw_socket(self) -> RawSocket:
        """A websocket that has joined its namespace and heard `ready`."""
        raw = await self.site.raw_socket()
        await raw.joined("/visitor", {"token": self.token})
        return raw


@dataclass
class Console:
    """An agent's browser, logged in."""

    site: Site
    cookie: str
    session: ConsoleSession

    @property
    def csrf(self) -> str:
        return self.session.csrf

    async def call(self, method: str, path: str, body: object = None) -> Reply:
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf}
        return await self.site.call(method, f"/api/console/{path}", body, headers=headers)

    async def tab(self, *, online: bool = True) -> Tab:
        """A socket after `ready`; the agent is online unless told otherwise."""
        connecting = Tab.connected(self.site.url, "/agent", {"csrf": self.csrf}, {"Cookie": self.cookie})
        tab = await self.site.closing.enter_async_context(connecting)
        if online:
            await tab.ok("set_availability", availability="online")
        return tab

    async def raw_socket(self) -> RawSocket:
        raw = await self.site.raw_socket({"Cookie": self.cookie})
        await raw.joined("/agent", {"csrf": self.csrf})
        return raw
