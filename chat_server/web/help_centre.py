"""The help centre under `/help/<locale>/`: public, also for search engines, and whole without JavaScript.

Articles for agents alone do not exist here; articles for certain plans are listed and say for which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from aiohttp import web

from chat_server.domain.errors import NotFound, RateLimited
from chat_server.domain.policy import Policy, text_in
from chat_server.services.help_articles import ArticlePage, ListedArticle, Suggestion
from chat_server.services.locales import supported
from chat_server.services.ports import Ports
from chat_server.web.auth import address
from chat_server.web.keys import PORTS
from chat_server.web.page_texts import Texts, language_name, texts, wished_locales
from chat_server.web.templating import cacheable, rendered, site_origin

# The order in which merchants meet the subjects; other topics follow by name, articles without one come last.
TOPICS = (
    *("contact", "investigations", "labels", "carriers", "tracking", "returns", "insurance"),
    *("pick-ups", "customs", "addresses", "integrations", "invoices", "account"),
)
NO_TOPIC = "other"
RESULTS = 10
MAX_WORDS = 200  # characters; longer questions belong into the Support panel
RELATED = 5


@dataclass(frozen=True)
class Topic:
    """A heading of the index with its articles; `id` is also its anchor there."""

    id: str
    name: str
    articles: tuple[ListedArticle, ...]


@dataclass(frozen=True)
class Result:
    """A found article. `language` is set when it is not the page's."""

    article: ListedArticle
    suggestion: Suggestion
    url: str
    language: str | None


@dataclass(frozen=True)
class Choice:
    """A language in which the same page can be read. `shown` is the one that its text is really in."""

    locale: str
    name: str
    url: str
    shown: str


async def help_root(request: web.Request) -> web.StreamResponse:
    locale = supported(request.app[PORTS].rules, *wished_locales(request))
    response = web.Response(status=302, headers={"Location": f"/help/{locale}/", "Vary": "Accept-Language"})
    response.headers["Cache-Control"] = "no-cache"
    return response


async def help_index(request: web.Request) -> web.StreamResponse:
    locale = _locale(request)
    if not request.path.endswith("/"):
        raise web.HTTPFound(f"/help/{locale}/")
    ports = request.app[PORTS]
    response = rendered(
        request,
        "help/index.html",
        locale=locale,
        topics=topics(ports, locale),
        choices=_choices(ports, ""),
        plans_of=partial(plans_of, ports.policy, locale),
    )
    return cacheable(request, response)


async def help_search(request: web.Request) -> web.StreamResponse:
    """`?q=` holds the words; without any the page says what to type."""
    locale = _locale(request)
    ports = request.app[PORTS]
    words = " ".join(request.query.get("q", "").split())[:MAX_WORDS]
    results: tuple[Result, ...] = ()
    confident, retry_after_s = False, None
    try:
        if words:
            ports.limiter.check("suggestions", address(request))
            found = await ports.suggester.search(words, locale=locale, audience=public(ports.policy), limit=RESULTS)
            results = tuple(_results(ports, locale, found.suggestions))
            confident = found.level != "none"
    except RateLimited as refused:
        retry_after_s = refused.retry_after_s or 1
    response = rendered(
        request,
        "help/search.html",
        status=429 if retry_after_s else 200,
        locale=locale,
        words=words,
        results=results,
        confident=confident,
        retry_after_s=retry_after_s,
        topics=topics(ports, locale),
        choices=_choices(ports, f"search?{urlencode({'q': words})}"),
        plans_of=partial(plans_of, ports.policy, locale),
    )
    if retry_after_s:
        response.headers["Retry-After"] = str(retry_after_s)
        return response
    return cacheable(request, response)


async def help_article(request: web.Request) -> web.StreamResponse:
    locale, slug = _locale(request), request.match_info["slug"]
    ports = request.app[PORTS]
    article = await ports.suggester.page(slug, locale)
    if article is None or not is_public(article, ports.policy):
        raise NotFound("There is no such article. It may have been taken down; search again.")
    found = topics(ports, locale)
    order = [listed for topic in found for listed in topic.articles]
    place = next(number for number, listed in enumerate(order) if listed.article_id == slug)
    topic = next(topic for topic in found if any(listed.article_id == slug for listed in topic.articles))
    response = rendered(
        request,
        "help/article.html",
        locale=locale,
        article=article,
        topic=topic,
        related=[listed for listed in topic.articles if listed.article_id != slug][:RELATED],
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
        choices=_choices(ports, slug, slug),
        plans_of=partial(plans_of, ports.policy, locale),
        data_block=_data_block(article, site_origin(request)),
    )
    return cacheable(request, response)


