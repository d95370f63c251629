"""Accounts of editors: made, changed and ended, each act with its entry in the log."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from newsletter.editors import passwords
from newsletter.editors.ports import (
    Accounts,
    Clock,
    Limiter,
    Links,
    Log,
    Sessions,
    Transaction,
)
from newsletter.errors import DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.editor import Act, Actor, DeskSession, Editor, LogEntry, Role

_LONGEST_NAME: Final = 100
_TRIES: Final = 10  # of the current password, an hour
PROVEN_FOR: Final = timedelta(minutes=15)


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
    links: Links
    limiter: Limiter
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
            self._sign_out(number)
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
            self._sign_out(number)
            self._log(Act.EDITOR_ENDED, editor, by, before=editor.role.value)
        return editor

    def set_password(self, session: DeskSession, password: str, current: str) -> None:
        """Set the signed-in editor's password, and end their other sessions and their links.

        Args:
            session: Whose password it is.
            password: The new one.
            current: The one until now; it is not asked for in the first minutes of a session.

        Raises:
            DeskError: The session has ended, the current password is wrong, or the new
                one breaks a rule.
        """
        editor = session.editor
        stored = self.accounts.password(editor.id)
        if stored is not None and self.clock() - session.proven_at >= PROVEN_FOR:
            self._prove(editor, current, stored)
        passwords.check_password(password, editor.name, str(editor.address))
        hashed = passwords.hash_password(password)
        with self.transaction():
            self._hold_unchanged(editor, stored)
            if self.sessions.find(session.key) is None:
                raise DeskError("desk-signed-out")
            self.accounts.set_password(editor.id, hashed)
            self._sign_out(editor.id, but=session.key)
            self._log(Act.PASSWORD_CHANGED, editor, editor)

    def _prove(self, editor: Editor, current: str, stored: str) -> None:
        if self.limiter.is_over("desk-current", str(editor.id), _TRIES):
            raise DeskError("sign-in-refusal-too-many-tries")
        if not passwords.is_password(current, stored):
            raise DeskError("password-current-wrong")

    def _hold_unchanged(self, editor: Editor, stored: str | None) -> None:
        """Refuse if the password became another since it was read; others wait until the end."""
        if self.accounts.password(editor.id, is_held=True) != stored:
            raise DeskError("desk-signed-out")

    def _sign_out(self, number: int, *, but: bytes = b"") -> None:
        """End the sessions of an editor, but for one, and the links that would begin others."""
        self.sessions.end_all(number, but=but)
        self.links.drop_of(number)

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
