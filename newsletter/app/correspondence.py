"""Replies that people wrote to the unsubscribe mailbox, for the editor."""

from typing import TYPE_CHECKING

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.audience.addresses import parse
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.editor import Act, Editor

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.store.replies import ReaderReply


class Correspondence:
    """Lists and settles replies. None takes effect automatically, because From can be forged."""

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        self._container = container
        self._store = container.store
        self._readers = readers

    def waiting(self) -> tuple["ReaderReply", ...]:
        """Return the oldest unsettled replies, at most a hundred."""
        return self._store.replies.waiting()

    def count(self) -> int:
        """Return how many replies are unsettled."""
        return self._store.replies.count()

    def read(self, number: int) -> "ReaderReply":
        """Return one reply.

        Raises:
            DeskError: It does not exist, or is older than a month.
        """
        found = self._store.replies.find(number)
        if found is None:
            raise DeskError("reply-missing", reply=number)
        return found

    def unsubscribe(self, number: int, by: Editor | None = None) -> Message:
        """Unsubscribe the sender for the editor, and settle the reply.

        Args:
            number: The reply.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            DeskError: There is no such reply, or its sender is not a subscriber.
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
        with self._store.together():
            if self._readers.unsubscribe.end(subscriber.id, "editor") and by is not None:
                note(self._container, Act.READER_UNSUBSCRIBED, f"reader {subscriber.id}", by)
            self._store.replies.put_away(number)
        return Message("reply-sender-unsubscribed", address=str(subscriber.address), reply=number)

    def put_away(self, number: int) -> Message:
        """Settle a reply without acting on it.

        Raises:
            DeskError: There is no such reply.
        """
        self.read(number)
        self._store.replies.put_away(number)
        return Message("reply-put-away", reply=number)
