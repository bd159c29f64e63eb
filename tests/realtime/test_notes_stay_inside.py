"""A merchant never sees a note, and cannot even tell that there was one: not from numbers, nor from what comes when."""

import json
import re

import pytest

from chat_server.domain.agent import Availability
from chat_server.wire.outgoing import CaughtUp
from tests.support.browsers import Merchant
from tests.support.people import AMIR, LUCIA, VERA, with_claims
from tests.support.server import Chat
from tests.support.sockets import RawSocket, Tab

SECRETS = ("Angry customer, go slowly", "note", AMIR, LUCIA, "public_seq", "Lucía", "capacity", "languages", "audience")
# What differs between any two chats.
VARYING = re.compile(r'"(cnv|agt|con|que|vis)_\w+"|"20\d\d-[^"]*Z"|"sid":"[^"]*"')


class Story:
    """The same chat told twice: once as it is, once with all that agents do among themselves."""

    def __init__(self, chat: Chat, desk: Tab, lucias: Tab, *, with_notes: bool) -> None:
        self.chat = chat
        self.desk = desk
        self.lucias = lucias
        self.with_notes = with_notes
        self.conversation_id = ""
        self.phone: RawSocket
        self._notes = 0
        self._commands = 0

    async def inside(self, *, read: bool = True) -> None:
        """Notes by both agents, looked at by both; the holder reads to the end, with notes or without."""
        if self.with_notes:
            for tab in (self.desk, self.lucias):
                self._notes += 1
                note = {"conversation_id": self.conversation_id, "client_id": f"n-{self._notes}", "text": SECRETS[0]}
                await tab.ok("add_note", **note)
                await tab.ok("open_conversation", conversation_id=self.conversation_id)
            await self.lucias.ok("typing", conversation_id=self.conversation_id)
        head = (await self.desk.get(CaughtUp, "catch_up", conversation_id=self.conversation_id, after=0)).head
        if read:
            await self.desk.ok("mark_read", conversation_id=self.conversation_id, seq=head)
        if self.with_notes:
            await self.lucias.ok("mark_read", conversation_id=self.conversation_id, seq=head)
            await self.lucias.ok("close_view", conversation_id=self.conversation_id)
            await self.desk.ok("close_view", conversation_id=self.conversation_id)

    async def merchant(self, command: str, **payload: object) -> None:
        """The merchant's browser sends a command; its acknowledgement is a frame like all those that came before it."""
        self._commands += 1
        sent = json.dumps([command, {"conversation_id": self.conversation_id} | payload])
        assert (await self.phone.call("/visitor", self._commands, sent))["ok"] is True

    async def settled(self) -> None:
        """All news is told, and heads are sent as after a while."""
        await self.chat.news.round(with_heads=True)
        await self.chat.told(self.desk, self.lucias)
        await self.merchant("catch_up", after=0)

    async def told(self, vera: Merchant) -> list[str]:
        """Every frame that the merchant's socket ever got."""
        self.phone = await vera.raw_socket()
        self.conversation_id = await vera.escalates()
        await self.inside(read=False)  # while it waits
        await self.settled()
        await self.desk.ok("accept_conversation", conversation_id=self.conversation_id)
        await self.inside()
        await self.merchant("send_message", client_id="v-1", text="My card is 4111 1111")
        await self.inside()
        await self.desk.says(self.conversation_id, "a-1", "I take that out again")
        await self.inside()
        log = await self.desk.get(CaughtUp, "catch_up", conversation_id=self.conversation_id, after=0)
        said = next(event for event in log.events if event.type == "message.sent")
        await self.desk.ok("mark_read", conversation_id=self.conversation_id, seq=said.seq)
        await self.desk.ok("redact_message", conversation_id=self.conversation_id, seq=said.seq)
        await self.inside()
        await self.merchant("mark_read", seq=5)
        await self.merchant("typing")
        await self.settled()
        await self.desk.ok("resolve_conversation", conversation_id=self.conversation_id)
        await self.inside()
        await self.merchant("rate", score=4)
        await self.merchant("send_message", client_id="v-2", text="One more thing")
        await self.inside()
        await self.desk.ok("resolve_conversation", conversation_id=self.conversation_id)
        await self.settled()
        return self.phone.frames


