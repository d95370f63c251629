"""API keys for other programs: shown once, stored as a hash, limited to scopes."""

from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from newsletter.audience.ports import ApiKeys, Clock, Dice, Limits
from newsletter.audience.tokens import Keyring
from newsletter.model.secret import ApiKey, Scope, Secret, hash_of

_SIGN: Final = "nlk_"  # so that scanners for leaked keys can recognise it
_KEY_BYTES: Final = 30  # 240 random bits: no salt is needed, and no slow hash


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAccess:
    """Creates, revokes and recognises keys."""

    keys: ApiKeys
    clock: Clock
    dice: Dice

    def add(
        self, name: str, scopes: Collection[Scope], made_by: int | None = None
    ) -> tuple[ApiKey, Secret]:
        """Create a key. Its text can be shown now and never again.

        It ends with the account of the editor who made it, if one did.
        """
        text = _SIGN + urlsafe_b64encode(self.dice(_KEY_BYTES)).decode("ascii")
        named = name.strip()[:100] or "unnamed"
        key = self.keys.add(named, hash_of(text), scopes, self.clock(), made_by)
        return key, Secret(text)

    def revoke(self, number: int) -> bool:
        """Revoke a key, and return whether it was still valid."""
        return self.keys.revoke(number, self.clock())

    def opens(self, text: str) -> ApiKey | None:
        """Return the valid key with this text, whatever its scopes; ``None`` if there is none."""
        if not text.startswith(_SIGN) or len(text) > 100:
            return None
        key = self.keys.by_digest(hash_of(text))
        if key is None or key.revoked_at is not None:
            return None
        now = self.clock()
        if key.used_at is None or key.used_at.date() != now.date():
            self.keys.note_used(key.id, now)
        return key


_HOUR: Final = 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """Counts what one network or address does, under a keyed hash that names neither."""

    limits: Limits
    keyring: Keyring
    clock: Clock

    def is_over(self, what: str, whose: str, most: int, *, hours: int = 1) -> bool:
        """Count once more, and return whether that exceeds ``most`` in this window of hours.

        Above the limit nothing more is written: a flood costs one read each.
        """
        window = int(self.clock().timestamp()) // (_HOUR * hours) * hours
        key = f"{what}:{self.keyring.blind(whose)}"
        if self.limits.count(key, window) >= most:
            return True
        return self.limits.hit(key, window) > most
