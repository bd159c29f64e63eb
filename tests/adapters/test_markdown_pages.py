"""Articles become HTML that is safe in any page, with the sections that search points to."""

import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_server.adapters.markdown_pages import render
from deflection.markdown import Anchors, sections_of
from deflection.sources import read_folder

ARTICLES = Path(__file__).parents[2] / "articles"
# Rendering is linear to mildly quadratic; the slowest of the bombs below takes 0.3 s on a slow core.
BOUND_S = 5.0

ALLOWED = {
    **dict.fromkeys(("p", "br", "hr", "ul", "li", "blockquote", "strong", "em", "code", "pre"), frozenset[str]()),
    **dict.fromkeys(("table", "thead", "tbody", "tr"), frozenset[str]()),
    **dict.fromkeys(("th", "td"), frozenset({"class"})),
    **dict.fromkeys(("h2", "h3", "h4", "h5"), frozenset({"id"})),
    "ol": frozenset({"start"}),
    "a": frozenset({"href", "rel", "data-article"}),
}


class Reader(HTMLParser):
    """Reads HTML as a browser's parser would and keeps what matters here."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(body: str) -> Reader:
    reader = Reader()
    reader.feed(html_of(body))
    reader.close()
    return reader


def html_of(body: str) -> str:
    html, _ = render(body, link=lambda slug: f"/help/en/{slug}", anchor=Anchors().next)
    return html


def links_in(body: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in read(body).elements if tag == "a"]


def test_every_section_that_search_points_to_exists_in_the_page() -> None:
    articles = read_folder(ARTICLES).articles
    assert articles
    for article in articles:
        html, sections = render(article.body, link=lambda slug: f"/help/en/{slug}", anchor=Anchors().next)
        reader = Reader()
        reader.feed(html)
        ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
        wanted = [(section.anchor, section.heading) for section in sections_of(article.body) if section.anchor]
        assert list(sections) == wanted, article.id
        assert ids == [anchor for anchor, _ in wanted], article.id


def test_two_sections_of_the_same_name_can_both_be_linked() -> None:
    _, sections = render("## The carrier says no\n\n## The carrier says no", link=str, anchor=Anchors().next)
    assert [anchor for anchor, _ in sections] == ["the-carrier-says-no", "the-carrier-says-no-2"]


def test_an_article_links_to_another_one_and_to_its_section() -> None:
    assert links_in("[lost](parcel-lost.md) and [paid](parcel-lost.md#what-you-get)") == [
        {"href": "/help/en/parcel-lost", "data-article": "parcel-lost"},
        {"href": "/help/en/parcel-lost#what-you-get", "data-article": "parcel-lost"},
    ]


def test_a_link_to_an_article_that_is_not_there_is_its_words() -> None:
    html, _ = render("See [the old one](gone.md).", link=lambda _: None, anchor=Anchors().next)
    assert html.strip() == "<p>See the old one.</p>"


def test_a_link_within_the_article_stays_within() -> None:
    assert links_in("[above](#the-carrier-says-no)") == [{"href": "#the-carrier-says-no"}]


def test_a_host_in_another_alphabet_is_shown_for_what_it_is() -> None:
    assert [link["href"] for link in links_in("[bank](https://\u0440arcelo.example/)")] == [
        "https://xn--arcelo-9qf.example/"
    ]


def test_links_out_of_the_house_carry_no_recommendation() -> None:
    for target in (
        "https://rapido.example/track?a=1&b=2",
        "http://postplus.example:8080",
        "mailto:help@parcelo.example",
    ):
        assert links_in(f"[there](<{target}>)") == [{"href": target, "rel": "noopener nofollow ugc"}]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java\tscript:alert(1)",
        "java&Tab;script:alert(1)",
        "\u0001javascript:alert(1)",
        "ｊavascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "file:///etc/passwd",
        "//evil.example/path",
        "/console",
        "\\\\evil.example",
        "https:/\\evil.example@parcelo.example",
        "https://parcelo.example@evil.example/",
        "https://[broken",
        "ftp://files.example/",
        "tel:+34910000000",
        "../../secrets.md",
        "Parcel-Lost.md",
    ],
)
@pytest.mark.parametrize("form", ["[click]({})", "[click](<{}>)", "<{}>", "[click][x]\n\n[x]: {}", "![click]({})"])
def test_a_link_that_nobody_vouches_for_leads_nowhere(target: str, form: str) -> None:
    assert links_in(form.format(target)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<style>*{display:none}</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<!-- --><b onclick=alert(1)>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_html_in_an_article_is_shown_as_it_was_typed(html: str) -> None:
    reader = read(f"before {html} after")
    assert {tag for tag, _ in reader.elements} == {"p"}
    assert html in reader.text


def test_an_image_is_replaced_by_its_description() -> None:
    html = html_of("Look: ![the <b>label</b>](https://spy.example/pixel.png)")
    assert html.strip() == "<p>Look: the &lt;b&gt;label&lt;/b&gt;</p>"


def test_tables_keep_their_alignment_without_style_attributes() -> None:
    html = html_of("| a | b |\n|---|--:|\n| c | 1 |")
    assert '<td class="end">1</td>' in html
    assert "style" not in html


def test_headings_stand_below_the_page_title() -> None:
    tags = [tag for tag, _ in read("# One\n\n## Two\n\n### Three\n\n###### Six").elements]
    assert tags == ["h2", "h2", "h3", "h5"]


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 10_000,
        "![" * 10_000,
        "[" * 5_000 + "a" + "]" * 5_000,
        "[a](" * 10_000,
        "*" * 10_000,
        "*a " * 10_000,
        "**a _b " * 5_000,
        "> " * 10_000,
        "".join(" " * depth + "- a\n" for depth in range(500)),
        "".join("`" * length + "a" for length in range(1, 300)),
        "<a " * 10_000,
        "&" * 10_000,
        "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + ("|b" * 5_000 + "\n") * 3,
        "\n".join(f"[r{number}]: /x" for number in range(5_000)) + "\n\n" + "[r1]" * 5_000,
        "a" * 1_000_000,
    ],
    ids=lambda bomb: bomb[:8].replace("\n", " "),
)
def test_hostile_markdown_stays_bounded(bomb: str) -> None:
    started = time.perf_counter()
    reader = read(bomb)
    assert time.perf_counter() - started < BOUND_S
    assert_harmless(reader)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>[]()!#*_`|-:&;\\\"'=/ \n\tjavscriptdonloe.m0", max_size=200))
def test_whatever_is_written_only_harmless_html_comes_out(body: str) -> None:
    assert_harmless(read(body))


def assert_harmless(reader: Reader) -> None:
    for tag, attributes in reader.elements:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        href = attributes.get("href") or "#"
        assert href.lower().startswith(("#", "/help/en/", "http://", "https://", "mailto:"))
