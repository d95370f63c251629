"""How much is too much: counted in the database, so that it holds over all processes."""

from dataclasses import dataclass
from typing import Final

from newsletter.audience.needs import Clock, Limits
from newsletter.audience.tokens import Keyring

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
