"""A cache of link results, so that a second check need not repeat requests."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from newsletter.model.links import LinkResult, LinkState

# A dead link may be repaired within minutes, so only good results are kept.
_KEPT = frozenset({LinkState.ALIVE, LinkState.BLOCKED})


class LinkCache(Protocol):
    """A store of link results, which may discard them at any time."""

    def recall(self, url: str) -> LinkResult | None:
        """Return the link's recent result, or ``None`` if it has expired."""
        ...

    def keep(self, result: LinkResult) -> None:
        """Store a result."""
        ...


@dataclass(frozen=True, slots=True)
class NoCache:
    """A cache that stores nothing."""

    def recall(self, url: str) -> LinkResult | None:  # noqa: ARG002  # required by the Protocol
        """Return nothing."""
        return None

    def keep(self, result: LinkResult) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class FolderCache:
    """A cache of one small file per link, in a folder that anyone may empty.

    Attributes:
        now: An aware moment. Results older than ``keep_for`` have expired.
    """

    folder: Path
    now: Callable[[], datetime]
    keep_for: timedelta

    def recall(self, url: str) -> LinkResult | None:
        """Return the link's recent result, ignoring damaged or foreign files."""
        try:
            kept = json.loads(self._path(url).read_text(encoding="utf-8"))
            at = datetime.fromisoformat(kept["at"])
            if kept["url"] != url or not at <= self.now() < at + self.keep_for:
                return None
            return LinkResult(url, LinkState(kept["state"]), str(kept["detail"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, result: LinkResult) -> None:
        """Write a result atomically. A full disk is ignored."""
        if result.state not in _KEPT:
            return
        text = json.dumps(
            {
                "url": result.url,
                "state": result.state.value,
                "detail": result.detail,
                "at": self.now().isoformat(),
            }
        )
        path = self._path(result.url)
        partial = path.with_suffix(".partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(text, encoding="utf-8")
            partial.replace(path)
        except OSError:
            return

    def _path(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"
