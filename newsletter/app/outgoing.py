"""Why no mail can leave for want of settings, in words for editors, as ``newsletter.desk.outgoing``."""

from collections.abc import Iterable
from functools import reduce
from typing import Final
from urllib.parse import urlsplit

from newsletter.app.container import Container
from newsletter.app.readiness import problems
from newsletter.errors import ConfigError, MailUnfit, NewsletterError, ProviderError
from newsletter.message import Message
from newsletter.model.letterhead import is_private_host, is_reserved

_NO_PUBLIC_ADDRESS: Final = Message("lacks-public-address")
_NO_SECRET: Final = Message("lacks-secret")
_NO_SENDER: Final = Message("lacks-sender-address")
_NO_ANSWERS: Final = Message("lacks-reply-to")
_LACKS: Final = {  # by the code of the operator's message
    "base-url-private": _NO_PUBLIC_ADDRESS,
    "secret-temporary": _NO_SECRET,
    "contact-missing": Message("lacks-contact"),
    "sender-name-missing": Message("lacks-sender-name"),
    "sender-address-missing": _NO_SENDER,
    "sender-domain-shared": _NO_SENDER,
    "reply-to-missing": _NO_ANSWERS,
    "reply-to-unread": _NO_ANSWERS,
}


class Outgoing:
    """Says whether mail may leave under the present settings."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def issues(self) -> Message | None:
        """Return why no issue can leave; ``None`` if it can, or if email stays here."""
        found = dict.fromkeys(_LACKS.get(one.code, one) for one in problems(self._container))
        return _sentence([*found, *(one for one in self._of_every_mail() if one not in found)])

    def notices(self) -> Message | None:
        """Return why no mail with a link of the desk can leave, nor a test of an issue.

        These need less than issues do: what ``agreement.guard`` looks at, and the secret.

        Returns:
            ``None`` if it can, or if email stays here.
        """
        return _sentence(self._of_every_mail())

    @property
    def can_mail_links(self) -> bool:
        """Return whether an invitation or a sign-in link may leave this machine now."""
        return not self._container.stays_here and self.notices() is None

    def why(self, error: NewsletterError) -> Message:
        """Return why an act that was to send mail failed."""
        match error:
            case MailUnfit():
                return self.notices() or Message("mail-cannot-leave", problems=error.message)
            case ConfigError():
                return Message("desk-needs-settings", problem=error.message)
            case ProviderError():
                return Message("email-not-sent", reason=error.message)
            case _:
                return error.message

    def _of_every_mail(self) -> tuple[Message, ...]:
        if self._container.stays_here:
            return ()
        publication, imprint = self._container.settings.publication, self._container.letter.imprint
        found = []
        if is_private_host(urlsplit(publication.base_url).hostname or ""):
            found.append(_NO_PUBLIC_ADDRESS)
        if publication.secret is None:
            found.append(_NO_SECRET)
        if is_reserved(imprint.sender.address.domain):
            found.append(_NO_SENDER)
        elif is_reserved(imprint.reply_to.domain):
            found.append(_NO_ANSWERS)
        return tuple(found)


def _sentence(lacks: Iterable[Message]) -> Message | None:
    lacks = tuple(lacks)
    if not lacks:
        return None
    joined = reduce(lambda before, one: Message("one-and-other", one=before, other=one), lacks)
    return Message("mail-cannot-leave", problems=joined)
