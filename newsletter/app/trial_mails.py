"""Tests of issues by mail: to an editor, and to the saved addresses, as ``newsletter.desk.trials``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.errors import DeskError, NewsletterError, ProviderError
from newsletter.model.editor import Act, Editor
from newsletter.model.saved_address import SavedAddress

if TYPE_CHECKING:
    from newsletter.app.previews import Previews
    from newsletter.app.saved_addresses import SavedAddresses

_TO_ONESELF: Final = 60  # an hour, by one editor
_TO_AN_ADDRESS: Final = 12  # an hour, by all editors together


class TrialMails:
    """Sends tests of issues, no more than somebody would who looks at them."""

    def __init__(
        self, container: Container, previews: "Previews", addresses: "SavedAddresses"
    ) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._previews = previews
        self._addresses = addresses

    def to_oneself(self, number: int, by: Editor) -> None:
        """Send a test of an issue to the editor's own address, with their first name.

        Raises:
            DeskError: There were too many in this hour, or the provider refused it.
            NewsletterError: The issue cannot be read or sent.
        """
        if self._container.limiter.is_over("tests", str(by.id), _TO_ONESELF):
            raise DeskError("tests-too-many")
        first_name, _, _ = by.name.strip().partition(" ")
        self._previews.send_test(str(number), str(by.address), first_name)

    def to_saved(self, number: int, which: int | None, by: Editor) -> int:
        """Send a test of an issue to one saved address, or with ``None`` to all of them.

        Returns:
            To how many it was sent.

        Raises:
            DeskError: There is no such address, there were too many in this hour, or not
                every one was accepted; the message says how many were.
            NewsletterError: The issue cannot be read or sent, so that nothing was.
        """
        chosen = self._chosen(which)
        send = self._previews.test_of(str(number))
        # before the hand-over: what may have been sent is in the log
        numbers = " ".join(str(one.id) for one in chosen)
        with self._container.store.together():
            note(self._container, Act.TEST_MAILED, f"issue {number}", by, after=numbers)
        sent = 0
        why: NewsletterError | None = None
        for one in chosen:
            try:
                send(str(one.address), "")
                sent += 1
            except DeskError as error:  # of this address alone
                why = error
            except ProviderError as error:
                why = error
                break
        if why is not None:
            raise _not_all(why, sent, len(chosen))
        return sent

    def _chosen(self, which: int | None) -> Sequence[SavedAddress]:
        """Return the addresses of a choice, without those that may not be written to any more."""
        suppressions = self._container.store.suppressions
        usable = [
            one
            for one in self._addresses.usable()
            if which in {None, one.id} and not suppressions.is_suppressed(one.address)
        ]
        if not usable:
            raise DeskError("saved-address-gone")
        # each is counted, so that one that is chosen with the others is no way around
        over = [
            self._container.limiter.is_over("test-to", str(one.id), _TO_AN_ADDRESS)
            for one in usable
        ]
        if any(over):
            raise DeskError("tests-too-many")
        return usable


def _not_all(why: NewsletterError, sent: int, count: int) -> NewsletterError:
    if not sent:
        return why
    return DeskError("tests-sent-to-some", sent=sent, count=count, reason=why.message)
