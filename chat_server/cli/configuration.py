"""`chat-server config`: every setting with its value and where that came from."""

import argparse

from chat_server.settings import TABLE, Settings


async def show(_parsed: argparse.Namespace, settings: Settings) -> int:
    width = max(len(setting.name) for setting in TABLE)
    for setting in TABLE:
        value = settings.values[setting.name]
        shown = ",".join(value) if isinstance(value, tuple) else value
        if setting.secret and value:
            shown = "(secret)"
        print(f"{setting.name:{width}}  {shown!s:30}  {settings.sources[setting.name]}")
    return 0
