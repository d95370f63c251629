"""Checks of a template's specimens: an issue with every block, and every notice.

An issue is checked at approval, but only in the blocks that it has. Notices are never
approved, so those of a template are checked here.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from newsletter.editorial.checks import languages, reachable, visibility
from newsletter.editorial.checks.finding import Check, Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.rendering.specimen import (
    ISSUE_PAGE,
    SPECIMEN,
    SPECIMEN_LETTER,
    check_template,
    specimens,
)

_OF_ALL: tuple[Check, ...] = (
    visibility.check_contrast,
    visibility.check_dark_colours,
    visibility.check_small_text,
    reachable.check_contact,
    languages.check_language,
    languages.check_language_tags,
    languages.check_direction,
)
_OF_AN_ISSUE: tuple[Check, ...] = (
    reachable.check_unsubscribe_link,
    reachable.check_preheader_in_mail,
)
_SITE = "https://example.org"
_LINK = f"{_SITE}/unsubscribe"


# Digests of templates in which nothing was wrong: a trial takes half a second, and the
# doctor looks often.
_GOOD: set[bytes] = set()


def problems_of(folder: Path) -> tuple[Message, ...]:
    """Return what is wrong with a template, or else what readers could not see in its mails.

    A template is tried only once a process in each of its versions without a problem.
    """
    version = _digest(folder)
    if version in _GOOD:
        return ()
    if not (found := check_template(folder) or hidden_in(folder)):
        _GOOD.add(version)
    return found


def _digest(folder: Path) -> bytes:
    """Return the SHA-256 of the names and contents of a template's files."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        contents = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(contents)}\0".encode() + contents)
    return digest.digest()


def hidden_in(folder: Path) -> tuple[Message, ...]:
    """Return what readers could not see in a template's mails, deduplicated for each page.

    Raises:
        TemplateError: The template is invalid.
    """
    found: dict[object, Message] = {}
    for page, edition in specimens(folder):
        for finding in _findings(edition, page):
            data = {name: each for name, each in finding.message.data.items() if name != "block"}
            problem = Message("at-place", place=str(folder / page), problem=finding.message)
            found.setdefault((page, finding.code, *map(str, data.values())), problem)
    return tuple(found.values())


def _findings(edition: Edition, page: str) -> Iterator[Finding]:
    is_issue = page == ISSUE_PAGE
    values = {**dict.fromkeys(edition.fields, "x"), "unsubscribe_url": _LINK}
    inputs = Inspected(
        issue=SPECIMEN if is_issue else replace(SPECIMEN, blocks=(), lines=()),
        article=None,
        edition=edition,
        values=values,
        nameless=values,
        base_url=_SITE,
        is_local=True,
        contact=SPECIMEN_LETTER.imprint.contact,
    )
    for check in (*_OF_ALL, *(_OF_AN_ISSUE if is_issue else ())):
        yield from check(inputs)
