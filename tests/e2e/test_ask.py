"""Journey 1: a merchant asks, reads what fits, and says whether it helped."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives
from tests.e2e.merchant import body_of
from tests.e2e.people import JONAS, TOM, VERA

LOST = "No me llega el paquete"
# Notes every moment at which the list of suggestions, once there, is gone or empty.
WATCH_THE_LIST = """() => {
  const root = document.querySelector("support-chat").shadowRoot;
  window.emptyMoments = 0;
  new MutationObserver(() => {
    if (!root.querySelector(".hits li")) window.emptyMoments++;
  }).observe(root, {childList: true, subtree: true, characterData: true});
}"""


async def test_vera_sees_what_fits_while_she_types(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.opens()
    await expect(vera.panel.get_by_role("heading", name="Hola, Vera")).to_be_visible()
    await assert_accessible(vera.page, "ask-empty")
    await vera.finds(LOST)
    await expect(vera.panel.get_by_role("heading", name=vera.words.this_helps)).to_be_visible()
    await expect(vera.hits.first).to_contain_text("No me llega el paquete")
    await expect(vera.hits.first.locator("mark").first).to_be_visible()
    await expect(vera.status).to_have_text("3 artículos encontrados")
    assert "questions" not in vera.paths()  # typing is not asking
    await assert_accessible(vera.page, "ask-suggestions", whole=True)


async def test_the_passage_of_the_best_suggestion_shows_why_it_fits(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    await tom.opens()
    await tom.finds("my parcel is lost")
    await expect(tom.hits.first).to_contain_text("The parcel has not arrived")
    await expect(tom.hits.first.locator("mark").first).to_be_visible()
    await expect(tom.status).to_have_text("3 articles found")


async def test_an_answer_that_comes_too_late_does_not_replace_the_newer_one(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    on_its_way, may_arrive = asyncio.Event(), asyncio.Event()
    late: list[Route] = []

    async def slowly(route: Route) -> None:
        if "factura" in body_of(route.request)["question"]:
            late.append(route)
            on_its_way.set()
            await may_arrive.wait()
        await route.continue_()

    await vera.page.route("**/api/widget/suggestions", slowly)
    await vera.opens()
    await vera.types("¿Dónde está mi factura?")
    await on_its_way.wait()
    await vera.finds(LOST)
    titles = await vera.hits.locator("strong").all_text_contents()
    may_arrive.set()
    answered = await late[0].request.response()  # None: nobody wanted it any more
    if answered is not None:
        await answered.finished()
    await vera.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert await vera.hits.locator("strong").all_text_contents() == titles


async def test_for_somebody_who_types_slowly_the_list_never_blinks(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    await tom.opens()
    await tom.finds("lost")
    await tom.page.evaluate(WATCH_THE_LIST)
    await tom.field.press("End")
    for letter in " parcel":
        async with tom.page.expect_response("**/api/widget/suggestions"):
            await tom.page.keyboard.type(letter)
    await expect(tom.hits.first).to_contain_text("parcel")
    assert await tom.page.evaluate("emptyMoments") == 0


async def test_vera_reads_an_article_in_the_panel_and_comes_back_to_the_same_list(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    address = vera.page.url
    await vera.opens()
    titles = await (await vera.finds(LOST)).locator("strong").all_text_contents()
    await vera.hits.first.click()
    await expect(vera.title).to_have_text(titles[0])
    await expect(vera.title).to_be_focused()
    await expect(vera.panel.get_by_text("5 días laborables").first).to_be_visible()
    await assert_accessible(vera.page, "article", whole=True)
    await vera.back.click()
    await expect(vera.hits.locator("strong")).to_have_text(titles)
    await expect(vera.hits.first).to_be_focused()
    await expect(vera.field).to_have_value(LOST)
    assert vera.page.url == address


async def test_a_link_from_article_to_article_stays_in_the_panel(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    address = vera.page.url
    await vera.opens()
    await vera.finds(LOST)
    first = await vera.hits.first.locator("strong").text_content()
    await vera.hits.first.click()
    await vera.panel.get_by_role("link", name="abrir una investigación").click()
    await expect(vera.title).not_to_have_text(first or "")
    await expect(vera.panel.get_by_text("investigación").first).to_be_visible()
    await vera.back.click()
    await expect(vera.title).to_have_text(first or "")
    await vera.back.click()
    await expect(vera.hits.first).to_be_visible()
    assert vera.page.url == address
    assert len(vera.context.pages) == 1


async def test_an_article_that_answers_ends_with_thanks(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    await tom.opens()
    await (await tom.finds("how do I print labels on a4 paper")).first.click()
    await expect(tom.panel.get_by_text(tom.words.helped)).to_be_visible()
    async with tom.page.expect_request("**/outcome") as told:
        await tom.panel.get_by_role("button", name=tom.words.yes, exact=True).click()
    assert body_of(await told.value)["outcome"] == "helped"
    await expect(tom.title).to_have_text(tom.words.thanks)
    await expect(tom.title).to_be_focused()
    await assert_accessible(tom.page, "thanks")
    await tom.panel.get_by_role("button", name=tom.words.ask_else).click()
    await expect(tom.field).to_have_value("")
    await expect(tom.field).to_be_focused()


@pytest.mark.parametrize("reason", ["not_related", "not_answered"])
async def test_an_article_that_does_not_answer_leads_on_with_the_text_kept(arrives: Arrives, reason: str) -> None:
    vera = await arrives(VERA)
    reasons = {"not_related": vera.words.not_related, "not_answered": vera.words.not_answered}
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await vera.panel.get_by_role("button", name=vera.words.no, exact=True).click()
    await expect(vera.panel.get_by_role("group", name=vera.words.missing)).to_be_visible()
    await expect(vera.title).to_be_focused()
    for shown in reasons.values():
        await expect(vera.panel.get_by_role("radio", name=shown)).not_to_be_checked()
    await vera.panel.get_by_role("radio", name=reasons[reason]).check()
    await vera.panel.get_by_role("textbox", name=vera.words.comment).fill("Es un envío a Canarias")
    await assert_accessible(vera.page, "why")
    async with vera.page.expect_request("**/outcome") as told:
        await vera.panel.get_by_role("button", name=vera.words.send).click()
    body = body_of(await told.value)
    assert (body["outcome"], body["comment"]) == (reason, "Es un envío a Canarias")
    await expect(vera.title).to_be_focused()
    await expect(vera.person).to_be_visible()
    await assert_accessible(vera.page, "what-next")
    await vera.panel.get_by_role("button", name=vera.words.differently).click()
    await expect(vera.field).to_have_value(LOST)
    await expect(vera.hits.first).to_be_visible()


async def test_a_person_is_within_reach_but_never_the_first_choice(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    await tom.opens()
    await expect(tom.person).to_be_hidden()
    await tom.finds("my parcel is lost")
    await expect(tom.person).to_be_visible()
    await expect(tom.field).to_be_focused()
    async with tom.page.expect_response("**/api/widget/questions"):
        await tom.field.press("Enter")
    await expect(tom.hits.first).to_be_visible()
    await tom.field.press("Enter")
    assert "conversations" not in tom.paths()
    assert tom.paths().count("questions") == 1  # the same words again are the same question
    stops: list[str] = []
    for _ in range(9):
        await tom.page.keyboard.press("Tab")
        stops.append(
            await tom.widget.evaluate("(host) => host.shadowRoot.activeElement?.innerText.split('\\n')[0] ?? ''")
        )
    assert stops.index(tom.words.person) > stops.index(await tom.hits.last.locator("strong").inner_text())


async def test_when_nothing_fits_we_say_so_at_once_and_offer_a_person(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.opens()
    await vera.types("xylofon zebra qwertz")
    await expect(vera.panel.get_by_role("heading", name=vera.words.nothing)).to_be_visible()
    await expect(vera.status).to_have_text(vera.words.nothing)
    await expect(vera.person).to_be_visible()
    await expect(vera.hits).to_have_count(0)
    await assert_accessible(vera.page, "nothing-fits")


async def test_jonas_is_told_in_which_language_an_article_is(arrives: Arrives) -> None:
    jonas = await arrives(JONAS)
    await jonas.button.click()
    await jonas.panel.get_by_role("textbox").fill("Wo finde ich den API-Key?")
    await expect(jonas.hits.first).to_contain_text("auf Englisch")
    await expect(jonas.hits.first).to_have_attribute("lang", "en")
    await jonas.hits.first.click()
    await expect(jonas.panel.locator("article")).to_have_attribute("lang", "en")
    await expect(jonas.panel.get_by_text("auf Englisch")).to_be_visible()
    await assert_accessible(jonas.page, "article-fallback")


async def test_what_was_typed_is_still_there_after_a_reload(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.opens()
    await vera.finds(LOST)
    await vera.reloads()
    await expect(vera.field).to_have_value(LOST)
    await expect(vera.hits.first).to_be_visible()


async def test_escape_closes_the_panel_and_gives_the_focus_back(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.opens()
    await expect(vera.button).to_have_attribute("aria-expanded", "true")
    await vera.page.keyboard.press("Escape")
    await expect(vera.panel).to_be_hidden()
    await expect(vera.button).to_be_focused()
    await expect(vera.button).to_have_attribute("aria-expanded", "false")


async def test_a_telling_article_opens_from_the_host_page(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.page.get_by_role("link", name="¿Salen cortadas?").click()
    await expect(vera.title).to_be_visible()
    await expect(vera.article).to_be_visible()
