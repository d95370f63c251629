"""The live progress of dispatches, for the pages that show it.

One task looks for all of them together, while there are any. A page that waits costs no
thread and no connection to the database.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from newsletter.app.container import Container
from newsletter.app.disclosure import disclosed
from newsletter.app.dispatch_list import DispatchStatus
from newsletter.app.sums import Sums
from newsletter.errors import DeskError, StoreError
from newsletter.model.dispatch import NOTICES, DeliveryState, DispatchState, Progress
from newsletter.model.editor import Permission

if TYPE_CHECKING:
    from newsletter.editors.sessions import SessionService

log = logging.getLogger(__name__)
_TICK: Final = 2.0  # seconds between two looks, each of which takes two or three queries
_PART: Final = 20  # a look that takes long is followed by a rest this many times as long
_MOST_OF_SESSION: Final = 4  # browsers keep six connections to a site, also for its pages
_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCounts:
    """How far a dispatch is.

    Attributes:
        counts: The recipients by state, which add up to ``audience``.
        is_waiting: Whether the others wait for what is reported of the first readers.
    """

    state: DispatchStatus
    audience: int
    counts: Mapping[DeliveryState, int]
    is_done: bool
    is_waiting: bool = False

    @classmethod
    def of(cls, state: DispatchState, progress: Progress) -> "LiveCounts":
        """Return the counts of a dispatch from its state and its progress."""
        is_done = progress.is_done and state is DispatchState.GOING
        return cls(
            state=DispatchStatus.DONE if is_done else DispatchStatus(state.value),
            audience=progress.audience,
            counts=progress.counts,
            is_done=progress.is_done,
            is_waiting=progress.is_waiting and state is DispatchState.GOING,
        )

    def facts(self) -> dict[str, object]:
        """Return the counts and their sums for programs."""
        sums = Sums.of(self.counts)
        return {
            "state": self.state.value,
            "audience": self.audience,
            "counts": {state.value: many for state, many in self.counts.items()},
            "sent": sums.sent,
            "returned": sums.returned,
            "doubtful": sums.doubtful,
            "to_go": sums.to_go,
            "spared": sums.spared,
            "is_done": self.is_done,
            "is_waiting": self.is_waiting,
        }


class Watch:
    """The look of one open page at a dispatch."""

    def __init__(self, dispatch: int, session: bytes) -> None:
        """Set what is looked at, and the session that looks."""
        self.dispatch: Final = dispatch
        self.session: Final = session
        self.is_over = False
        self._latest: LiveCounts | None = None
        self._changed = asyncio.Event()

    async def news(self, within: float) -> LiveCounts | None:
        """Wait for other counts, and return them.

        Args:
            within: Seconds; without news by then, or once the look is over, the result
                is ``None``.
        """
        try:
            async with asyncio.timeout(within):
                await self._changed.wait()
        except TimeoutError:
            return None
        if self.is_over:
            return None
        self._changed.clear()
        return self._latest

    def show(self, counts: LiveCounts) -> None:
        """Pass on the counts, if they are others than before."""
        if counts != self._latest:
            self._latest = counts
            self._changed.set()

    def end(self) -> None:
        """End the look, and wake the task that waits for changes."""
        self.is_over = True
        self._changed.set()


# What there is to see, by whether it is exact; and whether each session sees that.
_Seen: TypeAlias = tuple[Mapping[bool, Mapping[int, LiveCounts]], Mapping[bytes, bool]]


class LiveProgress:
    """The looks of all open pages. Its methods are called in the loop that serves them."""

    def __init__(self, container: Container, sessions: "SessionService") -> None:
        """Store the dependencies. Nothing is read until somebody looks."""
        self._container = container
        self._sessions = sessions
        self._watches: set[Watch] = set()
        self._task: asyncio.Task[None] | None = None
        self._rest_until = container.ticking()
        self._is_ending = False

    def demand(self, dispatch: int) -> None:
        """Check that there is a dispatch of an issue with this number.

        Raises:
            DeskError: There is none.
        """
        if dispatch == NOTICES:
            raise DeskError("dispatch-unknown", dispatch=dispatch)
        self._container.store.dispatches.find(dispatch)

    def join(self, dispatch: int, session: bytes) -> Watch:
        """Begin a look at a dispatch. ``leave`` must follow.

        Raises:
            DeskError: The session, or all sessions together, look at too much already, or
                the newsletter is stopping.
        """
        if self._is_ending:
            raise DeskError("progress-ending")
        if Counter(one.session for one in self._watches)[session] >= _MOST_OF_SESSION:
            raise DeskError("progress-open-too-often", most=_MOST_OF_SESSION)
        if len(self._watches) >= _MOST:
            raise DeskError("progress-too-many")
        watch = Watch(dispatch, session)
        self._watches.add(watch)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_while_watched())
        return watch

    def leave(self, watch: Watch) -> None:
        """End a look. After the last one, nothing is read any more."""
        watch.end()
        self._watches.discard(watch)
        if not self._watches and self._task is not None:
            self._task.cancel()
            self._task = None

    def end(self) -> None:
        """End every look, and begin no other: the newsletter is stopping."""
        self._is_ending = True
        for watch in self._watches:
            watch.end()

    async def _look_while_watched(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._rest_until - self._container.ticking())
                await self._look_once()
        except Exception:
            log.exception("progress is not followed any more")
            for watch in self._watches:
                watch.end()

    async def _look_once(self) -> None:
        began = self._container.ticking()
        self._rest_until = began + _TICK  # also if the last page goes meanwhile, and another comes
        watches = tuple(self._watches)
        dispatches, sessions = ({one.dispatch for one in watches}, {one.session for one in watches})
        try:
            seen = await asyncio.to_thread(self._look, dispatches, sessions)
        except StoreError as error:  # the pages keep what they show
            log.warning("progress could not be read: %s", error)
        else:
            _tell(watches, seen)
        ended = self._container.ticking()
        self._rest_until = max(self._rest_until, ended + (ended - began) * _PART)

    def _look(self, dispatches: Collection[int], sessions: Collection[bytes]) -> _Seen:
        store = self._container.store
        current = self._sessions.current(sessions)
        looking = {
            key: one.editor.may(Permission.READERS)
            for key, one in current.items()
            if one.editor.may(Permission.WRITE)
        }
        seen = {}
        for is_exact in set(looking.values()):
            found = store.watching.look(dispatches, is_exact=is_exact)
            seen[is_exact] = {
                number: LiveCounts.of(state, progress if is_exact else disclosed(progress))
                for number, (state, progress) in found.items()
            }
        return seen, looking


def _tell(watches: Collection[Watch], seen: _Seen) -> None:
    """Pass on what was seen, and end the looks of sessions that may not look any more."""
    counts, sessions = seen
    for watch in watches:
        is_exact = sessions.get(watch.session)
        if is_exact is not None and watch.dispatch in counts[is_exact]:
            watch.show(counts[is_exact][watch.dispatch])
        else:
            watch.end()
