"""An agent before the console: what can be seen there, and what hands do."""

from dataclasses import dataclass

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.e2e.people import Helper
from tests.e2e.watch import Watch
from tests.e2e.words import CONSOLE, ConsoleWords


@dataclass
class ConsoleScreen:
    """One tab with the console."""

    page: Page
    watch: Watch
    helper: Helper

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def words(self) -> ConsoleWords:
        return CONSOLE[self.helper.locale]

    @property
    def availability(self) -> Locator:
        return self.page.get_by_role("banner").get_by_role("group")

    @property
    def lists(self) -> Locator:
        return self.page.get_by_role("tabpanel")

    @property
    def lines(self) -> Locator:
        """The conversations of the list on screen."""
        return self.lists.get_by_role("listitem")

    @property
    def thread(self) -> Locator:
        return self.page.locator(".pane--thread")

    @property
    def contact(self) -> Locator:
        return self.page.locator("section.pane--contact")

    @property
    def heading(self) -> Locator:
        return self.thread.get_by_role("heading", level=2)

    @property
    def story(self) -> Locator:
        return self.thread.locator("details.story")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def said(self) -> Locator:
        """The bubbles, oldest first: messages, notes, and the question on top."""
        return self.log.locator(".bubble")

    @property
    def reply(self) -> Locator:
        return self.page.locator("#composer-text")

    @property
    def options(self) -> Locator:
        """What `/` and `#` offer."""
        return self.thread.get_by_role("option")

    @property
    def notice(self) -> Locator:
        return self.page.locator(".notice")

    async def logs_in(self, password: str | None = None) -> None:
        await self.page.get_by_label(self.words.email).fill(self.helper.email)
        await self.page.get_by_label(self.words.password, exact=True).fill(password or self.helper.password)
        await self.page.get_by_role("button", name=self.words.log_in).click()

    async def is_ready(self) -> None:
        await expect(self.page.get_by_role("tablist")).to_be_visible()

    async def becomes(self, availability: str) -> None:
        choice = self.availability.get_by_role("button", name=availability)
        await choice.click()
        await expect(choice).to_have_attribute("aria-pressed", "true")

    async def shows(self, tab: str) -> None:
        await self.page.get_by_role("tab", name=tab).click()

    async def accepts(self, name: str) -> None:
        """Takes this merchant from the queue: the chat opens with the reply focused."""
        await self.shows(self.words.queue)
        await self.lists.get_by_role("button", name=self.words.accept.format(name)).click()
        await expect(self.heading).to_have_text(name)
        await expect(self.reply).to_be_focused()

    async def says(self, text: str) -> None:
        await self.reply.fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.reply).to_have_value("")

    async def notes(self, text: str) -> None:
        await self.thread.get_by_role("button", name=self.words.note, exact=True).click()
        await self.says(text)
        await self.thread.get_by_role("button", name=self.words.reply, exact=True).click()

    async def sees(self, *texts: str) -> None:
        """Exactly these bubbles, in this order; a note's bubble begins with its label."""
        await expect(self.said).to_have_text(texts)

    async def sees_state(self, text: str, state: str) -> None:
        """Whether a message of one's own was sent or read."""
        await expect(self.log.locator(".row--agent").filter(has_text=text).locator(".delivery")).to_have_text(state)

    async def resolves(self) -> None:
        await self.thread.get_by_role("button", name=self.words.resolve).click()
        await expect(self.thread.get_by_role("button", name=self.words.resolve)).to_be_hidden()
