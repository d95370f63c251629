"""Mails to editors with links that sign them in."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.model.address import EmailAddress
from newsletter.model.delivery import BatchMember
from newsletter.model.dispatch import Notice
from newsletter.model.editor import Editor
from newsletter.model.notice import NoticeKind

if TYPE_CHECKING:
    from newsletter.app.emails import Emails
    from newsletter.app.notices import NoticeTexts
    from newsletter.rendering.settings import LetterSettings


class LinkMails:
    """Queues mails with links, and makes the addresses of those links."""

    def __init__(self, container: Container, emails: "Emails") -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._emails = emails
        self._editions: dict[tuple[NoticeKind, LetterSettings], str] = {}

    @cached_property
    def _texts(self) -> "NoticeTexts":
        from newsletter.app.notices import NoticeTexts

        return NoticeTexts(self._container)

    def edition(self, kind: NoticeKind, reach: timedelta) -> str:
        """Return the edition of a mail, compiled once per process and settings.

        Compiling takes time, so it is done before a transaction is opened.

        Args:
            kind: An invitation, or a link that was requested.
            reach: How long the link works.
        """
        made_of = (kind, self._container.letter)
        if made_of not in self._editions:
            self._editions[made_of] = self._texts.to_editor(kind, {"term": reach}).sha256
        return self._editions[made_of]

    def queue(
        self,
        kind: NoticeKind,
        editor: Editor,
        token: str,
        reach: timedelta,
        by: Editor | None = None,
    ) -> None:
        """Queue a mail with a link, in the open transaction.

        Args:
            kind: An invitation, or a link that was requested.
            editor: Who gets it.
            token: The link's own part.
            reach: How long it works.
            by: Who invites; ``None`` at the terminal, where it is the newsletter's writer.
        """
        if editor.address is None:
            return
        own = {}
        if kind is NoticeKind.INVITATION:
            imprint = self._container.letter.imprint
            own["inviter"] = by.name if by else imprint.writer or imprint.publication
        action = {"action_url": self.address("sign-in", token)}
        self.queue_to(editor.address, kind, self.edition(kind, reach), own | action, editor.name)

    def queue_to(
        self,
        address: EmailAddress,
        kind: NoticeKind,
        edition: str,
        values: Mapping[str, str],
        name: str = "",
    ) -> None:
        """Queue a mail to an address, in the open transaction.

        Args:
            address: Who gets it.
            kind: What it is.
            edition: Its edition.
            values: Its own merge values, such as its ``action_url``.
            name: The name with which it greets; empty if it is not known.
        """
        usual = self._emails.values(BatchMember(0, address, name))
        self._container.store.notices.add(
            Notice(kind=kind.value, edition=edition, address=address, values={**usual, **values})
        )

    def address(self, page: str, token: str) -> str:
        """Return the address at which a token is used."""
        return f"{self._container.pages_at}/desk/{page}/{token}"
