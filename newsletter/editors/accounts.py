"""Accounts of editors: made, changed and ended, each act with its entry in the log."""

from dataclasses import dataclass
from typing import Final

from newsletter.editors import passwords
from newsletter.editors.ports import Accounts, Clock, Log, Sessions, Transaction
from newsletter.errors import DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.editor import Act, Actor, DeskSession, Editor, LogEntry, Role

_LONGEST_NAME: Final = 100


def checked_name(name: str) -> str:
    """Return a name on one line.

    Raises:
        DeskError: Nothing is left of it.
    """
    named = " ".join(name.split())[:_LONGEST_NAME]
    if not named:
        raise DeskError("editor-name-missing")
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountService:
    """Makes, changes and ends accounts. Whoever loses a right is signed out at once."""

    accounts: Accounts
    sessions: Sessions
    log: Log
    transaction: Transaction
    clock: Clock

    def add(self, name: str, address: EmailAddress, role: Role, by: Editor | None) -> Editor:
        """Make an account; ``by`` is ``None`` at the terminal.

        Raises:
            DeskError: There is one with that address, or the name is empty.
        """
        with self.transaction():
            return self.add_in(checked_name(name), address, role, by)

    def add_in(self, name: str, address: EmailAddress, role: Role, by: Editor | None) -> Editor:
        """Make an account in the open transaction."""
        if self.accounts.at(address) is not None:
            raise DeskError("editor-there-already", address=str(address))
        editor = self.accounts.add(name, address, role, self.clock())
        self._log(Act.EDITOR_ADDED, editor, by, after=role.value)
        return editor

    def set_role(self, number: int, role: Role, by: Editor | None) -> Editor:
        """Give an editor another role, and end their sessions.

        Raises:
            DeskError: There is no such editor, or it is the last owner.
        """
        with self.transaction():
            editor = self._active(number)
            self._keep_an_owner(editor, role)
            self.accounts.set_role(number, role)
            self.sessions.end_all(number)
            self._log(Act.ROLE_CHANGED, editor, by, before=editor.role.value, after=role.value)
            return self._active(number)

    def end(self, number: int, by: Editor | None) -> Editor:
        """End an account and its sessions; its name and address are erased.

        Raises:
            DeskError: There is no such editor, or it is the last owner.
        """
        with self.transaction():
            editor = self._active(number)
            self._keep_an_owner(editor, None)
            self.accounts.end(number, self.clock())
            self.sessions.end_all(number)
            self._log(Act.EDITOR_ENDED, editor, by, before=editor.role.value)
        return editor

    def set_password(self, session: DeskSession, password: str) -> None:
        """Set the password of who is signed in, and end the other sessions.

        Raises:
            DeskError: It is too weak.
        """
        editor = session.editor
        passwords.check_password(password, editor.name, str(editor.address))
        hashed = passwords.hash_password(password)
        with self.transaction():
            self.accounts.set_password(editor.id, hashed)
            self.sessions.end_all(editor.id, but=session.key)
            self._log(Act.PASSWORD_CHANGED, editor, editor)

    def _active(self, number: int) -> Editor:
        editor = self.accounts.find(number)
        if editor is None or not editor.is_active:
            raise DeskError("editor-unknown", editor=number)
        return editor

    def _keep_an_owner(self, editor: Editor, becomes: Role | None) -> None:
        if editor.role is Role.OWNER and becomes is not Role.OWNER and self.accounts.hold() < 2:
            raise DeskError("editor-last-owner", name=editor.name)

    def _log(
        self, act: Act, editor: Editor, by: Editor | None, *, before: str = "", after: str = ""
    ) -> None:
        self.log.add(
            LogEntry(
                at=self.clock(),
                actor=Actor.TERMINAL if by is None else Actor.DESK,
                act=act,
                thing=f"editor {editor.id}",
                editor=by.id if by else None,
                before=before,
                after=after,
            )
        )
