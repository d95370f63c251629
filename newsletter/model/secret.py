"""A value that must not reach a log, a traceback or a page."""

import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Secret:
    """A key or password; printing, formatting and ``repr`` show dots.

    It is true when there is one. Two are compared in constant time.
    """

    reveal: str = ""

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.reveal)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other.reveal)

    def __hash__(self) -> int:
        return hash((Secret, self.reveal))

    def matches(self, given: str) -> bool:
        """Whether ``given`` is this secret, in a time that tells nothing of it.

        No secret matches nothing, not even an empty text.
        """
        return bool(self.reveal) and hmac.compare_digest(self.reveal.encode(), given.encode())
