"""Passwords at next to no cost: many tests have an account, and few are about how its hash is made."""

from argon2 import PasswordHasher

from newsletter.editors import passwords

ORIGINAL = passwords._HASHER


def cheapen() -> None:
    """Let new passwords be hashed in a tenth of a millisecond, not in forty."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]  # final, but for tests
