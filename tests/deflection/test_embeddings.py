"""What a text means, as a vector: from files that came with a wheel, without a network."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deflection.embeddings import (
    DIMENSIONS,
    VECTOR_SCALE,
    Embedder,
    common_direction,
    embedder,
    stored,
    without_direction,
)
from tests.deflection.builders import SHOP, suggester_of

OFFLINE = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("a question went to the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from deflection.suggest import Suggester
found = Suggester.open(sys.argv[1]).suggest("my package vanished", locale="en", audience={"everyone"})
print(found.suggestions[0].article_id if found.suggestions else found.level)
"""


@pytest.fixture
def english() -> Embedder:
    found = embedder("en")
    assert found is not None
    return found


def test_what_means_the_same_is_closer_than_what_does_not(english: Embedder) -> None:
    parcel, package, invoice = (english.embed(text) for text in ("my parcel", "my package", "an invoice"))
    assert parcel @ package > parcel @ invoice


def test_vectors_have_length_one_and_those_of_nothing_are_zero(english: Embedder) -> None:
    vectors = english.embed_all(["where is my parcel", "", "🦓 zebra " * 2_000])
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(vectors[0], english.embed("where is my parcel"))


def test_only_english_has_vectors() -> None:
    assert embedder("en") is embedder("en")
    assert [embedder(language) for language in ("es", "nl", "de", "fr", "it", "xx")] == [None] * 6


def test_what_all_texts_are_about_does_not_make_them_alike(english: Embedder) -> None:
    texts = [
        f"Parcel service: {topic} number {number}"
        for number in range(10)
        for topic in ("tax", "glue", "rain", "cat", "ink")
    ]
    vectors = english.embed_all(texts)
    direction = common_direction(vectors)
    turned = without_direction(vectors, direction)
    assert np.abs(turned @ direction).max() < 1e-4
    assert turned[0] @ turned[1] < vectors[0] @ vectors[1]
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-5)


def test_a_few_texts_have_no_direction_of_their_own(english: Embedder) -> None:
    few = english.embed_all([f"text {number}" for number in range(49)])
    assert not common_direction(few).any()
    assert np.allclose(without_direction(few, common_direction(few)), few)


def test_stored_vectors_are_near_enough(english: Embedder) -> None:
    vectors = english.embed_all([article.title for article in SHOP])
    kept = stored(vectors).astype(np.float32) / VECTOR_SCALE
    assert np.abs(kept @ kept.T - vectors @ vectors.T).max() < 0.02


def test_no_question_goes_to_the_network(tmp_path: Path) -> None:
    suggester = suggester_of(SHOP, tmp_path)
    folder = tmp_path / suggester.index_version
    done = subprocess.run([sys.executable, "-c", OFFLINE, str(folder)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "parcel-lost"), done.stderr
