"""Editors and their sign-in, for one publication, available as ``newsletter.desk.editors``."""

import secrets
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from newsletter.app.api_keys import end_keys_of
from newsletter.app.container import Container
from newsletter.app.link_mails import LinkMails
from newsletter.errors import BadAddress
from newsletter.message import Message
from newsletter.model.editor import Act, DeskSession, Editor, LogEntry, Permission, Role
from newsletter.model.notice import NoticeKind

if TYPE_CHECKING:
    from newsletter.app.emails import Emails
    from newsletter.editors.accounts import AccountService
    from newsletter.editors.sessions import SessionService
    from newsletter.editors.sign_in import SignIn, SignInRefusal
    from newsletter.model.address import EmailAddress

FIRST_LINK: Final = "first"  # in the log: of somebody who has not signed in yet
INVITED_AGAIN: Final = "invited again"


class Editors:
    """Accounts, signing in, sessions and the log of the desk."""

    def __init__(self, container: Container, emails: "Emails") -> None:
        """Set the parts. Nothing is opened yet."""
        self._container = container
        self._mails = LinkMails(container, emails)

    @cached_property
    def _accounts(self) -> "AccountService":
        from newsletter.editors.accounts import AccountService

        store = self._container.store
        return AccountService(
            accounts=store.editors,
            sessions=store.sessions,
            links=store.sign_in_links,
            limiter=self._container.limiter,
            log=store.log,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
        )

    @cached_property
    def sessions(self) -> "SessionService":
        """Return the service for sessions."""
        from newsletter.editors.sessions import SessionService

        store = self._container.store
        return SessionService(
            sessions=store.sessions,
            log=store.log,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            dice=secrets.token_bytes,
        )

    @cached_property
    def _sign_in(self) -> "SignIn":
        from newsletter.editors.sign_in import SignIn

        parts, store = self._container, self._container.store
        return SignIn(
            accounts=store.editors,
            service=self._accounts,
            sessions=self.sessions,
            links=store.sign_in_links,
            limiter=self._container.limiter,
            transaction=self._container.queueing_mail,
            clock=parts.now,
            dice=secrets.token_bytes,
            mail=self._mail_link,
        )

    # ─── accounts ────────────────────────────────────────────────────────────

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
        return mistakes(typed, self._parsed, known)

    def add(self, name: str, address: str, role: Role, by: Editor | None = None) -> Editor:
        """Create an account, and mail an invitation if mail can leave this machine.

        Raises:
            BadAddress: The address is invalid.
            DeskError: The address already has an account, the name is blank, or ``by`` is
                not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR

        parsed = self._parsed(address)
        if self.can_mail:
            self._mails.edition(NoticeKind.INVITATION, INVITED_FOR)
        with self._container.queueing_mail():
            editor = self._accounts.add(name, parsed, role, by)
            if self.can_mail:
                self._queue_invitation(editor, by)
        return editor

    def invite(self, number: int, by: Editor | None = None) -> Editor:
        """Mail another invitation to an editor.

        Raises:
            DeskError: There is no such active account, or ``by`` is not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR

        self._mails.edition(NoticeKind.INVITATION, INVITED_FOR)
        with self._container.queueing_mail():
            editor = self._accounts.note_link(number, by, INVITED_AGAIN)
            self._queue_invitation(editor, by)
        return editor

    def _queue_invitation(self, editor: Editor, by: Editor | None) -> None:
        from newsletter.editors.sign_in import INVITED_FOR

        token = self._sign_in.link_for(editor, INVITED_FOR)
        self._mails.queue(NoticeKind.INVITATION, editor, token, INVITED_FOR, by)

    def set_role(self, number: int, role: Role, by: Editor | None = None) -> Editor:
        """Give an editor another role, and end their sessions, their links and an owner's API keys.

        Raises:
            DeskError: There is no such active account, it is that of the only owner, or
                ``by`` is not an owner any more.
        """
        with self._container.queueing_mail():
            editor = self._accounts.set_role(number, role, by)
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
            editor = self._accounts.end(number, by)
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
        self._accounts.set_password(session, password, current)

    def is_proven(self, session: DeskSession) -> bool:
        """Return whether the editor has proved their identity in the last 15 minutes."""
        return self._accounts.is_proven(session)

    def prove(self, session: DeskSession, password: str) -> None:
        """Record that the editor of a session has just typed the right password.

        Raises:
            DeskError: The editor has no password, it is wrong or was tried too often, or
                the session has ended.
        """
        self._accounts.prove(session, password)

    def log(self, limit: int = 200) -> tuple[LogEntry, ...]:
        """Return the newest entries of the log, newest first."""
        return self._container.store.log.newest(limit)

    # ─── signing in ──────────────────────────────────────────────────────────

    @property
    def can_mail(self) -> bool:
        """Return whether an invitation or a sign-in link may leave this machine now."""
        from newsletter.app.outgoing import Outgoing

        return not self._container.stays_here and Outgoing(self._container).notices() is None

    def with_password(
        self, address: str, password: str, client: str, browser: str = ""
    ) -> "str | SignInRefusal":
        """Return the token of a new session, or why there is none.

        Args:
            address: The address that was typed.
            password: The password that was typed.
            client: The IP address of the request; only its network is used.
            browser: The name of the browser, for the list of sessions.
        """
        network = _network(client)
        return self._sign_in.with_password(self._read(address), password, network, browser)

    def mail_link(self, address: str, client: str) -> bool:
        """Mail a link to sign in with, if the address has an account.

        Returns:
            False if the client's network requests links too often, otherwise true.
        """
        from newsletter.editors.sign_in import LINK_FOR

        # compiled for every address, so that the time does not reveal which have an account
        self._mails.edition(NoticeKind.SIGN_IN, LINK_FOR)
        return self._sign_in.mail_link(self._read(address), _network(client))

    def look(self, token: str) -> Editor | None:
        """Return the editor of a link, without using it; ``None`` if it no longer works."""
        return self._sign_in.look(token)

    def with_link(self, token: str, browser: str = "") -> str | None:
        """Use a link, and return the token of a new session; ``None`` if it no longer works."""
        return self._sign_in.with_link(token, browser)

    def link(self, number: int, by: Editor | None = None) -> str:
        """Return a new address that signs an editor in once, to be given to them by hand.

        It works for 15 minutes, or for three days if the editor has no password yet.

        Raises:
            DeskError: There is no such active account, or ``by`` is not an owner any more.
        """
        from newsletter.editors.sign_in import INVITED_FOR, LINK_FOR

        with self._container.queueing_mail():
            has_been_here = number in self._container.store.log.last(Act.SIGNED_IN)
            editor = self._accounts.note_link(number, by, "" if has_been_here else FIRST_LINK)
            reach = LINK_FOR if editor.has_password else INVITED_FOR
            return self._mails.address("sign-in", self._sign_in.link_for(editor, reach))

    def first_link(self) -> str:
        """Return a new address that creates the first owner once. Earlier ones end.

        It works for an hour.

        Raises:
            DeskError: An account already exists.
        """
        return self._mails.address("first", self._sign_in.first_link())

    def may_claim(self, token: str) -> bool:
        """Return whether a link can still create the first owner."""
        return self._sign_in.may_claim(token)

    def claim(
        self, token: str, name: str, address: str, password: str, browser: str = ""
    ) -> str | None:
        """Create the first owner, and return the token of a session; ``None`` if the link is invalid.

        Raises:
            BadAddress: The address is invalid.
            DeskError: The name is blank, or the password breaks a rule.
        """
        return self._sign_in.claim(token, name, self._parsed(address), password, browser)

    # ─── mail ────────────────────────────────────────────────────────────────

    def _mail_link(self, editor: Editor, token: str) -> None:
        from newsletter.editors.sign_in import LINK_FOR

        self._mails.queue(NoticeKind.SIGN_IN, editor, token, LINK_FOR)

    def _parsed(self, address: str) -> "EmailAddress":
        from newsletter.audience.addresses import parse

        return parse(address, unicode_local=self._container.capabilities.unicode_local)

    def _read(self, address: str) -> "EmailAddress | None":
        try:
            return self._parsed(address)
        except BadAddress:
            return None


def _network(client: str) -> str:
    from newsletter.audience.consent import truncated

    return truncated(client)
