"""What people wrote to the mailbox for leaving in words: the editor reads it and decides."""

from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.audience.addresses import parse
from newsletter.errors import BadAddress, DeskError

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.store.replies import ReaderReply

_LIST = "`newsletter subscribers replies` lists what waits"


class Correspondence:
    """Lists and settles replies. None acts by itself: anybody can write any address in From."""

    def __init__(self, parts: Container, readers: "ReaderServices") -> None:
        self._parts = parts
        self._readers = readers

    def waiting(self) -> tuple["ReaderReply", ...]:
        """Return what the editor has not put away, the oldest first."""
        return self._parts.store.replies.waiting()

    def read(self, number: int) -> "ReaderReply":
        """Return one reply.

        Raises:
            DeskError: There is none of that number, or it is older than a month.
        """
        found = self._parts.store.replies.find(number)
        if found is None:
            raise DeskError(f"there is no reply {number}; they are kept for 30 days", _LIST)
        return found

    def unsubscribe(self, number: int) -> str:
        """Unsubscribe the sender by the editor's word, and put the reply away.

        Raises:
            DeskError: There is no such reply, or its sender is no subscriber.
        """
        reply = self.read(number)
        try:
            subscriber = self._parts.store.subscribers.by_address(
                parse(reply.sender, unicode_local=True)
            )
        except BadAddress:
            subscriber = None
        if subscriber is None:
            raise DeskError(
                f"the sender {reply.sender or 'without an address'} is not among the subscribers",
                "if another address is meant: newsletter subscribers unsubscribe ADDRESS",
            )
        self._readers.leaving.let_go(subscriber.id, "editor")
        self._parts.store.replies.put_away(number)
        return f"{subscriber.address} is unsubscribed, and reply {number} is done"

    def put_away(self, number: int) -> str:
        """Take a reply off the list.

        Raises:
            DeskError: There is no such reply.
        """
        self.read(number)
        self._parts.store.replies.put_away(number)
        return f"reply {number} is done; it is deleted 30 days after it came"
