"""Uploaded lists of people: private files, each with a record, kept for an hour."""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from time import sleep
from typing import IO, Any, BinaryIO, Final

from newsletter.app.list_outcomes import ListOutcome
from newsletter.message import Message
from newsletter.text import files

KEPT: Final = timedelta(hours=1)  # after the last change
_PRIVATE: Final = 0o600
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{16}")
_TRIES: Final = 20  # while somebody only looks whether a lock is held
_PAUSE: Final = 0.01  # seconds


class ListKind(Enum):
    """Whom a list names."""

    READERS = "readers"
    LEFT = "left"
    BOUNCED = "bounced"


class ListStage(Enum):
    """How far a list has come."""

    LOOKING = "looking"
    LOOKED = "looked"
    TAKING = "taking"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoices:
    """What an editor says about a list.

    Attributes:
        columns: The values of ``Column`` by heading.
        words: The values of ``ImportedStatus`` by words in columns about status.
        ground: How the people got the newsletter before: ``asked``, ``customers`` or ``unknown``.
        where: Where and when they asked for it.
        tags: The tags that may tell of health, and are taken over all the same.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    where: str = ""
    tags: tuple[str, ...] = ()

    def reads_like(self, other: "ListChoices") -> bool:
        """Return whether a list is read in the same way under both."""
        return self.columns == other.columns and self.words == other.words


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecord:
    """An uploaded list.

    Attributes:
        at: When it last changed.
        file: The file's name at the editor's computer.
        asked: Headings and words that were asked about.
        rows: How many rows have been read in this stage.
        problem: Why it cannot be taken in as it is, or why that did not succeed.
        outcome: The outcome of importing it, foreseen or real; ``None`` if it is not known.
        was_broken_off: Whether an earlier attempt took in a part of it.
    """

    at: datetime
    file: str
    kind: ListKind
    stage: ListStage
    choices: ListChoices = field(default_factory=ListChoices)
    asked: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    problem: Message | None = None
    outcome: ListOutcome | None = None
    was_broken_off: bool = False

    def to_json(self) -> str:
        """Return it as text."""
        choices = {name: getattr(self.choices, name) for name in ListChoices.__slots__}
        facts = {
            "at": self.at.isoformat(),
            "file": self.file,
            "kind": self.kind.value,
            "stage": self.stage.value,
            "choices": choices,
            "asked": self.asked,
            "rows": self.rows,
            "problem": self.problem and self.problem.to_text(),
            "outcome": self.outcome and self.outcome.to_facts(),
            "was_broken_off": self.was_broken_off,
        }
        return json.dumps(facts, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ListRecord":
        """Read what ``to_json`` wrote."""
        facts: dict[str, Any] = json.loads(text)
        choices = facts["choices"]
        return cls(
            at=datetime.fromisoformat(facts["at"]),
            file=facts["file"],
            kind=ListKind(facts["kind"]),
            stage=ListStage(facts["stage"]),
            choices=ListChoices(**choices | {"tags": tuple(choices["tags"])}),
            asked=tuple((heading, word) for heading, word in facts["asked"]),
            rows=facts["rows"],
            problem=Message.from_text(facts["problem"]) if facts["problem"] else None,
            outcome=ListOutcome.from_facts(facts["outcome"]) if facts["outcome"] else None,
            was_broken_off=facts["was_broken_off"],
        )


class ListFiles:
    """The folder of lists. Only the owner of the process can read it, and git ignores it."""

    def __init__(self, folder: Path) -> None:
        """Set the publication's folder."""
        self._folder = folder / ".cache" / "lists"

    def put(self, source: BinaryIO, record: ListRecord) -> str:
        """Keep a list, and return its name.

        Raises:
            OSError: It cannot be written. Nothing of it is kept.
        """
        name = secrets.token_urlsafe(12)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.write(name, record)  # first: a file without a record is a leftover
        try:
            self.path(name).touch(_PRIVATE, exist_ok=False)
            with self.path(name).open("wb") as kept:
                shutil.copyfileobj(source, kept)
        except BaseException:
            self.remove(name)
            raise
        return name

    def path(self, name: str) -> Path:
        """Return where the file of a list is."""
        return self._folder / f"{name}.csv"

    def record(self, name: str) -> ListRecord | None:
        """Return the record of a list; ``None`` if there is none."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return ListRecord.from_json(self._record_at(name).read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError):  # removed, or of another version
            return None

    def write(self, name: str, record: ListRecord) -> None:
        """Write the record of a list.

        Raises:
            OSError: It cannot be written.
        """
        files.replace(self._record_at(name), record.to_json(), mode=_PRIVATE)

    def names(self) -> list[str]:
        """Return the names of all lists, also of those that are partly deleted."""
        found = [*self._folder.glob("*.csv"), *self._folder.glob("*.json")]
        return sorted({path.stem for path in found})

    def remove(self, name: str) -> None:
        """Delete a list and its record."""
        self.path(name).unlink(missing_ok=True)
        self._record_at(name).unlink(missing_ok=True)

    def remove_at_rest(self, name: str) -> bool:
        """Delete a list and its record, unless a thread is at work on it. Return whether none is."""
        held = self.hold(name)
        if held is None and self.path(name).exists():
            return False
        with held or nullcontext():  # so that no thread begins meanwhile
            self.remove(name)
        return True

    def hold(self, name: str) -> IO[bytes] | None:
        """Lock a list until the returned file is closed; ``None`` if it is locked or deleted."""
        return _locked(self.path(name))

    def hold_all(self) -> IO[bytes] | None:
        """Lock the import of lists, one at a time; ``None`` if it is locked."""
        path = self._folder / ".lock"
        with suppress(OSError):
            path.touch(_PRIVATE)
        return _locked(path)

    def is_held(self, name: str) -> bool:
        """Return whether a list is locked: a thread of some process is at work on it."""
        if not _NAME.fullmatch(name):
            return False
        try:
            with self.path(name).open("rb") as looked:
                fcntl.flock(looked, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def sweep(self, now: datetime) -> None:
        """Delete the lists that nobody has changed for an hour, and what is left of others."""
        for name in self.names():
            record = self.record(name)
            if record is not None and now - record.at < KEPT:
                if record.stage is ListStage.TAKEN:
                    self.path(name).unlink(missing_ok=True)
            else:
                self.remove_at_rest(name)

    def _record_at(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def _locked(path: Path) -> IO[bytes] | None:
    try:
        held = path.open("rb")
    except OSError:
        return None
    for _ in range(_TRIES):  # somebody who looks holds it for a moment
        with suppress(BlockingIOError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_there_still(held, path):
                return held
            break
        sleep(_PAUSE)
    held.close()
    return None


def _is_there_still(held: IO[bytes], path: Path) -> bool:
    """Return whether an open file was not deleted before its lock was taken."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(held.fileno()), path.stat())
    return False
