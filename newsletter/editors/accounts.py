"""Makes, changes and ends the accounts of editors, and logs each act with it."""

from collections.abc import Callable, Iterable, Mapping
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
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.editor import (
    Act,
    Actor,
    DeskSession,
    Editor,
    LogEntry,
    Permission,
    Role,
)

_LONGEST_NAME: Final = 100
_TRIES: Final = 10  # an hour, at the current password of one account
PROVEN_FOR: Final = timedelta(minutes=15)  # how long a password or a link proves who an editor is


def checked_name(name: str) -> str:
    """Return a name without surplus white space, cut to 100 characters.

    Raises:
        DeskError: The name is blank.
    """
    named = " ".join(name.split())[:_LONGEST_NAME]
    if not named:
        raise DeskError("editor-name-missing")
    return named


def mistakes(
    typed: Mapping[str, str], parse: Callable[[str], object], known: Iterable[str]
) -> dict[str, Message]:
    """Return what is wrong with typed fields of an account, by field; empty if nothing is.

    Args:
        typed: The texts of ``name``, ``email`` and ``password``, as far as there are such fields.
        parse: Raises ``BadAddress`` if a text is no address.
        known: What the password may not be.
    """

    def checked_address(text: str) -> None:
        if not text.strip():
            raise DeskError("editor-address-missing")
        parse(text)

    checks: dict[str, Callable[[str], object]] = {
        "name": checked_name,
        "email": checked_address,
        "password": lambda password: passwords.check_password(password, *known),
    }
    found = {}
    for field, text in typed.items():
        try:
            checks[field](text)
        except (DeskError, BadAddress) as error:
            found[field] = error.message
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountService:
    """Makes, changes and ends accounts.

    Another role, or the end of the account, signs the editor out at once, and ends the
    links that would sign them in.
    """

    accounts: Accounts
    sessions: Sessions
    links: Links
    limiter: Limiter
    log: Log
    transaction: Transaction
    clock: Clock

    def add(self, name: str, address: EmailAddress, role: Role, by: Editor | None) -> Editor:
        """Make an account without a password.

        Args:
            name: The name that other editors see.
            address: Where links to sign in are mailed.
            role: What the editor may do.
            by: Who makes the account; ``None`` at the terminal.

        Raises:
            DeskError: The address already has an account, the name is blank, or ``by`` is
                not an owner any more.
        """
        with self.transaction():
            self._hold_owner(by)
            return self.add_in(checked_name(name), address, role, by)

    def add_in(
        self,
        name: str,
        address: EmailAddress,
        role: Role,
        by: Editor | None,
        actor: Actor = Actor.TERMINAL,
    ) -> Editor:
        """Make an account in the open transaction, with a checked name.

        Raises:
            DeskError: The address already has an account.
        """
        if self.accounts.at(address) is not None:
            raise DeskError("editor-there-already", address=str(address))
        editor = self.accounts.add(name, address, role, self.clock())
        self._log(Act.EDITOR_ADDED, editor, by, after=role.value, actor=actor)
        return editor

    def set_role(self, number: int, role: Role, by: Editor | None) -> Editor:
        """Give an editor another role, and end their sessions and their links.

        Raises:
            DeskError: There is no such active account, it is that of the only owner, or
                ``by`` is not an owner any more.
        """
        with self.transaction():
            self._hold_owner(by)
            editor = self._active(number)
            if editor.role is role:
                return editor
            self._keep_an_owner(editor, role)
            self.accounts.set_role(number, role)
            self._sign_out(number)
            self._log(Act.ROLE_CHANGED, editor, by, before=editor.role.value, after=role.value)
            return self._active(number)

    def end(self, number: int, by: Editor | None) -> Editor:
        """End an account, its sessions and its links; erase its name, address and password.

        Returns:
            The editor as they were before.

        Raises:
            DeskError: There is no such active account, it is that of the only owner, or
                ``by`` is not an owner any more.
        """
        with self.transaction():
            self._hold_owner(by)
            editor = self._active(number)
            self._keep_an_owner(editor, None)
            self.accounts.end(number, self.clock())
            self._sign_out(number)
            self._log(Act.EDITOR_ENDED, editor, by, before=editor.role.value)
        return editor

    def note_link(self, number: int, by: Editor | None, what: str = "") -> Editor:
        """Log in the open transaction that a link was made for an editor, and return the editor.

        Args:
            number: The editor's number.
            by: Who makes it; ``None`` at the terminal.
            what: What the link is for, in the words of the log; empty for any other sign-in.

        Raises:
            DeskError: There is no such active account, or ``by`` is not an owner any more.
        """
        self._hold_owner(by)
        editor = self._active(number)
        self._log(Act.LINK_MADE, editor, by, after=what)
        return editor

    def is_proven(self, session: DeskSession) -> bool:
        """Return whether the editor proved less than ``PROVEN_FOR`` ago who they are."""
        return self.clock() - session.proven_at < PROVEN_FOR

    def prove(self, session: DeskSession, password: str) -> None:
        """Record that the editor of a session has just typed the right password.

        Raises:
            DeskError: The editor has no password, it is wrong or was tried too often, or
                the session has ended.
        """
        editor = session.editor
        stored = self.accounts.password(editor.id)
        if stored is None:
            raise DeskError("proof-by-link-only")
        self._prove(editor, password, stored)
        with self.transaction():
            self._hold_unchanged(editor, stored)
            if self.sessions.find(session.key) is None:
                raise DeskError("desk-signed-out")
            self.sessions.note_proven(session.key, self.clock())

    def set_password(self, session: DeskSession, password: str, current: str) -> None:
        """Set the signed-in editor's password, and end their other sessions and their links.

        Args:
            session: The editor's session, which continues.
            password: The new password.
            current: The current password; ignored if the editor has just proved who they are.

        Raises:
            DeskError: The session has ended, the password was changed meanwhile, the
                current one is wrong or was tried too often, there is none and the session
                is not new, or the new one breaks a rule.
        """
        editor = session.editor
        stored = self.accounts.password(editor.id)
        if not self.is_proven(session):
            if stored is None:  # otherwise a stolen cookie could set one, and prove itself with it
                raise DeskError("proof-by-link-only")
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
        """Refuse if the password was changed since it was read, and lock it until the commit."""
        if self.accounts.password(editor.id, is_held=True) != stored:
            raise DeskError("desk-signed-out")

    def _sign_out(self, number: int, *, but: bytes = b"") -> None:
        """End the editor's sessions, except for one, and the links that would begin others."""
        self.sessions.end_all(number, but=but)
        self.links.drop_of(number)

    def _active(self, number: int) -> Editor:
        editor = self.accounts.find(number)
        if editor is None or not editor.is_active:
            raise DeskError("editor-unknown", editor=number)
        return editor

    def _hold_owner(self, by: Editor | None) -> None:
        """Refuse an editor who is no longer an owner, and lock the owners until the commit."""
        if by is not None:
            self.accounts.hold()
            now = self.accounts.find(by.id)
            if now is None or not now.may(Permission.OWN):
                raise DeskError("editor-owner-no-more")

    def _keep_an_owner(self, editor: Editor, becomes: Role | None) -> None:
        if editor.role is Role.OWNER and becomes is not Role.OWNER and self.accounts.hold() < 2:
            raise DeskError("editor-last-owner", name=editor.name)

    def _log(
        self,
        act: Act,
        editor: Editor,
        by: Editor | None,
        *,
        before: str = "",
        after: str = "",
        actor: Actor = Actor.TERMINAL,
    ) -> None:
        self.log.add(
            LogEntry(
                at=self.clock(),
                actor=actor if by is None else Actor.DESK,
                act=act,
                thing=f"editor {editor.id}",
                editor=by.id if by else None,
                before=before,
                after=after,
            )
        )
