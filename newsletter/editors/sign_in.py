"""Signing in: with a password, with a link, and as the first owner."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from newsletter.editors import passwords
from newsletter.editors.accounts import AccountService, checked_name
from newsletter.editors.ports import Accounts, Clock, Dice, Limiter, Links, Mail, Transaction
from newsletter.editors.sessions import SessionService, draw
from newsletter.errors import DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.editor import Actor, Editor, Role
from newsletter.model.secret import hash_of

LINK_FOR: Final = timedelta(minutes=15)
FIRST_FOR: Final = timedelta(hours=1)
INVITED_FOR: Final = timedelta(days=3)
_TRIES: Final = 10  # passwords an hour, at one account from one network
_OF_A_NETWORK: Final = 60  # an hour: passwords at any account, and as many requests for links
_LINKS: Final = 3  # an hour, to one editor, requested from one network
_LINKS_OF_A_MAILBOX: Final = 12  # an hour, to one editor, from all networks


class SignInRefusal(Enum):
    """Why nobody was signed in."""

    WRONG = "wrong"  # no such account, or not its password; the answer does not say which
    TOO_MANY_TRIES = "too many tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Checks a password or a link, and begins a session.

    Attributes:
        mail: Queues a mail with a link's token to an editor.
    """

    accounts: Accounts
    service: AccountService
    sessions: SessionService
    links: Links
    limiter: Limiter
    transaction: Transaction
    clock: Clock
    dice: Dice
    mail: Mail

    def with_password(
        self, address: EmailAddress | None, password: str, network: str, browser: str
    ) -> str | SignInRefusal:
        """Return the token of a new session, or why there is none.

        It takes equally long whether or not there is such an account. Too many attempts
        are refused on that network only: the editor can still sign in from elsewhere, or
        with a mailed link.

        Args:
            address: The address that was typed; ``None`` if it is invalid.
            password: The password that was typed.
            network: The network of the request; empty if it is unknown.
            browser: The name of the browser.
        """
        whose = f"{str(address).lower()} {network}"
        if self._is_over("desk-network", network) or self.limiter.is_over(
            "desk-password", whose, _TRIES
        ):
            return SignInRefusal.TOO_MANY_TRIES
        editor = self.accounts.at(address) if address else None
        hashed = self.accounts.password(editor.id) if editor else None
        if not passwords.is_password(password, hashed) or editor is None or hashed is None:
            return SignInRefusal.WRONG
        fresh = passwords.hash_password(password) if passwords.is_outdated(hashed) else hashed
        with self.transaction():
            # comparing took a while: the password may have been changed meanwhile
            if self.accounts.password(editor.id, is_held=True) != hashed:
                return SignInRefusal.WRONG
            if fresh != hashed:
                self.accounts.set_password(editor.id, fresh)
            return self.sessions.begin(editor, browser)

    def mail_link(self, address: EmailAddress | None, network: str) -> bool:
        """Mail a link to the editor with that address, if there is one.

        Returns:
            False if this network requests links too often, otherwise true: whether a
            mail was sent is kept secret, so that nobody learns who has an account.
        """
        if self._is_over("desk-links", network):
            return False
        editor = self.accounts.at(address) if address else None
        if editor is None or self._is_mailed_enough(editor, network):
            return True
        with self.transaction():
            self.mail(editor, self.link_for(editor, LINK_FOR))
        return True

    def _is_mailed_enough(self, editor: Editor, network: str) -> bool:
        """Count a request for a link, and return whether the editor gets no more this hour."""
        whose = f"{editor.id} {network}"
        return self.limiter.is_over("desk-link", whose, _LINKS) or self.limiter.is_over(
            "desk-mailbox", str(editor.id), _LINKS_OF_A_MAILBOX
        )

    def link_for(self, editor: Editor, reach: timedelta) -> str:
        """Store a new link to sign in with, in the open transaction, and return its token."""
        token = draw(self.dice)
        self.links.add(hash_of(token), editor.id, self.clock() + reach)
        return token

    def look(self, token: str) -> Editor | None:
        """Return whom a link signs in, without using it; ``None`` if it no longer works."""
        found = self._link(token)
        if found is None or found[0] is None:
            return None
        editor = self.accounts.find(found[0])
        return editor if editor is not None and editor.is_active else None

    def with_link(self, token: str, browser: str) -> str | None:
        """Use a link, and return the token of a new session; ``None`` if it no longer works."""
        with self.transaction():
            editor = self.look(token)
            if editor is None or not self.links.use(hash_of(token), self.clock()):
                return None
            return self.sessions.begin(editor, browser)

    def first_link(self) -> str:
        """Return the token of a new link that makes the first owner; earlier ones end.

        Raises:
            DeskError: An account already exists.
        """
        if self.accounts.count():
            raise DeskError("editors-there")
        token = draw(self.dice)
        with self.transaction():
            self.links.drop_of(None)
            self.links.add(hash_of(token), None, self.clock() + FIRST_FOR)
        return token

    def may_claim(self, token: str) -> bool:
        """Return whether a link still makes the first owner."""
        found = self._link(token)
        return found is not None and found[0] is None and not self.accounts.count()

    def claim(
        self, token: str, name: str, address: EmailAddress, password: str, browser: str
    ) -> str | None:
        """Make the first owner, and return the token of a session; ``None`` if the link makes none.

        Raises:
            DeskError: The name is blank, or the password breaks a rule.
        """
        if not self.may_claim(token):  # checked first, because making a hash is expensive
            return None
        passwords.check_password(password, name, str(address))
        hashed = passwords.hash_password(password)
        named = checked_name(name)
        with self.transaction():
            if not self.may_claim(token) or not self.links.use(hash_of(token), self.clock()):
                return None
            owner = self.service.add_in(named, address, Role.OWNER, None, Actor.DESK)
            self.accounts.set_password(owner.id, hashed)
            return self.sessions.begin(owner, browser)

    def _link(self, token: str) -> tuple[int | None, object] | None:
        found = self.links.find(hash_of(token)) if token else None
        return found if found is not None and self.clock() < found[1] else None

    def _is_over(self, what: str, network: str) -> bool:
        return bool(network) and self.limiter.is_over(what, network, _OF_A_NETWORK)
