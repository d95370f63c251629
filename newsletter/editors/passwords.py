"""Passwords: the rules for a new one, and Argon2id hashes."""

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from newsletter.errors import DeskError

SHORTEST: Final = 12  # characters; length helps, prescribed signs do not (NIST SP 800-63B-4 §3.1.1)
LONGEST: Final = 200
_AT_ONCE: Final = BoundedSemaphore(2)  # each hash takes 19 MiB, and a core for 70 ms
# OWASP Password Storage Cheat Sheet (2026): Argon2id with 19 MiB, two passes, one lane
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890" * 3,
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",  # of Belgium and France
)
# compared with if there is no account or no password, so that the answer takes equally long
_NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$34OtvEdEQEN2mE1+lnLDGQ$"
    "poXA0TY4t3vxqsFTj4T9XKQBGt6nzmjJtqf2+cmeOMw"
)


def check_password(password: str, *known: str) -> None:
    """Refuse a password that is too short, too long or easy to guess.

    Args:
        password: The new password.
        known: What others know about the editor, such as the name and the address; none of
            these may be the password.

    Raises:
        DeskError: The password breaks a rule; the message says what to do instead.
    """
    if len(password) < SHORTEST:
        raise DeskError("password-too-short", least=SHORTEST)
    if len(password) > LONGEST:
        raise DeskError("password-too-long", most=LONGEST)
    if _is_plain(password.casefold()) or password.casefold() in {one.casefold() for one in known}:
        raise DeskError("password-too-plain")


def _is_plain(password: str) -> bool:
    """Return whether a password has few signs, repeats one word, or follows a row."""
    bare = "".join(password.split())
    is_one_word = bare in (bare + bare)[1:-1]
    is_row = any(bare in row or bare in row[::-1] for row in _ROWS)
    return len(set(password)) < 5 or is_one_word or is_row


def hash_password(password: str) -> str:
    """Return a new hash of a password; it contains its salt and its parameters."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Return whether a hash is that of a password.

    Without a hash the result is false, after the same time.
    """
    with _AT_ONCE:
        try:
            matches = _HASHER.verify(hashed or _NOBODYS, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return matches and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Return whether a hash was made with other parameters than new hashes are."""
    return _HASHER.check_needs_rehash(hashed)
