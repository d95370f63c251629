"""The settings that an owner changes at the desk, as ``newsletter.desk.settings.own``."""

import hashlib
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from newsletter.app import agreement, own_fields
from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.dispatch_list import DispatchList, DispatchStatus
from newsletter.app.own_fields import FIELDS, PORTRAIT
from newsletter.app.portraits import LOCK, NewPortrait, Portraits
from newsletter.config import find, fixed, load
from newsletter.errors import AuthorError, ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Act, Editor
from newsletter.system import reason_of
from newsletter.text import files
from newsletter.text.toml_editing import TomlPath, TomlValue, edited

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.config import Settings

BEFORE: Final = ".before"  # follows the name of the settings file, for its previous content
# Written into each mail as it is handed over, so that half the readers would get another one.
_AT_HANDING_OVER: Final = frozenset({"name", "greeting", "greeting_without_name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetterForm:
    """What the form shows.

    Attributes:
        values: The value of each field, as text; a list has an entry a line.
        sha256: The hash of the settings file that has them.
        fixed: The fields whose values come from the environment, and cannot be changed here.
        portrait: The name of the portrait among the hosted pictures; empty if there is none.
        portrait_why: Why the portrait in the settings cannot be used.
        file: The name of the settings file.
    """

    values: Mapping[str, str]
    sha256: str
    fixed: frozenset[str]
    portrait: str
    portrait_why: Message | None
    file: str


@dataclass(frozen=True, slots=True)
class OwnChanged:
    """The changes were saved. ``keys`` are those that differ, with their tables."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWrong:
    """Nothing was saved, because of some fields; ``why`` is about the file as a whole."""

    wrong: Mapping[str, Message]
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class OwnConflict:
    """Nothing was saved, because the file has changed since the form was shown."""


OwnAnswer: TypeAlias = OwnChanged | OwnWrong | OwnConflict


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetterInput:
    """What an owner sent.

    Attributes:
        typed: The text of each field that the form had.
        expected: The hash of the settings file that the form was made from.
        picture: The name of a new portrait, and its file.
        without_portrait: Whether the portrait is taken away.
    """

    typed: Mapping[str, str]
    expected: str
    picture: tuple[str, BinaryIO] | None = None
    without_portrait: bool = False


class OwnLetter:
    """Shows and changes some settings in their file, and applies them at once."""

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._readers = readers
        self._portraits = Portraits(container)

    def look(self) -> OwnLetterForm:
        """Return what the form shows.

        Raises:
            ConfigError: The settings file has been damaged meanwhile.
        """
        file, _, _ = find(self._container.folder)
        raw = _read(file)
        settings = load(self._container.folder, content=_text(raw, file))
        portrait, why = self._portraits.hosted(settings)
        return OwnLetterForm(
            values=own_fields.shown(settings),
            sha256=_hash(raw),
            fixed=self._fixed(),
            portrait=portrait,
            portrait_why=why,
            file=file.name,
        )

    def waiting(self) -> tuple[int, ...]:
        """Return the queued letters that do not leave before they are queued again."""
        return tuple(sorted(agreement.outdated(self._container)))

    def differing(self) -> tuple[int, ...]:
        """Return the queued letters that leave with an earlier name or earlier contact lines."""
        return tuple(sorted(set(agreement.remarks(self._container)) - set(self.waiting())))

    def save(self, given: OwnLetterInput, by: Editor) -> OwnAnswer:
        """Write what was changed to the settings file, unless that has changed meanwhile.

        The previous content is kept in a file next to it. Values that are as they were are not written.
        """
        new: NewPortrait | None = None
        if given.picture is not None:
            try:
                new = self._portraits.tried(*given.picture)
            except (AuthorError, DeskError) as error:
                return OwnWrong({PORTRAIT.name: error.message})
        lock = self._container.folder / "subscribers" / LOCK
        try:
            with files.locked(lock):
                return self._saved(given, new, by)
        except ConfigError as error:  # the file was damaged by hand, or is not changed here
            return OwnWrong({}, error.message)
        except OSError as error:
            return OwnWrong({}, Message("settings-not-written", reason=reason_of(error)))

    def _saved(self, given: OwnLetterInput, new: NewPortrait | None, by: Editor) -> OwnAnswer:
        file, prefix, _ = find(self._container.folder)
        raw = _read(file)
        if _hash(raw) != given.expected:
            return OwnConflict()
        text = _text(raw, file)
        now = load(self._container.folder, content=text)
        changes, wrong = self._changes(given.typed, now)
        wants_none = given.without_portrait and now.sender.portrait
        if (new or wants_none) and PORTRAIT.name not in self._fixed():
            changes[PORTRAIT.path] = new.name if new else None
        if wrong or not changes:
            return OwnWrong(wrong) if wrong else OwnChanged(())
        above = tuple(filter(None, prefix.split(".")))
        made = edited(text, {(*above, *path): value for path, value in changes.items()})
        try:
            fresh = load(self._container.folder, content=made)
        except ConfigError as error:
            wrong, others = own_fields.at_fields(error.problems, now, prefix)
            return OwnWrong(wrong, own_fields.complaint(others) if others else None)
        if new is not None and PORTRAIT.path in changes:
            self._portraits.keep(new)
        return self._written(file, raw, made, paths=tuple(changes), fresh=fresh, by=by)

    def _changes(
        self, typed: Mapping[str, str], now: "Settings"
    ) -> tuple[dict[TomlPath, TomlValue], dict[str, Message]]:
        """Return the values to write by key, and what is wrong with them by field."""
        fixed_here, before = self._fixed(), own_fields.tidied(own_fields.shown(now))
        tidy = own_fields.tidied(typed)
        changes: dict[TomlPath, TomlValue] = {}
        wrong: dict[str, Message] = {}
        for field in FIELDS:
            text = tidy.get(field.name)
            if text is None or field.name in fixed_here or text == before[field.name]:
                continue
            why = own_fields.mistake(field, text, before[field.name])
            if why is not None:
                wrong[field.name] = why
            else:
                changes[field.path] = own_fields.written(field, text)
        return changes, wrong | self._too_late(changes)

    def _written(
        self,
        file: Path,
        raw: bytes,
        made: str,
        *,
        paths: tuple[TomlPath, ...],
        fresh: "Settings",
        by: Editor,
    ) -> OwnAnswer:
        """Replace the file and apply the settings, unless something changed meanwhile.

        The log has an entry before the file changes, and another one afterwards: whatever
        happens in between, no change is without an entry.
        """
        mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
        data = mark + made.encode()
        mode = stat.S_IMODE(file.stat().st_mode)  # it may hold what not everybody may read
        keys = tuple(".".join(path) for path in paths)
        noted = partial(
            note, self._container, thing=f"settings {', '.join(keys)}", by=by, before=_hash(raw)
        )
        noted(act=Act.SETTINGS_BEGUN, after=_hash(data))
        files.replace(file.with_name(file.name + BEFORE), raw, mode=mode)
        with self._container.store.queue.alone():  # so that no letter begins to go meanwhile
            if wrong := self._too_late(paths):
                return OwnWrong(wrong)
            if _read(file) != raw:  # by a program that knows nothing of the lock
                return OwnConflict()
            files.replace(file, data, mode=mode)
            noted(act=Act.SETTINGS_CHANGED, after=_hash(data))
            # everything reads them when it needs them, except what is built with a copy
            self._container.settings = own_fields.with_own(self._container.settings, fresh)
            self._readers.renew()
        return OwnChanged(keys)

    def _too_late(self, paths: Collection[TomlPath]) -> dict[str, Message]:
        """Return the fields that may not change because a letter is being sent."""
        names = {one.name for one in FIELDS if one.path in paths} & _AT_HANDING_OVER
        if not names or not self._is_sending():
            return {}
        return dict.fromkeys(sorted(names), Message("own-field-while-sending"))

    def _is_sending(self) -> bool:
        """Return whether some readers of an issue still get it."""
        return any(
            row.id != NOTICES
            and not row.is_done
            and row.state in {DispatchStatus.GOING, DispatchStatus.PAUSED}
            for row in DispatchList(self._container.listing).rows()
        )

    def _fixed(self) -> frozenset[str]:
        around = fixed(self._container.folder)
        return frozenset(one.name for one in (*FIELDS, PORTRAIT) if one.path in around)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError("at-place", place=file.name, problem=reason_of(error)) from error


def _text(raw: bytes, file: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("settings-not-utf-8", file=file) from error


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
