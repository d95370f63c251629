"""The outbox: a Maildir on this machine that any mail program opens.

Nothing leaves the machine. An email's file is named after its delivery. The same
batch therefore gives the same files, and whether an email was accepted can be
checked at any time.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import Batch, CallForm, Capabilities, Outcome, Receipt
from newsletter.model.edition import Email
from newsletter.providers.wire.mails import finished
from newsletter.system import reason_of

webhook = None  # nothing is reported

_FOLDERS = ("tmp", "new", "cur")
_A_CENTURY = timedelta(days=36_525)
_LONGEST_NAME = 180  # a mail program adds flags to it; file systems end at 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The place where emails are stored.

    Attributes:
        folder: The Maildir, created when it is missing.
    """

    folder: Path = Path("outbox")


class Provider:
    """A provider that writes each email into ``new/``, completely or not at all."""

    name = "outbox"
    capabilities = Capabilities(
        form=CallForm.MIME,
        recipients_per_call=1_000,
        idempotent_for=_A_CENTURY,
        looks_up=True,
        lookup_lag=timedelta(0),
        lookup_reaches=_A_CENTURY,  # the files stay
        is_local=True,
        unicode_local=True,
    )

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.folder

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Write all emails to a temporary folder, then move them into the Maildir.

        See ``model.provider``.
        """
        present = self._present()
        missing = [
            email for email in finished(batch) if _file_name(email.delivery_id) not in present
        ]
        try:
            self._prepare()
            self._write(missing, batch)
        except OSError as error:
            self._forget(missing, batch)
            raise _not_taken(self.name, error) from error
        try:
            for email in missing:
                waiting = self._waiting(email.delivery_id, batch)
                waiting.rename(self.folder / "new" / _file_name(email.delivery_id))
            _sync(self.folder / "new")
        except OSError as error:
            raise ProviderSilent(
                self.name,
                "outbox-written-in-part",
                folder=str(self.folder),
                reason=reason_of(error),
            ) from error
        return tuple(_receipt(recipient.delivery_id) for recipient in batch.recipients)

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for the emails whose files exist, read or unread."""
        present = self._present()
        return tuple(
            _receipt(recipient.delivery_id)
            for recipient in batch.recipients
            if _file_name(recipient.delivery_id) in present
        )

    def check(self) -> tuple[Message, ...]:
        """Return what keeps the Maildir from being written."""
        try:
            self._prepare()
        except OSError as error:
            return (_not_taken(self.name, error).problem,)
        shut = [name for name in _FOLDERS if not os.access(self.folder / name, os.W_OK | os.X_OK)]
        return tuple(
            Message("outbox-not-writable", folder=str(self.folder / name)) for name in shut
        )

    def close(self) -> None:
        """Do nothing: nothing is held open."""

    def _prepare(self) -> None:
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def _present(self) -> frozenset[str]:
        """Return the file names of all emails, without a mail program's flags."""
        try:
            return frozenset(
                entry.partition(":")[0]
                for name in ("new", "cur")
                if (self.folder / name).is_dir()
                for entry in os.listdir(self.folder / name)  # noqa: PTH208 - names alone
            )
        except OSError as error:
            place, problem = str(error.filename or self.folder), reason_of(error)
            why = Message("at-place", place=place, problem=problem)
            raise ProviderBusy(self.name, why, retry_after=None) from error

    def _waiting(self, delivery_id: str, batch: Batch) -> Path:
        # with the attempt in the name, a worker that wakes up late writes its own files
        return self.folder / "tmp" / f"{_file_name(delivery_id)}.{batch.attempt}"

    def _write(self, emails: list[Email], batch: Batch) -> None:
        moment = batch.date.timestamp()
        for email in emails:
            path = self._waiting(email.delivery_id, batch)
            with path.open("wb") as file:
                file.write(email.mime)
                file.flush()
                os.fsync(file.fileno())
            os.utime(path, (moment, moment))  # mail programs sort by it
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)

    def _forget(self, emails: list[Email], batch: Batch) -> None:
        for email in emails:
            with suppress(OSError):  # one that stays in tmp/ is never read as an email
                self._waiting(email.delivery_id, batch).unlink()


def _file_name(delivery_id: str) -> str:
    """Return a stable name that every file system and mail program accepts."""
    name = quote(delivery_id, safe="")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"a delivery id of {len(delivery_id)} characters is no file name")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def _receipt(delivery_id: str) -> Receipt:
    return Receipt(delivery_id, Outcome.ACCEPTED, provider_id=_file_name(delivery_id))


def _not_taken(name: str, error: OSError) -> ProviderError:
    """Return the error for a batch that could not be written.

    A full disk is retried. A locked folder pauses the dispatch.
    """
    if isinstance(error, (PermissionError, FileExistsError, NotADirectoryError)):
        return ProviderPaused(
            name, "outbox-locked", folder=str(error.filename), reason=reason_of(error)
        )
    return ProviderBusy(name, "outbox-not-written", reason=reason_of(error), retry_after=None)


def _sync(folder: Path) -> None:
    """Flush the renames to disk, so that they survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
