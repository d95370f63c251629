"""Preferences: some by the link in a letter, all by a fresh link to the mailbox."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from newsletter.audience.addresses import parse
from newsletter.audience.api_keys import Limiter
from newsletter.audience.consent import truncated
from newsletter.audience.importing.values import tag
from newsletter.audience.names import first_name
from newsletter.audience.ports import (
    Clock,
    Consents,
    Deliveries,
    FreshLinks,
    Notify,
    Replies,
    Subscribers,
    Suppressions,
    Transaction,
)
from newsletter.audience.settings import ReaderSettings
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import BadToken
from newsletter.message import Message
from newsletter.model.audience import Consent, Rhythm, Standing, Subscriber, months_later
from newsletter.model.notice import NoticeKind
from newsletter.model.preferences import Session

_MOST_PAUSE_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What readers decide for themselves."""

    subscribers: Subscribers
    suppressions: Suppressions
    consents: Consents
    fresh_links: FreshLinks
    deliveries: Deliveries
    replies: Replies
    limiter: Limiter
    keyring: Keyring
    notify: Notify
    transaction: Transaction
    clock: Clock
    settings: ReaderSettings

    # --- with the link in every letter, which may have been forwarded

    def look(self, token: str) -> Subscriber | None:
        """Return the owner of a link, or ``None`` if erased. Nothing changes.

        Raises:
            BadToken: It is damaged.
        """
        return self.subscribers.find(self.keyring.read(Purpose.PREFERENCES, token))

    def set_rhythm(self, token: str, rhythm: Rhythm) -> Subscriber | None:
        """Set the rhythm."""
        return self._change(token, lambda reader: self.subscribers.set_rhythm(reader.id, rhythm))

    def pause(self, token: str, months: int) -> Subscriber | None:
        """Pause mail for one to three months, or resume it with 0.

        Raises:
            ValueError: It is another number of months.
        """
        if not 0 <= months <= _MOST_PAUSE_MONTHS:
            raise ValueError(f"a pause is of one to {_MOST_PAUSE_MONTHS} months")
        until = months_later(self.clock(), months) if months else None
        return self._change(token, lambda reader: self.subscribers.pause(reader.id, until))

    def leave_token(self, reader: Subscriber) -> str:
        """Return the token to unsubscribe with on the preferences page."""
        return self.keyring.token(Purpose.LEAVE, reader.id)

    # --- requesting a fresh link

    def mail_link(self, token: str) -> Subscriber | None:
        """Mail a fresh link to the owner of a letter's link, a few times a day at most."""
        reader = self.look(token)
        if reader is not None:
            self._mail(reader)
        return reader

    def mail_link_to(self, address: str, client: str = "") -> bool:
        """Mail a fresh link to an address, if it is a reader's, without revealing that.

        Returns:
            ``False`` only if this network asks too often.

        Raises:
            BadAddress: It is no address.
        """
        # only looked up: every address in the database was accepted before
        parsed = parse(address, unicode_local=True)
        network = truncated(client)
        most = self.settings.sign_ups_per_network
        if network and self.limiter.is_over("network", network, most):
            return False
        reader = self.subscribers.by_address(parsed)
        if reader is not None:
            self._mail(reader)
        return True

    def _mail(self, reader: Subscriber) -> None:
        whose, most = reader.address.inbox, self.settings.mails_per_address
        with self.transaction():
            if self.limiter.is_over("fresh", whose, most, hours=24):
                return
            number = self.fresh_links.add(reader.id, self.clock())
            token = self.keyring.token(Purpose.FRESH, number)
            self.notify(NoticeKind.FRESH, reader, action=f"/data/{token}")

    # --- with the fresh link: opened once by a press, then by the key on the page

    def knock(self, token: str) -> bool:
        """Return whether a fresh link would open now. Nothing changes.

        Raises:
            BadToken: It is damaged.
        """
        link = self.fresh_links.find(self.keyring.read(Purpose.FRESH, token))
        if link is None or link.used_at is not None:
            return False
        return self.clock() - link.made_at <= self.settings.fresh_link_for

    def open(self, token: str) -> Session | None:
        """Use the link and open the data, or return ``None`` if it is used or too old.

        Raises:
            BadToken: It is damaged.
        """
        if not self.knock(token):
            return None
        number, now = self.keyring.read(Purpose.FRESH, token), self.clock()
        link = self.fresh_links.find(number)
        if link is None or not self.fresh_links.use(number, now):
            return None
        reader = self.subscribers.find(link.subscriber)
        if reader is None:
            return None
        stamp = self.keyring.stamp(Purpose.FRESH, reader.id, now)
        return Session(reader, f"{reader.id}.{stamp}")

    def session(self, key: str) -> Session:
        """Return the data that this key opens, while a fresh link is valid.

        Raises:
            BadToken: The key is damaged or expired.
        """
        number, _, stamp = key.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadToken("page-open-too-long")
        opened = self.keyring.read_stamp(Purpose.FRESH, int(number), stamp)
        reader = self.subscribers.find(int(number))
        if reader is None or self.clock() - opened > self.settings.fresh_link_for:
            raise BadToken("page-open-too-long")
        return Session(reader, key)

    def change(self, key: str, *, name: str, language: str, tags: Collection[str]) -> Session:
        """Set name and language, and exactly these of the topics on offer."""
        reader = self.session(key).reader
        offered = frozenset(map(tag, self.settings.tags))
        with self.transaction():
            self.subscribers.rename(reader.id, first_name(name))
            if language:
                self.subscribers.speak(reader.id, language)
            # the editor's own tags are not shown to the reader, and saving must not lose them
            kept = reader.tags - offered
            self.subscribers.set_tags(reader.id, kept | (frozenset(map(tag, tags)) & offered))
        return self.session(key)

    def data(self, key: str) -> dict[str, object]:
        """Return all data about the reader, for export (GDPR articles 15 and 20)."""
        return self.everything(self.session(key).reader)

    def record(self, key: str) -> tuple[Consent, ...]:
        """Return what the reader consented to and withdrew, oldest first."""
        return self.consents.of(self.session(key).reader.id)

    def everything(self, reader: Subscriber) -> dict[str, object]:
        """Return all data about one person, in plain values."""
        barred = self.suppressions.of(reader.address)
        return {
            "address": str(reader.address),
            "first_name": reader.first_name,
            "language": reader.language,
            "topics": sorted(reader.tags),
            "rhythm": reader.rhythm.value,
            "standing": reader.standing.value,
            "paused_until": _iso(reader.paused_until),
            "joined_at": _iso(reader.joined_at),
            "confirmed_at": _iso(reader.confirmed_at),
            "left_at": _iso(reader.left_at),
            "suppressed": None
            if barred is None
            else {
                "reason": barred.reason.value,
                "since": _iso(barred.since),
                "note": _note(barred.note),
            },
            "consent": [_consent(consent) for consent in self.consents.of(reader.id)],
            "letters": [dict(sent) for sent in self.deliveries.of(reader.id)],
            "replies": [dict(reply) for reply in self.replies.of(reader.address)],
        }

    def erase(self, key: str) -> None:
        """Erase the reader. Only numbered proof of consent and a keyed hash remain."""
        self.forget(self.session(key).reader, "asked by the reader")

    def forget(self, reader: Subscriber, note: str) -> None:
        """Erase a person, at their own request or at the editor's."""
        with self.transaction():
            self.consents.add([reader.id], Consent(kind="erased", at=self.clock(), note=note))
            self.subscribers.erase(reader.id)

    def _change(self, token: str, change: Callable[[Subscriber], None]) -> Subscriber | None:
        reader = self.look(token)
        if reader is None or reader.standing is not Standing.CONFIRMED:
            return reader
        change(reader)
        return self.subscribers.find(reader.id)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _consent(consent: Consent) -> dict[str, object]:
    return {
        "what": consent.kind,
        "at": _iso(consent.at),
        "wording": consent.wording,
        "version": consent.version,
        "network": consent.network,
        "note": _note(consent.note),
    }


def _note(text: str) -> object:
    """Return a note as plain values, if it holds data, else its words."""
    return text if Message.from_text(text).is_own_words else json.loads(text)
