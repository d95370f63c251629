"""The diagnosis of a publication: everything that is wrong or missing, in one list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from pathlib import Path

from newsletter.app import agreement
from newsletter.app.articles import Articles
from newsletter.app.canaries import waits_for_nothing
from newsletter.app.container import Container, utc_now
from newsletter.app.health import HealthArea, look_at
from newsletter.app.issues import Issues
from newsletter.app.legal import missing_in_contact, private_letterbox
from newsletter.app.opening import sqlite_file
from newsletter.app.reader_services import disposable_domains
from newsletter.app.readiness import about_hold, as_message, problems, unsettled
from newsletter.app.tracking import Tracking, split_tracking
from newsletter.app.webhooks import Webhooks
from newsletter.audience import consent
from newsletter.config import load
from newsletter.editorial import heads, issue_files
from newsletter.errors import ConfigError, NewsletterError, StoreError
from newsletter.message import Message
from newsletter.system import reason_of


class DiagnosisLevel(Enum):
    """The urgency of a diagnosis. The value is its sign."""

    FINE = "✓"
    LATER = "·"  # needed before real email can be sent
    HEED = "!"  # nothing fails, but the editor should consider it
    WRONG = "✗"


class Examined(Enum):
    """The subject of a diagnosis. The value is for programs."""

    SETTINGS = "settings"
    PROVIDER = "provider"
    SENDER = "sender"
    REAL_MAIL = "before real mail can leave"
    CONTACT = "contact"
    PRIVACY_PAGE = "privacy page"
    SECRET = "secret"  # noqa: S105  # the name of a setting, not its value
    DATABASE = "database"
    ROUNDS = "rounds"
    REPORTS = "reports"
    DISPATCHES = "dispatches"
    SLOTS = "slots"
    BACKUP = "backup"
    DISK = "disk"
    TRACKING = "tracking"
    WEBHOOKS = "webhooks"
    READERS = "readers"
    HELD_READERS = "held readers"
    LETTERBOX = "letterbox"
    TAGS = "tags"
    TEMPLATE = "template"
    ISSUES = "issues"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of one check."""

    about: Examined
    weight: DiagnosisLevel
    message: Message

    @property
    def is_wrong(self) -> bool:
        """Return whether it must be fixed now."""
        return self.weight is DiagnosisLevel.WRONG

    def facts(self) -> dict[str, object]:
        """Return the diagnosis without its sentence, for programs."""
        later = self.weight is DiagnosisLevel.LATER
        return {"about": self.about.value, "wrong": self.is_wrong, "later": later}


def examine(folder: Path, now: Callable[[], datetime] = utc_now) -> list[Diagnosis]:
    """Run all checks of a publication. A failure of one does not stop the others."""
    try:
        settings = load(folder)
    except ConfigError as error:
        return list(_wrong(Examined.SETTINGS, error.problems))
    container = Container(settings, now)
    found = [Diagnosis(Examined.SETTINGS, DiagnosisLevel.FINE, _as_it_is(settings.file))]
    try:
        for about, look in _LOOKS.items():
            found += _seen(container, about, look, found)
    finally:
        container.close()
    return found


def _seen(
    container: Container,
    about: Examined,
    look: Callable[[Container], Iterator[Diagnosis]],
    before: list[Diagnosis],
) -> list[Diagnosis]:
    """Return the findings of one check and its failure, without what was reported before."""
    found: list[Diagnosis] = []
    known = {one.message for one in before}
    try:
        found.extend(one for one in look(container) if one.message not in known)
    except ConfigError as error:
        found += _wrong(about, error.problems)
    except NewsletterError as error:
        # for example, the tags fail for the same reason as the database
        if error.message not in known:
            found += _wrong(about, [error.message])
    except OSError as error:
        place = str(error.filename or container.folder)
        found += _wrong(about, [Message("at-place", place=place, problem=reason_of(error))])
    return found


def _wrong(about: Examined, problems: Iterable[Message]) -> Iterator[Diagnosis]:
    return (Diagnosis(about, DiagnosisLevel.WRONG, problem) for problem in problems)


def _as_it_is(path: Path) -> Message:
    return Message.in_own_words(str(path))


