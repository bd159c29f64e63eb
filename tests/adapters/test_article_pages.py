"""Pages are rendered when somebody reads them, and only then."""

from dataclasses import replace

import pytest

from chat_server.adapters import article_pages
from chat_server.adapters.article_pages import ArticlePages
from chat_server.adapters.article_urls import Key, with_url
from chat_server.adapters.markdown_pages import render
from deflection.article import Article


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were rendered."""
    texts: list[str] = []

    def noted(body: str, **how: object) -> object:
        texts.append(body)
        return render(body, **how)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(article_pages, "render", noted)
    return texts


def articles(count: int = 3) -> dict[Key, Article]:
    made = [
        with_url(Article(f"a-{number}", "en", f"Title {number}", "S.", f"Text {number}.")) for number in range(count)
    ]
    return {(article.locale, article.id): article for article in made}


def test_lists_render_nothing_and_pages_are_rendered_once(rendered: list[str]) -> None:
    pages = ArticlePages(articles(), "en")
    assert [listed.title for listed in pages.listed("en")] == ["Title 0", "Title 1", "Title 2"]
    assert pages.article("a-1", "es") is not None
    assert rendered == []
    for _ in range(2):
        page = pages.page("a-1", "es")
        assert page is not None
        assert (page.html, page.fallback, page.locale) == ("<p>Text 1.</p>\n", True, "en")
    assert rendered == ["Text 1."]


def test_pages_of_unchanged_articles_are_taken_over(rendered: list[str]) -> None:
    before = articles()
    pages = ArticlePages(before, "en")
    pages.page("a-1", "en")
    pages.page("a-2", "en")
    now = before | {("en", "a-2"): replace(before["en", "a-2"], body="Changed.")}
    pages = ArticlePages(now, "en", pages)
    assert pages.page_at_hand("a-1", "en") is not None
    assert pages.page_at_hand("a-2", "en") is None
    page = pages.page("a-2", "en")
    assert page is not None
    assert page.html == "<p>Changed.</p>\n"
    assert rendered == ["Text 1.", "Text 2.", "Changed."]


def test_links_follow_what_is_there() -> None:
    linking = with_url(Article("a", "en", "A", "S.", "See [b](b.md#c)."))
    pages = ArticlePages({("en", "a"): linking}, "en")
    page = pages.page("a", "en")
    assert page is not None
    assert page.html == "<p>See b.</p>\n"
    there = with_url(Article("b", "en", "B", "S.", "Text."))
    page = ArticlePages({("en", "a"): linking, ("en", "b"): there}, "en", pages).page("a", "en")
    assert page is not None
    assert '<a href="/help/en/b#c" data-article="b">b</a>' in page.html


def test_only_the_last_pages_are_kept(rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_pages, "KEPT_PAGES", 2)
    pages = ArticlePages(articles(), "en")
    for number in (0, 1, 0, 2, 0, 1):
        pages.page(f"a-{number}", "en")
    assert rendered == ["Text 0.", "Text 1.", "Text 2.", "Text 1."]


def test_what_is_not_there_is_none() -> None:
    pages = ArticlePages(articles(), "en")
    assert (pages.article("x", "en"), pages.page("x", "en"), pages.page_at_hand("x", "en")) == (None, None, None)
