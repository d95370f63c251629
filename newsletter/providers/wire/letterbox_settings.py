"""Settings of the letterbox for returned email: ``[tool.newsletter.letterbox]``.

They are separate from the letterbox itself, which needs IMAP and the email package,
because every command reads the settings.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from newsletter.errors import ConfigError
from newsletter.model.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The letterbox that receives returned email. Unset means none.

    Attributes:
        maildir: A Maildir on this machine, where a mail server delivers.
        imap_host: The mailbox's IMAP server, reached over TLS.
        imap_port: The server's port.
        imap_user: The account on the server.
        imap_password: The account's password.
        imap_folder: The folder in the account.
        authorities: A file with the certificates to trust, where the system's do not suffice.
        hook_token: The bearer token for posting raw emails to ``/hooks/letterbox``. For
            Postmark and SendGrid it is the password in
            ``https://newsletter:…@brief.example.nl/hooks/letterbox``.
        mailgun_signing_key: Mailgun's HTTP webhook signing key, where a Mailgun route
            forwards emails to ``https://brief.example.nl/hooks/letterbox-mime``.
        timeout: Time limit of each answer of the IMAP server.
        untagged_percent: Bounces and complaints by email about issues that were sent before
            delivery ids had a tag carry no proof. Within an hour they are accepted for at
            most this share of a dispatch's readers. The rest is kept for the editor.
        untagged_at_least: Number accepted within an hour however small the dispatch is.
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
        """Reject two letterboxes, because only one is read."""
        if self.maildir is not None and self.imap_host:
            raise ConfigError("letterbox-set-twice")

    @property
    def is_read(self) -> bool:
        """Whether returned email is read anywhere, so that ``mailto:`` may be offered."""
        fetched = self.maildir is not None or bool(self.imap_host)
        return fetched or bool(self.hook_token) or bool(self.mailgun_signing_key)