def public(policy: Policy) -> frozenset[str]:
    """Anybody may read what some plan may read: the pages say for whom it is."""
    return frozenset({"everyone", *policy.plan_names})


def is_public(article: ListedArticle, policy: Policy) -> bool:
    return bool(article.audience & public(policy))


def plans_of(policy: Policy, locale: str, article: ListedArticle) -> tuple[str, ...]:
    """The names of the plans that an article is for; empty when it is for everyone."""
    if "everyone" in article.audience:
        return ()
    return tuple(text_in(plan.labels, locale) for plan in policy.plans if plan.name in article.audience)


def topics(ports: Ports, locale: str) -> tuple[Topic, ...]:
    """What can be read in the locale, with the default language where it must, by topic and id."""
    own = {article.article_id: article for article in ports.suggester.articles(locale)}
    for article in ports.suggester.articles(ports.rules.default_locale):
        fallback = own.get(article.article_id) or ports.suggester.article(article.article_id, locale)
        if fallback is not None:
            own[article.article_id] = fallback
    by_topic: dict[str, list[ListedArticle]] = {}
    for article in sorted(own.values(), key=lambda article: ("everyone" not in article.audience, article.article_id)):
        if is_public(article, ports.policy):
            by_topic.setdefault(article.topic or NO_TOPIC, []).append(article)
    words = texts(locale)
    ordered = sorted(by_topic, key=_rank)
    return tuple(Topic(topic, _topic_name(words, topic), tuple(by_topic[topic])) for topic in ordered)


def _rank(topic: str) -> tuple[int, str]:
    if topic in TOPICS:
        return TOPICS.index(topic), topic
    return len(TOPICS) + (topic == NO_TOPIC), topic


def _topic_name(words: Texts, topic: str) -> str:
    key = f"topics.{topic}"
    return words(key) if words.has(key) else topic[:1].upper() + topic[1:]


def _results(ports: Ports, locale: str, suggestions: Iterable[Suggestion]) -> Iterable[Result]:
    for suggestion in suggestions:
        article = ports.suggester.article(suggestion.article_id, suggestion.locale)
        here = ports.suggester.article(suggestion.article_id, locale)
        if article is None or not is_public(article, ports.policy):
            continue
        # A fallback is read here, among words in one's own language; a text in a third language on its own page.
        place = locale if here is not None and here.locale == suggestion.locale else suggestion.locale
        section = f"#{suggestion.section}" if suggestion.section else ""
        language = None if suggestion.locale == locale else language_name(suggestion.locale, inside=locale)
        yield Result(article, suggestion, f"/help/{place}/{suggestion.article_id}{section}", language)


def _locale(request: web.Request) -> str:
    """The locale in the path. A variant of one that we have (`es-MX`) is sent there; others are not found."""
    rules, asked = request.app[PORTS].rules, request.match_info["locale"]
    if asked in rules.locales:
        return asked
    served = supported(rules, asked)
    if asked.replace("_", "-").split("-")[0].lower() != served:
        raise NotFound("The help centre does not speak this language.")
    rest = request.path_qs.split("/", 3)[3:]
    raise web.HTTPFound("/".join((f"/help/{served}", *(rest or [""]))))


def _choices(ports: Ports, path: str, article_id: str | None = None) -> list[Choice]:
    """One for each locale of the site; the pages' own words exist in all of them, an article perhaps does not."""
    choices: list[Choice] = []
    for locale in ports.rules.locales:
        article = ports.suggester.article(article_id, locale) if article_id else None
        shown = article.locale if article is not None else locale
        choices.append(Choice(locale, language_name(locale), f"/help/{locale}/{path}", shown))
    return choices


def _data_block(article: ArticlePage, origin: str) -> dict[str, str]:
    """What search engines read: data, not script, so that the policy lets it be."""
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.locale,
        "dateModified": article.updated_at.isoformat(),
        "mainEntityOfPage": f"{origin}/help/{article.locale}/{article.article_id}",
    }
