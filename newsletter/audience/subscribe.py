"""Signing up: anybody can ask, and only the mailbox's owner can confirm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from newsletter.audience.addresses import parse
from newsletter.audience.api_keys import Limiter
from newsletter.audience.consent import truncated, wording
from newsletter.audience.importing.values import tag
from newsletter.audience.names import first_name
from newsletter.audience.ports import (
    Clock,
    Consents,
    Notify,
    SignUps,
    Subscribers,
    Suppressions,
    Transaction,
)
from newsletter.audience.settings import ReaderSettings
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import BadAddress, BadToken
from newsletter.model.address import EmailAddress
from newsletter.model.audience import (
    Consent,
    NewSubscriber,
    Standing,
    Subscriber,
    Suppression,
    SuppressionReason,
)
from newsletter.model.notice import NoticeKind
from newsletter.model.sign_up import (
    ConfirmationState,
    Confirmed,
    ConsentWording,
    SignUp,
    SignUpAnswer,
    SignUpChannel,
    SignUpRequest,
)

_FORM_LASTS: Final = timedelta(days=1)
# A reader's own new consent ends these, but neither a bounce nor the editor's suppression.
_LIFTED_BY_A_YES: Final = frozenset(
    {SuppressionReason.LEFT, SuppressionReason.ERASED, SuppressionReason.COMPLAINED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """Takes requests, sends confirmations, and subscribes people."""

    subscribers: Subscribers
    suppressions: Suppressions
    consents: Consents
    sign_ups: SignUps
    limiter: Limiter
    keyring: Keyring
    notify: Notify
    transaction: Transaction
    clock: Clock
    settings: ReaderSettings
    publication: str
    language: str
    unicode_local: bool = False
    is_disposable: Callable[[str], bool] = lambda _domain: False
    provider_may_block: Callable[[SuppressionReason], bool] = lambda _reason: False
    tell_editor: Callable[[Subscriber], None] = lambda _reader: None

    def words(self, language: str) -> ConsentWording:
        """Return what a person agrees to, in a language."""
        return wording(self.publication, language or self.language, self.settings.wording)

    def stamp(self) -> str:
        """Return the value of the hidden field of a form that is shown now."""
        return self.keyring.stamp(Purpose.FORM, 0, self.clock())

    def sign_up(self, wish: SignUpRequest) -> SignUpAnswer:
        """Take one request, and send the mail that is due. The answer does not reveal which.

        Raises:
            BadAddress: We cannot write to this address, so that the person must correct it.
        """
        address = parse(wish.address, unicode_local=self.unicode_local)
        now = self.clock()
        # a password manager fills the hidden field too, and nobody may be lost silently
        is_odd = bool(wish.trap) or not self._took_its_time(wish.stamp, now)
        if wish.way is SignUpChannel.FORM and is_odd:
            return SignUpAnswer.PRESS_AGAIN
        network = truncated(wish.client)
        if network and self.limiter.is_over("network", network, self.settings.sign_ups_per_network):
            return SignUpAnswer.TOO_MANY
        if self.is_disposable(address.domain):
            raise BadAddress("address-disposable", domain=address.domain)
        with self.transaction():
            self._take(address, wish, network, now)
        return SignUpAnswer.LOOK_IN_YOUR_MAILBOX

    def look(self, token: str) -> tuple[ConfirmationState, Subscriber | None]:
        """Return the state of a confirmation link and its owner. Nothing changes.

        Raises:
            BadToken: It is damaged.
        """
        request = self.sign_ups.find(self.keyring.read(Purpose.CONFIRM, token))
        reader = self.subscribers.find(request.subscriber) if request else None
        if request is None or reader is None:
            return ConfirmationState.TOO_LATE, None
        if request.used_at is not None:
            done = reader.standing is Standing.CONFIRMED
            return (ConfirmationState.DONE if done else ConfirmationState.TOO_LATE), reader
        if self.clock() - request.asked_at > self.settings.confirm_within:
            return ConfirmationState.TOO_LATE, reader
        return ConfirmationState.OPEN, reader

    def confirm(self, token: str, client: str = "") -> Confirmed | None:
        """Subscribe a person who followed the link, or return ``None`` if it is too late.

        Raises:
            BadToken: It is damaged.
        """
        state, reader = self.look(token)
        match state:
            case ConfirmationState.TOO_LATE:
                return None
            case ConfirmationState.DONE:
                return Confirmed(reader, is_news=False) if reader else None
            case ConfirmationState.OPEN:
                with self.transaction():
                    return self._let_in(self.keyring.read(Purpose.CONFIRM, token), client)
            case _:
                assert_never(state)

    def remind(self) -> int:
        """Send a reminder to those who have not confirmed, once to each; return how many got it."""
        after = self.settings.remind_after
        if after is None:
            return 0
        now = self.clock()
        reminded = 0
        while waiting := self.sign_ups.waiting(asked_before=now - after):
            for request in waiting:
                with self.transaction():
                    reminded += self._remind(request, now)
        return reminded

    def _remind(self, request: SignUp, now: datetime) -> bool:
        if not self.sign_ups.note_reminded(request.id, now):
            return False  # another process was first
        reader = self.subscribers.find(request.subscriber)
        in_time = now - request.asked_at < self.settings.confirm_within
        if reader is None or reader.standing is not Standing.PENDING or not in_time:
            return False
        self._invite(reader, request.id)
        return True

    def _took_its_time(self, stamp: str, now: datetime) -> bool:
        try:
            shown_at = self.keyring.read_stamp(Purpose.FORM, 0, stamp)
        except BadToken:
            return False
        return self.settings.form_takes_at_least <= now - shown_at <= _FORM_LASTS

    def _take(
        self, address: EmailAddress, wish: SignUpRequest, network: str, now: datetime
    ) -> None:
        known = self.subscribers.by_address(address)
        if self.limiter.is_over("mails", address.inbox, self.settings.mails_per_address, hours=24):
            return
        if known is not None and known.standing is Standing.CONFIRMED:
            if not self.limiter.is_over("already", address.normalised, 1, hours=24):
                self.notify(NoticeKind.ALREADY, known)
            return
        barred = self.suppressions.of(address)
        if barred is not None and barred.reason not in _LIFTED_BY_A_YES:
            return
        reader = known or self.subscribers.add(
            # the name stays in the request: nothing that a stranger typed is mailed
            NewSubscriber(address=address, language=wish.language or self.language),
            standing=Standing.PENDING,
            source=wish.way.value,
        )
        if reader.standing is Standing.UNSUBSCRIBED:
            self.subscribers.ask_again(reader.id)
        self._invite(reader, self.sign_ups.add(self._request(reader.id, wish, network, now)))

    def _request(self, subscriber: int, wish: SignUpRequest, network: str, now: datetime) -> SignUp:
        language = wish.language or self.language
        words = self.words(language)
        return SignUp(
            id=0,
            subscriber=subscriber,
            asked_at=now,
            way=wish.way.value,
            wording=words.text,
            version=words.version,
            network=network,
            first_name=first_name(wish.first_name),
            language=language,
            tags=frozenset(map(tag, wish.tags)) & frozenset(map(tag, self.settings.tags)),
        )

    def _invite(self, reader: Subscriber, request: int) -> None:
        token = self.keyring.token(Purpose.CONFIRM, request)
        self.notify(NoticeKind.CONFIRM, reader, action=f"/confirm/{token}")

    def _let_in(self, number: int, client: str) -> Confirmed | None:
        now = self.clock()
        request = self.sign_ups.find(number)
        if request is None or not self.sign_ups.use(number, now):
            return None
        before = self.subscribers.find(request.subscriber)
        self._give_what_was_asked(request)
        is_news = self.subscribers.confirm(request.subscriber)
        reader = self.subscribers.find(request.subscriber)
        if before is None or reader is None:
            return None
        lifted = self._lift(reader)
        self._note(request, truncated(client), now)
        may_be_blocked = self._may_be_blocked(before, lifted)
        if may_be_blocked:
            self.tell_editor(reader)
        if is_news:
            self.notify(NoticeKind.WELCOME, reader)
            if self.settings.last_issue_as_welcome:
                self.notify(NoticeKind.LAST_ISSUE, reader)
        return Confirmed(reader, is_news, lifted, may_be_blocked)

    def _lift(self, reader: Subscriber) -> Suppression | None:
        """Lift the suppression that the reader's own consent ends, if there is one."""
        found = self.suppressions.of(reader.address)
        if found is None or found.reason not in _LIFTED_BY_A_YES:
            return None
        self.suppressions.lift(reader.address)
        return found

    def _may_be_blocked(self, before: Subscriber, lifted: Suppression | None) -> bool:
        """Return whether the provider may still block a person who came back."""
        if lifted is not None:
            return self.provider_may_block(lifted.reason)
        return before.left_at is not None and self.provider_may_block(SuppressionReason.LEFT)

    def _give_what_was_asked(self, request: SignUp) -> None:
        if request.first_name:
            self.subscribers.rename(request.subscriber, request.first_name)
        if request.language:
            self.subscribers.speak(request.subscriber, request.language)
        before = self.subscribers.find(request.subscriber)
        if request.tags and before is not None:
            self.subscribers.set_tags(request.subscriber, before.tags | request.tags)

    def _note(self, request: SignUp, network: str, now: datetime) -> None:
        asked = Consent(
            kind=f"asked by {request.way}",
            at=request.asked_at,
            wording=request.wording,
            version=request.version,
            network=request.network,
        )
        confirmed = Consent(
            kind="confirmed",
            at=now,
            wording=request.wording,
            version=request.version,
            network=network,
            note="by the link in the confirmation mail",
        )
        self.consents.add([request.subscriber], asked)
        self.consents.add([request.subscriber], confirmed)
