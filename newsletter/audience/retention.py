"""The daily deletion of data that is no longer needed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from newsletter.audience.ports import (
    Clock,
    Consents,
    FreshLinks,
    Limits,
    SignUps,
    Subscribers,
    Votes,
)
from newsletter.audience.settings import ReaderSettings
from newsletter.model.audience import Standing

_AT_ONCE: Final = 1000  # people per transaction, so that others need not wait long for the database
_KEYS_LIVE: Final = timedelta(days=30)
_DAY_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Expired:
    """What was deleted: people who never confirmed, people who left, and old rows."""

    unconfirmed: int
    left: int
    proofs: int
    vote_keys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The daily clean-up. Repeating it does no harm."""

    subscribers: Subscribers
    consents: Consents
    sign_ups: SignUps
    fresh_links: FreshLinks
    limits: Limits
    votes: Votes
    clock: Clock
    settings: ReaderSettings

    def tidy(self) -> Expired:
        """Delete what the settings and the privacy page promise."""
        now = self.clock()
        self.sign_ups.drop(asked_before=now - self.settings.forget_unconfirmed_after)
        self.fresh_links.drop(made_before=now - timedelta(days=1))
        self.limits.drop(before=int(now.timestamp()) // 3600 - 2 * _DAY_HOURS)
        return Expired(
            unconfirmed=self._forget(Standing.PENDING, self.settings.forget_unconfirmed_after),
            left=self._forget(Standing.UNSUBSCRIBED, self.settings.forget_left_after),
            proofs=self.consents.drop(left_before=now - self.settings.keep_proof_for),
            vote_keys=self.votes.destroy_keys(made_before=now - _KEYS_LIVE),
        )

    def _forget(self, standing: Standing, after: timedelta) -> int:
        before = self.clock() - after
        total = 0
        while gone := self.subscribers.forget(standing=standing, before=before, limit=_AT_ONCE):
            total += gone
        return total
