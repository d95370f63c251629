"""Unsubscribing at once. Alternatives are offered afterwards, never before."""

from dataclasses import dataclass

from newsletter.audience.ports import Clock, Consents, LeaveReasons, Subscribers, Transaction
from newsletter.audience.settings import ReaderSettings
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import BadToken
from newsletter.model.audience import Consent, Rhythm, Standing, Subscriber, months_later
from newsletter.model.preferences import Reason, UnsubscribeResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """Unsubscribes a reader by the link in every letter, and undoes that for a while."""

    subscribers: Subscribers
    consents: Consents
    reasons: LeaveReasons
    keyring: Keyring
    transaction: Transaction
    clock: Clock
    settings: ReaderSettings

    def look(self, token: str) -> Subscriber | None:
        """Return the owner of a link, or ``None`` if erased. Nothing changes.

        Raises:
            BadToken: It is damaged.
        """
        return self.subscribers.find(self.keyring.read(Purpose.LEAVE, token))

    def leave(self, token: str, how: str = "page") -> UnsubscribeResult:
        """End the subscription. Repeating it changes nothing.

        Args:
            token: From the URL, or from the local part of a ``mailto:``.
            how: ``page``, ``one-click``, ``mail`` or ``editor``, for the record.

        Raises:
            BadToken: It is damaged.
        """
        number = self.keyring.read(Purpose.LEAVE, token)
        self.end(number, how)
        reader = self.subscribers.find(number)
        if reader is None or reader.left_at is None or reader.confirmed_at is None:
            return UnsubscribeResult(reader)
        return UnsubscribeResult(reader, self.keyring.stamp(Purpose.UNDO, number, reader.left_at))

    def end(self, number: int, how: str) -> bool:
        """End a subscription, and record how that was requested.

        Returns:
            Whether the person was subscribed until now.
        """
        with self.transaction():
            is_news = self.subscribers.unsubscribe(number)
            if is_news:
                self.consents.add([number], Consent(kind="left", at=self.clock(), note=how))
        return is_news

    def undo(self, token: str, stamp: str) -> Subscriber | None:
        """Undo an unsubscription, as a new consent; return ``None`` if it is too late.

        Raises:
            BadToken: Token or stamp is damaged.
        """
        return self._come_back(token, stamp, "by the undo button after leaving")

    def rather_less(self, token: str, stamp: str, rhythm: Rhythm) -> Subscriber | None:
        """Undo an unsubscription with fewer letters; return ``None`` if it is too late."""
        reader = self._come_back(token, stamp, f"rather {rhythm.value} than not at all")
        if reader is None:
            return None
        self.subscribers.set_rhythm(reader.id, rhythm)
        return self.subscribers.find(reader.id)

    def rather_pause(self, token: str, stamp: str, months: int) -> Subscriber | None:
        """Undo an unsubscription with a pause; return ``None`` if it is too late."""
        reader = self._come_back(token, stamp, f"rather a pause of {months} months")
        if reader is None:
            return None
        self.subscribers.pause(reader.id, months_later(self.clock(), months))
        return self.subscribers.find(reader.id)

    def tell_why(self, token: str, stamp: str, reason: Reason) -> None:
        """Count why a reader left, by month. Nothing is counted if the stamp has expired.

        Raises:
            BadToken: Token or stamp is damaged.
        """
        now = self.clock()
        number = self.keyring.read(Purpose.LEAVE, token)
        if now - self.keyring.read_stamp(Purpose.UNDO, number, stamp) <= self.settings.undo_within:
            self.reasons.add(reason.value, f"{now:%Y-%m}")

    def _come_back(self, token: str, stamp: str, note: str) -> Subscriber | None:
        number = self.keyring.read(Purpose.LEAVE, token)
        left_at = self.keyring.read_stamp(Purpose.UNDO, number, stamp)
        now = self.clock()
        with self.transaction():
            reader = self.subscribers.find(number)
            if reader is None or now - left_at > self.settings.undo_within:
                return None
            if reader.standing is Standing.CONFIRMED:
                return reader  # pressed twice
            if reader.left_at is None or int(reader.left_at.timestamp()) != int(
                left_at.timestamp()
            ):
                raise BadToken("undo-of-earlier-leaving")
            self.subscribers.confirm(number)
            self.consents.add([number], Consent(kind="returned", at=now, note=note))
        return self.subscribers.find(number)
