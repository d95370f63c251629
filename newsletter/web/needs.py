"""What the pages ask of the newsletter; ``app`` gives it without knowing of them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from newsletter.model.address import EmailAddress
from newsletter.model.api_key import ApiKey, Scope
from newsletter.model.archive import ArchivedIssue
from newsletter.model.audience import Consent, Rhythm, Subscriber
from newsletter.model.hook import Admission, Hook
from newsletter.model.preferences import PrivacyNotice, Reason, Session, UnsubscribeResult, Vote
from newsletter.model.sign_up import (
    ConfirmationState,
    Confirmed,
    ConsentWording,
    SignUpAnswer,
    SignUpRequest,
)


class Publication(Protocol):
    """Who speaks: what stands at the head and the foot of every page."""

    @property
    def name(self) -> str:
        """As the masthead shows it."""
        ...

    @property
    def tagline(self) -> str:
        """A line under the name; empty for none."""
        ...

    @property
    def language(self) -> str:
        """Of the pages, where a reader chose none."""
        ...

    @property
    def base_url(self) -> str:
        """Where readers reach the pages, without a slash at the end."""
        ...

    @property
    def contact(self) -> tuple[str, ...]:
        """Who sends and how to reach them, one line an entry."""
        ...


class Joining(Protocol):
    """Signing up; see ``audience.subscribe``."""

    def words(self, language: str) -> ConsentWording:
        """What a person agrees to."""
        ...

    def stamp(self) -> str:
        """For the hidden field of a form that is shown now."""
        ...

    def sign_up(self, wish: SignUpRequest) -> SignUpAnswer:
        """Take one request; the answer is the same whoever has the address.

        Raises:
            BadAddress: The person types again.
        """
        ...

    def look(self, token: str) -> tuple[ConfirmationState, Subscriber | None]:
        """What a confirmation link is good for; nothing changes. Raises BadToken."""
        ...

    def confirm(self, token: str, client: str = "") -> Confirmed | None:
        """Let them in; ``None``: too late. Raises BadToken."""
        ...


class Leaving(Protocol):
    """Leaving, and staying after all; see ``audience.unsubscribe``. All raise BadToken."""

    def look(self, token: str) -> Subscriber | None:
        """Whose link it is; ``None`` for a reader who was erased."""
        ...

    def leave(self, token: str, how: str = "page") -> UnsubscribeResult:
        """End the subscription at once; repeating it changes nothing."""
        ...

    def undo(self, token: str, stamp: str) -> Subscriber | None:
        """Take it back; ``None`` when the hour is over."""
        ...

    def rather_less(self, token: str, stamp: str, rhythm: Rhythm) -> Subscriber | None:
        """Stay with fewer letters; ``None`` when the hour is over."""
        ...

    def rather_pause(self, token: str, stamp: str, months: int) -> Subscriber | None:
        """Stay after a pause; ``None`` when the hour is over."""
        ...

    def tell_why(self, token: str, stamp: str, reason: Reason) -> None:
        """Count a reason, linked to nobody."""
        ...


class Choosing(Protocol):
    """Preferences; see ``audience.preferences``. All raise BadToken."""

    def look(self, token: str) -> Subscriber | None:
        """Whose link it is; ``None`` for a reader who was erased."""
        ...

    def set_rhythm(self, token: str, rhythm: Rhythm) -> Subscriber | None:
        """Another rhythm."""
        ...

    def pause(self, token: str, months: int) -> Subscriber | None:
        """Nothing for some months; 0: from now on again. Raises ValueError."""
        ...

    def leave_token(self, reader: Subscriber) -> str:
        """For the way out on the preferences page."""
        ...

    def mail_link(self, token: str) -> Subscriber | None:
        """Mail a fresh link to the reader of a letter's link."""
        ...

    def mail_link_to(self, address: str, client: str = "") -> bool:
        """Mail one to an address, if it is a reader's; ``False``: too often. Raises BadAddress."""
        ...

    def knock(self, token: str) -> bool:
        """Whether a fresh link would open now; nothing changes."""
        ...

    def open(self, token: str) -> Session | None:
        """Use the link up and open the data; ``None`` when it was used or is too old."""
        ...

    def session(self, key: str) -> Session:
        """The data that this key opens."""
        ...

    def change(self, key: str, *, name: str, language: str, tags: Collection[str]) -> Session:
        """Another name, language and topics."""
        ...

    def data(self, key: str) -> dict[str, object]:
        """Everything that is kept of the reader."""
        ...

    def record(self, key: str) -> tuple[Consent, ...]:
        """What the reader agreed to and took back, oldest first."""
        ...

    def erase(self, key: str) -> None:
        """Forget the reader."""
        ...