def _provider(container: Container) -> Iterator[Diagnosis]:
    wrong, left_on = split_tracking(map(as_message, container.provider.check()))
    yield from _wrong(Examined.PROVIDER, wrong)
    for message in left_on:
        yield Diagnosis(Examined.TRACKING, DiagnosisLevel.HEED, message)
    if not wrong:
        ready = Message("provider-ready", provider=container.provider.name)
        yield Diagnosis(Examined.PROVIDER, DiagnosisLevel.FINE, ready)


def _sending(container: Container) -> Iterator[Diagnosis]:
    wrong = problems(container)
    yield from _wrong(Examined.SENDER, wrong)
    if container.stays_here:
        is_outbox = container.provider.name == "outbox"
        stays = Message("mail-stays-in-outbox" if is_outbox else "mail-stays-at-sandbox")
        yield Diagnosis(Examined.SENDER, DiagnosisLevel.FINE, stays)
        for later in unsettled(container):
            yield Diagnosis(Examined.REAL_MAIL, DiagnosisLevel.LATER, later)
    elif not wrong:
        address = Message.in_own_words(str(container.letter.imprint.sender.address))
        yield Diagnosis(Examined.SENDER, DiagnosisLevel.FINE, address)
    if container.settings.sender.unsubscribe_mailbox and not container.settings.letterbox.is_read:
        yield Diagnosis(Examined.SENDER, DiagnosisLevel.HEED, Message("mailbox-read-nowhere"))


def _contact(container: Container) -> Iterator[Diagnosis]:
    """Report what the law requires in the footer."""
    for missing in missing_in_contact(container.settings):
        yield Diagnosis(Examined.CONTACT, DiagnosisLevel.HEED, missing)


def _privacy(container: Container) -> Iterator[Diagnosis]:
    """Report what the law requires on the privacy page."""
    privacy = container.settings.privacy
    for later in consent.missing(privacy, is_public=container.settings.publication.is_public):
        yield Diagnosis(Examined.PRIVACY_PAGE, DiagnosisLevel.LATER, later)
    yield from _wrong(Examined.PRIVACY_PAGE, consent.unprotected(privacy))


def _secret(container: Container) -> Iterator[Diagnosis]:
    _ = container.keyring
    yield Diagnosis(Examined.SECRET, DiagnosisLevel.FINE, Message("links-can-be-signed"))


def _database(container: Container) -> Iterator[Diagnosis]:
    many = container.store.subscribers.count()
    where = str(sqlite_file(container) or container.store.database.name)
    fine = Message("database-fine", database=where, count=many)
    yield Diagnosis(Examined.DATABASE, DiagnosisLevel.FINE, fine)


def _health(area: HealthArea, container: Container) -> Iterator[Diagnosis]:
    """Report what makes the running newsletter ill."""
    for message in look_at(area, container):
        is_failing = message.code == "rounds-failing"
        weight = DiagnosisLevel.WRONG if is_failing else DiagnosisLevel.HEED
        yield Diagnosis(Examined[area.name], weight, message)


def _tracking(container: Container) -> Iterator[Diagnosis]:
    """Report that the provider tracks opens or clicks."""
    provider = container.settings.provider
    if Tracking(container).is_on(provider):
        message = Message("tracking-left-on", provider=provider)
        yield Diagnosis(Examined.TRACKING, DiagnosisLevel.HEED, message)


def _readers(container: Container) -> Iterator[Diagnosis]:
    """Check the file of refused domains, without which every sign-up would fail."""
    path = container.settings.readers.disposable_domains
    if path is not None:
        listed = Message("domains-not-taken", path=path, count=len(disposable_domains(container)))
        yield Diagnosis(Examined.READERS, DiagnosisLevel.FINE, listed)


def _held(container: Container) -> Iterator[Diagnosis]:
    """Report readers on the provider's own suppression list."""
    many = len(container.store.feedback.held())
    if many:
        can, where = container.capabilities, container.capabilities.block_list
        provider = can.title or container.settings.provider
        message = Message("readers-held", count=many, provider=provider, where=where)
        if not where:
            message = Message("readers-held-somewhere", count=many, provider=provider)
        yield Diagnosis(Examined.READERS, DiagnosisLevel.HEED, message)


