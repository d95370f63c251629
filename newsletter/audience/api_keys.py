"""Keys for other programs: shown once, kept as a hash, good for what they were made for."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from newsletter.audience.ports import ApiKeys, Clock, Dice, Limits
from newsletter.audience.tokens import Keyring
from newsletter.model.secret import ApiKey, Scope, Secret

_SIGN: Final = "nlk_"  # so that scanners for leaked keys can know it
_KEY_BYTES: Final = 30  # 240 random bits: no salt is needed, and no slow hash


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAccess:
    """Makes, revokes and recognises keys."""

    keys: ApiKeys
    clock: Clock
    dice: Dice

    def add(self, name: str, scopes: Collection[Scope]) -> tuple[ApiKey, Secret]:
        """Make a key; its text can be shown now and never again."""
        text = _SIGN + urlsafe_b64encode(self.dice(_KEY_BYTES)).decode("ascii")
        key = self.keys.add(name.strip()[:100] or "unnamed", _digest(text), scopes, self.clock())
        return key, Secret(text)

    def revoke(self, number: int) -> bool:
        """It opens nothing from now on; whether that is news."""
        return self.keys.revoke(number, self.clock())

    def opens(self, text: str, scope: Scope) -> ApiKey | None:
        """The key behind this text, if it is good for that; else ``None``, whatever the reason."""
        if not text.startswith(_SIGN) or len(text) > 100:
            return None
        key = self.keys.by_digest(_digest(text))
        if key is None or key.revoked_at is not None or scope not in key.scopes:
            return None
        now = self.clock()
        if key.used_at is None or key.used_at.date() != now.date():
            self.keys.note_used(key.id, now)
        return key


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


_HOUR: Final = 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """Counts what one network or one address does, under a keyed hash that names neither."""

    limits: Limits
    keyring: Keyring
    clock: Clock

    def is_over(self, what: str, whose: str, most: int, *, hours: int = 1) -> bool:
        """Count once more, and say whether that is more than ``most`` in this stretch of hours.

        What is over the limit already is not written again: a flood costs a look.
        """
        window = int(self.clock().timestamp()) // (_HOUR * hours) * hours
        key = f"{what}:{self.keyring.blind(whose)}"
        if self.limits.count(key, window) >= most:
            return True
        return self.limits.hit(key, window) > most
