"""Asks a running server for suggestions at a constant rate, in a process of its own; run by `bench.search_server`.

Open loop: a question goes out when its time has come, whether the last one is answered or not, and its latency counts
from that time, so that a server that falls behind cannot hide it.
"""

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from aiohttp import ClientError, ClientSession, DummyCookieJar, TCPConnector

_VISITORS = 50


async def run(url: str, rate: int, longest_s: float, asked: Sequence[Sequence[str]]) -> None:
    """Asks until `longest_s` have passed or SIGTERM comes; prints latencies in milliseconds and how often which status
    came. `asked` are texts with locales."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    async with ClientSession(url, cookie_jar=DummyCookieJar(), connector=TCPConnector(limit=0)) as http:

        async def ask(token: str, text: str, locale: str, due: float) -> None:
            body = {"question": text, "locale": locale}
            headers = {"Authorization": f"Bearer {token}"}
            try:
                async with http.post("/api/widget/suggestions", json=body, headers=headers) as reply:
                    await reply.read()
                    status = str(reply.status)
            except ClientError as error:
                status = type(error).__name__
            latencies.append((time.perf_counter() - due) * 1000)
            statuses[status] += 1

        tokens = cycle([await _visitor(http) for _ in range(_VISITORS)])
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as asking:
            for number, (text, locale) in enumerate(islice(cycle(asked), int(rate * longest_s))):
                due = begun + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                if stopped.is_set():
                    break
                asking.create_task(ask(next(tokens), text, locale, due))
    print(json.dumps({"latencies_ms": latencies, "statuses": statuses}))


async def _visitor(http: ClientSession) -> str:
    async with http.post("/api/widget/session", json={"locale": "en"}) as reply:
        reply.raise_for_status()
        opened = await reply.json()
        return str(opened["visitor_token"])


if __name__ == "__main__":
    questions = json.loads(Path(sys.argv[4]).read_text("utf-8"))
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), questions))
