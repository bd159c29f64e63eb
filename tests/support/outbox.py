"""A client with an outbox, which loses nothing and shows nothing twice whatever happens to its connection."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec

from chat_server.wire.outgoing import CaughtUp, EventView, HeadsSignal, Sent
from tests.support.sockets import PATIENCE_S, Tab


@dataclass
class Outbox:
    """What the widget and the console do, in small: texts wait until they are acknowledged and are sent again with the
    same client id after a reconnect; events are applied by number; a gap or a larger head is caught up."""

    name: str
    conversation_id: str
    connect: Callable[[], Awaitable[Tab]]
    waiting: dict[str, str] = field(default_factory=dict)  # client id -> text
    acknowledged: dict[str, int] = field(default_factory=dict)  # client id -> seq
    applied: list[EventView] = field(default_factory=list)
    progress: asyncio.Event = field(default_factory=asyncio.Event)
    _written: int = 0

    def write(self, *texts: str) -> None:
        for text in texts:
            self._written += 1
            self.waiting[f"{self.name}-{self._written}"] = text

    async def talk(self) -> Tab:
        """Connect, catch up and send until nothing waits; raises ConnectionLostError when the server goes away."""
        tab = await self.connect()
        await self.catch_up(tab)
        for client_id, text in list(self.waiting.items()):
            sent = {"conversation_id": self.conversation_id, "client_id": client_id, "text": text}
            answer = await tab.call("send_message", sent)
            assert answer["ok"], answer
            self.acknowledged[client_id] = msgspec.convert(answer, Sent).seq
            del self.waiting[client_id]
            self.progress.set()
        return tab

    async def has_sent(self, count: int) -> None:
        """Returns when so many of the texts are acknowledged."""
        async with asyncio.timeout(PATIENCE_S * 4):
            while len(self.acknowledged) < count:
                self.progress.clear()
                await self.progress.wait()

    async def catch_up(self, tab: Tab) -> None:
        head = -1
        while len(self.applied) != head:
            after = len(self.applied)
            page = await tab.get(CaughtUp, "catch_up", conversation_id=self.conversation_id, after=after)
            self.applied.extend(page.events)
            head = page.head

    async def hear(self, tab: Tab) -> None:
        """Apply what the tab heard: in order, nothing twice, and what is missing is caught up."""
        for event in tab.events:
            if event.seq == len(self.applied) + 1:
                self.applied.append(event)
            elif event.seq > len(self.applied):
                await self.catch_up(tab)
        for told in tab.signals(HeadsSignal):
            if told.heads.get(self.conversation_id, 0) > len(self.applied):
                await self.catch_up(tab)

    def texts(self) -> list[object]:
        """The messages as they stand on the screen."""
        return [event.data["text"] for event in self.applied if event.type == "message.sent"]
