"""Readers' affairs over a real database, with a clock that is turned by hand and a letter-box to look into."""

import atexit
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict, Unpack

from newsletter import store
from newsletter.audience.api_keys import ApiAccess, Limiter
from newsletter.audience.feedback import Feedback
from newsletter.audience.importing.importer import Importer
from newsletter.audience.preferences import Preferences
from newsletter.audience.retention import Retention
from newsletter.audience.settings import ReaderSettings
from newsletter.audience.subscribe import Subscribe
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.audience.unsubscribe import Unsubscribe
from newsletter.model.audience import Subscriber
from newsletter.model.notice import NoticeKind
from newsletter.model.secret import Secret
from newsletter.model.sign_up import Confirmed, SignUpChannel, SignUpRequest

SECRET = Secret("the secret of these tests alone")
NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)


@cache
def _empty_database() -> Path:
    """Migrated once; every test gets a copy."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = store.open(f"sqlite:///{folder / 'empty.db'}", lambda: NOON, pepper=SECRET)
    made.close()
    return folder / "empty.db"


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class LetterBox:
    """What was sent: which mail, to whom, and where its button leads."""

    mails: list[tuple[NoticeKind, str, str]] = field(default_factory=list)

    def __call__(self, kind: NoticeKind, reader: Subscriber, *, action: str = "") -> None:
        self.mails.append((kind, str(reader.address), action))

    def last(self, kind: NoticeKind) -> str:
        """The token in the newest mail of that kind."""
        action = next(action for each, _, action in reversed(self.mails) if each is kind)
        return action.rpartition("/")[2]

    def kinds(self) -> list[NoticeKind]:
        return [kind for kind, _, _ in self.mails]


class Typed(TypedDict, total=False):
    """What a request to subscribe may have besides the address."""

    way: SignUpChannel
    first_name: str
    language: str
    tags: Collection[str]
    client: str
    trap: str
    stamp: str


class House:
    """All of the readers' affairs together."""

    def __init__(self, folder: Path, settings: ReaderSettings | None = None) -> None:
        self.settings = settings or ReaderSettings(tags=("rust", "loslaten"))
        self.clock = Clock()
        self.mail = LetterBox()
        path = folder / "newsletter.db"
        shutil.copy(_empty_database(), path)
        self.store = store.open(f"sqlite:///{path}", self.clock, pepper=SECRET)
        self.keyring = Keyring(SECRET)
        self.limiter = Limiter(limits=self.store.limits, keyring=self.keyring, clock=self.clock)
        self.subscribe = Subscribe(
            subscribers=self.store.subscribers,
            suppressions=self.store.suppressions,
            consents=self.store.consents,
            sign_ups=self.store.sign_ups,
            limiter=self.limiter,
            keyring=self.keyring,
            notify=self.mail,
            transaction=self.store.together,
            clock=self.clock,
            settings=self.settings,
            publication="Een helder moment",
            language="nl",
            is_disposable=lambda domain: domain == "tenminutes.example",
        )
        self.unsubscribe = Unsubscribe(
            subscribers=self.store.subscribers,
            consents=self.store.consents,
            reasons=self.store.leave_reasons,
            keyring=self.keyring,
            transaction=self.store.together,
            clock=self.clock,
            settings=self.settings,
        )
        self.preferences = Preferences(
            subscribers=self.store.subscribers,
            suppressions=self.store.suppressions,
            consents=self.store.consents,
            fresh_links=self.store.fresh_links,
            deliveries=self.store.history,
            replies=self.store.replies,
            limiter=self.limiter,
            keyring=self.keyring,
            notify=self.mail,
            transaction=self.store.together,
            clock=self.clock,
            settings=self.settings,
        )
        dice = iter(range(1, 10_000))
        self.feedback = Feedback(
            votes=self.store.votes,
            keyring=self.keyring,
            transaction=self.store.together,
            clock=self.clock,
            dice=lambda count: next(dice).to_bytes(count, "big"),
        )
        self.keys = ApiAccess(keys=self.store.api_keys, clock=self.clock, dice=self.feedback.dice)
        self.importer = Importer(
            subscribers=self.store.subscribers,
            suppressions=self.store.suppressions,
            consents=self.store.consents,
            imports=self.store.imports,
            transaction=self.store.together,
            many=self.store.many,
            clock=self.clock,
            language="nl",
        )
        self.retention = Retention(
            subscribers=self.store.subscribers,
            consents=self.store.consents,
            sign_ups=self.store.sign_ups,
            fresh_links=self.store.fresh_links,
            limits=self.store.limits,
            votes=self.store.votes,
            clock=self.clock,
            settings=self.settings,
        )

    def wish(self, address: str = "anna@example.org", **typed: Unpack[Typed]) -> SignUpRequest:
        """A request by the form, which was shown ten seconds ago."""
        stamp = self.keyring.stamp(Purpose.FORM, 0, self.clock() - timedelta(seconds=10))
        form = SignUpRequest(
            address=address, way=SignUpChannel.FORM, client="192.0.2.7", stamp=stamp
        )
        return replace(form, **typed)

    def asked(self, address: str = "anna@example.org", **typed: Unpack[Typed]) -> str:
        """Sign up; the token in the confirmation mail."""
        self.subscribe.sign_up(self.wish(address, **typed))
        return self.mail.last(NoticeKind.CONFIRM)

    def joined(self, address: str = "anna@example.org", **typed: Unpack[Typed]) -> Subscriber:
        """Sign up and confirm."""
        confirmed = self.subscribe.confirm(self.asked(address, **typed))
        assert isinstance(confirmed, Confirmed)
        return confirmed.reader

    def leave_token(self, reader: Subscriber) -> str:
        return self.keyring.token(Purpose.LEAVE, reader.id)

    def preferences_token(self, reader: Subscriber) -> str:
        return self.keyring.token(Purpose.PREFERENCES, reader.id)

    def find(self, reader: Subscriber) -> Subscriber | None:
        return self.store.subscribers.find(reader.id)

    def now(self, reader: Subscriber) -> Subscriber:
        """A reader who is still known, as they are kept now."""
        found = self.find(reader)
        assert found is not None
        return found
