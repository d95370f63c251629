"""Everything that is wrong or missing, in one list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from newsletter.app import agreement
from newsletter.app.articles import Articles
from newsletter.app.issues import Issues
from newsletter.app.liveness import Liveness
from newsletter.app.parts import Parts, utc_now
from newsletter.app.way_out import problems, unsettled
from newsletter.audience import privacy, sensitive
from newsletter.config import load
from newsletter.editorial import issue_files, ranges
from newsletter.errors import ConfigError, NewsletterError


class Weight(Enum):
    """How much a diagnosis asks for; the value is its sign."""

    FINE = "✓"
    LATER = "·"  # not before real mail can leave
    HEED = "!"  # nothing fails, and the editor should weigh it
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at, and what it asks for."""

    about: str
    weight: Weight
    told: str

    @property
    def is_wrong(self) -> bool:
        """Whether it needs mending now."""
        return self.weight is Weight.WRONG

    def __str__(self) -> str:
        return f"{self.weight.value} {self.about}: {self.told}"

    def facts(self) -> dict[str, object]:
        """For machines."""
        later = self.weight is Weight.LATER
        return {"about": self.about, "wrong": self.is_wrong, "later": later, "told": self.told}


_A_MONTH = timedelta(days=30)
_UNREAD_MAILBOX = "[sender] unsubscribe_mailbox is set and [letterbox] reads it nowhere, so no letter offers to leave by mail"


def examine(folder: Path, now: Callable[[], datetime] = utc_now) -> list[Diagnosis]:
    """Look at settings, provider, way out, database, template and issues; stop at nothing."""
    try:
        settings = load(folder)
    except ConfigError as error:
        return list(_wrong("settings", map(str, error.problems)))
    parts = Parts(settings, now)
    found = [Diagnosis("settings", Weight.FINE, str(settings.file))]
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
    return (Diagnosis(about, Weight.WRONG, problem) for problem in problems)


def _provider(parts: Parts) -> Iterator[Diagnosis]:
    wrong = parts.provider.check()
    yield from _wrong("provider", wrong)
    if not wrong:
        yield Diagnosis("provider", Weight.FINE, f"{parts.provider.name} is ready")


def _way_out(parts: Parts) -> Iterator[Diagnosis]:
    wrong = problems(parts)
    yield from _wrong("sender", wrong)
    if parts.stays_here:
        where = "in the outbox" if parts.provider.name == "outbox" else "at its sandbox"
        yield Diagnosis("sender", Weight.FINE, f"mail stays on this machine, {where}")
        for later in unsettled(parts):
            yield Diagnosis("before real mail can leave", Weight.LATER, later)
    elif not wrong:
        yield Diagnosis("sender", Weight.FINE, str(parts.letter.imprint.sender.address))
    if parts.settings.sender.unsubscribe_mailbox and not parts.settings.letterbox.is_read:
        yield Diagnosis("sender", Weight.HEED, _UNREAD_MAILBOX)
    is_public = parts.settings.publication.is_public
    for later in privacy.missing(parts.settings.privacy, is_public=is_public):
        yield Diagnosis("privacy page", Weight.LATER, later)


def _secret(parts: Parts) -> Iterator[Diagnosis]:
    _ = parts.keyring
    yield Diagnosis("secret", Weight.FINE, "links can be signed")


def _database(parts: Parts) -> Iterator[Diagnosis]:
    many = parts.store.subscribers.count()
    url = parts.settings.database_url
    where = url.removeprefix("sqlite:///") if "sqlite" in url else parts.store.database.name
    yield Diagnosis("database", Weight.FINE, f"{where}, {many} people")


def _rounds(parts: Parts) -> Iterator[Diagnosis]:
    """Whether what ``newsletter run`` does every half minute is done."""
    liveness = Liveness(parts)
    since = liveness.late_since()
    if since is not None:
        when = f"{since.astimezone(parts.zone):%Y-%m-%d %H:%M}"
        told = f"nothing was completed since {when}; is `newsletter run` running?"
        if failing := liveness.failing:
            told = f"since {when} this fails: {failing}; the log of `newsletter run` says why"
        yield Diagnosis("rounds", Weight.WRONG if failing else Weight.HEED, told)


def _reports(parts: Parts) -> Iterator[Diagnosis]:
    """What came back and could not be read."""
    if odd := parts.store.inbox.count_troubled(parts.now() - _A_MONTH):
        told = f"{odd} calls or letters of the last 30 days could not be read whole; newsletter provider unread"
        yield Diagnosis("reports", Weight.HEED, told)


def _readers(parts: Parts) -> Iterator[Diagnosis]:
    """The list of domains that are not taken: without it every sign-up would fail."""
    path = parts.settings.readers.disposable_domains
    if path is not None:
        many = len((parts.folder / path).read_text("utf-8", "replace").split())
        yield Diagnosis("readers", Weight.FINE, f"{path} names {many} domains that are not taken")


def _held(parts: Parts) -> Iterator[Diagnosis]:
    """Readers whom the provider's own list refuses, until the editor decides."""
    many = len(parts.store.feedback.held())
    if many:
        where = parts.capabilities.block_list
        yield Diagnosis(
            "readers",
            Weight.HEED,
            f"{many} get nothing: {parts.settings.provider} refuses them by its own list and does not say"
            f" why ({where or 'see its site'}); newsletter subscribers held",
        )


def _replies(parts: Parts) -> Iterator[Diagnosis]:
    """What people wrote to the letterbox in words, and nobody has put away."""
    many = len(parts.store.replies.waiting())
    if many:
        told = f"waiting in people's own words: {many}; newsletter subscribers replies"
        yield Diagnosis("letterbox", Weight.HEED, told)


def _tags(parts: Parts) -> Iterator[Diagnosis]:
    """Tags that would tell of somebody's health, offered or given."""
    for tag in sorted({*parts.settings.readers.tags, *parts.store.subscribers.tag_names()}):
        if told := sensitive.warning(tag):
            yield Diagnosis("tags", Weight.HEED, told)


def _template(parts: Parts) -> Iterator[Diagnosis]:
    from newsletter.rendering.specimen import check_template

    folder = parts.template_folder()
    wrong = check_template(folder)
    yield from _wrong("template", wrong)
    if not wrong:
        yield Diagnosis("template", Weight.FINE, str(folder))


def _issues(parts: Parts) -> Iterator[Diagnosis]:
    issues = Issues(parts, Articles(parts))
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
        Weight.FINE,
        f"{len(good) + len(unreadable) - len(wrong)} can be read and rendered",
    )


def _approved(parts: Parts) -> Iterator[Diagnosis]:
    """Approved issues that say otherwise than the settings; those of one kind in one line."""
    for about, weight, goes in (
        (agreement.outdated(parts), Weight.WRONG, ""),
        (agreement.remarks(parts), Weight.HEED, "; sent like that, unless"),
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
