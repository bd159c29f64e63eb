"""`chat-server` as it is, but a dead mail server is asked again at once: `python -m tests.support.impatient_server`."""

import sys

from chat_server.cli.main import main
from chat_server.jobs import send_mails

AT_ONCE_S = 0.1

if __name__ == "__main__":
    send_mails.FIRST_WAIT_S = send_mails.LONGEST_WAIT_S = AT_ONCE_S
    sys.exit(main())