async def staff(chat: Chat) -> tuple[Tab, Tab]:
    desk, lucias = await (await chat.employ()).tab(), await (await chat.employ(LUCIA, "Lucía")).tab()
    await chat.told(desk, lucias)
    return desk, lucias


def sorted_out(frames: list[str]) -> dict[str, list[str]]:
    """The frames by kind, each kind in its order, without what differs between any two chats.

    Signals of different kinds come from different tasks: their order among each other says nothing.
    """
    found: dict[str, list[str]] = {}
    for frame in frames:
        kind = frame.partition('"type":"')[2].partition('"')[0] if '["signal"' in frame else "events and answers"
        found.setdefault(kind, []).append(VARYING.sub('"*"', frame))
    return found


async def test_a_chat_full_of_notes_looks_to_the_merchant_like_one_without(chat: Chat) -> None:
    """Frame by frame the same: content, numbers, signals, and how many there are of each."""
    desk, lucias = await staff(chat)
    plain = await Story(chat, desk, lucias, with_notes=False).told(await chat.known(VERA))
    namesake = await chat.known(with_claims(VERA, sub="m-2"))
    noted = await Story(chat, desk, lucias, with_notes=True).told(namesake)
    assert sorted_out(noted) == sorted_out(plain)
    assert set(sorted_out(noted)) == {"events and answers", "queue", "heads", "read"}


async def test_no_frame_to_the_merchant_carries_anything_of_the_inside(chat: Chat) -> None:
    desk, lucias = await staff(chat)
    frames = await Story(chat, desk, lucias, with_notes=True).told(await chat.known(VERA))
    for frame in frames[2:]:  # after Engine.IO's own two
        for secret in SECRETS:
            assert secret not in frame
    assert len(frames) > 25


async def test_the_merchants_numbers_have_no_gaps_where_notes_stand(chat: Chat) -> None:
    desk, lucias = await staff(chat)
    vera = await chat.known(VERA)
    story = Story(chat, desk, lucias, with_notes=True)
    frames = await story.told(vera)
    events = [
        json.loads(frame.removeprefix("42/visitor,"))[1] for frame in frames if frame.startswith('42/visitor,["event"')
    ]
    numbers = [event["seq"] for event in events]
    assert numbers == list(range(1, len(numbers) + 1))
    log = (await vera.call("GET", f"conversations/{story.conversation_id}/events")).of(CaughtUp)
    assert [event.seq for event in log.events] == numbers
    assert log.head == numbers[-1]
    assert max(log.read.agent, log.read.contact) <= log.head
    for frame in frames:
        if '"type":"heads"' in frame or '"type":"read"' in frame:
            signal = json.loads(frame.removeprefix("42/visitor,"))[1]
            assert max(signal.get("heads", {"": signal.get("seq")}).values()) <= log.head


async def test_an_agent_who_reads_a_note_sends_the_merchant_nothing(chat: Chat) -> None:
    desk, _ = await staff(chat)
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.ok("mark_read", conversation_id=conversation_id, seq=5)
    await chat.told(phone)
    before = len(phone.heard)
    noted = await desk.ok("add_note", conversation_id=conversation_id, client_id="n-1", text=SECRETS[0])
    await desk.ok("mark_read", conversation_id=conversation_id, seq=noted["seq"])
    await chat.told(phone)
    assert len(phone.heard) == before


@pytest.mark.parametrize("deed", ["add_note", "open_conversation"])
async def test_nothing_stirs_at_the_merchants_when_agents_go_back_to_an_old_chat(chat: Chat, deed: str) -> None:
    """Heads come for two minutes after the end of a chat; a note or a look days later must not bring them back."""
    desk, _ = await staff(chat)
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.ok("resolve_conversation", conversation_id=conversation_id)
    await desk.ok("set_availability", availability=Availability.ONLINE.value)
    chat.clock.advance(minutes=3)
    await chat.news.round(with_heads=True)
    await chat.told(phone)
    before = len(phone.heard)
    note = {"client_id": "n-1", "text": SECRETS[0]} if deed == "add_note" else {}
    await desk.ok(deed, conversation_id=conversation_id, **note)
    await chat.news.round(with_heads=True)
    await chat.told(phone)
    assert phone.heard[before:] == []
