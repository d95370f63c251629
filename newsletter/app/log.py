"""The log of the desk in sentences: who did what, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from newsletter.app import numbered
from newsletter.app.container import Container
from newsletter.app.log_lines import LogLine, LogLines
from newsletter.model.editor import Act

_ON_A_PAGE: Final = 50


class LogKind(Enum):
    """The subjects of acts, to choose entries by."""

    LETTERS = "letters"
    PLANNING = "planning"
    SENDING = "sending"
    ARTICLES = "articles"
    READERS = "readers"
    ACCOUNTS = "accounts"
    SIGNING_IN = "signing in"
    SETTINGS = "settings"


_ACTS: Final = {
    LogKind.LETTERS: {
        Act.ISSUE_DRAWN,
        Act.ISSUE_BEGUN,
        Act.ISSUE_SAVED,
        Act.ISSUE_APPROVED,
        Act.ISSUE_RENEWED,
        Act.ISSUE_WITHDRAWN,
        Act.ISSUE_DISCARDED,
        Act.ISSUE_RESTORED,
        Act.DRAFT_SHARED,
        Act.SHARING_ENDED,
        Act.PAGE_CORRECTED,
        Act.PAGE_HIDDEN,
        Act.PAGE_SHOWN,
        Act.CORRECTION_BEGUN,
        Act.TEST_MAILED,
    },
    LogKind.PLANNING: {
        Act.QUEUE_CHANGED,
        Act.DECIDED,
        Act.CALENDAR_MADE,
        Act.CALENDAR_ENDED,
    },
    LogKind.SENDING: {
        Act.STARTED,
        Act.START_UNDONE,
        Act.START_DROPPED,
        Act.DISPATCH_PAUSED,
        Act.DISPATCH_RESUMED,
        Act.DISPATCH_CANCELLED,
        Act.DISPATCH_SETTLED,
        Act.DISPATCHED_AGAIN,
    },
    LogKind.ARTICLES: {
        Act.ARTICLE_ADDED,
        Act.ARTICLE_CORRECTED,
        Act.ARTICLE_DIVIDED,
        Act.ARTICLE_REMOVED,
        Act.ARTICLE_REPLACED,
        Act.ARTICLE_RESTORED,
        Act.FEED_FOLLOWED,
        Act.FEED_UNFOLLOWED,
        Act.PROPOSAL_ACCEPTED,
        Act.PROPOSAL_DISMISSED,
    },
    LogKind.READERS: {
        Act.LIST_BEGUN,
        Act.LIST_TAKEN_IN,
        Act.IMPORT_UNDONE,
        Act.READERS_EXPORTED,
        Act.READER_OPENED,
        Act.READER_DATA_TAKEN,
        Act.READERS_LISTED,
        Act.READER_ADDED,
        Act.READER_CHANGED,
        Act.READER_UNSUBSCRIBED,
        Act.READER_UNKNOWN,
        Act.UNSUBSCRIBING_STOPPED,
        Act.READER_SUPPRESSED,
        Act.READER_ALLOWED,
        Act.READER_ERASED,
    },
    LogKind.ACCOUNTS: {Act.EDITOR_ADDED, Act.ROLE_CHANGED, Act.EDITOR_ENDED, Act.LINK_MADE},
    LogKind.SIGNING_IN: {
        Act.SIGNED_IN,
        Act.SIGNED_OUT,
        Act.SESSIONS_ENDED,
        Act.PASSWORD_CHANGED,
    },
    LogKind.SETTINGS: {
        Act.SETTINGS_BEGUN,
        Act.SETTINGS_CHANGED,
        Act.API_KEY_MADE,
        Act.API_KEY_REVOKED,
        Act.API_KEY_ENDED,
        Act.TEST_ADDRESS_ADDED,
        Act.TEST_ADDRESS_CONFIRMED,
        Act.TEST_ADDRESS_REFUSED,
        Act.TEST_ADDRESS_REMOVED,
    },
}


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first.

    Attributes:
        older: The number to pass as ``before`` for older entries; ``None`` if there are none.
    """

    lines: tuple[LogLine, ...]
    older: int | None


class DeskLog:
    """Reads the log, and resolves whom and what its entries name."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def page(
        self,
        *,
        before: int | None = None,
        editor: int | None = None,
        kind: LogKind | None = None,
    ) -> LogPage:
        """Return some entries of the log, newest first.

        Args:
            before: The number ``older`` of the previous page; ``None`` for the newest.
            editor: Only what the editor with this number did.
            kind: Only acts of this kind.
        """
        acts = None if kind is None else [act for act in Act if kind_of(act) is kind]
        found = self._container.store.log.newest(
            _ON_A_PAGE + 1, before=before, editor=editor, acts=acts
        )
        entries = found[:_ON_A_PAGE]
        folder = self._container.folder / "issues"
        with self._container.listing() as listing:
            programs = {-key.id: key.name for key in listing.api_keys()}
        lines = LogLines(
            editors={one.id: one for one in self._container.store.editors.all()},
            programs=programs,
            issues=frozenset(map(numbered.number_of, numbered.paths(folder))),
            has_article=lambda name: (folder / "articles" / name).is_file(),
            has_reader=lambda one: self._container.store.subscribers.find(one) is not None,
        )
        older = entries[-1].id if len(found) > len(entries) else None
        return LogPage(tuple(map(lines.line, entries)), older)

    def last_signed_in(self) -> Mapping[int, datetime]:
        """Return when each editor last signed in, by number, as far as the log goes back."""
        return self._container.store.log.last(Act.SIGNED_IN)


def kind_of(act: Act) -> LogKind:
    """Return what an act is about."""
    return next(kind for kind, acts in _ACTS.items() if act in acts)
