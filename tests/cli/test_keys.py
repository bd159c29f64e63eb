"""`chat-server key`: what the platform signs with changes by commands, and the files of others are looked at first."""

from pathlib import Path

import jwt
import pytest

from tests.cli.conftest import Run
from tests.support.signing import claims, key_pair


def public_file(folder: Path, text: str) -> str:
    file = folder / "platform.pem"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize("algorithm", ["RS256", "EdDSA"])
def test_a_public_key_is_added_listed_and_retired(run: Run, tmp_path: Path, algorithm: str) -> None:
    pair = key_pair("RS256" if algorithm == "RS256" else "EdDSA")
    added = run("key", "add", "--algorithm", algorithm, "--public-key", public_file(tmp_path, pair.public))
    assert (added.status, added.err) == (0, "")
    kid = added.out.removeprefix("kid ").strip()
    assert "active since 20" in run("key", "list").out.splitlines()[-1]
    assert run("key", "list").out.split()[-1] == kid
    assert run("key", "retire", kid).status == 0
    assert "retired" in run("key", "list").out.splitlines()[-1]


def test_a_shared_key_is_told_once_with_the_id_that_was_asked_for(run: Run) -> None:
    added = run("key", "add", "--algorithm", "HS256", "--kid", "autumn-26")
    kid, secret = (line.split()[1] for line in added.out.splitlines())
    assert (kid, len(secret)) == ("autumn-26", 64)
    assert secret not in run("key", "list").out
    assert jwt.decode(jwt.encode(claims(), secret, "HS256"), secret, algorithms=["HS256"])["sub"] == "m-1001"


def test_the_sites_own_secret_is_renewed(run: Run) -> None:
    before = run("secret").out
    renewed = run("secret", "--renew").out
    assert renewed != before
    assert run("secret").out == renewed


def test_a_third_key_is_refused_with_the_way_on(run: Run) -> None:
    for _ in range(2):
        assert run("key", "add", "--algorithm", "HS256").status == 0
    third = run("key", "add", "--algorithm", "HS256")
    assert (third.status, third.out) == (1, "")
    assert "key retire" in third.err


@pytest.mark.parametrize(
    ("algorithm", "text", "says"),
    [
        ("RS256", key_pair("RS256").private, "private key"),
        ("EdDSA", key_pair("EdDSA").private, "private key"),
        ("RS256", key_pair("RS256", bits=1024).public, "2048 bits"),
        ("RS256", key_pair("EdDSA").public, "needs an RSA key"),
        ("EdDSA", key_pair("RS256").public, "needs an Ed25519 key"),
        ("RS256", "ssh-rsa AAAA", "no public key"),
        ("EdDSA", "", "no public key"),
    ],
)
def test_a_file_that_is_no_such_public_key_is_refused(
    run: Run, tmp_path: Path, algorithm: str, text: str, says: str
) -> None:
    refused = run("key", "add", "--algorithm", algorithm, "--public-key", public_file(tmp_path, text))
    assert (refused.status, refused.out) == (1, "")
    assert says in refused.err
    assert len(run("key", "list").out.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "--algorithm", "RS256"),
        ("add", "--algorithm", "HS256", "--public-key", "setup.cfg"),
        ("add", "--algorithm", "HS256", "--kid", "two words"),
        ("add", "--algorithm", "EdDSA", "--public-key", "no/such/file.pem"),
        ("retire", "unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run("key", *arguments)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("chat-server: ")


def test_a_token_of_another_algorithm_cannot_be_asked_for(run: Run) -> None:
    assert run("key", "add", "--algorithm", "HS512").status == 2
