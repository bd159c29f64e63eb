"""A fresh process that opens an index and answers one question; run by `bench.readiness`, prints when it was where.

The clock is the machine's, the same in all processes.
"""

import json
import sys
import time

from deflection.suggest import Suggester


def main(folder: str, question: str, locale: str) -> None:
    """Prints the times of: imports done, index open, question answered."""
    imported = time.perf_counter()
    suggester = Suggester.open(folder)
    opened = time.perf_counter()
    suggester.suggest(question, locale=locale, audience={"everyone"})
    answered = time.perf_counter()
    print(json.dumps([imported, opened, answered]))


if __name__ == "__main__":
    main(*sys.argv[1:])
