"""From what services return to what goes over the wire."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.waiting_band import WaitingBand
from chat_server.services.access import agents_audience
from chat_server.services.add_note import add_note
from chat_server.services.catch_up import catch_up
from chat_server.services.escalate import escalate
from chat_server.services.list_conversations import inbox, open_conversation
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.rules import Rules
from chat_server.services.show_article import show_article
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from chat_server.wire import answers
from chat_server.wire.outgoing import Json, Outgoing, Wait, rfc3339
from tests.support.journeys import active, asks, queued, resolved, says
from tests.support.people import VERA, arrives
from tests.support.world import World

RULES = Rules()


def as_json(answer: Outgoing) -> Json:
    """As the browser reads it."""
    return msgspec.json.decode(msgspec.json.encode(answer), type=Json)


async def state_of(world: World, vera: Visitor, conversation: Conversation) -> Json:
    caught_up = await catch_up(world.ports, vera, conversation.id, 0)
    return as_json(answers.conversation_state(caught_up.conversation, caught_up.place, RULES))


async def test_who_waits_sees_place_and_band_and_no_agent(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    assert await state_of(world, vera, conversation) == {
        "conversation_id": conversation.id,
        "status": "queued",
        "position": 1,
        "wait": {"low_s": 0, "high_s": 120},
    }


async def test_who_is_answered_sees_by_whom(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    assert await state_of(world, vera, conversation) == {
        "conversation_id": conversation.id,
        "status": "active",
        "agent": {"id": amir.id, "name": "Amir"},
    }


async def test_what_is_resolved_may_be_rated_and_answered_until_it_says(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await resolved(world, vera, amir)
    until = rfc3339(world.clock.now() + timedelta(days=7))
    before = await state_of(world, vera, conversation)
    assert (before["status"], before.get("rated"), before["reopen_until"]) == ("resolved", None, until)
    await rate_conversation(world.ports, vera, conversation.id, 5, None)
    assert (await state_of(world, vera, conversation))["rated"] is True
    shorter = answers.conversation_state(conversation, None, replace(RULES, reopen_within=timedelta(hours=1)))
    assert shorter.reopen_until == rfc3339(world.clock.now() + timedelta(hours=1))


async def test_an_abandoned_conversation_promises_no_reopening(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = msgspec.structs.replace(await queued(world, vera), status="abandoned", resolved_at=world.clock.now())
    assert answers.conversation_state(conversation, None, RULES).reopen_until is None
    assert amir.takes_chats


async def test_a_session_says_everything_at_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await says(world, amir, conversation, "Hello Vera")
    opened = await arrives(world, VERA, visitor_token=world.tokens[vera.id])
    said = as_json(answers.session(opened, RULES, world.ports.policy))
    assert said == {
        "visitor_token": world.tokens[vera.id],
        "contact": {
            "id": vera.owner_id,
            "name": "Vera Molina",
            "email": "vera@almaceramica.example",
            "verified": True,
        },
        "plan": "small_shop",
        "plan_name": "Small shop",
        "plans_url": "https://app.parcelo.example/settings/plans",
        "locale": "es",
        "channels": [
            {"kind": "chat", "available": True},
            {"kind": "ticket", "available": True, "kinds": ["investigation", "insurance_claim", "general", "callback"]},
            {
                "kind": "phone",
                "available": True,
                "closes_at": "2026-03-02T16:30:00.000Z",
                "time_zone": "Europe/Madrid",
                "rule": "country ES",
                "number": "+34 010 960 123",
                "hours_today": [{"from": "2026-03-02T08:00:00.000Z", "to": "2026-03-02T16:30:00.000Z"}],
            },
        ],
        "notices": [],
        "open_conversation": {
            "conversation_id": conversation.id,
            "status": "active",
            "agent": {"id": amir.id, "name": "Amir"},
        },
        "last_conversation": None,
        "unread": 1,
        "unsent_question": None,
    }


async def test_a_strangers_session_has_no_contact(world: World) -> None:
    said = as_json(answers.session(await arrives(world), RULES, world.ports.policy))
    assert (said["contact"], said["plan"], said["open_conversation"]) == (None, "essential", None)
    channels = said["channels"]
    assert isinstance(channels, list)
    assert channels[0] == {"kind": "chat", "available": False}


async def test_an_escalation_says_where_one_stands(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    done = await escalate(world.ports, vera, question.id, "e-1")
    assert as_json(answers.escalated(done)) == {
        "conversation_id": done.conversation.id,
        "status": "queued",
        "position": 1,
        "wait": {"low_s": 0, "high_s": 120},
    }
    assert as_json(answers.escalated(msgspec.structs.replace(done, place=None)))["position"] is None
    assert answers.wait(None) is None
    assert answers.wait(WaitingBand(low_s=60, high_s=180)) == Wait(low_s=60, high_s=180)


async def test_catching_up_gives_each_side_its_own_log(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await add_note(world.ports, amir, conversation.id, "n", "a secret thought")
    await says(world, amir, conversation, "Hello Vera")
    veras = answers.caught_up(await catch_up(world.ports, vera, conversation.id, 0), RULES)
    amirs = answers.caught_up(await catch_up(world.ports, amir, conversation.id, 0), RULES)
    assert [event.seq for event in veras.events] == [1, 2, 3, 4, 5, 6]
    assert [event.seq for event in amirs.events] == [1, 2, 3, 4, 5, 6, 7]
    assert (veras.head, amirs.head) == (6, 7)
    for never in (b"secret thought", b"note.added", b"public_seq"):
        assert never not in msgspec.json.encode(veras)
    assert b"public_seq" not in msgspec.json.encode(amirs)


async def test_the_inbox_counts_the_queue_from_one(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    mine = await active(world, vera, amir)
    waiting = await queued(world, jonas)
    await says(world, vera, mine, "x" * 300)
    seen = answers.inbox(await inbox(world.ports, amir))
    (held,), (first,) = seen.mine, seen.queue
    assert (held.conversation_id, held.position, held.unread) == (mine.id, None, 1)
    assert held.agent is not None
    assert held.agent.name == "Amir"
    assert held.last_message is not None
    assert (held.last_message.text, held.last_message.actor_kind) == ("x" * 200, "contact")
    assert (first.conversation_id, first.position, first.agent, first.last_message) == (waiting.id, 1, None, None)
    assert as_json(first.contact) == {
        "id": jonas.owner_id,
        "name": "Jonas Brandt",
        "plan": "large_shop",
        "country": "DE",
        "locale": "en",
        "verified": True,
    }
    assert (first.queued_at, first.updated_at) == (rfc3339(world.clock.now()), rfc3339(world.clock.now()))
    assert seen.offered == ()


async def test_nobody_is_verified_who_only_says_so(world: World, somebody: Visitor, amir: Agent) -> None:
    await active(world, somebody, amir)
    (line,) = answers.inbox(await inbox(world.ports, amir)).mine
    assert (line.contact.verified, line.contact.name, line.contact.plan) == (False, "", "")


async def test_an_opened_conversation_tells_the_whole_story(world: World, vera: Visitor, amir: Agent) -> None:
    before = await resolved(world, vera, amir, "And my invoice?")
    conversation = await queued(world, vera)
    opened = answers.opened_conversation(await open_conversation(world.ports, amir, conversation.id))
    detail = opened.conversation
    assert (detail.conversation_id, detail.position, detail.question) == (conversation.id, 1, "Where is my parcel?")
    assert (detail.email, detail.time_zone, detail.page) == ("vera@almaceramica.example", "Europe/Madrid", None)
    assert [earlier.conversation_id for earlier in detail.previous] == [before.id]
    assert (opened.head, len(opened.events), detail.rating) == (4, 4, None)
    assert as_json(opened.read) == {"contact": 0, "agent": 0}


async def test_suggestions_and_articles_go_out_as_they_are(world: World, vera: Visitor) -> None:
    found = answers.suggestions(await suggest_articles(world.ports, vera, SuggestArticles("parcel lost")))
    assert (found.level, found.confident) == ("answer", True)
    (lost,) = found.suggestions
    assert (lost.article_id, lost.locale, lost.fallback, lost.section) == ("parcel-lost", "en", True, "start")
    assert "".join(part.text for part in lost.passage).startswith("A parcel without a scan")
    assert {part.text for part in lost.passage if part.match} == {"parcel", "lost"}
    assert b"content_hash" not in msgspec.json.encode(found)
    page = answers.article(await show_article(world.ports, "track-a-parcel", "es", agents_audience(world.ports.policy)))
    assert as_json(page) == {
        "article_id": "track-a-parcel",
        "title": "Seguir un paquete",
        "html": page.html,
        "sections": [{"id": "start", "title": "Seguir un paquete"}],
        "locale": "es",
        "fallback": False,
        "url": "/help/es/track-a-parcel",
        "updated_at": "2026-03-02T09:00:00.000Z",
    }
