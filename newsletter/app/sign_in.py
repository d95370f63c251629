"""Signing in at the desk, and sessions, available as ``newsletter.desk.sign_in``."""

import secrets
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.app.link_mails import LinkMails
from newsletter.errors import BadAddress
from newsletter.model.editor import DeskSession, Editor
from newsletter.model.notice import NoticeKind

if TYPE_CHECKING:
    from newsletter.app.emails import Emails
    from newsletter.editors.accounts import AccountService
    from newsletter.editors.sessions import SessionService
    from newsletter.editors.sign_in import SignIn, SignInRefusal
    from newsletter.model.address import EmailAddress


class DeskSignIn:
    """Passwords, links and sessions, and the proof of who an editor is.

    Attributes:
        mails: The mails with links.
    """

    def __init__(self, container: Container, emails: "Emails") -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self.mails = LinkMails(container, emails)

    @cached_property
    def accounts(self) -> "AccountService":
        """Return the service for accounts."""
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
    def _service(self) -> "SignIn":
        from newsletter.editors.sign_in import SignIn

        store = self._container.store
        return SignIn(
            accounts=store.editors,
            service=self.accounts,
            sessions=self.sessions,
            links=store.sign_in_links,
            limiter=self._container.limiter,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            dice=secrets.token_bytes,
            mail=self._mail_link,
        )

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
        return self._service.with_password(self._read(address), password, network, browser)

    def mail_link(self, address: str, client: str) -> bool:
        """Mail a link to sign in with, if the address has an account.

        Returns:
            False if the client's network requests links too often, otherwise true.
        """
        from newsletter.editors.sign_in import LINK_FOR

        # compiled for every address, so that the time does not reveal which have an account
        self.mails.edition(NoticeKind.SIGN_IN, LINK_FOR)
        return self._service.mail_link(self._read(address), _network(client))

    def look(self, token: str) -> Editor | None:
        """Return the editor of a link, without using it; ``None`` if it no longer works."""
        return self._service.look(token)

    def with_link(self, token: str, browser: str = "") -> str | None:
        """Use a link, and return the token of a new session; ``None`` if it no longer works."""
        return self._service.with_link(token, browser)

    def first_link(self) -> str:
        """Return a new address that creates the first owner once. Earlier ones end.

        It works for an hour.

        Raises:
            DeskError: An account already exists.
        """
        return self.mails.address("first", self._service.first_link())

    def may_claim(self, token: str) -> bool:
        """Return whether a link can still create the first owner."""
        return self._service.may_claim(token)

    def claim(
        self, token: str, name: str, address: str, password: str, browser: str = ""
    ) -> str | None:
        """Create the first owner, and return the token of a session; ``None`` if the link is invalid.

        Raises:
            BadAddress: The address is invalid.
            DeskError: The name is blank, or the password breaks a rule.
        """
        return self._service.claim(token, name, self.parsed(address), password, browser)

    def link_for(self, editor: Editor, reach: timedelta) -> str:
        """Store a new link to sign in with, in the open transaction, and return its token."""
        return self._service.link_for(editor, reach)

    def is_proven(self, session: DeskSession) -> bool:
        """Return whether the editor has proved their identity in the last 15 minutes."""
        return self.accounts.is_proven(session)

    def prove(self, session: DeskSession, password: str) -> None:
        """Record that the editor of a session has just typed the right password.

        Raises:
            DeskError: The editor has no password, it is wrong or was tried too often, or
                the session has ended.
        """
        self.accounts.prove(session, password)

    def _mail_link(self, editor: Editor, token: str) -> None:
        from newsletter.editors.sign_in import LINK_FOR

        self.mails.queue(NoticeKind.SIGN_IN, editor, token, LINK_FOR)

    def parsed(self, address: str) -> "EmailAddress":
        """Return a typed address.

        Raises:
            BadAddress: It is invalid.
        """
        from newsletter.audience.addresses import parse

        return parse(address, unicode_local=self._container.capabilities.unicode_local)

    def _read(self, address: str) -> "EmailAddress | None":
        try:
            return self.parsed(address)
        except BadAddress:
            return None


def _network(client: str) -> str:
    from newsletter.audience.consent import truncated

    return truncated(client)
