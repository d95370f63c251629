"""The addresses that tests of issues go to, as ``newsletter.desk.settings.addresses``.

Anybody can type somebody else's address. So nothing but one question is ever sent to a saved
address before its holder has said yes, with a link from that mail.
"""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.link_mails import LinkMails
from newsletter.app.outgoing import Outgoing
from newsletter.editors.sessions import draw
from newsletter.errors import DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.editor import Act, Actor, Editor, LogEntry
from newsletter.model.notice import NoticeKind
from newsletter.model.saved_address import SavedAddress
from newsletter.model.secret import hash_of

if TYPE_CHECKING:
    from newsletter.app.emails import Emails

MOST: Final = 10
ASKED_FOR: Final = timedelta(days=3)
_WEEK: Final = 24 * 7  # hours
_QUESTIONS_OF_A_MAILBOX: Final = 3  # a week
_QUESTIONS: Final = 20  # a week, to all addresses together


class SavedAddresses:
    """Keeps addresses for tests, each with its holder's consent."""

    def __init__(self, container: Container, emails: "Emails") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._mails = LinkMails(container, emails)

    def all(self) -> tuple[SavedAddress, ...]:
        """Return every address, in the order in which they were saved."""
        return self._container.store.saved_addresses.all()

    def usable(self) -> tuple[SavedAddress, ...]:
        """Return the addresses whose holders said yes."""
        return tuple(one for one in self.all() if one.confirmed_at is not None)

    def add(self, typed: str, by: Editor) -> None:
        """Save an address, and ask its holder by mail. One that waits is asked once more.

        Raises:
            BadAddress: It is not an address.
            DeskError: No mail can leave, there is no room, it is there already, it may not be
                written to, or it or others were asked too often.
        """
        from newsletter.audience.addresses import parse

        address = parse(typed, unicode_local=self._container.capabilities.unicode_local)
        if (why := Outgoing(self._container).notices()) is not None:
            raise DeskError(why)
        if self._container.store.suppressions.is_suppressed(address):
            raise DeskError("saved-address-suppressed", address=str(address))
        # compiled before the transaction, as it takes time
        edition = self._mails.edition(NoticeKind.TEST_ADDRESS, ASKED_FOR)
        token = draw(secrets.token_bytes)
        with self._container.queueing_mail():
            number = self._put(address, token)
            action = self._mails.address("test-address", token)
            values = {"inviter": by.name, "action_url": action}
            self._mails.queue_to(address, NoticeKind.TEST_ADDRESS, edition, values)
            note(self._container, Act.TEST_ADDRESS_ADDED, f"test address {number}", by)

    def _put(self, address: EmailAddress, token: str) -> int:
        """Store an address in the open transaction, in place of one that waits already."""
        records, now = self._container.store.saved_addresses, self._container.now()
        self._container.store.editors.hold()  # two owners at once save no more than fit
        there = [one for one in records.all() if one.address.normalised == address.normalised]
        if any(one.confirmed_at is not None for one in there):
            raise DeskError("saved-address-there", address=str(address))
        if not there and len(records.all()) >= MOST:
            raise DeskError("saved-addresses-full", limit=MOST)
        if self._is_asked_enough(address):
            raise DeskError("saved-address-asked-enough")
        for one in there:
            records.remove(one.id)
        return records.add(address, hash_of(token), now + ASKED_FOR)

    def _is_asked_enough(self, address: EmailAddress) -> bool:
        return self._container.limiter.is_over(
            "test-address", address.normalised, _QUESTIONS_OF_A_MAILBOX, hours=_WEEK
        ) or self._container.limiter.is_over("test-addresses", "all", _QUESTIONS, hours=_WEEK)

    def remove(self, number: int, by: Editor) -> None:
        """Remove an address.

        Raises:
            DeskError: It has gone already.
        """
        with self._container.store.together():
            if not self._container.store.saved_addresses.remove(number):
                raise DeskError("saved-address-gone")
            note(self._container, Act.TEST_ADDRESS_REMOVED, f"test address {number}", by)

    # ─── the holder's answer, with the link from the mail ────────────────────

    def look(self, token: str) -> SavedAddress | None:
        """Return the address of a link, without changing it; ``None`` if the link has ended."""
        found = self._container.store.saved_addresses.by_key(hash_of(token))
        if found is None or found.confirmed_at is not None:
            return found
        return found if found.can_be_confirmed(self._container.now()) else None

    def allow(self, token: str) -> bool:
        """Confirm an address for its holder. Return false if the link has ended."""
        records = self._container.store.saved_addresses
        with self._container.store.together():
            found, now = self.look(token), self._container.now()
            if found is None:
                return False
            if found.confirmed_at is not None:
                return True
            if not records.confirm(found.id, now):  # another answer was first
                return self.look(token) is not None
            self._note_answer(Act.TEST_ADDRESS_CONFIRMED, found)
        return True

    def refuse(self, token: str) -> None:
        """Remove an address for its holder, who may have confirmed it before."""
        with self._container.store.together():
            found = self.look(token)
            if found is not None and self._container.store.saved_addresses.remove(found.id):
                self._note_answer(Act.TEST_ADDRESS_REFUSED, found)

    def _note_answer(self, act: Act, about: SavedAddress) -> None:
        thing = f"test address {about.id}"
        self._container.store.log.add(
            LogEntry(at=self._container.now(), actor=Actor.MAIL, act=act, thing=thing)
        )


def tidy_saved_addresses(container: Container) -> None:
    """Delete the addresses whose holders did not answer in time."""
    container.store.saved_addresses.drop_unanswered(container.now())
