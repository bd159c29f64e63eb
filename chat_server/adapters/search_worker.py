"""The process that searches. It hears questions on its input and answers on its output, until the input ends.

A frame is four bytes of length, the most significant first, and a message as MessagePack. Questions are answered one
after the other, with the index that was opened last; opening goes on beside them.
"""

import gc
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, Thread
from typing import BinaryIO

import msgspec

from chat_server.services.help_articles import Fragment, Suggestion, Suggestions
from deflection.index_folders import IndexDamagedError
from deflection.suggest import Suggester
from deflection.suggest import Suggestions as Found

LENGTH = struct.Struct(">I")
# While an index is opened, questions get their turn this soon, and not after the 5 ms that Python gives a thread.
_TURN_S = 0.001


class Suggest(msgspec.Struct, frozen=True, tag=True):
    """See `deflection.suggest.Suggester.suggest`."""

    question: str
    locale: str | None
    audience: frozenset[str]
    limit: int
    typing: bool
    first: str | None


class Search(msgspec.Struct, frozen=True, tag=True):
    """See `deflection.suggest.Suggester.search`."""

    words: str
    locale: str
    audience: frozenset[str]
    limit: int


class Open(msgspec.Struct, frozen=True, tag=True):
    """Answer from the index in this folder from now on."""

    folder: str


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The index answers."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """`damaged`: it was the index's fault, and building it again helps."""

    problem: str
    damaged: bool


class Answered(msgspec.Struct, frozen=True, tag=True):
    """What was found."""

    found: Suggestions


Question = Suggest | Search
Asked = Question | Open
Answer = Answered | Opened | Failed


class Call(msgspec.Struct, frozen=True):
    """A message with the number that its answer carries."""

    number: int
    asked: Asked


class Reply(msgspec.Struct, frozen=True):
    """The answer to the call with this number."""

    number: int
    answer: Answer


class Desk:
    """Answers from the index that was opened last. Any number of threads may ask."""

    def __init__(self, default_locale: str) -> None:
        self._default_locale = default_locale
        self._suggester: Suggester | None = None

    def answer(self, asked: Asked) -> Answer:
        """Never raises: what went wrong is an answer too."""
        try:
            match asked:
                case Open(folder):
                    self._open(Path(folder))
                    return Opened()
                case Suggest(question, locale, audience, limit, typing, first):
                    found = self._now.suggest(
                        question, locale=locale, audience=audience, limit=limit, typing=typing, first=first
                    )
                case Search(words, locale, audience, limit):
                    found = self._now.search(words, locale, audience, limit)
        except Exception as problem:  # noqa: BLE001 - it belongs to whoever asked
            place = traceback.extract_tb(problem.__traceback__)[-1]
            said = f"{type(problem).__name__}: {problem} ({Path(place.filename).name}:{place.lineno})"
            return Failed(said, isinstance(problem, IndexDamagedError))
        return Answered(_suggestions(found))

    @property
    def _now(self) -> Suggester:
        if self._suggester is None:
            raise RuntimeError("no index is open")
        return self._suggester

    def _open(self, folder: Path) -> None:
        before = self._suggester
        if before is None or before.index_version != folder.name:
            self._suggester = Suggester.open(folder, self._default_locale, before)


def serve(calls: BinaryIO, replies: BinaryIO, default_locale: str) -> None:
    """Answers until `calls` end. An index that is being opened then is let go."""
    desk, speaking = Desk(default_locale), Lock()

    def reply(call: Call) -> None:
        frame = framed(Reply(call.number, desk.answer(call.asked)))
        with speaking:
            replies.write(frame)
            replies.flush()

    def open_beside(call: Call) -> None:
        reply(call)
        # What an index is made of stays: looking through it for garbage would stop every question meanwhile.
        gc.freeze()

    for call in _calls(calls):
        if isinstance(call.asked, Open):
            Thread(target=open_beside, args=(call,), daemon=True).start()
        else:
            reply(call)


def framed(message: Call | Reply) -> bytes:
    """The message as it goes over the pipe."""
    packed = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(packed)) + packed


def _calls(stream: BinaryIO) -> Iterator[Call]:
    decode: Callable[[bytes], Call] = msgspec.msgpack.Decoder(Call).decode
    while head := stream.read(LENGTH.size):
        yield decode(stream.read(*LENGTH.unpack(head)))


def _suggestions(found: Found) -> Suggestions:
    return Suggestions(
        level=found.level,
        confident=found.confident,
        locale=found.locale,
        index_version=found.index_version,
        suggestions=tuple(
            Suggestion(
                article_id=suggestion.article_id,
                title=suggestion.title,
                locale=suggestion.locale,
                fallback=suggestion.fallback,
                passage=tuple(Fragment(text=part.text, match=part.match) for part in suggestion.passage),
                section=suggestion.section,
                url=suggestion.url + (f"#{suggestion.section}" if suggestion.section else ""),
                score=suggestion.score,
                content_hash=suggestion.content_hash,
            )
            for suggestion in found.suggestions
        ),
    )


def main() -> None:
    """Run as `python -m chat_server.adapters.search_worker DEFAULT_LOCALE`."""
    # Ctrl-C in a terminal is for the server, which ends this one when its last questions are answered.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(_TURN_S)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints does not get between the answers
    serve(sys.stdin.buffer, replies, sys.argv[1])


if __name__ == "__main__":
    main()
