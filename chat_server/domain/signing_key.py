"""The keys that a platform signs its merchants' identities with. A key is bound to one algorithm, for good."""

from datetime import datetime
from typing import Literal

import msgspec

Algorithm = Literal["HS256", "RS256", "EdDSA"]
# Besides the site's own secret: the one in use and its successor. More of them would only be forgotten.
MAX_ACTIVE_KEYS = 2


class SigningKey(msgspec.Struct, frozen=True):
    """`key` is the shared secret (HS256) or the public key as PEM. The site's own secret has no `id`."""

    algorithm: Algorithm
    key: str
    id: str | None = None
    created_at: datetime | None = None
    retired_at: datetime | None = None
