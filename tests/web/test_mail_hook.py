"""Mails handed over by a mail server: with the secret, in full, once."""

import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from chat_server.domain.contact import Visitor
from chat_server.web import mail_hook
from chat_server.web.app import make_app
from chat_server.web.config import WebConfig
from tests.support.mails import address_of, an_answer
from tests.support.tickets import entry_types, opens, thread_of
from tests.support.world import World
from tests.web.site import Browser, opened_site

HOOK = "/api/mail/received"
SECRET = {"X-Mail-Secret": "open sesame"}


@pytest.fixture
async def site(world: World, tmp_path: Path) -> AsyncIterator[Browser]:
    (tmp_path / "manifest.json").write_text(json.dumps({}))
    config = dataclasses.replace(WebConfig(dist=tmp_path), mail_hook_secret=SECRET["X-Mail-Secret"])
    async with TestClient(TestServer(make_app(world.ports, config))) as browser:
        yield browser


async def test_a_mail_that_is_handed_over_twice_is_one_answer(world: World, vera: Visitor, site: Browser) -> None:
    ticket = await opens(world, vera)
    raw = an_answer(await address_of(world, ticket.reference))
    results = []
    for _ in range(2):
        async with site.post(HOOK, data=raw, headers=SECRET) as response:
            assert response.status == 200
            results.append((await response.json())["result"])
    assert results == ["answered", "repeated"]
    assert entry_types(await thread_of(world, ticket)) == ["opened", "replied"]


@pytest.mark.parametrize("headers", [{}, {"X-Mail-Secret": ""}, {"X-Mail-Secret": "wrong"}, {"X-Mail-Secret": "\xe9"}])
async def test_without_the_secret_nothing_is_taken(
    world: World, vera: Visitor, site: Browser, headers: dict[str, str]
) -> None:
    ticket = await opens(world, vera)
    async with site.post(HOOK, data=an_answer(await address_of(world, ticket.reference)), headers=headers) as response:
        assert response.status == 401
    assert entry_types(await thread_of(world, ticket)) == ["opened"]


async def test_where_no_secret_is_set_there_is_no_hook(world: World, tmp_path: Path) -> None:
    async with (
        opened_site(world, tmp_path) as browser,
        browser.post(HOOK, data=b"x", headers={"X-Mail-Secret": ""}) as response,
    ):
        assert response.status == 404


async def test_a_mail_as_long_as_photos_make_it_is_taken_and_a_longer_one_refused(
    site: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_hook, "LARGEST_MAIL", 300_000)
    async with site.post(HOOK, data=b"Subject: x\n\n" + b"x" * 200_000, headers=SECRET) as response:
        assert (await response.json())["result"] == "no_ticket"
    async with site.post(HOOK, data=b"x" * 300_001, headers=SECRET) as response:
        assert response.status == 413