def _replies(container: Container) -> Iterator[Diagnosis]:
    """Report unsettled replies, and a letterbox that would read private answers."""
    private = private_letterbox(container.settings)
    if private is not None:
        yield Diagnosis(Examined.LETTERBOX, DiagnosisLevel.WRONG, private)
    many = container.store.replies.count()
    if many:
        waiting = Message("replies-waiting", count=many)
        yield Diagnosis(Examined.LETTERBOX, DiagnosisLevel.HEED, waiting)


def _tags(container: Container) -> Iterator[Diagnosis]:
    """Warn about tags that reveal somebody's health, offered or in use."""
    for tag in sorted({*container.settings.readers.tags, *container.store.subscribers.tag_names()}):
        if message := consent.warning(tag):
            yield Diagnosis(Examined.TAGS, DiagnosisLevel.HEED, message)


def _template(container: Container) -> Iterator[Diagnosis]:
    from newsletter.app.specimens import problems_of

    folder = container.template_folder()
    wrong = problems_of(folder)
    yield from _wrong(Examined.TEMPLATE, wrong)
    if not wrong:
        yield Diagnosis(Examined.TEMPLATE, DiagnosisLevel.FINE, _as_it_is(folder))


def _issues(container: Container) -> Iterator[Diagnosis]:
    issues = Issues(container, Articles.of(container.settings))
    good, unreadable = issue_files.survey(issues.folder, zone=container.zone)
    wrong = [error.message for error in unreadable]
    for issue in good:
        try:
            issues.compiler.compile(*issues.find(str(issue.number)))
        except StoreError:  # which fails for each, and was reported
            raise
        except NewsletterError as error:
            wrong.append(error.message)
    yield from _wrong(Examined.ISSUES, wrong)
    readable = Message("issues-readable", count=len(good) + len(unreadable) - len(wrong))
    yield Diagnosis(Examined.ISSUES, DiagnosisLevel.FINE, readable)


def _approved(container: Container) -> Iterator[Diagnosis]:
    """Report approved issues that differ from the settings, grouped by difference."""
    wrong, heed = DiagnosisLevel.WRONG, DiagnosisLevel.HEED
    for about, code, weight in (
        (agreement.outdated(container), "approved-outdated", wrong),
        (agreement.remarks(container), "approved-differently", heed),
    ):
        issues: dict[Message, list[int]] = {}
        for issue, difference in about.items():
            issues.setdefault(difference, []).append(issue)
        for one, numbers in issues.items():
            named = heads.written(numbers)
            found = Message(code, issues=named, count=len(numbers), difference=one)
            yield Diagnosis(Examined.APPROVED, weight, found)


def _webhooks(container: Container) -> Iterator[Diagnosis]:
    """Report webhooks whose calls do not arrive."""
    for message, is_wrong in Webhooks(container).troubles():
        weight = DiagnosisLevel.WRONG if is_wrong else DiagnosisLevel.HEED
        yield Diagnosis(Examined.WEBHOOKS, weight, message)


def _waiting(container: Container) -> Iterator[Diagnosis]:
    """Report that issues wait for a release that nobody is asked for, or readers for no reports."""
    for one in (*about_hold(container), waits_for_nothing(container)):
        if one is not None:
            yield Diagnosis(Examined.SETTINGS, DiagnosisLevel.HEED, one)


_LOOKS: dict[Examined, Callable[[Container], Iterator[Diagnosis]]] = {
    Examined.SETTINGS: _waiting,
    Examined.PROVIDER: _provider,
    Examined.SENDER: _sending,
    Examined.CONTACT: _contact,
    Examined.PRIVACY_PAGE: _privacy,
    Examined.SECRET: _secret,
    Examined.DATABASE: _database,
    **{Examined[area.name]: partial(_health, area) for area in HealthArea},
    Examined.TRACKING: _tracking,
    Examined.WEBHOOKS: _webhooks,
    Examined.READERS: _readers,
    Examined.HELD_READERS: _held,
    Examined.LETTERBOX: _replies,
    Examined.TAGS: _tags,
    Examined.TEMPLATE: _template,
    Examined.ISSUES: _issues,
    Examined.APPROVED: _approved,
}
