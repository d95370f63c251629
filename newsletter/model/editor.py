"""Editors: who may do what at the desk, their sessions, and the log of what they did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, Self, TypeAlias

from newsletter.model.address import EmailAddress
from newsletter.model.secret import ApiKey


class Role(Enum):
    """What kind of work an editor does; permissions follow from it."""

    WRITER = "writer"  # writes, but sends nothing
    EDITOR = "editor"
    OWNER = "owner"


class Permission(Enum):
    """What a role may do at the desk."""

    WRITE = "write"  # articles and drafts, tests to oneself; figures without names
    SEND = "send"  # approve, queue, skip, hold, start, pause, cancel
    UNSUBSCRIBE = "unsubscribe"  # one reader, by typing the exact address
    DISCARD = "discard"  # also what others wrote; the addresses of links
    READERS = "readers"  # readers by name, imports, exports
    OWN = "own"  # accounts of editors, settings, keys, and the log


_WRITER: Final = frozenset({Permission.WRITE})
_EDITOR: Final = _WRITER | {Permission.SEND, Permission.UNSUBSCRIBE, Permission.DISCARD}
_GIVEN: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {Role.WRITER: _WRITER, Role.EDITOR: _EDITOR, Role.OWNER: frozenset(Permission)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Somebody with an account at the desk.

    Attributes:
        name: Empty once the account has ended.
        address: Where links to sign in go; ``None`` once the account has ended.
        ended_at: When the account ended; its number stays, as the log names it.
    """

    id: int
    name: str
    address: EmailAddress | None
    role: Role
    made_at: datetime
    has_password: bool
    ended_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the account has not ended."""
        return self.ended_at is None

    def may(self, permission: Permission) -> bool:
        """Return whether the editor has a permission."""
        return self.is_active and permission in _GIVEN[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Another program, which does with an API key what an editor does at the desk.

    Attributes:
        id: The number of its key, below zero, so that it is never an editor's.
    """

    id: int
    name: str

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Return the program that has a key."""
        return cls(id=-key.id, name=key.name)


Doer: TypeAlias = Editor | Program  # who does something that is noted in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """An editor who is signed in at one browser.

    Attributes:
        key: A hash of the cookie; the cookie itself is not stored.
        browser: Its name and its system, such as ``Firefox/Android``; empty if unknown.
        seen_at: When the editor last requested a page, to within five minutes.
        proven_at: When the editor last proved, by a password or a link, who they are.
    """

    key: bytes
    editor: Editor
    began_at: datetime
    seen_at: datetime
    proven_at: datetime
    browser: str = ""


class Actor(Enum):
    """From where an act was done."""

    DESK = "desk"
    MAIL = "mail"  # a link in a mail
    TICKER = "ticker"
    TERMINAL = "terminal"
    API = "api"  # a program with a key


class Act(Enum):
    """What was done, in the words of the log."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SESSIONS_ENDED = "sessions ended"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # the name of an act
    EDITOR_ADDED = "editor added"
    ROLE_CHANGED = "role changed"
    EDITOR_ENDED = "editor ended"
    LINK_MADE = "link made"
    ARTICLE_ADDED = "article added"
    ARTICLE_CORRECTED = "article corrected"
    ARTICLE_DIVIDED = "article divided"
    ARTICLE_REMOVED = "article removed"
    ARTICLE_REPLACED = "article replaced"
    ARTICLE_RESTORED = "article restored"
    ISSUE_DRAWN = "issue drawn"
    ISSUE_BEGUN = "issue begun"
    ISSUE_SAVED = "issue saved"
    ISSUE_APPROVED = "issue approved"
    ISSUE_RENEWED = "issue renewed"  # queued with the present settings, in its place
    ISSUE_WITHDRAWN = "issue withdrawn"
    ISSUE_DISCARDED = "issue discarded"
    ISSUE_RESTORED = "issue restored"
    PAGE_CORRECTED = "page corrected"  # the web page of a sent issue
    PAGE_HIDDEN = "page hidden"
    PAGE_SHOWN = "page shown"
    CORRECTION_BEGUN = "correction begun"  # a mail to those who got an issue
    QUEUE_CHANGED = "queue changed"
    FEED_FOLLOWED = "feed followed"
    FEED_UNFOLLOWED = "feed unfollowed"
    PROPOSAL_ACCEPTED = "proposal accepted"
    PROPOSAL_DISMISSED = "proposal dismissed"
    DECIDED = "decided"  # what becomes of the issue of a slot
    DRAFT_SHARED = "draft shared"
    SHARING_ENDED = "sharing ended"
    STARTED = "started"  # an issue is to be sent at once
    START_UNDONE = "start undone"
    START_DROPPED = "start dropped"  # it could not be sent after all
    DISPATCH_PAUSED = "dispatch paused"
    DISPATCH_RESUMED = "dispatch resumed"
    DISPATCH_CANCELLED = "dispatch cancelled"
    DISPATCH_SETTLED = "dispatch settled"  # what became of its batches in doubt
    DISPATCHED_AGAIN = "dispatched again"  # to the refused recipients
    CALENDAR_MADE = "calendar made"
    CALENDAR_ENDED = "calendar ended"
    SETTINGS_BEGUN = "settings begun"  # they are about to be changed
    SETTINGS_CHANGED = "settings changed"
    API_KEY_MADE = "key made"
    API_KEY_REVOKED = "key revoked"
    API_KEY_ENDED = "key ended"  # its maker is no owner any more
    LIST_BEGUN = "list begun"  # the taking in of a list of readers
    LIST_TAKEN_IN = "list taken in"
    IMPORT_UNDONE = "import undone"
    READERS_EXPORTED = "readers exported"
    READER_OPENED = "reader opened"
    READER_DATA_TAKEN = "reader data taken"  # downloaded, to be given to the reader
    READER_ADDED = "reader added"
    READER_CHANGED = "reader changed"
    READER_UNSUBSCRIBED = "reader unsubscribed"
    READER_UNKNOWN = "reader unknown"  # an address was typed to unsubscribe that is no reader's
    UNSUBSCRIBING_STOPPED = "unsubscribing stopped"  # too many addresses were typed in an hour
    READER_SUPPRESSED = "reader suppressed"
    READER_ALLOWED = "reader allowed"  # to be written to again
    READERS_LISTED = "readers listed"
    TEST_ADDRESS_ADDED = "test address added"
    TEST_ADDRESS_CONFIRMED = "test address confirmed"  # by its holder
    TEST_ADDRESS_REFUSED = "test address refused"  # by its holder, also later
    TEST_ADDRESS_REMOVED = "test address removed"
    TEST_MAILED = "test mailed"  # to saved addresses
    READER_ERASED = "reader erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One act in the log. It names people by their numbers, never by their addresses.

    Attributes:
        thing: What it was done to, such as ``issue 12`` or ``editor 3``.
        editor: Who acted, also the ``id`` of a program; ``None`` for the ticker and the terminal.
        before: A hash or a value of the thing before the act; empty if the act has none.
        after: The same, after the act.
        id: Counts up; ``None`` before the entry is stored.
    """

    at: datetime
    actor: Actor
    act: Act
    thing: str
    editor: int | None = None
    before: str = ""
    after: str = ""
    id: int | None = field(default=None, compare=False)
