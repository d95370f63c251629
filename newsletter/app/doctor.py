"""Everything that is wrong or missing, in one list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from newsletter.app import agreement
from newsletter.app.articles import Articles
from newsletter.app.container import Container, utc_now
from newsletter.app.issues import Issues
from newsletter.app.liveness import Liveness
from newsletter.app.readiness import problems, unsettled
from newsletter.audience import consent
from newsletter.config import load
from newsletter.editorial import issue_files, ranges
from newsletter.errors import ConfigError, NewsletterError
from newsletter.message import Message


class DiagnosisLevel(Enum):
    """How much a diagnosis asks for; the value is its sign."""

    FINE = "✓"
    LATER = "·"  # not before real mail can leave
    HEED = "!"  # nothing fails, and the editor should weigh it
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at, and what it asks for."""

    about: str
    weight: DiagnosisLevel
    told: str | Message

    @property
    def is_wrong(self) -> bool:
        """Whether it needs mending now."""
        return self.weight is DiagnosisLevel.WRONG

    def facts(self) -> dict[str, object]:
        """Return all but what is told, for machines."""
        later = self.weight is DiagnosisLevel.LATER
        return {"about": self.about, "wrong": self.is_wrong, "later": later}


_A_MONTH = timedelta(days=30)
_UNREAD_MAILBOX = "[sender] unsubscribe_mailbox is set and [letterbox] reads it nowhere, so no letter offers to leave by mail"


def examine(folder: Path, now: Callable[[], datetime] = utc_now) -> list[Diagnosis]:
    """Look at settings, provider, way out, database, template and issues; stop at nothing."""
    try:
        settings = load(folder)
    except ConfigError as error:
        return list(_wrong("settings", map(str, error.problems)))
    parts = Container(settings, now)
    found = [Diagnosis("settings", DiagnosisLevel.FINE, str(settings.file))]
    for about, look in _LOOKS.items():
        try:
            found += look(parts)
        except ConfigError as error:
            found += _wrong(about, map(str, error.problems))
        except NewsletterError as error:
            if not any(
                one.told == str(error) for one in found
            ):  # the tags fail with their database
                found += _wrong(about, [str(error)])
        except OSError as error:
            found += _wrong(about, [f"{error.filename or parts.folder}: {error.strerror}"])
    return found


def _wrong(about: str, problems: Iterable[str]) -> Iterator[Diagnosis]:
    return (Diagnosis(about, DiagnosisLevel.WRONG, problem) for problem in problems)


def _provider(parts: Container) -> Iterator[Diagnosis]:
    wrong = parts.provider.check()
    yield from _wrong("provider", wrong)
    if not wrong:
        yield Diagnosis("provider", DiagnosisLevel.FINE, f"{parts.provider.name} is ready")


def _way_out(parts: Container) -> Iterator[Diagnosis]:
    wrong = problems(parts)
    yield from _wrong("sender", wrong)
    if parts.stays_here:
        where = "in the outbox" if parts.provider.name == "outbox" else "at its sandbox"
        yield Diagnosis("sender", DiagnosisLevel.FINE, f"mail stays on this machine, {where}")
        for later in unsettled(parts):
            yield Diagnosis("before real mail can leave", DiagnosisLevel.LATER, later)
    elif not wrong:
        yield Diagnosis("sender", DiagnosisLevel.FINE, str(parts.letter.imprint.sender.address))
    if parts.settings.sender.unsubscribe_mailbox and not parts.settings.letterbox.is_read:
        yield Diagnosis("sender", DiagnosisLevel.HEED, _UNREAD_MAILBOX)
    is_public = parts.settings.publication.is_public
    for later in consent.missing(parts.settings.privacy, is_public=is_public):
        yield Diagnosis("privacy page", DiagnosisLevel.LATER, later)


def _secret(parts: Container) -> Iterator[Diagnosis]:
    _ = parts.keyring
    yield Diagnosis("secret", DiagnosisLevel.FINE, "links can be signed")


def _database(parts: Container) -> Iterator[Diagnosis]:
    many = parts.store.subscribers.count()
    url = parts.settings.database_url
    where = url.removeprefix("sqlite:///") if "sqlite" in url else parts.store.database.name
    yield Diagnosis("database", DiagnosisLevel.FINE, f"{where}, {many} people")


