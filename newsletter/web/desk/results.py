"""Results of forms, kept for a while so that their page has an address."""

import secrets
from collections import OrderedDict
from threading import Lock
from typing import Final, Generic, TypeVar

_MOST: Final = 50
_Result = TypeVar("_Result")


class Results(Generic[_Result]):
    """The latest results of one kind of form, whose page can be loaded again.

    They stay in this process. Elsewhere, and later, there is nothing of them to show.
    """

    def __init__(self) -> None:
        """Create an empty collection."""
        self._kept: OrderedDict[str, _Result] = OrderedDict()
        self._lock = Lock()

    def keep(self, result: _Result) -> str:
        """Keep a result, and return its part of an address."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[name] = result
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return name

    def of(self, name: str) -> _Result | None:
        """Return a kept result, or ``None``."""
        with self._lock:
            return self._kept.get(name)
