"""A changed article is found at once: a small index of what changed, beside the whole one that it refers to."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deflection.article import Article
from deflection.index import build_index, compaction_due, index_version, open_index
from deflection.index_folders import IndexDamagedError
from deflection.suggest import Suggester
from deflection.synonyms import Rule, Synonyms
from tests.deflection.builders import EVERYBODY, article, ids

TOPICS = ("customs", "returns", "pickup", "invoice", "wallet", "tracking", "insurance", "label", "carrier", "address")


def help_centre(count: int) -> list[Article]:
    return [
        article(
            f"article-{number:03}",
            f"How {TOPICS[number % 10]} works for case {number}",
            f"This is about {TOPICS[number % 10]} and what happens with case{number} then. Ask us about {number}.",
        )
        for number in range(count)
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    build_index(help_centre(100), tmp_path)
    return tmp_path


def changed_to(articles: list[Article], root: Path) -> Suggester:
    return Suggester.open(build_index(articles, root))


def segments(folder: Path) -> Iterator[str]:
    yield from (path.parent.name for path in folder.glob("*/catalogue.json"))


def test_a_changed_article_is_found_by_its_new_words_and_no_more_by_its_old_ones(root: Path) -> None:
    articles = help_centre(100)
    articles[7] = replace(articles[7], title="Where do I find my zebra", body="The zebra is in the wardrobe.")
    suggester = changed_to(articles, root)
    assert ids(suggester, "where is the zebra")[0] == "article-007"
    assert "article-007" not in ids(suggester, "case7")
    assert len(ids(suggester, "label")) == 10


def test_only_what_changed_is_written(root: Path) -> None:
    articles = help_centre(100)
    articles[7] = replace(articles[7], body="The zebra is in the wardrobe.")
    whole = root / index_version(help_centre(100))
    folder = build_index(articles, root)
    assert folder != whole
    size = sum(file.stat().st_size for file in folder.rglob("*"))
    assert size < sum(file.stat().st_size for file in whole.rglob("*")) / 3
    assert [len(open_index(folder).locales["en"].segments[1].catalogue.ids)] == [1]


def test_a_new_article_and_a_deleted_one_change_the_list(root: Path) -> None:
    articles = [*help_centre(100)[1:], article("zebra", "Feed the zebra", "Hay.")]
    suggester = changed_to(articles, root)
    assert ids(suggester, "feed the zebra") == ["zebra"]
    assert "article-000" not in ids(suggester, "case0 customs")
    assert suggester.article_count == 100


def test_the_changes_rank_as_the_whole_would(root: Path) -> None:
    articles = help_centre(100)
    articles[13] = replace(articles[13], title="What invoice means for case 13 and the tax office")
    questions = ("invoice for the tax office", "how does invoice work for case 13", "label of case17", "case 13")
    with_changes = changed_to(articles, root)
    whole = Suggester.open(build_index(articles, root / "apart", whole=True))
    for question in questions:
        assert ids(with_changes, question)[:3] == ids(whole, question)[:3]


def test_an_article_in_another_language_is_a_part_of_its_own(root: Path) -> None:
    spanish = article("cebra", "Dar de comer a la cebra", "Heno y agua fresca.", locale="es")
    suggester = changed_to([*help_centre(100), spanish], root)
    assert ids(suggester, "¿qué come la cebra?", "es")[0] == "cebra"


def test_the_last_article_of_a_language_may_go(tmp_path: Path) -> None:
    spanish = article("cebra", "Dar de comer a la cebra", "Heno y agua fresca.", locale="es")
    build_index([*help_centre(20), spanish], tmp_path)
    suggester = changed_to(help_centre(20), tmp_path)
    assert suggester.index_version.startswith(index_version(help_centre(20)))
    assert "cebra" not in ids(suggester, "cebra", "es")


@pytest.mark.parametrize(("changed", "due", "at_once"), [(25, False, False), (28, True, False), (31, False, True)])
def test_many_changes_make_a_whole_index_due_and_a_great_many_make_one_at_once(
    tmp_path: Path, changed: int, due: bool, at_once: bool
) -> None:
    whole = build_index(help_centre(200), tmp_path)
    # A changed article is one that is gone and one that is new.
    articles = [replace(one, body="Something else.") for one in help_centre(200)[:changed]]
    folder = build_index([*articles, *help_centre(200)[changed:]], tmp_path)
    assert compaction_due(folder) == due
    assert open_index(folder).base == (folder if at_once else whole)


def test_after_the_whole_was_built_it_is_what_is_opened(root: Path) -> None:
    articles = help_centre(100)
    articles[7] = replace(articles[7], body="The zebra is in the wardrobe.")
    small = build_index(articles, root)
    whole = build_index(articles, root, whole=True)
    assert whole.name == index_version(articles) != small.name
    assert build_index(articles, root) == whole


def test_what_the_whole_and_the_changes_have_in_common_is_opened_once(root: Path) -> None:
    before = open_index(root / index_version(help_centre(100)))
    articles = help_centre(100)
    articles[7] = replace(articles[7], body="The zebra is in the wardrobe.")
    after = open_index(build_index(articles, root), before)
    assert after.locales["en"].segments[0] is before.locales["en"].segments[0]


def test_a_language_whose_last_article_went_is_there_again_when_it_comes_back(tmp_path: Path) -> None:
    spanish = article("cebra", "Dar de comer a la cebra", "Heno y agua fresca.", locale="es")
    articles = help_centre(20)
    whole = Suggester.open(build_index([*articles, spanish], tmp_path))
    without = Suggester.open(build_index(articles, tmp_path), before=whole)
    assert "cebra" not in ids(without, "cebra", "es")
    articles[3] = replace(articles[3], body="Something else.")
    again = Suggester.open(build_index([*articles, spanish], tmp_path), before=without)
    assert ids(again, "¿qué come la cebra?", "es")[0] == "cebra"
    assert again.article_count == 21


def test_changes_to_an_index_that_was_damaged_since_are_refused_and_built_anew(root: Path) -> None:
    articles = help_centre(100)
    articles[7] = replace(articles[7], body="The zebra is in the wardrobe.")
    small = build_index(articles, root)
    (root / index_version(help_centre(100)) / "en" / "weights.npy").unlink()
    with pytest.raises(IndexDamagedError):
        open_index(small)
    assert ids(changed_to(articles, root), "zebra") == ["article-007"]


def test_the_whole_is_kept_while_changes_refer_to_it(root: Path) -> None:
    base = root / index_version(help_centre(100))
    articles = help_centre(100)
    for number in range(5):
        articles[number] = replace(articles[number], body=f"Change number {number}.")
        folder = build_index(articles, root)
    assert base.exists()
    assert ids(Suggester.open(folder), "change number")


def test_the_help_centres_own_words_find_its_articles(tmp_path: Path) -> None:
    rules = Synonyms((Rule(("moggy",), ("wallet",)),))
    articles = help_centre(20)
    without = Suggester.open(build_index(articles, tmp_path))
    with_them = Suggester.open(build_index(articles, tmp_path, {"en": rules}))
    assert ids(without, "my moggy") == []
    assert sorted(ids(with_them, "my moggy")) == ["article-004", "article-014"]
    assert without.index_version != with_them.index_version
    assert ids(with_them, "the moggy", audience=EVERYBODY)
