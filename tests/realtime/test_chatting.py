"""A chat over two sockets, as merchants and agents have it every day."""

import asyncio

from chat_server.wire.outgoing import CaughtUp, Suggestions
from chat_server.wire.outgoing_console import InboxView, OpenedConversation
from tests.support.people import JONAS, LUCIA, VERA
from tests.support.server import Chat


async def test_both_sides_hear_a_chat_from_the_queue_to_the_rating(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await phone.event("conversation.queued")
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    assigned = await phone.event("conversation.assigned")
    assert assigned.data["agent"] == {"id": assigned.actor.id, "name": "Amir"}
    assert await desk.says(conversation_id, "a-1", "Hello Vera") == 6
    assert await phone.says(conversation_id, "v-1", "Hello Amir 😀") == 7
    said = await desk.event("message.sent", text="Hello Amir 😀")
    assert (said.actor.kind, said.actor.name, said.data["client_id"]) == ("contact", VERA.name, "v-1")
    await desk.ok("resolve_conversation", conversation_id=conversation_id)
    await phone.event("conversation.resolved")
    await phone.ok("rate", conversation_id=conversation_id, score=5, comment="Quick")
    assert (await desk.event("rating.given", score=5)).data["comment"] == "Quick"
    await chat.told(phone, desk)
    assert [event.seq for event in phone.events] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [event.seq for event in desk.events] == [5, 6, 7, 8, 9]  # before that it was nobody's chat


async def test_what_was_heard_is_what_is_stored(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    for number in range(3):
        await phone.says(conversation_id, f"v-{number}", f"v {number}")
        await desk.says(conversation_id, f"a-{number}", f"a {number}")
    await chat.told(phone)
    stored = await phone.get(CaughtUp, "catch_up", conversation_id=conversation_id, after=0)
    over_http = await vera.call("GET", f"conversations/{conversation_id}/events?after=0")
    assert over_http.of(CaughtUp) == stored
    assert stored.events == tuple(phone.events)


async def test_one_clients_commands_stay_in_order(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    raw = await vera.raw_socket()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    texts = [str(number) for number in range(15)]
    for text in texts:  # all at once: nobody waits for an acknowledgement
        body = f'{{"conversation_id":"{conversation_id}","client_id":"v-{text}","text":"{text}"}}'
        await raw.send(f'42/visitor,{text}["send_message",{body}]')
    acknowledged = [(await raw.until("43/visitor,")).split("[")[0] for _ in texts]
    assert acknowledged == [f"43/visitor,{text}" for text in texts]
    await desk.event("message.sent", text=texts[-1])
    assert [event.data["text"] for event in desk.events if event.type == "message.sent"] == texts


async def test_the_same_message_twice_is_one_message(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    numbers = await asyncio.gather(*(phone.says(conversation_id, "v-1", "Hello?") for _ in range(3)))
    assert len(set(numbers)) == 1
    other = await phone.refused("send_message", conversation_id=conversation_id, client_id="v-1", text="Other")
    assert (other.code, other.field) == ("conflict", "client_id")
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    assert await desk.says(conversation_id, "v-1", "The same id, but mine") == numbers[0] + 2
    log = await phone.get(CaughtUp, "catch_up", conversation_id=conversation_id, after=0)
    assert [event.data["text"] for event in log.events if event.type == "message.sent"] == [
        "Hello?",
        "The same id, but mine",
    ]


async def test_all_tabs_and_devices_of_both_sides_hear_everything(chat: Chat) -> None:
    amir = await chat.employ()
    desk, second_screen = await amir.tab(), await amir.tab()
    vera = await chat.known(VERA)
    phone, laptop = await vera.tab(), await (await chat.known(VERA)).tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.says(conversation_id, "a-1", "From the desk")
    await phone.says(conversation_id, "v-1", "From the phone")
    await chat.told(desk, second_screen, phone, laptop)
    assert desk.events == second_screen.events
    assert phone.events == laptop.events
    assert desk.types == ["conversation.assigned", "message.sent", "message.sent"]


async def test_nobody_else_hears_a_word(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    other_desk = await (await chat.employ(LUCIA, "Lucía")).tab()
    vera, jonas = await chat.known(VERA), await chat.known(JONAS)
    phone, others_phone = await vera.tab(), await jonas.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await phone.says(conversation_id, "v-1", "Only for Amir")
    await chat.told(other_desk, others_phone)
    assert other_desk.events == others_phone.events == []
    assert conversation_id not in str(others_phone.heard)
    assert conversation_id not in str(other_desk.heard)


async def test_an_agent_who_opens_a_chat_sees_all_of_it_and_hears_what_follows(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    lucia = await (await chat.employ(LUCIA, "Lucía")).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.ok("add_note", conversation_id=conversation_id, client_id="n-1", text="She called twice")
    opened = await lucia.get(OpenedConversation, "open_conversation", conversation_id=conversation_id)
    assert [event.type for event in opened.events][-2:] == ["conversation.assigned", "note.added"]
    assert (opened.head, opened.conversation.email) == (6, VERA.email)
    await phone.says(conversation_id, "v-1", "Is anybody there?")
    assert (await lucia.event("message.sent")).seq == 7
    await lucia.ok("close_view", conversation_id=conversation_id)
    await phone.says(conversation_id, "v-2", "Hello?")
    await chat.told(lucia)
    assert len(lucia.events) == 1


async def test_a_reply_reopens_what_was_resolved(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.ok("resolve_conversation", conversation_id=conversation_id)
    await phone.says(conversation_id, "v-1", "One more thing")
    assert (await desk.event("conversation.reopened")).data["agent"] is not None
    assert (await desk.get(InboxView, "inbox")).mine[0].conversation_id == conversation_id
    await desk.ok("resolve_conversation", conversation_id=conversation_id)
    chat.clock.advance(days=8)
    late = await phone.refused("send_message", conversation_id=conversation_id, client_id="v-2", text="Too late")
    assert late.code == "question_required"


async def test_a_merchant_leaves_the_queue(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await phone.ok("leave_queue", conversation_id=conversation_id)
    await phone.ok("leave_queue", conversation_id=conversation_id)  # twice is once
    await chat.told(phone)
    assert phone.types.count("conversation.abandoned") == 1
    assert (await desk.get(InboxView, "inbox")).queue == ()
    assert (await desk.refused("accept_conversation", conversation_id=conversation_id)).code == "conflict"
    assert await vera.escalates() != conversation_id


async def test_a_redacted_text_is_gone_from_the_log_and_from_every_screen(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.ok("add_note", conversation_id=conversation_id, client_id="n-1", text="A note shifts the numbers")
    merchants_number = await phone.says(conversation_id, "v-1", "My card is 4111 1111 1111 1111")
    agents_number = (await desk.event("message.sent")).seq
    assert (merchants_number, agents_number) == (6, 7)
    await desk.ok("redact_message", conversation_id=conversation_id, seq=agents_number)
    assert (await phone.event("message.redacted")).data == {"seq": merchants_number}
    assert (await desk.event("message.redacted")).data == {"seq": agents_number}
    for tab in (phone, desk):
        log = await tab.get(CaughtUp, "catch_up", conversation_id=conversation_id, after=0)
        assert "4111" not in str(log)
    assert "4111" not in str(await desk.get(InboxView, "inbox"))
    replayed = await phone.says(conversation_id, "v-1", "My card is 4111 1111 1111 1111")
    assert replayed == merchants_number  # a browser that sends again what it sent is not told otherwise


async def test_agents_search_articles_for_themselves(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    found = await desk.get(Suggestions, "suggest_articles", text="goodwill refund", locale="en")
    assert found.suggestions[0].article_id == "goodwill-refunds"


async def test_an_agent_inserts_an_article_that_merchants_may_read(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.merchant()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    message = {"conversation_id": conversation_id, "client_id": "a-1", "text": "Read this"}
    for hidden in ("goodwill-refunds", "no-such-article"):
        assert (await desk.refused("send_message", **message, article_id=hidden)).field == "article_id"
    await desk.ok("send_message", **message, article_id="parcel-lost")
    said = await phone.event("message.sent")
    assert (said.data["article_id"], said.data["article_title"]) == ("parcel-lost", "My parcel is lost")


async def test_a_merchant_who_signs_in_during_a_chat_goes_on_hearing_it(chat: Chat) -> None:
    """Another tab signed in, or the page said who it is: the open socket is not left alone."""
    desk = await (await chat.employ()).tab()
    stranger = await chat.merchant()
    phone = await stranger.tab()
    conversation_id = await stranger.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await chat.merchant(await chat.identity(VERA), visitor_token=stranger.token)
    await desk.says(conversation_id, "a-1", "Hello Vera")
    await chat.news.send_heads()
    await chat.told(phone)
    assert "message.sent" in phone.types
