"""Platforms that sign with a private key of their own, and tokens that no well-behaved library would sign."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.utils import base64url_encode

from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.signing_key import Algorithm, SigningKey
from tests.support.people import FAR_AWAY
from tests.support.world import World


@dataclass(frozen=True)
class KeyPair:
    """Both halves as PEM."""

    algorithm: Algorithm
    private: str
    public: str


def key_pair(algorithm: Algorithm, bits: int = 2048) -> KeyPair:
    private: RSAPrivateKey | Ed25519PrivateKey
    if algorithm == "RS256":
        private = generate_private_key(public_exponent=65537, key_size=bits)
    else:
        private = Ed25519PrivateKey.generate()
    return KeyPair(
        algorithm,
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


async def trusted(
    world: World, algorithm: Algorithm, key: str, key_id: str, site_id: SiteId = DEFAULT_SITE
) -> SigningKey:
    """From now on this key signs for the site."""
    added = SigningKey(algorithm=algorithm, key=key, id=key_id, created_at=world.clock.now())
    await world.sites.add_key(site_id, added)
    return added


def claims(**changed: object) -> dict[str, object]:
    """Vera's claims, with these changed; None leaves one out."""
    full = {"sub": "m-1001", "exp": FAR_AWAY, "iat": 1_700_000_000, "name": "Vera", "plan": "business"}
    return {name: value for name, value in (full | changed).items() if value is not None}


def segment(value: object) -> str:
    """A part of a token, as it is, whatever it says."""
    text = value if isinstance(value, str) else json.dumps(value)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def signed_by_hand(header: object, payload: object, secret: str) -> str:
    """HMAC-SHA256 over any two parts."""
    start = f"{segment(header)}.{segment(payload)}"
    return f"{start}.{base64url_encode(hmac.digest(secret.encode(), start.encode(), hashlib.sha256)).decode()}"
