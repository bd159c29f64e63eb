"""Plans are names that the policy gives a meaning: see `policy.py`."""

from typing import NewType

Plan = NewType("Plan", str)

# Nobody has said which plan: the one for anonymous visitors counts, as for every name that the policy does not know.
UNKNOWN_PLAN = Plan("")
