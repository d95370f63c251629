"""What editors do with dispatches at the desk, as ``newsletter.desk.dispatch_acts``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, assert_never

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.readiness import Deliverability, problems
from newsletter.errors import DeskError
from newsletter.model.dispatch import NOTICES, Dispatch, DispatchState, HeldBatch
from newsletter.model.editor import Act, Doer

if TYPE_CHECKING:
    from newsletter.app.dispatches import Dispatches


class DoubtVerdict(Enum):
    """What an editor says about batches in doubt."""

    SENT = "sent"  # they were sent
    AGAIN = "again"  # they were not sent, and are to be
    ASK = "ask"  # the provider is to be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of the batches about which an editor said something. At least one was settled.

    Attributes:
        settled: How many were settled, or will be asked about.
        asked: How many were not, because the provider is being asked about them now.
        decided: How many were not, because that was done before.
    """

    settled: int
    asked: int
    decided: int


class DispatchActs:
    """Changes dispatches, each change together with its entry in the log.

    Nothing is handed over here, nor is the provider asked: the scheduled rounds do that.
    """

    def __init__(
        self, container: Container, dispatches: "Dispatches", proof: Deliverability
    ) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._dispatches = dispatches
        self._proof = proof

    def pause(self, dispatch: int, by: Doer) -> bool:
        """Pause a dispatch, and return whether it was going until now.

        Raises:
            DeskError: There is none, it is done, or it was cancelled.
        """
        with self._container.store.together():
            if self._state(dispatch) is DispatchState.PAUSED:
                return False
            self._dispatches.pause(dispatch)
            self._note(Act.DISPATCH_PAUSED, dispatch, by)
        return True

    def resume(self, dispatch: int, by: Doer) -> bool:
        """Resume a dispatch, and return whether it was paused or waiting until now.

        Raises:
            DeskError: There is none, or it was cancelled.
            ConfigError: It may not continue under the present settings.
        """
        with self._container.store.together():
            found = self._container.store.dispatches.hold(dispatch)
            if found.state is DispatchState.GOING and not found.waits_for_canary:
                return False
            self._dispatches.mark_resumed(dispatch)
            self._note(Act.DISPATCH_RESUMED, dispatch, by)
        return True

    def cancel(self, dispatch: int, by: Doer) -> bool:
        """Cancel the rest of a dispatch, and return whether it was not cancelled before.

        Raises:
            DeskError: There is none, it is done, or it is that of the notices.
        """
        with self._container.store.queue.alone():
            if self._state(dispatch) is DispatchState.CANCELLED:
                return False
            self._dispatches.cancel(dispatch)
            self._note(Act.DISPATCH_CANCELLED, dispatch, by)
        return True

    def settle(
        self, dispatch: int, batches: Mapping[int, int], verdict: DoubtVerdict, by: Doer
    ) -> Settled:
        """Settle batches in doubt, or have the provider asked about them in the next round.

        Args:
            dispatch: The dispatch.
            batches: The numbers of the batches that the editor saw, with how often each had
                been requeued. Those about which there is no doubt any more, or that were
                requeued since, are left as they are.
            verdict: What the editor says.
            by: The editor, for the log.

        Raises:
            DeskError: There is no such dispatch, none of them is in doubt any more, or the
                provider is being asked about them at this moment.
        """
        store = self._container.store
        with store.together():
            self._state(dispatch)
            found = [
                one
                for one in store.doubts.unsettled(dispatch)
                if batches.get(one.number) == one.generation
            ]
            settled = [one for one in found if self._settle(one, verdict)]
            people = sum(one.recipients for one in settled)
            asked = self._asked([one for one in found if one not in settled])
            if not people:
                code = "doubts-being-looked-into" if asked else "nothing-in-doubt-any-more"
                raise DeskError(code, dispatch=dispatch)
            self._note(Act.DISPATCH_SETTLED, dispatch, by, after=f"{verdict.value} {people}")
        done = len(settled)
        return Settled(settled=done, asked=asked, decided=len(batches) - done - asked)

    def _asked(self, batches: Sequence[HeldBatch]) -> int:
        """Return how many of these batches the provider is being asked about now."""
        is_leased = self._container.store.doubts.is_leased
        return sum(is_leased(one.dispatch, one.number) for one in batches)

    def _settle(self, one: HeldBatch, verdict: DoubtVerdict) -> bool:
        """Settle one batch, and return whether it was in doubt."""
        from newsletter.delivery.reconcile import Settlement

        settle = partial(
            self._dispatches.reconciler.settle,
            one.dispatch,
            one.number,
            generation=one.generation,
        )
        try:
            match verdict:
                case DoubtVerdict.SENT:
                    settle(Settlement.SENT)
                case DoubtVerdict.AGAIN:
                    settle(Settlement.AGAIN)
                case DoubtVerdict.ASK:
                    look_again = self._container.store.doubts.look_again
                    return look_again(one.dispatch, one.number, one.generation)
                case _:
                    assert_never(verdict)
        except DeskError:  # another process has just settled it, or is looking into it
            return False
        return True

    def again(self, dispatch: int, by: Doer) -> int:
        """Freeze a dispatch for the refused recipients of another, and return its number.

        If somebody has just done so, it is that one's number.

        Raises:
            DeskError: There are no such recipients, or the issue must be approved first.
            ConfigError: The provider is not ready; the error lists every reason.
        """
        found = self._container.store.dispatches.find(dispatch)
        if dispatch != NOTICES and not self._container.store.dispatches.refused(found):
            return self._newer(found)
        problems(self._container, refuse=True)
        self._proof.demand_soon()  # so that freezing asks the network no more
        try:
            frozen = self._dispatches.freeze_again(
                dispatch, note=lambda _: self._note(Act.DISPATCHED_AGAIN, dispatch, by)
            )
        except DeskError as error:
            if error.code != "nobody-to-send-again":
                raise
            return self._newer(found)  # another editor was first, at this moment
        return frozen.id

    def _newer(self, found: Dispatch) -> int:
        """Return the number of the newest dispatch to the refused recipients of one."""
        of_issue = self._container.store.dispatches.of_issue(found.issue)
        newer = [one.id for one in of_issue if one.again_of == found.id]
        if not newer:
            raise DeskError("nobody-to-send-again", dispatch=found.id)
        return newer[-1]

    def _state(self, dispatch: int) -> DispatchState:
        """Return the state of a dispatch, which nobody else changes in this transaction."""
        return self._container.store.dispatches.hold(dispatch).state

    def _note(self, act: Act, dispatch: int, by: Doer, *, after: str = "") -> None:
        issue = self._container.store.dispatches.find(dispatch).issue
        thing = "notices" if dispatch == NOTICES else f"issue {issue}"
        note(self._container, act, thing, by, before=f"dispatch {dispatch}", after=after)
