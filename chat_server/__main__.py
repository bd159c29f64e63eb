"""`python -m chat_server` and the command `chat-server`."""

import sys

from chat_server.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
