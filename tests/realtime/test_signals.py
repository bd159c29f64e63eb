"""Hints that may be lost: each reaches exactly those whom it concerns."""

from datetime import timedelta

import pytest

from chat_server.services.set_availability import AFTER_THE_LAST_SOCKET
from chat_server.wire.outgoing import (
    CaughtUp,
    HeadsSignal,
    ListsSignal,
    PresenceSignal,
    QueueSignal,
    ReadSignal,
    Signal,
    TypingSignal,
    Wait,
)
from chat_server.wire.outgoing_console import InboxView
from tests.support.browsers import Console, Merchant
from tests.support.outbox import Outbox
from tests.support.people import JONAS, LUCIA, VERA
from tests.support.server import Chat
from tests.support.sockets import Tab


class Office:
    """Vera chats with Amir; Lucía and Jonas are there too and have nothing to do with it."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.vera: Merchant
        self.amir: Console
        self.phone: Tab
        self.desk: Tab
        self.lucias: Tab
        self.jonas: Tab
        self.conversation_id = ""

    @property
    def tabs(self) -> tuple[Tab, ...]:
        return (self.phone, self.desk, self.lucias, self.jonas)

    async def opens(self) -> None:
        self.amir, lucia = await self.chat.employ(), await self.chat.employ(LUCIA, "Lucía")
        self.vera, jonas = await self.chat.known(VERA), await self.chat.known(JONAS)
        self.desk, self.lucias = await self.amir.tab(), await lucia.tab()
        self.phone, self.jonas = await self.vera.tab(), await jonas.tab()
        self.conversation_id = await self.vera.escalates()
        await self.desk.ok("accept_conversation", conversation_id=self.conversation_id)
        await self.chat.told(*self.tabs)

    async def hears(self, kind: type[Signal]) -> list[bool]:
        """Whether Vera, Amir, Lucía and Jonas have heard such a signal by now."""
        await self.chat.told(*self.tabs)
        return [bool(tab.signals(kind)) for tab in self.tabs]


@pytest.fixture
async def office(chat: Chat) -> Office:
    office = Office(chat)
    await office.opens()
    return office


async def test_an_agents_typing_reaches_the_merchant_alone(office: Office) -> None:
    await office.desk.ok("typing", conversation_id=office.conversation_id)
    assert await office.hears(TypingSignal) == [True, False, False, False]
    told = office.phone.signals(TypingSignal)[0]
    assert (told.conversation_id, told.actor.kind, told.actor.name) == (office.conversation_id, "agent", "Amir")


async def test_a_merchants_typing_reaches_the_agent_and_whoever_looks_on(office: Office) -> None:
    await office.lucias.ok("open_conversation", conversation_id=office.conversation_id)
    await office.phone.ok("typing", conversation_id=office.conversation_id)
    assert await office.hears(TypingSignal) == [False, True, True, False]


async def test_who_only_looks_on_is_not_seen_typing(office: Office) -> None:
    await office.lucias.ok("open_conversation", conversation_id=office.conversation_id)
    await office.lucias.ok("typing", conversation_id=office.conversation_id)
    assert await office.hears(TypingSignal) == [False, False, False, False]


async def test_nobody_is_seen_typing_once_it_is_over(office: Office) -> None:
    await office.desk.ok("resolve_conversation", conversation_id=office.conversation_id)
    await office.desk.ok("typing", conversation_id=office.conversation_id)
    await office.phone.ok("typing", conversation_id=office.conversation_id)
    assert await office.hears(TypingSignal) == [False, False, False, False]


async def test_read_marks_reach_both_sides_each_in_its_own_numbering(office: Office) -> None:
    note = {"conversation_id": office.conversation_id, "client_id": "n-1", "text": "A note shifts the numbers"}
    await office.desk.ok("add_note", **note)
    said = await office.desk.says(office.conversation_id, "a-1", "Hello")
    await office.phone.ok("mark_read", conversation_id=office.conversation_id, seq=said - 1)
    assert await office.hears(ReadSignal) == [True, True, False, False]
    assert [(told.reader, told.seq) for told in office.desk.signals(ReadSignal)] == [("contact", said)]
    assert [(told.reader, told.seq) for told in office.phone.signals(ReadSignal)] == [("contact", said - 1)]
    caught = await office.phone.get(CaughtUp, "catch_up", conversation_id=office.conversation_id, after=0)
    assert (caught.read.contact, caught.head) == (said - 1, said - 1)


async def test_read_marks_neither_go_back_nor_beyond_the_end(office: Office) -> None:
    await office.phone.ok("mark_read", conversation_id=office.conversation_id, seq=10_000)
    await office.phone.ok("mark_read", conversation_id=office.conversation_id, seq=1)
    await office.phone.ok("mark_read", conversation_id=office.conversation_id, seq=0)
    assert await office.hears(ReadSignal) == [True, True, False, False]
    assert [told.seq for told in office.phone.signals(ReadSignal)] == [5]


async def test_an_agent_who_only_looks_has_not_read_it_for_the_merchant(office: Office) -> None:
    await office.lucias.ok("open_conversation", conversation_id=office.conversation_id)
    await office.lucias.ok("mark_read", conversation_id=office.conversation_id, seq=5)
    assert await office.hears(ReadSignal) == [False, False, False, False]


async def test_everybody_who_waits_hears_when_the_own_place_changes(chat: Chat) -> None:
    amir = await chat.employ(capacity=1)
    desk = await amir.tab()
    merchants = [await chat.merchant() for _ in range(3)]
    tabs = [await merchant.tab() for merchant in merchants]
    waiting = [await merchant.escalates() for merchant in merchants]
    await chat.told(*tabs)
    assert [tab.signals(QueueSignal)[-1].position for tab in tabs] == [1, 2, 3]
    for tab in tabs:
        tab.heard.clear()
    await desk.ok("accept_conversation", conversation_id=waiting[0])
    await chat.told(*tabs)
    assert [[told.position for told in tab.signals(QueueSignal)] for tab in tabs] == [[], [1], [2]]
    assert [told.conversation_id for tab in tabs for told in tab.signals(QueueSignal)] == waiting[1:]
    await tabs[1].ok("leave_queue", conversation_id=waiting[1])
    await chat.told(*tabs)
    assert tabs[2].signals(QueueSignal)[-1].position == 1


async def test_with_a_free_place_somebody_answers_within_two_minutes(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    band = Wait(low_s=0, high_s=120)
    told = await phone.signal(QueueSignal)
    assert (told.conversation_id, told.position, told.wait) == (conversation_id, 1, band)
    caught = await phone.get(CaughtUp, "catch_up", conversation_id=conversation_id, after=0)
    assert (caught.conversation.position, caught.conversation.wait) == (1, band)


async def test_merchants_hear_whether_somebody_is_there_and_nothing_more(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    desk, lucias = await amir.tab(online=False), await lucia.tab(online=False)
    phone = await (await chat.merchant()).tab()
    await chat.told(phone)
    phone.heard.clear()
    for tab, availability in ((desk, "online"), (lucias, "online"), (desk, "away"), (lucias, "offline")):
        await tab.ok("set_availability", availability=availability)
        await chat.told(phone)
    assert [told.available for told in phone.signals(PresenceSignal)] == [True, False]
    assert "Amir" not in str(phone.heard)
    assert await chat_is_open(chat) is False


async def test_an_agent_whose_last_tab_is_gone_is_there_for_a_moment_more(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    phone = await (await chat.merchant()).tab()
    await desk.close()
    await chat.sockets_left(1)
    chat.clock.advance(AFTER_THE_LAST_SOCKET - timedelta(seconds=1))
    await chat.news.round(with_heads=False)
    assert await chat_is_open(chat)
    chat.clock.advance(timedelta(seconds=1))
    await chat.news.round(with_heads=False)
    await chat.told(phone)
    assert phone.signals(PresenceSignal)[-1].available is False
    assert not await chat_is_open(chat)


async def test_an_open_tab_keeps_an_agent_there(chat: Chat) -> None:
    amir = await chat.employ()
    first, _second = await amir.tab(), await amir.tab()
    await first.close()
    await chat.sockets_left(1)
    for _ in range(5):
        chat.clock.advance(timedelta(seconds=50))
        await chat.news.round(with_heads=False)
    assert await chat_is_open(chat)


async def chat_is_open(chat: Chat) -> bool:
    return (await chat.merchant()).session.channels[0].available


async def test_all_agents_hear_that_lists_changed_and_merchants_do_not(office: Office) -> None:
    before = (await office.lucias.get(InboxView, "inbox")).version
    for tab in office.tabs:
        tab.heard.clear()
    await office.phone.says(office.conversation_id, "v-1", "Hello")
    assert await office.hears(ListsSignal) == [False, True, True, False]
    told = office.lucias.signals(ListsSignal)[-1].version
    assert told > before
    assert (await office.lucias.get(InboxView, "inbox")).version == told


async def test_heads_reach_those_who_follow_each_in_the_own_numbering(office: Office) -> None:
    note = {"conversation_id": office.conversation_id, "client_id": "n-1", "text": "Shifts the numbers"}
    await office.desk.ok("add_note", **note)
    await office.chat.news.send_heads()
    assert await office.hears(HeadsSignal) == [True, True, False, False]
    assert office.phone.signals(HeadsSignal)[0].heads == {office.conversation_id: 5}
    assert office.desk.signals(HeadsSignal)[0].heads == {office.conversation_id: 6}
    await office.lucias.ok("open_conversation", conversation_id=office.conversation_id)
    await office.chat.news.send_heads()
    assert await office.hears(HeadsSignal) == [True, True, True, False]


@pytest.mark.parametrize("lost", ["the last one", "one in the middle"])
async def test_what_was_lost_on_the_way_is_caught_up(
    office: Office, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """The hint is dropped after the commit, as a crash between the two or a dead network does it."""
    emit = office.chat.sockets.emit

    async def drops(name: str, data: dict[str, object], **where: object) -> None:
        if name != "event" or "Lost" not in str(data):
            await emit(name, data, **where)

    monkeypatch.setattr(office.chat.sockets, "emit", drops)
    screen = Outbox("vera", office.conversation_id, office.vera.tab)
    await screen.catch_up(office.phone)
    texts = ["Hello", "Lost"] if lost == "the last one" else ["Hello", "Lost", "Still there?"]
    for number, text in enumerate(texts):
        await office.desk.says(office.conversation_id, f"a-{number}", text)
    await office.chat.told(office.phone)
    if lost == "the last one":
        await screen.hear(office.phone)
        assert screen.texts() == ["Hello"]
        await office.chat.news.send_heads()
        await office.chat.told(office.phone)
    await screen.hear(office.phone)
    assert screen.texts() == texts
    assert [event.seq for event in screen.applied] == list(range(1, len(screen.applied) + 1))


async def test_who_missed_the_last_words_of_a_resolved_chat_learns_of_them(office: Office) -> None:
    await office.desk.ok("resolve_conversation", conversation_id=office.conversation_id)
    await office.chat.news.send_heads()
    assert (await office.hears(HeadsSignal))[0]
    assert office.phone.signals(HeadsSignal)[-1].heads == {office.conversation_id: 6}
