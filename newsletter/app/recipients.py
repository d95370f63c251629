"""The recipients of a dispatch one by one, and why a letter did not reach some of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from newsletter.app.container import Container
from newsletter.app.one_moment import of_one_moment
from newsletter.app.sums import Sums
from newsletter.message import Message
from newsletter.model.dispatch import Delivery, DeliveryState, Dispatch

if TYPE_CHECKING:
    from newsletter.app.dispatch_views import DispatchLine, DispatchViews

_ON_A_PAGE: Final = 100
_FIRST: Final = 25  # for each cause, on the page of all causes
_FEW: Final = 20  # of so many at most one was left out
_LATER: Final = 5  # a letter of the series has one for each newcomer
_DOUBTFUL: Final = (DeliveryState.HELD, DeliveryState.IN_DOUBT)
_UNREACHED: Final = (  # as a page shows them
    DeliveryState.BOUNCED,
    DeliveryState.REFUSED,
    *_DOUBTFUL,
    DeliveryState.SKIPPED,
    DeliveryState.CANCELLED,
    DeliveryState.SUPERSEDED,
)
_WHY_LEFT_OUT: Final = (
    "skipped-unsubscribed",
    "skipped-paused",
    "skipped-suppressed",
    "skipped-erased",
    "skipped-cancelled",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """Some recipients in one state, by number.

    Attributes:
        why: The code of the reason for which all of them were left out; empty for any.
        reasons: Why each of them is in that state, by reader; not those without a reason.
        following: The number to pass as ``after`` for the following ones; ``None`` if there
            are none.
    """

    line: "DispatchLine"
    state: DeliveryState
    why: str
    people: tuple[Delivery, ...]
    reasons: Mapping[int, Message]
    following: int | None

    @property
    def is_unreached(self) -> bool:
        """Return whether they did not get the letter, or perhaps not."""
        return self.state in _UNREACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedGroup:
    """The recipients whom a letter did not reach for one cause.

    Attributes:
        state: Their state.
        why: The code of the reason for which they were left out; empty in every other
            state, or if no reason is known.
        count: How many there are.
        people: The first of them by number; empty if the page may not name anybody.
        reasons: As for ``PeoplePage``.
    """

    state: DeliveryState
    why: str = ""
    count: int
    people: tuple[Delivery, ...] = ()

    @property
    def reasons(self) -> Mapping[int, Message]:
        """Return why it did not reach each of them, by reader, unless the cause says it all."""
        return {} if self.why else _reasons(self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedPage:
    """Whom a dispatch of a letter did not reach, by cause.

    With those who got it and those to whom it is still to go, the counts sum to the audience.

    Attributes:
        line: The dispatch.
        groups: The causes.
        later: The later dispatches of the same letter, the first of them first, unless they
            were stopped before anybody got it.
        has_more: Whether there are still later ones.
    """

    line: "DispatchLine"
    groups: tuple[UnreachedGroup, ...]
    later: tuple[Dispatch, ...] = ()
    has_more: bool = False

    @property
    def missed(self) -> int:
        """Return how many certainly did not get it."""
        return sum(one.count for one in self.groups if one.state not in _DOUBTFUL)


class Recipients:
    """Lists recipients of dispatches, each page at one moment of the ledger."""

    def __init__(self, container: Container, views: "DispatchViews") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._views = views

    @of_one_moment
    def page(
        self, dispatch: int, state: DeliveryState, *, why: str = "", after: int = 0
    ) -> PeoplePage:
        """Return the recipients in one state whose numbers follow ``after``.

        Args:
            dispatch: Its number.
            state: The state.
            why: The code of the reason for which they were left out; others than the
                known ones leave out nobody.
            after: The number that theirs follow.

        Raises:
            DeskError: There is no such dispatch, or it is that of the notices.
        """
        line = self._views.line(dispatch)
        chosen = why if state is DeliveryState.SKIPPED and why in _WHY_LEFT_OUT else ""
        found = self._people(dispatch, state, chosen, after=after, limit=_ON_A_PAGE + 1)
        people = found[:_ON_A_PAGE]
        return PeoplePage(
            line=line,
            state=state,
            why=chosen,
            people=people,
            reasons={} if chosen else _reasons(people),
            following=people[-1].subscriber if len(found) > _ON_A_PAGE else None,
        )

    @of_one_moment
    def unreached(self, dispatch: int, *, is_exact: bool = True) -> UnreachedPage:
        """Return whom a letter did not reach, and why.

        Args:
            dispatch: Its number.
            is_exact: Whether it may be shown who they are, and who has left (see
                ``disclosure``). If not, there are only the numbers of ``DispatchView``.

        Raises:
            DeskError: There is no such dispatch, or it is that of the notices.
        """
        line = self._views.line(dispatch, is_exact=is_exact)
        counts = line.row.counts
        groups: list[UnreachedGroup] = []
        for state in (one for one in _UNREACHED if one in counts):
            if not is_exact:
                groups.append(UnreachedGroup(state=state, count=counts[state]))
            elif state is DeliveryState.SKIPPED:
                is_few = counts[state] * _FEW < line.row.audience
                groups += self._left_out(dispatch, is_few=is_few)
            else:
                people = self._people(dispatch, state, limit=_FIRST)
                groups.append(UnreachedGroup(state=state, count=counts[state], people=people))
        later = tuple(islice(self._later(line, is_exact=is_exact), _LATER + 1))
        return UnreachedPage(
            line=line, groups=tuple(groups), later=later[:_LATER], has_more=len(later) > _LATER
        )

    def _later(self, line: "DispatchLine", *, is_exact: bool) -> Iterator[Dispatch]:
        store = self._container.store
        for one in store.dispatches.of_issue(line.row.issue):
            if one.id <= line.row.id:
                continue
            if one.is_cancelled:
                sums = Sums.of(store.counts.progress(one.id, is_exact=is_exact).counts)
                if not sums.sent + sums.doubtful:
                    continue
            yield one

    def _left_out(self, dispatch: int, *, is_few: bool) -> Iterator[UnreachedGroup]:
        """Return those who were left out, by reason."""
        reasons = {_words(why): why for why in _WHY_LEFT_OUT}
        found = self._container.store.counts.left_out(
            dispatch, tuple(reasons), limit=_FIRST, is_few=is_few
        )
        for words, (many, people) in found.items():
            why = reasons.get(words, "")  # none for those of another version
            yield UnreachedGroup(state=DeliveryState.SKIPPED, why=why, count=many, people=people)

    def _people(
        self, dispatch: int, state: DeliveryState, why: str = "", *, after: int = 0, limit: int
    ) -> tuple[Delivery, ...]:
        people: tuple[Delivery, ...] = self._container.store.counts.people(
            dispatch, state, after=after, limit=limit, detail=_words(why) if why else None
        )
        return people


def _words(why: str) -> str:
    """Return how the ledger keeps a reason without data."""
    return Message(why).to_text()


def _reasons(people: tuple[Delivery, ...]) -> Mapping[int, Message]:
    return {one.subscriber: Message.from_text(one.detail) for one in people if one.detail}
