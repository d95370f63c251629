"""Kill points by name: the moments between two effects, at which a process can be made to end or to stop.

Everything that a dispatcher does to the outside goes through the objects that
it is given. ``Watched`` stands before each of them and calls the points
``before <method>`` and ``after <method>``; what happens inside a transaction is
watched with ``before statement`` and, at its end, ``before commit``.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@dataclass(frozen=True)
class Plan:
    """What befalls a process, at which point, and at which of its passages."""

    point: str = ""
    passage: int = 1
    wanted: int = signal.SIGKILL  # or SIGSTOP: a zombie that wakes up later


class Points:
    """Counts the passages and strikes at the one that was planned."""

    def __init__(self, plan: Plan | None) -> None:
        self.plan = plan or Plan()
        self.passed: Counter[str] = Counter()

    def __call__(self, name: str) -> None:
        self.passed[name] += 1
        if name == self.plan.point and self.passed[name] == self.plan.passage:
            # to this very thread: a stop that another thread takes first lets this one run on for a while
            signal.pthread_kill(threading.get_ident(), self.plan.wanted)


class Watched:
    """An object as it is, with points around each of its public methods."""

    def __init__(self, inner: object, points: Callable[[str], None]) -> None:
        self._inner = inner
        self._points = points

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name.startswith("_") or not callable(found):
            return found

        def told(*given: object, **named: object) -> object:
            self._points(f"before {name}")
            result = found(*given, **named)
            self._points(f"after {name}")
            return result

        return told


def watch_statements(engine: Engine, points: Callable[[str], None]) -> None:
    """A point right before every statement, those that begin a transaction among them."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before_statement(*_: object) -> None:
        points("before statement")


def watch_commits(engine: Engine, points: Callable[[str], None]) -> None:
    """A point right before every commit: the transaction is written and not yet true."""

    @event.listens_for(engine, "commit")
    def _before_commit(connection: object) -> None:
        points("before commit")
