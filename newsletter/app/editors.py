"""Accounts of editors, available as ``newsletter.desk.editors``."""

from collections.abc import Mapping
from typing import Final

from newsletter.app.api_keys import end_keys_of
from newsletter.app.container import Container
from newsletter.app.outgoing import Outgoing
from newsletter.app.sign_in import DeskSignIn
from newsletter.message import Message
from newsletter.model.editor import Act, DeskSession, Editor, Permission, Role
from newsletter.model.notice import NoticeKind

FIRST_LINK: Final = "first"  # in the log: of somebody who has not signed in yet
INVITED_AGAIN: Final = "invited again"


class Editors:
    """Makes, changes and ends accounts, and gives links that sign in."""

    def __init__(self, container: Container, sign_in: DeskSignIn, outgoing: Outgoing) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._sign_in = sign_in
        self._outgoing = outgoing

    def all(self) -> tuple[Editor, ...]:
        """Return every account, also ended ones, in the order of their creation."""
        return self._container.store.editors.all()

    def are_there(self) -> bool:
        """Return whether there is an active account."""
        return bool(self._container.store.editors.count())

    def mistakes(self, typed: Mapping[str, str], of: Editor | None = None) -> dict[str, Message]:
        """Return what is wrong with the typed ``name``, ``email`` and ``password``, by field.

        Only fields that are given are checked. A password may not be the name or the address,
        which are those of an editor if the form does not ask for them.
        """
        from newsletter.editors.accounts import mistakes

        known = (
            (of.name, str(of.address)) if of else (typed.get("name", ""), typed.get("email", ""))
        )
        return mistakes(typed, self._sign_in.parsed, known)

    def add(self, name: str, address: str, role: Role, by: Editor | None = None) -> Editor:
        """Create an account, and mail an invitation if mail can leave this machine.

        Raises:
            BadAddress: The address is invalid.
            DeskError: The address already has an account, the name is blank, or ``by`` is
                not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR

        parsed = self._sign_in.parsed(address)
        if self._outgoing.can_mail_links:
            self._sign_in.mails.edition(NoticeKind.INVITATION, INVITED_FOR)
        with self._container.queueing_mail():
            editor = self._sign_in.accounts.add(name, parsed, role, by)
            if self._outgoing.can_mail_links:
                self._queue_invitation(editor, by)
        return editor

    def invite(self, number: int, by: Editor | None = None) -> Editor:
        """Mail another invitation to an editor.

        Raises:
            DeskError: There is no such active account, or ``by`` is not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR

        self._sign_in.mails.edition(NoticeKind.INVITATION, INVITED_FOR)
        with self._container.queueing_mail():
            editor = self._sign_in.accounts.note_link(number, by, INVITED_AGAIN)
            self._queue_invitation(editor, by)
        return editor

    def _queue_invitation(self, editor: Editor, by: Editor | None) -> None:
        from newsletter.editors.sign_in import INVITED_FOR

        token = self._sign_in.link_for(editor, INVITED_FOR)
        self._sign_in.mails.queue(NoticeKind.INVITATION, editor, token, INVITED_FOR, by)

    def set_role(self, number: int, role: Role, by: Editor | None = None) -> Editor:
        """Give an editor another role, and end their sessions, their links and an owner's API keys.

        Raises:
            DeskError: There is no such active account, it is that of the only owner, or
                ``by`` is not an owner any more.
        """
        with self._container.queueing_mail():
            editor = self._sign_in.accounts.set_role(number, role, by)
            if not editor.may(Permission.OWN):
                end_keys_of(number, self._container, by)
        return editor

    def end(self, number: int, by: Editor | None = None) -> Editor:
        """End an account, and return it as it was. Its name and address are erased.

        Its sessions, links, calendar address and API keys end as well.

        Raises:
            DeskError: There is no such active account, it is that of the only owner, or
                ``by`` is not an owner any more.
        """
        with self._container.queueing_mail():
            editor = self._sign_in.accounts.end(number, by)
            self._container.store.calendars.drop(number)
            end_keys_of(number, self._container, by)
        return editor

    def set_password(self, session: DeskSession, password: str, current: str = "") -> None:
        """Set the signed-in editor's password, and end their other sessions and their links.

        Raises:
            DeskError: The session has ended, the password was changed meanwhile, the
                current one is wrong or was tried too often, there is none and the session
                is not new, or the new one breaks a rule.
        """
        self._sign_in.accounts.set_password(session, password, current)

    def link(self, number: int, by: Editor | None = None) -> str:
        """Return a new address that signs an editor in once, to be given to them by hand.

        It works for 15 minutes, or for three days if the editor has no password yet.

        Raises:
            DeskError: There is no such active account, or ``by`` is not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR, LINK_FOR

        with self._container.queueing_mail():
            has_been_here = number in self._container.store.log.last(Act.SIGNED_IN)
            editor = self._sign_in.accounts.note_link(
                number, by, "" if has_been_here else FIRST_LINK
            )
            reach = LINK_FOR if editor.has_password else INVITED_FOR
            return self._sign_in.mails.address("sign-in", self._sign_in.link_for(editor, reach))
