"""The pages around the help centre: the demo shop, the chat on its own page, the console's shell, and "not found"."""

from typing import Literal

import msgspec
from aiohttp import web

from chat_server.domain.errors import Invalid, NotFound
from chat_server.domain.plan import Plan
from chat_server.domain.policy import text_in
from chat_server.services.help_articles import ListedArticle
from chat_server.services.locales import supported
from chat_server.web.assets import NotBuiltError
from chat_server.web.bodies import body
from chat_server.web.demo_merchants import COUNTRIES, identity_of, merchant_of
from chat_server.web.help_centre import is_public
from chat_server.web.keys import CONFIG, PORTS, TEMPLATES
from chat_server.web.page_texts import country_name, language_name, texts, wished_locales
from chat_server.web.templating import cacheable, rendered, site_origin
from chat_server.wire.incoming import Incoming, Locale

# E-mail address and password of the demo's agents, to be shown beside the link to the console.
DEMO_LOGINS = web.AppKey("demo_logins", tuple[tuple[str, str], ...])
# Whom the demo shows first: Vera, the merchant of the texts.
FIRST_COUNTRY, FIRST_PLAN = "ES", Plan("small_shop")


class DemoIdentity(Incoming, frozen=True):
    """As whom to look at the demo. Without a plan: as an anonymous visitor."""

    plan: Plan | None
    country: Literal["ES", "NL", "DE", "FR", "IT"] = "ES"
    locale: Locale | None = None


async def demo_page(request: web.Request) -> web.StreamResponse:
    """The page of a platform that uses the Support button; without --demo there is nothing but the help centre."""
    ports = request.app[PORTS]
    locale = _locale(request)
    if not request.app[CONFIG].demo:
        raise web.HTTPFound(f"/help/{ports.rules.default_locale}/")
    words = texts(locale, "demo")
    first = FIRST_PLAN if ports.policy.knows(FIRST_PLAN) else Plan(ports.policy.plan_names[-1])
    return rendered(
        request,
        "demo.html",
        locale=words.locale,
        d=words,
        chosen=locale,
        plans=[(plan.name, text_in(plan.labels, words.locale)) for plan in ports.policy.plans],
        countries=[(country, country_name(country, words.locale)) for country in COUNTRIES],
        languages=[(other, language_name(other)) for other in ports.rules.locales],
        first=(first, FIRST_COUNTRY),
        merchant=merchant_of(FIRST_COUNTRY, first, ports.policy),
        logins=request.app.get(DEMO_LOGINS, ()),
        today=ports.clock.now(),
    )


async def demo_identity(request: web.Request) -> web.StreamResponse:
    """Signs what a platform's server would sign: `{token, locale, name, shop}`, all but `locale` null for a visitor."""
    ports, config = request.app[PORTS], request.app[CONFIG]
    if not config.demo:
        raise NotFound("There is no demo here.")
    wish = await body(request, DemoIdentity)
    if wish.locale is not None and wish.locale not in ports.rules.locales:
        raise Invalid("The demo does not speak this language.", field="locale")
    locale = wish.locale or ports.rules.default_locale
    token = name = shop = None
    if wish.plan is not None:
        if not ports.policy.knows(wish.plan):
            raise Invalid("The demo does not have this plan.", field="plan")
        identity = identity_of(wish.country, wish.plan, locale, ports.policy, ports.clock.now())
        token = await ports.signer.sign(config.site_id, identity)
        name, shop = identity.name, merchant_of(wish.country, wish.plan, ports.policy)[1]
    return web.Response(
        body=msgspec.json.encode({"token": token, "locale": locale, "name": name, "shop": shop}),
        content_type="application/json",
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )


async def chat_page(request: web.Request) -> web.StreamResponse:
    return rendered(request, "chat.html", locale=_locale(request))


async def console_page(request: web.Request) -> web.StreamResponse:
    return rendered(request, "console.html", locale=_locale(request))


async def not_found_page(request: web.Request) -> web.Response:
    """For every address below which there is nothing, in the language of the help centre one was in."""
    start, _, rest = request.path.removeprefix("/").partition("/")
    wished = rest.split("/")[0] if start == "help" else request.query.get("locale")
    locale = supported(request.app[PORTS].rules, wished, *wished_locales(request))
    try:
        response = rendered(request, "not_found.html", status=404, locale=locale)
    except NotBuiltError:  # without its styles and scripts a page can still say that much
        response = rendered(request, "not_found_plain.html", status=404, locale=locale)
    response.headers["Cache-Control"] = "no-store"
    return response


async def robots(request: web.Request) -> web.StreamResponse:
    lines = ["User-agent: *", "Allow: /help/", "Disallow: /console", "Disallow: /chat", "Disallow: /api/"]
    if origin := site_origin(request):
        lines.append(f"Sitemap: {origin}/sitemap.xml")
    return web.Response(text="\n".join((*lines, "")), content_type="text/plain")


async def sitemap(request: web.Request) -> web.StreamResponse:
    """Every article in every language that it really exists in; what only falls back is left out."""
    ports = request.app[PORTS]
    versions: dict[str, dict[str, ListedArticle]] = {}
    for locale in ports.rules.locales:
        for article in ports.suggester.articles(locale):
            if is_public(article, ports.policy):
                versions.setdefault(article.article_id, {})[locale] = article
    template = request.app[TEMPLATES].get_template("sitemap.xml")
    text = template.render(origin=site_origin(request), locales=ports.suggester.locales, versions=versions)
    return cacheable(request, web.Response(text=text, content_type="application/xml"))


def _locale(request: web.Request) -> str:
    """`?locale=` says it, otherwise the browser does."""
    return supported(request.app[PORTS].rules, request.query.get("locale"), *wished_locales(request))
