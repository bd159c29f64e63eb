"""Files come along with what people say: once, within limits, for those alone who may read it."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete

from chat_server.adapters.sql.tables_contact import attachment
from chat_server.domain.agent import Agent
from chat_server.domain.attachment import Attachment
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.errors import ChatError, Conflict, Invalid, NotFound, RateLimited, TooLarge
from chat_server.domain.events import MessageSent
from chat_server.domain.ids import SiteId
from chat_server.services.attach import agents_attachment, attach, sweep_attachments, visitors_attachment
from chat_server.services.redact_message import redact_message
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.stored import Executed
from tests.support.files import PDF, TEXT, in_parts, picture
from tests.support.journeys import active, client_id
from tests.support.people import AMIR, JONAS, VERA, arrives, employ, merchant, stranger
from tests.support.tickets import opens
from tests.support.verify import log_of, verify_action
from tests.support.world import LIMITS, World


async def uploads(world: World, who: Visitor | Agent, content: bytes = TEXT, name: str = "notes.txt") -> Attachment:
    return await attach(world.ports, who, name, in_parts(content))


async def sends(
    world: World,
    who: Visitor | Agent,
    conversation: Conversation,
    *files: Attachment,
    under: str | None = None,
    text: str = "",
) -> Executed:
    ids = tuple(file.id for file in files)
    executed = await send_message(
        world.ports, who, SendMessage(conversation.id, under or client_id(), text, attachments=ids)
    )
    await verify_action(world, conversation.id)
    return executed


async def on_disk(world: World) -> set[str]:
    return set(await world.ports.attachments.files.older_than(world.clock.now() + timedelta(days=36_500)))


async def may_fetch(world: World, who: Visitor | Agent, file: Attachment) -> bool:
    fetch = visitors_attachment if isinstance(who, Visitor) else agents_attachment
    try:
        return (await fetch(world.ports, who, file.id)).id == file.id  # type: ignore[arg-type] # the one that fits
    except NotFound:
        return False


async def test_a_photo_comes_along_with_a_message(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    photo, paper = await uploads(world, vera, picture("PNG"), "box.png"), await uploads(world, vera, PDF, "claim.pdf")
    await sends(world, vera, conversation, photo, paper)
    said = (await log_of(world, conversation.id))[-1].data
    assert isinstance(said, MessageSent)
    assert [(file.name, file.media_type, file.preview) for file in said.attachments] == [
        ("box.png", "image/png", True),
        ("claim.pdf", "application/pdf", False),
    ]
    answer = await uploads(world, amir, TEXT, "label.txt")
    await sends(world, amir, conversation, answer, text="Print this one")


async def test_sending_again_sends_no_file_twice(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    photo, other = await uploads(world, vera), await uploads(world, vera)
    first = await sends(world, vera, conversation, photo, under="once")
    again = await sends(world, vera, conversation, photo, under="once")
    assert (again.replayed, again.seq) == (True, first.seq)
    with pytest.raises(Conflict):
        await sends(world, vera, conversation, other, under="once")
    with pytest.raises(Conflict):
        await sends(world, vera, conversation, under="once")


async def test_a_file_is_sent_along_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    photo = await uploads(world, vera)
    await sends(world, vera, conversation, photo)
    before = await log_of(world, conversation.id)
    with pytest.raises(Invalid) as refused:
        await sends(world, vera, conversation, photo)
    assert refused.value.field == "attachments"
    with pytest.raises(ChatError):
        await opens(world, vera, attachments=[photo.id])
    assert await log_of(world, conversation.id) == before


async def test_other_peoples_uploads_and_unknown_ones_cannot_be_sent(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    mine, jonas_s, amir_s = [await uploads(world, who) for who in (vera, await merchant(world, JONAS), amir)]
    for foreign in (jonas_s, amir_s, msgspec.structs.replace(mine, id="att_unknown")):
        with pytest.raises(Invalid):
            await sends(world, vera, conversation, mine, foreign)
    await sends(world, vera, conversation, mine)


async def test_a_message_that_is_refused_leaves_its_files_to_be_sent(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    lucia = await employ(world, "lucia@parcelo.example", "Lucía")
    label = await uploads(world, lucia)
    with pytest.raises(ChatError):
        await sends(world, lucia, conversation, label)
    assert (await agents_attachment(world.ports, lucia, label.id)).conversation_id is None


async def test_who_may_fetch_it_before_and_after_it_is_sent(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    jonas, somebody = await merchant(world, JONAS), await stranger(world)
    lucia = await employ(world, "lucia@parcelo.example", "Lucía")
    at_home = await merchant(world, VERA)
    theirs, ours = await uploads(world, vera), await uploads(world, amir)
    everybody = (vera, at_home, jonas, somebody, amir, lucia)
    assert [await may_fetch(world, who, theirs) for who in everybody] == [True, True, False, False, False, False]
    assert [await may_fetch(world, who, ours) for who in everybody] == [False, False, False, False, True, False]
    await sends(world, vera, conversation, theirs)
    await sends(world, amir, conversation, ours)
    for sent in (theirs, ours):
        assert [await may_fetch(world, who, sent) for who in everybody] == [True, True, False, False, True, True]


async def test_agents_of_another_site_fetch_nothing(world: World, vera: Visitor, amir: Agent) -> None:
    await world.sites.ensure(SiteId("another"), world.clock.now())
    stranger_to_us = await employ(world, AMIR, site_id=SiteId("another"))
    conversation = await active(world, vera, amir)
    await sends(world, vera, conversation, photo := await uploads(world, vera))
    assert not await may_fetch(world, stranger_to_us, photo)


async def test_what_is_no_id_is_nobodys(world: World, vera: Visitor, amir: Agent) -> None:
    for wrong in ("", "\x00", "half \ud800", "../../chat.sqlite3", "é" * 5000):
        with pytest.raises(NotFound):
            await visitors_attachment(world.ports, vera, wrong)
        with pytest.raises(NotFound):
            await agents_attachment(world.ports, amir, wrong)


async def test_a_ticket_takes_files_along_too(world: World, vera: Visitor, amir: Agent) -> None:
    photo = await uploads(world, vera, picture("JPEG"), "box.jpg")
    ticket = await opens(world, vera, attachments=[photo.id])
    stored = await visitors_attachment(world.ports, vera, photo.id)
    assert stored.ticket_id == ticket.id
    for who, may in ((amir, True), (await merchant(world, JONAS), False), (await merchant(world, VERA), True)):
        assert await may_fetch(world, who, photo) is may


async def test_uploads_come_along_when_a_visitor_identifies(world: World, amir: Agent) -> None:
    somebody = await stranger(world)
    conversation = await active(world, somebody, amir)
    sent, waiting = await uploads(world, somebody), await uploads(world, somebody)
    await sends(world, somebody, conversation, sent)
    vera = (await arrives(world, VERA, visitor_token=world.tokens[somebody.id])).visitor
    for file in (sent, waiting):
        assert await may_fetch(world, vera, file)
    await sends(world, vera, conversation, waiting)


async def test_redacting_a_message_removes_its_files(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    kept, card = await uploads(world, vera), await uploads(world, vera, picture("PNG"), "card.png")
    await sends(world, vera, conversation, kept)
    executed = await sends(world, vera, conversation, card, text="my card")
    assert await on_disk(world) == {*kept.files, *card.files}
    await redact_message(world.ports, amir, conversation.id, executed.seq)
    assert await on_disk(world) == set(kept.files)
    for who in (vera, amir):
        assert (await may_fetch(world, who, card), await may_fetch(world, who, kept)) == (False, True)
    said = (await log_of(world, conversation.id))[executed.seq - 1].data
    assert isinstance(said, MessageSent)
    assert (said.text, said.attachments, said.redacted) == ("", (), True)


async def test_one_file_has_a_limit_and_all_of_an_hour_have_one(world: World, vera: Visitor) -> None:
    world = small(world, file=100, hour=250)
    for content in (b"x" * 101, b"y" * 5000):
        with pytest.raises(TooLarge):
            await uploads(world, vera, content)
    for _ in range(2):
        await uploads(world, vera, b"x" * 100)
    with pytest.raises(RateLimited):
        await uploads(world, vera, b"x" * 51)
    await uploads(world, vera, b"x" * 50)
    with pytest.raises(RateLimited):
        await uploads(world, vera, b"x")
    await uploads(world, await merchant(world, JONAS), b"x")
    assert len(await on_disk(world)) == 4
    world.clock.advance(hours=1, milliseconds=1)
    await uploads(world, vera, b"x" * 100)


def small(world: World, *, file: int, hour: int) -> World:
    ports = world.ports
    limits = {"most_bytes": file, "most_bytes_an_hour": hour}
    attachments = type(ports.attachments)(ports.attachments.files, ports.attachments.records, **limits)
    return type(world)(**{**vars(world), "ports": type(ports)(**{**vars(ports), "attachments": attachments})})


async def test_too_many_uploads_at_once_are_refused(world: World, vera: Visitor) -> None:
    for _ in range(LIMITS["uploads"].burst):
        await uploads(world, vera)
    with pytest.raises(RateLimited):
        await uploads(world, vera)


async def test_what_was_never_sent_is_swept_after_a_day(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    sent, forgotten = await uploads(world, vera, picture("PNG")), await uploads(world, vera, picture("PNG"))
    await sends(world, vera, conversation, sent)
    world.clock.advance(hours=24)
    assert await sweep_attachments(world.ports) == 0
    world.clock.advance(milliseconds=1)
    assert await sweep_attachments(world.ports) == 2
    assert await on_disk(world) == set(sent.files)
    assert not await may_fetch(world, vera, forgotten)
    assert await may_fetch(world, vera, sent)


async def test_files_that_nothing_knows_of_are_swept_too(world: World, vera: Visitor) -> None:
    """As an interrupted upload or redaction leaves them."""
    lost, fresh = await uploads(world, vera, picture("PNG")), await uploads(world, vera)
    await world.database.write(
        lambda connection: _forget(connection.execute(delete(attachment).where(attachment.c.id == lost.id)))
    )
    world.clock.advance(days=36_500)
    assert await sweep_attachments(world.ports) == 3
    assert await on_disk(world) == set()
    assert fresh.files


def _forget(_result: object) -> None:
    """Nobody needs the result."""
