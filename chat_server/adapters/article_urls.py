"""Where articles are read: the one place that knows the help centre's addresses."""

from dataclasses import replace

from deflection.article import Article

# Locale and article id.
Key = tuple[str, str]


def article_url(locale: str, article_id: str) -> str:
    return f"/help/{locale}/{article_id}"


def with_url(article: Article) -> Article:
    return replace(article, url=article_url(article.locale, article.id))
