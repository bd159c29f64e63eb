"""Public keys that platforms hand out, looked at once, when they are added."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from chat_server.domain.errors import Invalid
from chat_server.domain.signing_key import Algorithm

FIELD = "public_key"
MIN_RSA_BITS = 2048  # shorter ones are within reach of those who have money


def public_key(algorithm: Algorithm, pem: bytes) -> str:
    """The key as PEM, nothing around it; raises Invalid for one that is not public, too short or of another kind."""
    if b"PRIVATE KEY" in pem:
        raise Invalid("This is a private key, which belongs to the platform alone. Give its public half.", field=FIELD)
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise Invalid("This is no public key as PEM (-----BEGIN PUBLIC KEY-----).", field=FIELD) from None
    if algorithm == "RS256":
        if not isinstance(key, RSAPublicKey):
            raise Invalid("RS256 needs an RSA key. Is this one for EdDSA?", field=FIELD)
        if key.key_size < MIN_RSA_BITS:
            raise Invalid(f"An RSA key needs {MIN_RSA_BITS} bits at least, not {key.key_size}.", field=FIELD)
    elif not isinstance(key, Ed25519PublicKey):
        raise Invalid("EdDSA needs an Ed25519 key. Is this one for RS256?", field=FIELD)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
