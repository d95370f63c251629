"""Where mail comes back: ``[tool.newsletter.letterbox]``.

Apart from the letterbox itself, which needs IMAP and the email package: every
command reads the settings.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from newsletter.errors import ConfigError
from newsletter.model.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where mail comes back; nothing set means nowhere.

    Attributes:
        maildir: A Maildir on this machine, where a mail server delivers.
        imap_host: A server with the mailbox, over TLS.
        imap_port: Its port.
        imap_user: Account there.
        imap_password: Its password.
        imap_folder: Folder there.
        authorities: A file with the certificates to trust, where the system's do not do.
        hook_token: The bearer token for posting raw emails to ``/hooks/letterbox``; for
            Postmark and SendGrid the password in
            ``https://newsletter:…@brief.example.nl/hooks/letterbox``.
        mailgun_signing_key: Mailgun's HTTP webhook signing key, where a route of theirs
            forwards mails to ``https://brief.example.nl/hooks/letterbox-mime``.
        timeout: For each answer of the IMAP server.
        untagged_percent: Bounces and complaints by mail about issues that were sent before
            delivery ids had a tag carry no proof. Of one dispatch at most this share of
            the readers is believed within an hour; the rest is kept for the editor.
        untagged_at_least: So many are believed within an hour however small the dispatch is.
    """

    maildir: Path | None = None
    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: Secret = field(default_factory=Secret)
    imap_folder: str = "INBOX"
    authorities: Path | None = None
    hook_token: Secret = field(default_factory=Secret)
    mailgun_signing_key: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)
    untagged_percent: float = 2.0
    untagged_at_least: int = 5

    def __post_init__(self) -> None:
        """Refuse two letterboxes: one of them would be forgotten."""
        if self.maildir is not None and self.imap_host:
            raise ConfigError("letterbox-set-twice")

    @property
    def is_read(self) -> bool:
        """Whether mail that comes back is read anywhere, so that ``mailto:`` may be offered."""
        fetched = self.maildir is not None or bool(self.imap_host)
        return fetched or bool(self.hook_token) or bool(self.mailgun_signing_key)