def _rounds(parts: Container) -> Iterator[Diagnosis]:
    """Whether what ``newsletter run`` does every half minute is done."""
    liveness = Liveness(parts)
    since = liveness.late_since()
    if since is not None:
        when = f"{since.astimezone(parts.zone):%Y-%m-%d %H:%M}"
        told = f"nothing was completed since {when}; is `newsletter run` running?"
        if failing := liveness.failing:
            told = f"since {when} this fails: {failing}; the log of `newsletter run` says why"
        yield Diagnosis("rounds", DiagnosisLevel.WRONG if failing else DiagnosisLevel.HEED, told)


def _reports(parts: Container) -> Iterator[Diagnosis]:
    """What came back and could not be read."""
    if odd := parts.store.inbox.count_troubled(parts.now() - _A_MONTH):
        told = f"{odd} calls or letters of the last 30 days could not be read whole; newsletter provider unread"
        yield Diagnosis("reports", DiagnosisLevel.HEED, told)


def _readers(parts: Container) -> Iterator[Diagnosis]:
    """The list of domains that are not taken: without it every sign-up would fail."""
    path = parts.settings.readers.disposable_domains
    if path is not None:
        many = len((parts.folder / path).read_text("utf-8", "replace").split())
        yield Diagnosis(
            "readers", DiagnosisLevel.FINE, f"{path} names {many} domains that are not taken"
        )


def _held(parts: Container) -> Iterator[Diagnosis]:
    """Readers whom the provider's own list refuses, until the editor decides."""
    many = len(parts.store.feedback.held())
    if many:
        where = parts.capabilities.block_list
        yield Diagnosis(
            "readers",
            DiagnosisLevel.HEED,
            f"{many} get nothing: {parts.settings.provider} refuses them by its own list and does not say"
            f" why ({where or 'see its site'}); newsletter subscribers held",
        )


def _replies(parts: Container) -> Iterator[Diagnosis]:
    """What people wrote to the letterbox in words, and nobody has put away."""
    many = len(parts.store.replies.waiting())
    if many:
        told = f"waiting in people's own words: {many}; newsletter subscribers replies"
        yield Diagnosis("letterbox", DiagnosisLevel.HEED, told)


def _tags(parts: Container) -> Iterator[Diagnosis]:
    """Tags that would tell of somebody's health, offered or given."""
    for tag in sorted({*parts.settings.readers.tags, *parts.store.subscribers.tag_names()}):
        if told := consent.warning(tag):
            yield Diagnosis("tags", DiagnosisLevel.HEED, told)


def _template(parts: Container) -> Iterator[Diagnosis]:
    from newsletter.rendering.specimen import check_template

    folder = parts.template_folder()
    wrong = check_template(folder)
    yield from _wrong("template", wrong)
    if not wrong:
        yield Diagnosis("template", DiagnosisLevel.FINE, str(folder))


def _issues(parts: Container) -> Iterator[Diagnosis]:
    issues = Issues(parts, Articles(parts.folder))
    good, unreadable = issue_files.survey(issues.folder, zone=parts.zone)
    wrong = [str(error) for error in unreadable]
    for issue in good:
        try:
            issues.compile(*issues.find(str(issue.number)))
        except NewsletterError as error:
            wrong.append(str(error))
    yield from _wrong("issues", wrong)
    yield Diagnosis(
        "issues",
        DiagnosisLevel.FINE,
        f"{len(good) + len(unreadable) - len(wrong)} can be read and rendered",
    )


def _approved(parts: Container) -> Iterator[Diagnosis]:
    """Approved issues that say otherwise than the settings; those of one kind in one line."""
    for about, weight, goes in (
        (agreement.outdated(parts), DiagnosisLevel.WRONG, ""),
        (agreement.remarks(parts), DiagnosisLevel.HEED, "; sent like that, unless"),
    ):
        issues: dict[str, list[int]] = {}
        for issue, difference in about.items():
            issues.setdefault(difference, []).append(issue)
        for difference, numbers in issues.items():
            which = ranges.written(numbers)
            were = f"issue {which} was" if len(numbers) == 1 else f"issues {which} were"
            remedy = f"{goes} `{agreement.RENEW} {which}`" if goes else f"; `{agreement.RENEW}`"
            told = f"{were} approved under other settings: {difference}{remedy}"
            yield Diagnosis("approved", weight, told)


_LOOKS = {
    "provider": _provider,
    "sender": _way_out,
    "secret": _secret,
    "database": _database,
    "rounds": _rounds,
    "reports": _reports,
    "readers": _readers,
    "held readers": _held,
    "letterbox": _replies,
    "tags": _tags,
    "template": _template,
    "issues": _issues,
    "approved": _approved,
}
