"""axe-core over what is on screen: every rule, light and dark, on a desk and on a phone, without any violation.

With PICTURES=1 in the environment the main states are kept in `test-results/`, to be looked at.
"""

import os
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict

from playwright.async_api import Page, ViewportSize

REPOSITORY = Path(__file__).parents[2]
PICTURES = REPOSITORY / "test-results"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

# The shape of the page differs between desk and phone, only its colours between light and dark. An open widget is
# looked at by itself unless the whole page is asked for; the pages around it are looked at in test_pages.
RUN = """async ([scheme, only, whole]) => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const roots = [document, ...[...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? [])];
  const moving = () => roots.some((root) => root.getAnimations().some((one) => one.playState === "running"
    && one.effect.getComputedTiming().iterations !== Infinity));
  do await frame();
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches || moving());
  const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  if (only?.length === 0) return [];
  if (only) options.runOnly = {type: "rule", values: only};
  const widget = !whole && document.querySelector("support-chat[data-open]");
  const {violations} = await axe.run(widget || document, options);
  return violations.flatMap(({id, help, nodes}) => nodes.map((node) =>
    `${id}: ${help} at ${node.target.flat().join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
}"""
COLOURS = ["color-contrast", "link-in-text-block"]


class Look(TypedDict):
    name: str
    viewport: ViewportSize
    scheme: Literal["light", "dark"]
    only: list[str] | None  # rules; None: all of them; empty: nothing new to see but the picture


LOOKS: tuple[Look, ...] = (
    {"name": "light", "viewport": DESK, "scheme": "light", "only": None},
    {"name": "dark", "viewport": DESK, "scheme": "dark", "only": COLOURS},
    {"name": "phone-dark", "viewport": PHONE, "scheme": "dark", "only": []},
    {"name": "phone", "viewport": PHONE, "scheme": "light", "only": None},
)


@cache
def axe() -> str:
    return (REPOSITORY / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def take_picture(page: Page, name: str) -> None:
    """Only when somebody wants to look: drawing takes longer than most journeys."""
    if os.environ.get("PICTURES"):
        await page.screenshot(path=PICTURES / f"{name}.png")


async def assert_accessible(page: Page, picture: str = "", *, whole: bool = False) -> None:
    """What stands there now; `picture` names the main states, `whole` looks at the page around the widget too."""
    before = page.viewport_size
    found: list[str] = []
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(axe())  # by the debugger's door, which no CSP closes
    for look in LOOKS:
        if look["only"] == [] and not (picture and os.environ.get("PICTURES")):
            continue
        await page.emulate_media(color_scheme=look["scheme"])
        await page.set_viewport_size(look["viewport"])
        violations: list[str] = await page.evaluate(RUN, [look["scheme"], look["only"], whole])
        found.extend(f"{look['name']}: {violation}" for violation in violations)
        if picture:
            await take_picture(page, f"{picture}-{look['name']}")
    await page.emulate_media(color_scheme="light")
    if before is not None:
        await page.set_viewport_size(before)
    assert not found, "\n".join(found)
