"""The experiment that tells what suggestions are worth: a share of merchants is sent straight to people.

Who is drawn follows from the owner's id alone, so nothing needs to be stored to treat a contact alike on every device
(a visitor who becomes one is drawn anew), and the numbers recorded with each question can be compared later. Nothing is
ranked by them.
"""

import hashlib
from typing import Literal

from chat_server.domain.ids import OwnerId

Arm = Literal["none", "holdout"]

# Other experiments draw others: with one name for all, the same people would be in every arm.
NAME = b"holdout"
_DRAWS = 2.0**64  # as many as eight bytes can tell apart


def is_drawn(owner_id: OwnerId, share: float) -> bool:
    """Whether a hold-out of `share` (0.0 to 1.0) takes this owner in. Whom a share takes in, every larger one does."""
    digest = hashlib.blake2b(owner_id.encode(), digest_size=8, person=NAME).digest()
    return int.from_bytes(digest) < share * _DRAWS


def arm_of(owner_id: OwnerId, share: float, *, people_there: bool) -> Arm:
    """While nobody is at the desk there is no hold-out: it would leave merchants with neither articles nor people."""
    return "holdout" if people_there and is_drawn(owner_id, share) else "none"
