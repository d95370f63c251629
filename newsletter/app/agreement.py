"""Comparison of approved editions with the current settings and files."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from newsletter.app import numbered, unsubscribing
from newsletter.app.container import Container
from newsletter.errors import ConfigError, MailUnfit
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.issue import Approval
from newsletter.model.letterhead import (
    Letterhead,
    differences,
    letterhead_of,
    placeholders,
)

if TYPE_CHECKING:
    from newsletter.store.listing import Listing

OUTDATED = Message("approved-otherwise")
CHANGED = Message("approved-file-changed")


def demand(container: Container, issue: int, sha256: str, *, dispatch: int | None = None) -> None:
    """Refuse an edition that was approved under other settings or must not be sent.

    It must not be sent if it has a placeholder, or no way to unsubscribe.

    Args:
        container: The publication's container.
        issue: The issue's number.
        sha256: The edition that would be sent.
        dispatch: The dispatch that would continue with it; ``None`` for a new one.
            A frozen dispatch keeps its edition, so the remedy differs.

    Raises:
        ConfigError: The edition differs, and the message names the differences; or its
            readers could not unsubscribe.
    """
    edition = container.store.editions.get(sha256)
    unsubscribing.demand(edition, issue)
    found = list(differences(letterhead_of(edition), letterhead(container)))
    if not container.stays_here:
        found += [one for one in placeholders(edition, {}) if not _is_among(one, found)]
    if not found:
        return
    if dispatch is None:
        raise ConfigError("issue-approved-otherwise", issue=issue, differences=_all_of(found))
    raise ConfigError(
        "dispatch-approved-otherwise", issue=issue, dispatch=dispatch, differences=_all_of(found)
    )


def _is_among(placeholder: Message, found: Iterable[Message]) -> bool:
    """Return whether one of the differences already names this placeholder."""
    header, value = placeholder.data.get("header"), str(placeholder.data["value"])
    return any(
        one.data.get("header") == header and value in str(one.data.get("approved", ""))
        for one in found
    )


def _all_of(found: Sequence[Message]) -> Message:
    """Join several messages into one."""
    return reduce(lambda before, one: Message("one-and-other", one=before, other=one), found)


def guard(container: Container, edition: Edition, values: Mapping[str, str]) -> None:
    """Refuse an email with a placeholder that would leave this machine.

    Raises:
        MailUnfit: The edition or its values contain a placeholder.
    """
    if container.stays_here:
        return
    found = placeholders(edition, values)
    if found:
        raise MailUnfit("email-made-before-settings", placeholders=_all_of(found))


def agreeing(container: Container, candidates: Iterable[str]) -> str | None:
    """Return the first edition that matches the settings and shows how to unsubscribe.

    Returns:
        Its hash; ``None`` if there is none.
    """
    now = letterhead(container)
    # a candidate is empty if only the journal knows about its dispatch
    for sha256 in dict.fromkeys(filter(None, candidates)):
        edition = container.store.editions.get(sha256)
        if not differences(letterhead_of(edition), now) and not unsubscribing.faults(edition):
            return sha256
    return None


def outdated(container: Container) -> dict[int, Message]:
    """Return the differences of each approved issue that may still be sent, by number."""
    with container.listing() as listing:
        return outdated_in(container, listing)


def outdated_in(container: Container, listing: "Listing") -> dict[int, Message]:
    """Return the same as ``outdated``, read through an open listing."""
    now = letterhead(container)
    found: dict[int, Message] = {}
    for number, edition in _waiting(container, listing):
        differing = differences(letterhead_of(edition), now)
        if differing:
            found[number] = _all_of(differing)
    return found


def remarks(container: Container) -> dict[int, Message]:
    """Return differences that do not prevent sending: From name, language, template, contact."""
    found: dict[int, Message] = {}
    with container.listing() as listing:
        waiting = _waiting(container, listing)
    chosen = _own_templates(container, [edition for _, edition in waiting])
    for number, edition in waiting:
        differing = _remarks(container, edition, chose_template=number in chosen)
        if differing:
            found[number] = _all_of(differing)
    return found


def _remarks(container: Container, edition: Edition, *, chose_template: bool) -> list[Message]:
    imprint, template = container.letter.imprint, container.settings.publication.template
    name, now = edition.sender.name, imprint.sender.name
    found = []
    if name != now:
        found.append(Message("sender-name-differs", approved=name, now=now))
    if edition.language != imprint.language:
        approved = edition.language
        found.append(Message("language-differs", approved=approved, now=imprint.language))
    if edition.template != template and not chose_template:
        found.append(Message("template-differs", approved=edition.template, now=template))
    if not _says(edition, imprint.contact):
        found.append(Message("contact-differs"))
    return found


def letterhead(container: Container) -> Letterhead:
    """Return the letterhead of an email made with the current settings."""
    from newsletter.rendering.encoding import written

    imprint = container.letter.imprint
    return Letterhead(
        sender=imprint.sender,
        reply_to=imprint.reply_to,
        base_url=written(imprint.base_url),
        list_id=imprint.list_name,
        leaves_by_mail=imprint.unsubscribe_mailbox is not None,
    )


def _waiting(container: Container, listing: "Listing") -> tuple[tuple[int, Edition], ...]:
    """Return the approved editions that may still be sent, by issue.

    This includes sent issues that newcomers still get: the series, and the last
    issue with a welcome.
    """
    series = container.settings.series.series
    issues = set(series.issues) if series else set()
    if container.settings.readers.last_issue_as_welcome:
        issues |= {issue for issue in (listing.last_sent(),) if issue is not None}
    return listing.waiting(issues)


def _own_templates(container: Container, editions: Sequence[Edition]) -> frozenset[int]:
    """Return the issues that choose a template of their own."""
    versions = container.store.web_versions.versions([edition.sha256 for edition in editions])
    return frozenset(one.issue.number for one in versions.values() if one.issue.template)


def _says(edition: Edition, lines: Iterable[str]) -> bool:
    words = " ".join("".join(chunk for chunk in edition.text if isinstance(chunk, str)).split())
    return all(" ".join(line.split()) in words for line in lines)


def is_behind(container: Container, approval: Approval) -> bool:
    """Return whether an issue's file has changed since it was approved."""
    path = numbered.by_number(container.folder / "issues").get(approval.issue)
    return path is not None and changed_since(approval, numbered.file_hash(path)) is not None


def changed_since(entry: Approval, file_hash: str | None) -> Message | None:
    """Return a warning if an issue's file differs from what was approved.

    Args:
        entry: The approval.
        file_hash: The hash of the present file; ``None`` if it does not exist.
    """
    if file_hash is None:
        return Message("approved-file-gone")
    return None if file_hash == entry.file_hash else CHANGED
