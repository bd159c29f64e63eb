"""HTML pages become articles: what people read stays, what browsers run goes."""

from pathlib import Path

import pytest

from deflection.importing.items import Options
from tests.deflection.importing.sources import read, sparse, tree

PAGE = """<!doctype html>
<html lang="es-MX"><head><title>Imprimir | Acme</title><meta name="description" content="Cómo imprimir.">
<style>p { color: red }</style><script>alert("head")</script></head>
<body onload="alert('body')"><header><h1>Acme</h1></header><nav><a href="/">Inicio</a></nav>
<main><h1>Imprimir una etiqueta<a class="headerlink" href="#x">¶</a></h1>
<p>Pon <code>10 x 15</code>, mira <a href="../pago/b.html#q">pagos</a>, <a href="gone.html">nada</a>,
<a href="javascript:alert(1)">esto</a>, <a href="https://example.org/">la web</a> o <a href="#h_1">abajo</a>.</p>
<img src="x" onerror="alert('img')" alt="Una impresora"><script>alert("main")</script>
<h2 id="h_1">Dos cosas</h2><ul><li>Una<li>Dos</ul>
<table><tr><th>A<th>B<tr><td>1<td>2</table><pre><code class="language-sh">echo `x`</code></pre>
<div class="breadcrumbs">Inicio</div><iframe src="https://evil.example"></iframe></main>
<footer>Pie</footer></body></html>"""


def test_a_page_becomes_the_markdown_of_its_main_part(tmp_path: Path) -> None:
    found = read(tree(tmp_path, {"etiquetas/a.html": PAGE, "pago/b.html": "<title>Pagos</title><p>Texto."}))
    article = found.article("etiquetas-a", "es")
    assert (article.title, article.summary) == ("Imprimir una etiqueta", "Cómo imprimir.")
    assert article.body == (
        "Pon `10 x 15`, mira [pagos](pago-b.md#q), nada,\n"
        "esto, [la web](https://example.org/) o [abajo](#dos-cosas).\n\n"
        "Una impresora\n\n## Dos cosas\n\n- Una\n- Dos\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n```sh\necho `x`\n```\n"
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<script>STOLEN</script>",
        "<SCRIPT SRC=//evil.example>STOLEN</SCRIPT>",
        "<style>STOLEN</style>",
        "<svg><script>STOLEN</script></svg>",
        "<iframe srcdoc='STOLEN'></iframe>",
        "<img src=x onerror=STOLEN>",
        "<a href='javascript:STOLEN'>a</a>",
        "<a href='&#106;avascript:STOLEN'>a</a>",
        "<a href='java\nscript:STOLEN'>a</a>",
        "<a href='data:text/html,STOLEN'>a</a>",
        "<form action=STOLEN><button formaction=STOLEN>a</button></form>",
        "<math><mi xlink:href='javascript:STOLEN'>",
        "<!-- STOLEN -->",
        "<div hidden>STOLEN</div>",
        "<noscript>STOLEN</noscript>",
        "<template>STOLEN</template>",
        "<p title='STOLEN' style='STOLEN'>a</p>",
        "<body onload=STOLEN>",
    ],
)
def test_nothing_that_runs_or_hides_comes_along(tmp_path: Path, markup: str) -> None:
    [article] = read(tree(tmp_path, {"a.html": f"<title>T</title><p>Text.</p>{markup}<p>More.</p>"})).articles
    assert "STOLEN" not in article.body
    assert "Text." in article.body


def test_what_looks_like_markdown_stays_what_it_says(tmp_path: Path) -> None:
    [article] = read(
        tree(tmp_path, {"a.html": "<p># no heading</p><p>1. [no](link) *star* &lt;b&gt; &amp;lt;<br>- x_y _z_</p>"})
    ).articles
    assert article.sections[0].blocks == ("# no heading", "1. [no](link) *star* <b> &lt; - x_y _z_")


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>From the head</title><p>Text.", "From the head"),
        ("<title>Head</title><h1>From the <i>text</i></h1><p>Text.", "From the text"),
        ("<p>Text.", "the-file"),
        (f"<!--{'x' * 20_000}--><title>Where no head is looked for</title><p>Text.", "the-file"),
        (f"<title>{'long ' * 100}</title><p>Text.", ("long " * 40)[:-1].rsplit(" ", 1)[0] + "…"),
    ],
)
def test_the_title_is_the_pages_own(tmp_path: Path, html: str, title: str) -> None:
    assert [article.title for article in read(tree(tmp_path, {"the-file.html": html})).articles] == [title]


def test_the_locale_is_the_pages_then_the_paths_then_the_one_given(tmp_path: Path) -> None:
    files = {"es/a.html": "<html lang=nl><p>Tekst.", "es/b.html": "<p>Texto.", "c.html": "<p>Tekst."}
    dutch = Options(locale="nl", locales=("en", "es", "nl"))
    assert read(tree(tmp_path, files), options=dutch).keys == {("a", "nl"), ("b", "es"), ("c", "nl")}


def test_a_page_in_another_encoding_is_read_when_it_says_so(tmp_path: Path) -> None:
    said = "<meta charset=windows-1252><title>Größe</title><p>Groß.".encode("cp1252")
    found = read(tree(tmp_path, {"said.html": said, "silent.html": b"<title>x</title>\n<p>Gro\xdf."}))
    assert [article.title for article in found.articles] == ["Größe"]
    assert (found.reasons(), found.lines()) == ({"silent.html": "is not UTF-8 text"}, {"silent.html": 2})


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"<p>a\0b", "NUL"),
        (b"<p>caf\xe9", "UTF-8"),
        (b"<div>" * 20_000 + b"x", "nested too deeply"),
        (b"<div>" * 500 + b"x", "nested too deeply"),
        (b"<ul><li>" * 100_000 + b"x", "nested too deeply"),
        (b"<title>T</title><script>only()</script>", "no text"),
        (b"", "no text"),
        (b"<p>" + b"x" * 400_000, "larger than 300,000"),
        (b"<html lang=pt><p>Texto.", "'pt' is no language"),
        (b"<meta charset=utf-7><p>caf\xe9", "UTF-8"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_rest_is_read(tmp_path: Path, content: bytes, word: str) -> None:
    found = read(tree(tmp_path, {"bad.html": content, "good.html": "<p>Text."}))
    assert found.keys == {("good", "en")}
    assert word in found.reasons()["bad.html"]
    assert found.refused[0].article_id == "bad"


def test_a_page_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    sparse(tmp_path / "huge.html", 100_000_000)
    found = read(tree(tmp_path, {"good.html": "<p>Text."}))
    assert (found.keys, found.reasons()) == ({("good", "en")}, {"huge.html": "larger than 10,000,000 bytes"})
