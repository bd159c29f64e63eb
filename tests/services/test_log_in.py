"""Agents log in and out; failed attempts are throttled, successful ones never count."""

import asyncio
from collections import Counter

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.errors import RateLimited, Unauthenticated
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.services.access import agent_by_session
from chat_server.services.log_in import LoggedIn, log_in, log_out
from tests.support.people import ADDRESS, PASSWORD
from tests.support.world import LIMITS, World

A_FEW = LIMITS["failed_logins_account"].burst
MANY = LIMITS["failed_logins_address"].burst


async def enter(
    world: World, email: str = "amir@parcelo.example", password: str = PASSWORD, address: str = ADDRESS
) -> LoggedIn:
    return await log_in(world.ports, DEFAULT_SITE, email, password, address)


async def fails(world: World, times: int, email: str = "amir@parcelo.example", address: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            await enter(world, email, "wrong", address)


async def test_the_right_password_opens_a_session(world: World, amir: Agent) -> None:
    entered = await enter(world)
    assert entered.agent == amir
    assert await agent_by_session(world.ports, entered.session_token) == amir


@pytest.mark.parametrize("typed", ["AMIR@Parcelo.Example", "  amir@parcelo.example "])
async def test_the_e_mail_may_be_typed_in_any_case(world: World, amir: Agent, typed: str) -> None:
    assert (await enter(world, typed)).agent == amir


async def test_every_log_in_has_a_session_of_its_own(world: World, amir: Agent) -> None:
    first, second = await enter(world), await enter(world)
    assert first.session_token != second.session_token
    await log_out(world.ports, first.session_token)
    assert await agent_by_session(world.ports, second.session_token) == amir


async def test_logging_out_ends_the_session_and_its_sockets(world: World, amir: Agent) -> None:
    assert amir.active
    token = (await enter(world)).session_token
    await log_out(world.ports, token)
    assert world.published.ended == [token]
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)


async def test_unknown_closed_and_wrong_answer_all_the_same(world: World, amir: Agent, lucia: Agent) -> None:
    await world.ports.agents.update(lucia.id, active=False)
    answers = []
    for email, password in (
        (amir.email, "wrong"),
        (amir.email, ""),
        (lucia.email, PASSWORD),
        ("nobody@parcelo.example", PASSWORD),
    ):
        with pytest.raises(Unauthenticated) as refused:
            await enter(world, email, password)
        answers.append((refused.value.message, refused.value.field, refused.value.retry_after_s))
    assert len(set(answers)) == 1


async def test_accounts_are_those_of_one_site(world: World, amir: Agent) -> None:
    with pytest.raises(Unauthenticated):
        await log_in(world.ports, SiteId("another"), amir.email, PASSWORD, ADDRESS)


async def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(world: World, amir: Agent) -> None:
    await fails(world, A_FEW)
    with pytest.raises(RateLimited) as refused:
        await enter(world)
    assert refused.value.retry_after_s
    world.seconds.advance(refused.value.retry_after_s)
    assert (await enter(world)).agent == amir


async def test_right_passwords_never_count(world: World, amir: Agent) -> None:
    for _ in range(MANY + A_FEW):
        await enter(world)
    await fails(world, A_FEW - 1)
    for _ in range(3):
        assert (await enter(world)).agent == amir


async def test_guessing_in_parallel_guesses_no_more_often(world: World, amir: Agent) -> None:
    assert amir.active
    tries = [enter(world, password=f"guess {number}") for number in range(30)]
    answers = Counter(type(answer) for answer in await asyncio.gather(*tries, return_exceptions=True))
    assert answers == {Unauthenticated: A_FEW, RateLimited: 30 - A_FEW}


async def test_unknown_accounts_are_throttled_like_known_ones(world: World) -> None:
    await fails(world, A_FEW, "nobody@parcelo.example")
    with pytest.raises(RateLimited):
        await enter(world, "nobody@parcelo.example")


async def test_writing_the_e_mail_differently_gives_no_more_guesses(world: World, amir: Agent) -> None:
    await fails(world, A_FEW, amir.email)
    with pytest.raises(RateLimited):
        await enter(world, f" {amir.email.upper()} ")


async def test_one_address_that_tries_many_accounts_is_throttled_and_others_are_not(world: World, amir: Agent) -> None:
    for number in range(MANY):
        await fails(world, 1, f"agent{number}@parcelo.example")
    with pytest.raises(RateLimited):
        await enter(world)
    assert (await enter(world, address="192.0.2.8")).agent == amir


async def test_an_address_that_is_refused_cannot_lock_an_account(world: World, amir: Agent) -> None:
    for number in range(MANY):
        await fails(world, 1, f"agent{number}@parcelo.example")
    for _ in range(A_FEW + 1):
        with pytest.raises(RateLimited):
            await enter(world)
    assert (await enter(world, address="192.0.2.8")).agent == amir
