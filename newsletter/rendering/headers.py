"""The headers about the kind of mail and about unsubscribing."""

import re

from newsletter.errors import AuthorError
from newsletter.model.edition import Chunks, Field, FieldPlace
from newsletter.rendering.encoding import phrase, written
from newsletter.rendering.sentinels import joined
from newsletter.rendering.settings import Imprint

Header = tuple[str, Chunks]

_LIST_ID = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def issue_headers(imprint: Imprint, *, issue: int) -> tuple[Header, ...]:
    """Return the headers of an issue, as mail of a list that asks for no automatic replies.

    All values are ASCII, so that a provider that accepts headers as text cannot
    encode them differently.

    Raises:
        AuthorError: If the List-Id is not of the form that filters can read.
    """
    return (
        *leaving(imprint),
        *belonging(imprint),
        ("Precedence", ("bulk",)),
        # no holiday greetings back (MS-OXCMAIL §2.2.3.2.14)
        ("X-Auto-Response-Suppress", ("OOF, AutoReply",)),
        ("Feedback-ID", (feedback_id(imprint, what=str(issue), stream="issue"),)),
    )


def notice_headers(imprint: Imprint, *, kind: str, can_leave: bool) -> tuple[Header, ...]:
    """Return the headers of any other mail, as generated automatically."""
    return (
        *(leaving(imprint) if can_leave else ()),
        ("Auto-Submitted", ("auto-generated",)),  # RFC 3834 §5
        ("X-Auto-Response-Suppress", ("All",)),
        ("Feedback-ID", (feedback_id(imprint, what=kind, stream="notice"),)),
    )


def leaving(imprint: Imprint) -> tuple[Header, ...]:
    """Return one-click unsubscribe headers. DKIM must cover both (RFC 8058 §4)."""
    by_web: Chunks = ("<", Field("unsubscribe_url", FieldPlace.HEADER), ">")
    by_mail: Chunks = (", <mailto:", Field("unsubscribe_mailbox", FieldPlace.HEADER), ">")
    ways = by_web + by_mail if imprint.unsubscribe_mailbox else by_web
    return (
        ("List-Unsubscribe", joined(ways)),
        ("List-Unsubscribe-Post", ("List-Unsubscribe=One-Click",)),
    )


def belonging(imprint: Imprint) -> tuple[Header, ...]:
    """Return the list's identity (RFC 2919), archive and posting rules (RFC 2369)."""
    if not _LIST_ID.fullmatch(imprint.list_name):
        raise AuthorError("list-id-malformed", value=str(imprint.list_name))
    headers: list[Header] = [
        ("List-Id", (f"{phrase(imprint.publication)} <{imprint.list_name}>",)),
    ]
    if imprint.archive:
        headers.append(("List-Archive", (f"<{written(imprint.archive)}>",)))
    if imprint.help_url:
        headers.append(("List-Help", (f"<{written(imprint.help_url)}>",)))
    return (*headers, ("List-Post", ("NO",)))


def feedback_id(imprint: Imprint, *, what: str, stream: str) -> str:
    """Return four parts by which Gmail counts complaints, without a reader's data."""
    label = imprint.list_name.partition(".")[0]
    return f"{what}:{label}:{stream}:{imprint.complaint_name}"
