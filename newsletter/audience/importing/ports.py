"""The protocol that imports need."""

from typing import Protocol


class Imports(Protocol):
    """The imports, each with a number."""

    def begin(self, source: str) -> int:
        """Store that an import begins, and return its number."""
        ...

    def count(self, number: int, *, added: int, barred: int) -> None:
        """Count some more people, in the transaction that takes them in."""
        ...

    def end(self, number: int) -> None:
        """Store that an import has come to its end."""
        ...
