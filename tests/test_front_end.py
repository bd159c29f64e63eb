"""The front end's own unit tests, run by Node's test runner, belong to the tests of the project."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_pure_parts_of_the_front_end_keep_their_promises() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node is not on the path: run `make test`, which finds or installs it, or install Node >= 20.")
    run = subprocess.run(
        [node, "static/test.mjs"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout
