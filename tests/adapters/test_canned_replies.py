"""Canned replies, shared by all agents of a site."""

import msgspec
import pytest

from chat_server.domain.canned_reply import CannedReply
from chat_server.domain.errors import Conflict
from chat_server.domain.ids import DEFAULT_SITE, CannedReplyId, SiteId
from tests.support.world import World

HELLO = CannedReply(
    id=CannedReplyId("rep_1"),
    site_id=DEFAULT_SITE,
    shortcut="hello",
    title="Greeting",
    text="Hello {{contact.name}}, I am {{agent.name}}.",
    locale="en",
)
HOLA = msgspec.structs.replace(HELLO, id=CannedReplyId("rep_2"), text="Hola", locale="es")
BYE = msgspec.structs.replace(HELLO, id=CannedReplyId("rep_3"), shortcut="bye", locale="")


async def test_replies_are_listed_by_shortcut_for_their_site(world: World) -> None:
    for reply in (HELLO, BYE):
        await world.ports.canned_replies.save(reply)
    assert await world.ports.canned_replies.listed(DEFAULT_SITE) == (BYE, HELLO)
    assert await world.ports.canned_replies.listed(SiteId("another")) == ()


async def test_saving_again_replaces(world: World) -> None:
    await world.ports.canned_replies.save(HELLO)
    shorter = msgspec.structs.replace(HELLO, text="Hi", shortcut="hi")
    await world.ports.canned_replies.save(shorter)
    assert await world.ports.canned_replies.listed(DEFAULT_SITE) == (shorter,)
    assert await world.ports.canned_replies.get(HELLO.id) == shorter


async def test_a_shortcut_is_taken_once_a_language(world: World) -> None:
    for reply in (HELLO, HOLA):
        await world.ports.canned_replies.save(reply)
    for rival in (
        msgspec.structs.replace(HELLO, id=CannedReplyId("rep_9")),
        msgspec.structs.replace(HOLA, locale="en"),
    ):
        with pytest.raises(Conflict) as refused:
            await world.ports.canned_replies.save(rival)
        assert refused.value.field == "shortcut"
    assert await world.ports.canned_replies.get(HOLA.id) == HOLA


async def test_a_deleted_reply_is_gone_and_its_shortcut_free(world: World) -> None:
    for reply in (HELLO, BYE):
        await world.ports.canned_replies.save(reply)
    await world.ports.canned_replies.delete(HELLO.id)
    assert await world.ports.canned_replies.get(HELLO.id) is None
    await world.ports.canned_replies.save(msgspec.structs.replace(HELLO, id=CannedReplyId("rep_9")))
    assert len(await world.ports.canned_replies.listed(DEFAULT_SITE)) == 2
