"""A merchant before the Support button: what can be seen in the panel, and what hands do there."""

import json
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from tests.e2e.watch import Watch
from tests.e2e.words import WIDGET, WidgetWords


def body_of(request: Request) -> dict[str, str]:
    """The JSON that a browser sent."""
    sent: dict[str, str] = json.loads(request.post_data or "{}")
    return sent


@dataclass
class MerchantScreen:
    """One tab with a page that has the Support button; `sub` is the platform's number of who is signed in."""

    page: Page
    watch: Watch
    locale: str
    sub: str | None = None
    asked: list[Request] = field(default_factory=list)  # what went to the widget's API

    def __post_init__(self) -> None:
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if "/api/widget/" in request.url:
            self.asked.append(request)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def words(self) -> WidgetWords:
        return WIDGET[self.locale]

    @property
    def widget(self) -> Locator:
        return self.page.locator("support-chat")

    @property
    def button(self) -> Locator:
        """The Support button itself; its name also tells unread messages."""
        return self.widget.locator("button.go")

    @property
    def panel(self) -> Locator:
        return self.widget.locator(".sc")

    @property
    def field(self) -> Locator:
        return self.panel.get_by_role("textbox", name=self.words.about)

    @property
    def hits(self) -> Locator:
        return self.panel.locator(".hits").get_by_role("link")

    @property
    def title(self) -> Locator:
        """The heading of the screen that the panel shows."""
        return self.panel.locator(".title")

    @property
    def article(self) -> Locator:
        """The text of the article on screen, once it is there."""
        return self.panel.locator(".prose")

    @property
    def status(self) -> Locator:
        """What a screen reader hears by the way."""
        return self.panel.get_by_role("status")

    @property
    def person(self) -> Locator:
        return self.panel.get_by_role("button", name=self.words.person)

    @property
    def back(self) -> Locator:
        return self.panel.get_by_role("button", name=self.words.back)

    @property
    def queue(self) -> Locator:
        return self.panel.get_by_role("region", name=self.words.person)

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    @property
    def said(self) -> Locator:
        """The bubbles, oldest first."""
        return self.log.locator(".said")

    @property
    def own(self) -> Locator:
        """The rows of what this merchant said."""
        return self.log.locator("li.mine")

    @property
    def reply(self) -> Locator:
        return self.panel.get_by_role("textbox", name=self.words.write)

    def paths(self, *, method: str = "POST") -> list[str]:
        """The calls of the widget so far, without their start."""
        return [request.url.split("/api/widget/")[1] for request in self.asked if request.method == method]

    async def opens(self) -> None:
        await self.button.click()
        await expect(self.field).to_be_focused()

    async def types(self, text: str) -> None:
        """Types a question into the field; suggestions come by themselves."""
        await self.field.fill(text)

    async def finds(self, text: str) -> Locator:
        """Types, and sees suggestions; returns them."""
        await self.types(text)
        await expect(self.hits.first).to_be_visible()
        return self.hits

    async def asks_for_a_person(self, question: str) -> None:
        await self.types(question)
        await self.person.click()

    async def joins_the_queue(self, question: str) -> None:
        """Opens, asks, and talks to a person: ends in the queue with the question on top."""
        await self.opens()
        await self.asks_for_a_person(question)
        await expect(self.queue).to_be_visible()
        await expect(self.said.first).to_have_text(question)

    async def says(self, text: str) -> None:
        await self.panel.locator("#sc-reply").fill(text)
        await self.page.keyboard.press("Enter")

    async def sees(self, *texts: str) -> None:
        """Exactly these bubbles, in this order."""
        await expect(self.said).to_have_text(texts)

    async def sees_state(self, text: str, state: str) -> None:
        """The state below a message of one's own: sent, read, on its way."""
        await expect(self.own.filter(has_text=text)).to_contain_text(state)

    async def reloads(self) -> None:
        await self.page.reload()

    async def another_tab(self) -> "MerchantScreen":
        """The same browser shows the same page a second time."""
        page = await self.context.new_page()
        tab = MerchantScreen(page, self.watch, self.locale, self.sub)
        await page.goto(self.page.url)
        return tab
