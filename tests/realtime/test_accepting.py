"""Many hands reach for the same chat: one gets it, and nobody gets more than can be held."""

import asyncio

from chat_server.wire.outgoing_console import InboxView
from tests.support.people import LUCIA, VERA
from tests.support.server import Chat
from tests.support.sockets import Tab, refusal
from tests.support.verify import verify_places


async def accept(tab: Tab, conversation_id: str) -> str:
    """`ok` or the code of the refusal."""
    answer = await tab.call("accept_conversation", {"conversation_id": conversation_id})
    return "ok" if answer["ok"] is True else refusal(answer).code


async def test_of_two_agents_who_accept_at_once_one_gets_the_chat(chat: Chat) -> None:
    desk, lucias = await (await chat.employ()).tab(), await (await chat.employ(LUCIA, "Lucía")).tab()
    for number in range(8):
        merchant = await chat.merchant()
        phone = await merchant.tab()
        conversation_id = await merchant.escalates()
        answers = await asyncio.gather(accept(desk, conversation_id), accept(lucias, conversation_id))
        assert sorted(answers) == ["ok", "taken"], number
        await chat.told(phone)
        assert phone.types.count("conversation.assigned") == 1
        winner = (desk, lucias)[answers.index("ok")]
        await winner.ok("resolve_conversation", conversation_id=conversation_id)


async def test_the_slower_one_is_told_who_was_faster(chat: Chat) -> None:
    desk, lucias = await (await chat.employ()).tab(), await (await chat.employ(LUCIA, "Lucía")).tab()
    conversation_id = await (await chat.merchant()).escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    assert "Amir" in (await lucias.refused("accept_conversation", conversation_id=conversation_id)).message


async def test_accepting_twice_is_once(chat: Chat) -> None:
    amir = await chat.employ()
    desk, second_screen = await amir.tab(), await amir.tab()
    merchant = await chat.merchant()
    phone = await merchant.tab()
    conversation_id = await merchant.escalates()
    answers = await asyncio.gather(*(accept(tab, conversation_id) for tab in (desk, second_screen, desk)))
    assert answers == ["ok", "ok", "ok"]
    await chat.told(phone)
    assert phone.types.count("conversation.assigned") == 1


async def test_a_second_tab_shows_what_the_first_one_does(chat: Chat) -> None:
    amir = await chat.employ()
    desk, second_screen = await amir.tab(), await amir.tab()
    merchant = await chat.merchant()
    conversation_id = await merchant.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await second_screen.event("conversation.assigned")
    mine = (await second_screen.get(InboxView, "inbox")).mine
    assert [summary.conversation_id for summary in mine] == [conversation_id]
    await second_screen.says(conversation_id, "a-1", "From the second screen")
    await desk.event("message.sent", text="From the second screen")
    await second_screen.close()
    await desk.says(conversation_id, "a-2", "The first one goes on")
    assert (await chat.merchant()).session.channels[0].available


async def test_nobody_holds_more_chats_than_can_be_held(chat: Chat) -> None:
    amir = await chat.employ(capacity=2)
    desks = [await amir.tab() for _ in range(3)]
    waiting = [await (await chat.merchant()).escalates() for _ in range(6)]
    answers = await asyncio.gather(*(accept(desks[n % 3], one) for n, one in enumerate(waiting)))
    assert sorted(answers) == ["conflict"] * 4 + ["ok"] * 2
    inbox = await desks[0].get(InboxView, "inbox")
    assert (len(inbox.mine), len(inbox.queue)) == (2, 4)
    assert [summary.position for summary in inbox.queue] == [1, 2, 3, 4]
    await desks[0].ok("resolve_conversation", conversation_id=inbox.mine[0].conversation_id)
    assert await accept(desks[0], inbox.queue[0].conversation_id) == "ok"
    await chat.database.read(verify_places)


async def test_who_is_away_accepts_nothing(chat: Chat) -> None:
    await (await chat.employ(LUCIA, "Lucía")).tab()
    desk = await (await chat.employ()).tab(online=False)
    conversation_id = await (await chat.merchant()).escalates()
    for availability in ("away", "offline"):
        await desk.ok("set_availability", availability=availability)
        assert await accept(desk, conversation_id) == "conflict"
    await desk.ok("set_availability", availability="online")
    assert await accept(desk, conversation_id) == "ok"


async def test_accepting_leaving_and_asking_again_never_leave_half_a_chat(chat: Chat) -> None:
    desk = await (await chat.employ(capacity=50)).tab()
    for _ in range(10):
        merchant = await chat.merchant()
        phone = await merchant.tab()
        conversation_id = await merchant.escalates()
        leaving = phone.call("leave_queue", {"conversation_id": conversation_id})
        accepted, left = await asyncio.gather(accept(desk, conversation_id), leaving)
        assert (accepted == "ok") != (left["ok"] is True)
        await chat.told(phone)
        last = phone.types[-1]
        assert last == ("conversation.assigned" if accepted == "ok" else "conversation.abandoned")
    await chat.database.read(verify_places)


async def test_only_the_holder_answers_and_resolves(chat: Chat) -> None:
    desk, lucias = await (await chat.employ()).tab(), await (await chat.employ(LUCIA, "Lucía")).tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    early = await desk.refused("send_message", conversation_id=conversation_id, client_id="a-0", text="Not mine yet")
    assert early.code == "conflict"
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    for command, payload in (("send_message", {"client_id": "l-1", "text": "Me too"}), ("resolve_conversation", {})):
        refused = await lucias.refused(command, conversation_id=conversation_id, **payload)
        assert (refused.code, "Amir" in refused.message) == ("conflict", True)
    await lucias.ok("add_note", conversation_id=conversation_id, client_id="n-1", text="Anybody may leave a note")
