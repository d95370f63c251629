"""The log of the desk in sentences: who did what, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from newsletter.app import numbered
from newsletter.app.container import Container
from newsletter.app.editors import FIRST_LINK, INVITED_AGAIN
from newsletter.message import Datum, Message
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role

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
        Act.ISSUE_WITHDRAWN,
        Act.ISSUE_DISCARDED,
        Act.ISSUE_RESTORED,
        Act.DRAFT_SHARED,
        Act.SHARING_ENDED,
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
        Act.READERS_EXPORTED,
        Act.READER_OPENED,
        Act.READERS_LISTED,
        Act.READER_ADDED,
        Act.READER_CHANGED,
        Act.READER_UNSUBSCRIBED,
        Act.READER_UNKNOWN,
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
    LogKind.SETTINGS: {Act.SETTINGS_CHANGED, Act.API_KEY_MADE, Act.API_KEY_REVOKED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """An entry of the log, with its sentence.

    Attributes:
        sentence: A message with ``who`` and ``thing``, each of them text or a message.
        issue: The issue that ``thing`` names, if its file still exists.
        article: The name of the article that ``thing`` names, if it still exists.
        editor: The number of the editor that ``thing`` names, if the account is active.
        reader: The number of the reader that ``thing`` names, unless they were erased.
        is_by_mail: Whether the act was done with a link in a mail.
    """

    at: datetime
    sentence: Message
    issue: int | None = None
    article: str | None = None
    editor: int | None = None
    reader: int | None = None
    is_by_mail: bool = False


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
        """Set the parts. Nothing is read yet."""
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
        lines = _Lines(
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


def name_of(editor: Editor) -> Datum:
    """Return an editor's name, or a message with the number if the account has ended."""
    return editor.name if editor.is_active else Message("editor-former", editor=editor.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Makes lines from entries, with the things they name looked up once for a page."""

    editors: Mapping[int, Editor]
    programs: Mapping[int, str]
    issues: frozenset[int]
    has_article: Callable[[str], bool]
    has_reader: Callable[[int], bool]

    def line(self, entry: LogEntry) -> LogLine:
        """Return an entry with its sentence."""
        kind, _, ref = entry.thing.partition(" ")
        number = int(ref) if ref.isascii() and ref.isdigit() else None
        about = self.editors.get(number) if number is not None and kind == "editor" else None
        return LogLine(
            at=entry.at,
            sentence=_sentence(entry, self._who(entry), self._thing(kind, ref)),
            issue=number if kind == "issue" and number in self.issues else None,
            article=ref if kind == "article" and _is_name(ref) and self.has_article(ref) else None,
            editor=number if about is not None and about.is_active else None,
            reader=number if kind == "reader" and number and self.has_reader(number) else None,
            is_by_mail=entry.actor is Actor.MAIL,
        )

    def _who(self, entry: LogEntry) -> Datum:
        if entry.editor is None:
            return Message.of(entry.actor)
        if entry.actor is Actor.API:
            return Message("log-program", name=self.programs.get(entry.editor, ""))
        return self._name(entry.editor)

    def _name(self, number: int) -> Datum:
        editor = self.editors.get(number)
        return Message("editor-former", editor=number) if editor is None else name_of(editor)

    def _thing(self, kind: str, ref: str) -> Datum:
        match kind:
            case "issue":
                return Message("log-letter", issue=ref)
            case "notices":
                return Message("log-notices")
            case "article":
                return Message("log-article", name=ref)
            case "reader":
                return Message("log-reader", reader=ref)
            case "editor" if ref.isascii() and ref.isdigit():
                return self._name(int(ref))
            case "day":
                return _day(ref)
            case "days" if (span := _span(ref)) is not None:
                return span
            case _:
                return ref


_COUNTED: Final = frozenset({Act.LIST_BEGUN, Act.LIST_TAKEN_IN, Act.READERS_EXPORTED})
_LINKS: Final = {FIRST_LINK: "log-first-link", INVITED_AGAIN: "log-invited-again"}


def _sentence(entry: LogEntry, who: Datum, thing: Datum) -> Message:
    """Return the sentence of an entry, with the values before and after if they are readable."""
    if entry.act is Act.QUEUE_CHANGED:
        return _planned(entry.after, who, thing)
    if entry.act is Act.DECIDED:
        return _decided(entry.after, who, thing)
    if entry.act in _COUNTED:
        return _counted(entry, who)
    if entry.act is Act.DISPATCH_SETTLED:
        return _settled(entry.after, who, thing)
    if entry.act is Act.EDITOR_ADDED and entry.actor is Actor.DESK and entry.editor is None:
        return Message("log-first-account", thing=thing)
    if entry.act is Act.LINK_MADE and entry.after in _LINKS:
        return Message(_LINKS[entry.after], who=who, thing=thing)
    before, after = _value(entry.before), _value(entry.after)
    return Message.of(entry.act, who=who, thing=thing, before=before, after=after)


def _planned(after: str, who: Datum, thing: Datum) -> Message:
    """Return how the queue was changed."""
    match after.split():
        case ["place", place]:
            return Message("log-moved", who=who, thing=thing, place=place)
        case ["in", "turn"]:
            return Message("log-in-turn", who=who, thing=thing)
        case [count, "skipped"] if count.isdigit():
            return Message("log-away", who=who, thing=thing, count=int(count))
        case [count, "free", "again"] if count.isdigit():
            return Message("log-away-no-more", who=who, thing=thing, count=int(count))
        case [at] if (moment := _moment(at)) is not None:
            return Message("log-pinned", who=who, thing=thing, at=moment)
        case ["out", *_]:
            return Message("log-out-of-queue", who=who, thing=thing)
        case ["skipped"]:
            return Message("log-skipped", who=who, thing=thing)
        case ["free", *_]:
            return Message("log-not-skipped", who=who, thing=thing)
        case _:
            return Message.of(Act.QUEUE_CHANGED, who=who, thing=thing)


def _decided(after: str, who: Datum, thing: Datum) -> Message:
    """Return what was decided about the letter of a sending day."""
    match after.partition(",")[0]:
        case "go":
            return Message("log-decided-go", who=who, thing=thing)
        case "skip":
            return Message("log-decided-skip", who=who, thing=thing)
        case "later":
            return Message("log-decided-later", who=who, thing=thing)
        case _:
            return Message.of(Act.DECIDED, who=who, thing=thing)


def _counted(entry: LogEntry, who: Datum) -> Message:
    """Return how a list was moved in or out, with the counts that are readable."""
    match entry.after.split():
        case [new, known, gone, refused]:
            return Message(
                "log-list-taken-in", who=who, new=new, known=known, gone=gone, refused=refused
            )
        case [count] if count.isdigit():
            return Message.of(entry.act, who=who, count=int(count))
        case _:
            return Message.of(entry.act, who=who, count=0)


def _settled(after: str, who: Datum, thing: Datum) -> Message:
    """Return what was said about the emails in doubt."""
    match after.split():
        case ["sent", count] if count.isdecimal():
            return Message("log-settled-sent", who=who, thing=thing, count=int(count))
        case ["again", count] if count.isdecimal():
            return Message("log-settled-again", who=who, thing=thing, count=int(count))
        case ["ask", count] if count.isdecimal():
            return Message("log-settled-ask", who=who, thing=thing, count=int(count))
        case _:
            return Message.of(Act.DISPATCH_SETTLED, who=who, thing=thing)


def _value(text: str) -> Datum:
    """Return the message of a role, and other values unchanged."""
    return next((Message.of(role) for role in Role if role.value == text), text)


def _day(text: str) -> Datum:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _span(text: str) -> Message | None:
    """Return the days of ``2026-12-19 to 2027-01-03``."""
    first, _, last = text.partition(" to ")
    since, until = _day(first), _day(last)
    if isinstance(since, date) and isinstance(until, date):
        return Message("log-days", since=since, until=until)
    return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_name(text: str) -> bool:
    """Return whether a text is a file's name, without a folder."""
    return bool(text) and not {"/", "\\"} & set(text)
