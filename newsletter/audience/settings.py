"""The owner's settings about readers: periods, limits and wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.errors import ConfigError
from newsletter.model.audience import Series
from newsletter.model.privacy import DataRecipient


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """``[tool.newsletter.readers]``: signing up, preferences, unsubscribing, deletion.

    Attributes:
        wording: What a person agrees to, by language; ``{publication}`` is its name.
        tags: Topics that the sign-up page and the preferences offer.
        confirm_within: How long the link in a confirmation mail works.
        remind_after: When people who did not confirm get one reminder; none by default.
        forget_unconfirmed_after: When a request that nobody confirmed is deleted.
        forget_left_after: When the data of people who left is deleted; a keyed hash remains.
        keep_proof_for: How long after leaving the proof of consent is kept. Five years by default,
            because for that long a regulator may impose a fine (Awb, article 5:45) and a
            reader may claim damages (BW 3:310).
        undo_within: How long leaving can be taken back with one press.
        fresh_link_for: How long a mailed link opens a reader's own data.
        form_takes_at_least: The shortest time to fill in the form; a faster visitor, such as
            a robot, must press again.
        sign_ups_per_network: The most requests in an hour from one /24 or /48.
        mails_per_address: The most confirmations and links that one address gets in a day.
            ``anna+list@`` counts as Anna's.
        disposable_domains: A file of domains that are not accepted, one a line; none by default.
        ask_clear_moment: Ask at the end of each issue whether it was a clear moment.
        last_issue_as_welcome: Send the last issue to new subscribers.
    """

    wording: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    confirm_within: timedelta = timedelta(days=7)
    remind_after: timedelta | None = None
    forget_unconfirmed_after: timedelta = timedelta(days=30)
    forget_left_after: timedelta = timedelta(days=30)
    keep_proof_for: timedelta = timedelta(days=5 * 365)
    undo_within: timedelta = timedelta(hours=1)
    fresh_link_for: timedelta = timedelta(minutes=30)
    form_takes_at_least: timedelta = timedelta(seconds=2)
    sign_ups_per_network: int = 20
    mails_per_address: int = 3
    disposable_domains: Path | None = None
    ask_clear_moment: bool = False
    last_issue_as_welcome: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySettings:
    """``[tool.newsletter.privacy]``: what the privacy page says; empty lines are left out of it.

    Attributes:
        controller: Who decides about the data: name and place.
        contact: How to reach them about it; the sender's Reply-To where empty.
        recipients: The companies that get readers' data, each in a table of its own; see
            ``[[privacy.recipients]]``.
        copies_gone_within: Within which time erased data is also gone from your backups and from
            the provider, as the pages promise. Take the longer of the two.
        authority: Where a reader may complain, with its address on the web.
        officer: The data protection officer, if there is one.
    """

    controller: str = ""
    contact: str = ""
    recipients: tuple[DataRecipient, ...] = ()
    copies_gone_within: timedelta = timedelta(days=90)
    authority: str = "Autoriteit Persoonsgegevens, https://autoriteitpersoonsgegevens.nl"
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """``[tool.newsletter.archive]``: the issues on the web.

    Attributes:
        is_public: Whether there is an archive at all.
        is_indexed: Whether search engines may list it.
        feed_length: How many issues the feed holds.
    """

    is_public: bool = True
    is_indexed: bool = True
    feed_length: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSettings:
    """``[tool.newsletter.series]``: newcomers read from the beginning.

    Attributes:
        issues: The numbers of the issues, in the order in which a newcomer gets them.
        since: People who join from this day on get the series (``2026-01-01``, a day in UTC).
    """

    issues: tuple[int, ...] = ()
    since: str = ""

    def __post_init__(self) -> None:
        """Refuse an invalid day, and a series that is set in part or has an issue twice.

        Raises:
            ConfigError: The settings are any of these.
        """
        if self.since:
            try:
                datetime.strptime(self.since, "%Y-%m-%d")  # noqa: DTZ007  # only to check the form
            except ValueError:
                raise ConfigError("series-since-no-date", text=self.since) from None
        if bool(self.issues) != bool(self.since):
            raise ConfigError("series-half-set")
        if len(set(self.issues)) != len(self.issues):
            raise ConfigError("series-issue-twice")

    @property
    def series(self) -> Series | None:
        """The series, if there is one."""
        if not self.issues:
            return None
        since = datetime.strptime(self.since, "%Y-%m-%d").replace(tzinfo=UTC)
        return Series(self.issues, since)
