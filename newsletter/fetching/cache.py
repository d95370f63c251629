"""What links answered a short while ago, so that a second look need not ask again."""

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
    """Remembers what links answered; may forget at any time."""

    def recall(self, url: str) -> LinkResult | None:
        """What the link answered lately; ``None`` when that is not known any more."""
        ...

    def keep(self, result: LinkResult) -> None:
        """Remember an answer."""
        ...


@dataclass(frozen=True, slots=True)
class NoCache:
    """Remembers nothing."""

    def recall(self, url: str) -> LinkResult | None:  # noqa: ARG002  # the promise has it
        """Nothing."""
        return None

    def keep(self, result: LinkResult) -> None:
        """Let it go."""


@dataclass(frozen=True, slots=True)
class FolderCache:
    """One small file per link in a folder that anyone may empty.

    Attributes:
        now: An aware moment; what is older than ``keep_for`` is forgotten.
    """

    folder: Path
    now: Callable[[], datetime]
    keep_for: timedelta

    def recall(self, url: str) -> LinkResult | None:
        """What the link answered lately; a damaged or foreign file counts as nothing."""
        try:
            kept = json.loads(self._path(url).read_text(encoding="utf-8"))
            at = datetime.fromisoformat(kept["at"])
            if kept["url"] != url or not at <= self.now() < at + self.keep_for:
                return None
            return LinkResult(url, LinkState(kept["state"]), str(kept["detail"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, result: LinkResult) -> None:
        """Write an answer that keeps, whole or not at all; a full disk is no reason to stop."""
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
