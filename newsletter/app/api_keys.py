"""Keys of other programs, made and revoked at the desk, as ``newsletter.desk.settings.keys``."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Act, Actor, Editor, LogEntry
from newsletter.model.secret import ApiKey, Scope, Secret

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices

_LONGEST_NAME: Final = 100
_NO_NAME: Final = Message("api-key-without-name")
_NO_SCOPE: Final = Message("api-key-without-scope")


class DeskKeys:
    """Makes and revokes keys, and notes that in the log."""

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._readers = readers

    def all(self) -> tuple[ApiKey, ...]:
        """Return every key: those that work first, the newest first."""
        keys = reversed(self._readers.every_key())
        return tuple(sorted(keys, key=lambda key: key.revoked_at is not None))

    def mistakes(self, name: str, scopes: Collection[Scope]) -> dict[str, Message]:
        """Return what a new key lacks, by field."""
        wrong = {} if _tidy(name) else {"name": _NO_NAME}
        return wrong if scopes else {**wrong, "scopes": _NO_SCOPE}

    def add(self, name: str, scopes: Collection[Scope], by: Editor) -> tuple[ApiKey, Secret]:
        """Create a key. Its text can be shown now and never again."""
        with self._container.store.together():
            key, text = self._readers.keys.add(_tidy(name), scopes, by.id)
            note(self._container, Act.API_KEY_MADE, f"key {key.name}", by)
        return key, text

    def revoke(self, number: int, by: Editor) -> None:
        """Revoke a key, so that it cannot be used any more.

        Raises:
            DeskError: There is no such key, or it was revoked already.
        """
        named = {key.id: key.name for key in self._readers.every_key()}
        with self._container.store.together():
            if not self._readers.keys.revoke(number):
                raise DeskError("api-key-missing", key=number)
            note(self._container, Act.API_KEY_REVOKED, f"key {named[number]}", by)


def end_keys_of(editor: int, container: Container, by: Editor | None) -> None:
    """Revoke the keys of somebody who is no owner any more, in the open transaction.

    Args:
        editor: Whose keys.
        container: The publication's container.
        by: Who ended the account or changed its role, for the log; ``None`` at the terminal.
    """
    now = container.now()
    for key in container.store.api_keys.revoke_made_by(editor, now):
        container.store.log.add(
            LogEntry(
                at=now,
                actor=Actor.TERMINAL if by is None else Actor.DESK,
                act=Act.API_KEY_ENDED,
                thing=f"key {key.name}",
                editor=None if by is None else by.id,
                before=f"editor {editor}",
            )
        )


def _tidy(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]