class Voting(Protocol):
    """Was this a clear moment? See ``audience.feedback``. All raise BadToken."""

    def look(self, token: str) -> int:
        """The issue that is asked about."""
        ...

    def vote(self, token: str, *, is_yes: bool) -> Vote:
        """Count an answer, once for each reader."""
        ...


class Keys(Protocol):
    """API keys; see ``audience.api_keys``."""

    def opens(self, text: str, scope: Scope) -> ApiKey | None:
        """The key behind this text, if it is good for that."""
        ...


class Archive(Protocol):
    """Issues that went out, for everybody."""

    @property
    def is_public(self) -> bool:
        """Whether there is an archive at all."""
        ...

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list it."""
        ...

    @property
    def feed_length(self) -> int:
        """How many issues the feed holds."""
        ...

    def issues(self) -> tuple[ArchivedIssue, ...]:
        """Every issue that went out, newest first."""
        ...

    def find(self, slug: str) -> ArchivedIssue | None:
        """The issue of this name; ``None`` where none went out."""
        ...

    def email(self, slug: str) -> str | None:
        """Its mail as HTML, as approved, without any reader's data."""
        ...


class Readers(Protocol):
    """Everything that a reader can do."""

    @property
    def joining(self) -> Joining:
        """Signing up."""
        ...

    @property
    def leaving(self) -> Leaving:
        """Leaving."""
        ...

    @property
    def choosing(self) -> Choosing:
        """Preferences and own data."""
        ...

    @property
    def voting(self) -> Voting:
        """The question at the end of an issue."""
        ...

    @property
    def keys(self) -> Keys:
        """API keys."""
        ...

    @property
    def archive(self) -> Archive:
        """Issues that went out."""
        ...

    @property
    def privacy(self) -> PrivacyNotice:
        """What the privacy page says."""
        ...

    @property
    def unicode_local(self) -> bool:
        """Whether addresses may have letters outside ASCII before the @."""
        ...

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that readers may choose from."""
        ...

    @property
    def trusted_proxies(self) -> tuple[str, ...]:
        """Whose ``X-Forwarded-For`` is believed: addresses or networks."""
        ...


class Newsletter(Protocol):
    """Everything that a page or a machine's door may ask. All of it is synchronous."""

    @property
    def publication(self) -> Publication:
        """Who speaks."""
        ...

    @property
    def answers_to(self) -> EmailAddress | None:
        """Where a reader's question goes; a person reads it."""
        ...

    @property
    def readers(self) -> Readers:
        """Everything that a reader can do."""
        ...

    def admit(self, provider: str, hook: Hook) -> Admission:
        """Decide by its head alone whether the body of a provider's call is read."""
        ...

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Check a provider's call, keep it raw, and say with which status and headers to answer.

        It is read later. An unknown provider gets 404.
        """
        ...

    def media(self, name: str) -> tuple[bytes, str] | None:
        """A picture that issues show, and its media type; ``None`` where there is none."""
        ...

    def health(self) -> tuple[str, ...]:
        """What is wrong right now, in words that anybody may see; empty when all is well."""
        ...
