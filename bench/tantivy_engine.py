"""Tantivy as `bench.search` compares it; the extra `bench` brings it."""

from collections.abc import Mapping, Sequence

import tantivy

from bench.engines import SHOWN, TITLE, WORD, text_of
from deflection.article import Article

# Tantivy's own `en_stem` is the first of these; the others are made in the same way.
_STEMMERS = {"en": "english", "es": "spanish", "nl": "dutch", "de": "german", "fr": "french", "it": "italian"}
_LONGEST_WORD = 40


class Tantivy:
    """Title and body through the language's stemmer, any of the words, BM25."""

    name = "Tantivy"

    def __init__(self, articles: Mapping[str, Sequence[Article]]) -> None:
        self._indexes: dict[str, tantivy.Index] = {}
        self._searchers: dict[str, tantivy.Searcher] = {}
        for locale, texts in articles.items():
            self._indexes[locale] = _index(texts, locale)
            self._searchers[locale] = self._indexes[locale].searcher()

    def find(self, text: str, locale: str) -> Sequence[str]:
        # Of a bare word its query language makes nothing else; two words side by side are either.
        words = " ".join(dict.fromkeys(WORD.findall(text.lower())))
        wanted = self._indexes[locale].parse_query(words, ["title", "body"], {"title": TITLE})
        searcher = self._searchers[locale]
        hits = searcher.search(wanted, SHOWN, count=False).hits
        return [str(searcher.doc(place)["id"][0]) for _, place in hits]


def _index(articles: Sequence[Article], locale: str) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    stemmed = "en_stem" if locale == "en" else f"stem_{locale}"
    for name in ("title", "body"):
        schema.add_text_field(name, tokenizer_name=stemmed, index_option="freq")
    index = tantivy.Index(schema.build())
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for change in (
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.stemmer(_STEMMERS[locale]),
    ):
        words = words.filter(change)
    index.register_tokenizer(stemmed, words.build())
    writer = index.writer(num_threads=1)
    for article in articles:
        writer.add_document(tantivy.Document(id=article.id, title=article.title, body=text_of(article)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index
