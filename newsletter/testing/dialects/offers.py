"""What a call offers, in words that the three dialects share."""

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

# the names under which a sender's own numbers travel; the first that is there counts
DELIVERY_NAMES = ("delivery", "delivery_id", "delivery-id")
KEY_NAMES = ("batch", "batch_key", "key")

# a mailbox as every provider's first check has it: it knows no rule that a real one would not know
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
    """One mail of a call; ``refused`` is the reason why it cannot be taken, if any.

    ``stream`` is the separate way that it takes, where the dialect has some.
    """

    recipient: str
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    stream: str = ""

    @property
    def delivery(self) -> str:
        """The sender's own id of this mail, or nothing."""
        return first_of(self.variables, DELIVERY_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One call, read: its mails in order, and how to see each.

    Attributes:
        key: What the sender recognises the call by: its idempotency key, else
            the batch's name or the first tag.
        digest: Of the payload, where the dialect holds a repeat against it.
        whole: Whether one refused mail refuses the call.
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
    """What a look-up may see: accepted mails whose index lag is over."""

    base_url: str

    def having(self, dialect: str, name: str, value: str) -> list[Row]:
        """Rows with this tag or variable, oldest first."""
        ...

    def latest(self, dialect: str) -> list[Row]:
        """The last thousand rows of a dialect, oldest first."""
        ...

    def mail(self, row: Row) -> AcceptedEmail | None:
        """The mail itself, while it is kept."""
        ...


class Dialect(Protocol):
    """One provider's way of speaking."""

    name: str

    def is_known(self, request: Request) -> bool:
        """Whether the request carries credentials; any will do."""
        ...

    def read(self, request: Request, faults: Faults) -> Offer | Reply:
        """The call, or the answer to one that cannot be read."""
        ...

    def ids(self, offer: Offer, call: int, salt: str) -> list[str]:
        """The provider's ids, one a mail."""
        ...

    def accepted(self, offer: Offer, ids: Sequence[str]) -> Reply:
        """What goes back for a call that was taken."""
        ...

    def trouble(
        self, status: int, retry_after_seconds: float | None = None, says: str = ""
    ) -> Reply:
        """An error of this status, in the provider's form, with these words if any."""
        ...

    def look_up(self, request: Request, seen: Seen) -> Reply | None:
        """The answer to anything that is asked with GET; ``None``: no such page."""
        ...


def to_wait(reply: Reply, seconds: float | None) -> Reply:
    """Return the reply with the seconds to wait, where they are known."""
    if seconds is None:
        return reply
    return replace(reply, headers={**reply.headers, "Retry-After": f"{seconds:g}"})


def is_address(text: str) -> bool:
    """Whether this could be a mailbox at all."""
    return _ADDRESS.fullmatch(text) is not None


def first_of(values: Mapping[str, str], names: Sequence[str]) -> str:
    """The value under the first of the names that is there, else nothing."""
    for name in names:
        if name in values:
            return str(values[name])
    return ""


def numbered_uuid(salt: str, call: int, index: int) -> str:
    """An id in the form of a UUID that says which mail of which call it is."""
    return (
        f"{salt}-{call >> 16 & 0xFFFF:04x}-4{call & 0xFFF:03x}-8{call >> 12 & 0xF:x}00-{index:012x}"
    )


_NAME = re.compile(rb'name="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


def read_form(kind: str, body: bytes | bytearray | memoryview) -> dict[str, list[str]] | None:
    """The fields by name in order; ``None`` when the body is no form that we know.

    File parts are read as text like any other, for no dialect here takes files.
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
