"""What a call contains, in terms that the three dialects share."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias
from urllib.parse import parse_qsl

from newsletter.testing.exchange import Reply, Request
from newsletter.testing.faults import Faults

Row: TypeAlias = dict[str, Any]
"""One accepted mail as the log has it: at, dialect, call, index, id, recipient, delivery, key, tags, variables; digest and stream where there are."""

# the names under which the sender's own ids travel; the first one present counts
DELIVERY_NAMES = ("delivery", "delivery_id", "delivery-id")
KEY_NAMES = ("batch", "batch_key", "key")

# what a provider's first check accepts as a mailbox; no stricter than the real ones
_ADDRESS = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+")


@dataclass(frozen=True, slots=True)
class AcceptedEmail:
    """One reader's mail, merged, as it would arrive."""

    sender: str
    to: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One mail of a call. ``refused`` is why it cannot be accepted, if anything.

    ``stream`` is the message stream that it goes by, where the dialect has any.
    """

    recipient: str
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    stream: str = ""

    @property
    def delivery(self) -> str:
        """The sender's own id of this mail, or an empty text."""
        return first_of(self.variables, DELIVERY_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One call as it was read: its mails in order, and how to show each.

    Attributes:
        key: How the sender recognises the call: its idempotency key, else
            the batch's name or the first tag.
        digest: The payload's hash, where the dialect compares a repeat with it.
        whole: Whether one refused mail refuses the whole call.
        domain: The sending domain, where the path names it.
    """

    dialect: str
    items: Sequence[Item]
    mail: Callable[[int], AcceptedEmail]
    size_bytes: int
    key: str = ""
    digest: str = ""
    idempotent: bool = False
    whole: bool = False
    single: bool = False
    domain: str = ""


class Seen(Protocol):
    """The accepted mails that a look-up may see: those past the index lag."""

    base_url: str

    def having(self, dialect: str, name: str, value: str) -> list[Row]:
        """Return the rows with this tag or variable, oldest first."""
        ...

    def latest(self, dialect: str) -> list[Row]:
        """Return the last thousand rows of a dialect, oldest first."""
        ...

    def mail(self, row: Row) -> AcceptedEmail | None:
        """Return the mail itself, while it is kept."""
        ...


class Dialect(Protocol):
    """One provider's API."""

    name: str

    def is_known(self, request: Request) -> bool:
        """Return whether the request carries credentials. Any will do."""
        ...

    def read(self, request: Request, faults: Faults) -> Offer | Reply:
        """Return the call, or the answer to one that cannot be read."""
        ...

    def ids(self, offer: Offer, call: int, salt: str) -> list[str]:
        """Return the provider's ids, one for each mail."""
        ...

    def accepted(self, offer: Offer, ids: Sequence[str]) -> Reply:
        """Return the answer to a call that was accepted."""
        ...

    def trouble(
        self, status: int, retry_after_seconds: float | None = None, says: str = ""
    ) -> Reply:
        """Return an error of this status in the provider's form."""
        ...

    def look_up(self, request: Request, seen: Seen) -> Reply | None:
        """Return the answer to a GET, or ``None`` if there is no such page."""
        ...


def to_wait(reply: Reply, seconds: float | None) -> Reply:
    """Return the reply with the seconds to wait, if they are known."""
    if seconds is None:
        return reply
    return replace(reply, headers={**reply.headers, "Retry-After": f"{seconds:g}"})


def is_address(text: str) -> bool:
    """Return whether this could be a mailbox at all."""
    return _ADDRESS.fullmatch(text) is not None


def first_of(values: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the value under the first of the names that is present."""
    for name in names:
        if name in values:
            return str(values[name])
    return ""


def numbered_uuid(salt: str, call: int, index: int) -> str:
    """Return an id in the form of a UUID that shows the call and the mail."""
    return (
        f"{salt}-{call >> 16 & 0xFFFF:04x}-4{call & 0xFFF:03x}-8{call >> 12 & 0xF:x}00-{index:012x}"
    )


_NAME = re.compile(rb'name="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


def read_form(kind: str, body: bytes | bytearray | memoryview) -> dict[str, list[str]] | None:
    """Return the fields by name in order, or ``None`` for an unknown form.

    File parts are read as text, for no dialect here accepts files.
    """
    fields: defaultdict[str, list[str]] = defaultdict(list)
    if kind.lower().startswith("application/x-www-form-urlencoded"):
        for name, text in parse_qsl(bytes(body).decode("utf-8", "replace"), keep_blank_values=True):
            fields[name].append(text)
        return fields
    boundary = _BOUNDARY.search(kind)
    if not kind.lower().startswith("multipart/form-data") or boundary is None:
        return None
    # RFC 2046 §5.1.1: the line end before a delimiter belongs to the delimiter
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1"))[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name_found = _NAME.search(head)
        if name_found is None:
            return None
        fields[name_found[1].decode("utf-8", "replace")].append(value.decode("utf-8", "replace"))
    return fields
