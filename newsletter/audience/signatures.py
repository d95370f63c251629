"""Signatures with a key that follows from the publication's secret.

They are Ed25519 (RFC 8032): anyone with the public key can check one, and only someone with the
secret can make one.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, Final

from newsletter.model.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_USE: Final = b"newsletter dispatch proof"


def public_key(secret: Secret) -> str:
    """Return the key by which anybody can check signatures of a secret, as base64."""
    return b64encode(_key(secret).public_key().public_bytes_raw()).decode("ascii")


def sign(secret: Secret, text: bytes) -> str:
    """Return the signature of a text, as base64."""
    return b64encode(_key(secret).sign(text)).decode("ascii")


def is_signed(text: bytes, signature: str, key: str) -> bool:
    """Return whether a text has a signature that was made with the secret of a public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True))
        public.verify(b64decode(signature, validate=True), text)
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def _key(secret: Secret) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = hmac.digest(secret.reveal.encode(), _USE, "sha256")
    return Ed25519PrivateKey.from_private_bytes(seed)
