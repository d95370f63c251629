"""Entries of the log as lines, with the sentence and the things that each names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from newsletter.app.acts import LONGEST_THING
from newsletter.app.editors import FIRST_LINK, INVITED_AGAIN
from newsletter.app.own_fields import label_of
from newsletter.message import Datum, Message
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role


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


def name_of(editor: Editor) -> Datum:
    """Return an editor's name, or a message with the number if the account has ended."""
    return editor.name if editor.is_active else Message("editor-former", editor=editor.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLines:
    """Makes lines from entries, with the things they name looked up once for a page.

    Attributes:
        editors: Those who act at the desk, by number.
        programs: The names of keys, by the number under which each acts.
        issues: The numbers of the issues that have a file.
        has_article: Whether an article of this name exists.
        has_reader: Whether a reader with this number was not erased.
    """

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
        if kind in _NAMED:
            code, value = _NAMED[kind]
            return Message(code, **{value: ref})
        match kind:
            case "notices":
                return Message("log-notices")
            case "editor" if ref.isascii() and ref.isdigit():
                return self._name(int(ref))
            case "test":  # test address 4
                return Message("log-test-address", number=ref.rpartition(" ")[2])
            case "settings":
                return _settings(ref)
            case "day":
                return _day(ref)
            case "days" if (span := _span(ref)) is not None:
                return span
            case _:
                return ref


_NAMED: Final = {
    "issue": ("log-letter", "issue"),
    "article": ("log-article", "name"),
    "reader": ("log-reader", "reader"),
    "import": ("log-import", "number"),
}
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
    if entry.act is Act.IMPORT_UNDONE:
        return _undone(entry, who, thing)
    if entry.act is Act.DISPATCH_SETTLED:
        return _settled(entry.after, who, thing)
    if entry.act is Act.EDITOR_ADDED and entry.actor is Actor.DESK and entry.editor is None:
        return Message("log-first-account", thing=thing)
    if entry.act is Act.TEST_MAILED:
        return Message.of(entry.act, who=who, thing=thing, count=len(entry.after.split()))
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


def _undone(entry: LogEntry, who: Datum, thing: Datum) -> Message:
    """Return how many readers the undoing of an import removes, and how many it unsubscribes."""
    match entry.after.split():
        case [goes, mailed] if goes.isdecimal() and mailed.isdecimal() and int(mailed):
            return Message(
                "log-import-undone", who=who, thing=thing, removed=goes, count=int(mailed)
            )
        case [goes, _] if goes.isdecimal():
            return Message.of(entry.act, who=who, thing=thing, count=int(goes))
        case _:
            return Message.of(entry.act, who=who, thing=thing, count=0)


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


def _settings(ref: str) -> list[str | Message]:
    """Return the settings of an entry, whose last one may have been cut off."""
    found = [_setting(key) for key in ref.split(", ")]
    is_cut = len(f"settings {ref}") >= LONGEST_THING
    return [*found[:-1], Message("log-more")] if is_cut else found


def _setting(key: str) -> str | Message:
    """Return the label of a setting in the form; the key itself if the form has no such field."""
    label = label_of(key)
    return key if label is None else Message("log-setting", name=label)


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
