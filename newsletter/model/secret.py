"""A value that must not be seen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that must not reach a log, a traceback or a page."""

    reveal: str

    def __repr__(self) -> str:
        return "Secret('…')"
