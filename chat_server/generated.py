"""Files that are made from declarations in the code, so that they cannot drift.

`python -m chat_server.generated` writes them, `--check` only compares (exit status 1 when one differs).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from chat_server import settings
from chat_server.wire import generate

ROOT = Path(__file__).resolve().parents[1]


def files() -> dict[Path, str]:
    return {
        ROOT / "static" / "shared" / "wire.ts": generate.wire_ts(),
        ROOT / "docs" / "protocol.md": generate.protocol_md(),
        ROOT / "docs" / "settings.md": settings.settings_md(),
        ROOT / "chat-server.example.toml": settings.example_toml(),
    }


def main(arguments: Sequence[str]) -> int:
    stale = []
    for path, text in files().items():
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT))
    for path in stale:
        print(f"{path} is out of date: run `make docs`", file=sys.stderr)  # noqa: T201
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
