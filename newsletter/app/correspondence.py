"""What people wrote to the mailbox for leaving in words: the editor reads it and decides."""

from typing import TYPE_CHECKING

from newsletter.audience.addresses import parse
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.store.replies import ReaderReply
    from newsletter.store.store import Store


class Correspondence:
    """Lists and settles replies. None acts by itself: anybody can write any address in From."""

    def __init__(self, store: "Store", readers: "ReaderServices") -> None:
        self._store = store
        self._readers = readers

    def waiting(self) -> tuple["ReaderReply", ...]:
        """Return what the editor has not put away, the oldest first."""
        return self._store.replies.waiting()

    def read(self, number: int) -> "ReaderReply":
        """Return one reply.

        Raises:
            DeskError: There is none of that number, or it is older than a month.
        """
        found = self._store.replies.find(number)
        if found is None:
            raise DeskError("reply-missing", reply=number)
        return found

    def unsubscribe(self, number: int) -> Message:
        """Unsubscribe the sender by the editor's word, and put the reply away.

        Raises:
            DeskError: There is no such reply, or its sender is no subscriber.
        """
        reply = self.read(number)
        try:
            subscriber = self._store.subscribers.by_address(parse(reply.sender, unicode_local=True))
        except BadAddress:
            subscriber = None
        if subscriber is None:
            if not reply.sender:
                raise DeskError("reply-without-sender", reply=number)
            raise DeskError("reply-sender-unknown", reply=number, sender=reply.sender)
        self._readers.leaving.let_go(subscriber.id, "editor")
        self._store.replies.put_away(number)
        return Message("reply-sender-unsubscribed", address=str(subscriber.address), reply=number)

    def put_away(self, number: int) -> Message:
        """Take a reply off the list.

        Raises:
            DeskError: There is no such reply.
        """
        self.read(number)
        self._store.replies.put_away(number)
        return Message("reply-put-away", reply=number)
