"""Signatures that anybody with the public key can check, and only the secret can make."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.signatures import is_signed, public_key, sign
from newsletter.model.secret import Secret

SECRET, OTHER = Secret("a secret of the tests"), Secret("another secret of them")


@given(st.binary())
def test_a_signature_is_of_one_text_and_one_secret(text: bytes) -> None:
    signature = sign(SECRET, text)
    assert is_signed(text, signature, public_key(SECRET))
    assert not is_signed(text + b"x", signature, public_key(SECRET))
    assert not is_signed(text, signature, public_key(OTHER))
    assert not is_signed(text, sign(OTHER, text), public_key(SECRET))


@pytest.mark.parametrize("damaged", ["", "x", "é", "====", "A" * 88, "A" * 86 + "=="])
def test_what_is_no_signature_or_no_key_proves_nothing(damaged: str) -> None:
    assert not is_signed(b"text", damaged, public_key(SECRET))
    assert not is_signed(b"text", sign(SECRET, b"text"), damaged)


def test_the_key_follows_from_the_secret_alone_and_does_not_tell_it() -> None:
    assert public_key(SECRET) == public_key(Secret(SECRET.reveal)) != public_key(OTHER)
    assert len(public_key(SECRET)) == 44
    assert Ed25519PublicKey
