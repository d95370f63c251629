"""An edition: an issue compiled once, split at its merge fields."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import TypeAlias, assert_never

from newsletter.model.address import EmailAddress, Mailbox


class FieldPlace(Enum):
    """The place of a merge field, which decides how its value is escaped."""

    HTML = "html"
    ATTRIBUTE = "attribute"
    TEXT = "text"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Field:
    """A merge field, which differs per reader: its name and its place."""

    name: str
    place: FieldPlace


Chunks: TypeAlias = tuple[str | Field, ...]


@dataclass(frozen=True, slots=True)
class NamePhrase:
    """A merge field in an editor's text that depends on the reader's first name.

    Attributes:
        field: The name of the merge field.
        named: Its value for a reader with a name, which replaces ``{first_name}`` in it.
        nameless: Its value for a reader without one.
    """

    field: str
    named: str
    nameless: str

    def value(self, first_name: str) -> str:
        """Return the value for a reader of this name; empty for none."""
        return self.named.replace("{first_name}", first_name) if first_name else self.nameless


# Merge fields whose values are addresses that we make. They hold no character that is
# escaped in any place (``config`` checks the base URL, ``audience.tokens`` makes the
# rest), so one variable serves all places.
OWN_ADDRESSES = frozenset(
    {"unsubscribe_url", "unsubscribe_mailbox", "preferences_url", "moment_url"}
)


_WHITE_SPACE = re.compile(r"\s+")


def fit(value: str, place: FieldPlace) -> str:
    """Return a merge value as written in its place: escaped, or on one line.

    In a header it keeps a space at its ends, which separates it from its neighbours.
    """
    return fitting(place)(value)


def fitting(place: FieldPlace) -> Callable[[str], str]:
    """Return ``fit`` for one place, to fit the values of a million readers."""
    match place:
        case FieldPlace.HTML | FieldPlace.ATTRIBUTE:
            return escape
        case FieldPlace.TEXT:
            return str
        case FieldPlace.HEADER:
            return _on_one_line
        case _:
            assert_never(place)


def _on_one_line(value: str) -> str:
    if value.isprintable() and "  " not in value:  # of all white space, only a space is printable
        return value
    # a line end would start a header of the reader's own making (RFC 5322 §2.2)
    return _WHITE_SPACE.sub(" ", value.replace("\0", ""))


def whole_header(value: str) -> str:
    """Return the whole value of a header: on one line, without white space at its ends."""
    return _on_one_line(value).strip()


def fill(chunks: Chunks, values: Mapping[str, str]) -> str:
    """Return the chunks joined, with each field replaced by the reader's value.

    Raises:
        KeyError: If a field has no value. An incomplete email must not be sent.
    """
    return "".join(
        chunk if isinstance(chunk, str) else fit(values[chunk.name], chunk.place)
        for chunk in chunks
    )


def with_phrases(phrases: Iterable[NamePhrase], values: dict[str, str]) -> dict[str, str]:
    """Return merge values with those that follow from the first name among them."""
    name = values["first_name"]
    return values | {phrase.field: phrase.value(name) for phrase in phrases}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A compiled issue, with the same bytes for preview, test and dispatch.

    Attributes:
        issue: The issue's number; 0 for a notice.
        phrases: The merge fields whose values follow from the reader's first name.
        headers: Name and value of every header that is not From, To, Reply-To,
            Subject, Date, Message-ID or a MIME header, in the order of sending.
        language: BCP 47 tag of the text, such as ``nl``.
    """

    issue: int
    title: str
    template: str
    language: str
    sender: Mailbox
    reply_to: EmailAddress
    subject: Chunks
    html: Chunks
    text: Chunks
    headers: tuple[tuple[str, Chunks], ...]
    phrases: tuple[NamePhrase, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest over every byte and field. Equal editions have equal digests."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()

    @property
    def subject_without_name(self) -> str:
        """The subject as a reader without a first name gets it."""
        return fill(self.subject, with_phrases(self.phrases, {"first_name": ""}))

    @property
    def fields(self) -> frozenset[str]:
        """The names of the merge fields in its HTML and text."""
        return frozenset(
            chunk.name for chunk in (*self.html, *self.text) if isinstance(chunk, Field)
        )

    @property
    def size_bytes(self) -> int:
        """The size of one reader's mail before encoding, without merge values."""
        return sum(
            len(chunk.encode())
            for part in (self.subject, self.html, self.text)
            for chunk in part
            if isinstance(chunk, str)
        )


def to_json(edition: Edition) -> str:
    """Return the edition as one canonical line of JSON, to be stored and hashed."""
    # left out if there are none, so that the digests of older editions do not change
    phrases = [[one.field, one.named, one.nameless] for one in edition.phrases]
    return json.dumps(
        {
            **({"phrases": phrases} if phrases else {}),
            "issue": edition.issue,
            "title": edition.title,
            "template": edition.template,
            "language": edition.language,
            "sender": [
                edition.sender.name,
                edition.sender.address.local,
                edition.sender.address.domain,
            ],
            "reply_to": [edition.reply_to.local, edition.reply_to.domain],
            "subject": _chunks_out(edition.subject),
            "html": _chunks_out(edition.html),
            "text": _chunks_out(edition.text),
            "headers": [[name, _chunks_out(value)] for name, value in edition.headers],
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def from_json(kept: str) -> Edition:
    """Return the edition that ``to_json`` wrote."""
    read = json.loads(kept)
    name, local, domain = read["sender"]
    return Edition(
        issue=read["issue"],
        title=read["title"],
        template=read["template"],
        language=read["language"],
        sender=Mailbox(name, EmailAddress(local, domain)),
        reply_to=EmailAddress(*read["reply_to"]),
        subject=_chunks_in(read["subject"]),
        html=_chunks_in(read["html"]),
        text=_chunks_in(read["text"]),
        headers=tuple((name, _chunks_in(value)) for name, value in read["headers"]),
        phrases=tuple(NamePhrase(*phrase) for phrase in read.get("phrases", ())),
    )


def _chunks_out(chunks: Chunks) -> list[str | list[str]]:
    return [
        chunk if isinstance(chunk, str) else [chunk.name, chunk.place.value] for chunk in chunks
    ]


def _chunks_in(kept: list[str | list[str]]) -> Chunks:
    return tuple(
        chunk if isinstance(chunk, str) else Field(chunk[0], FieldPlace(chunk[1])) for chunk in kept
    )


@dataclass(frozen=True, slots=True)
class Email:
    """One reader's mail, ready for a provider: as parts or, for SMTP and files, as bytes.

    ``mime`` is the whole message with CRLF line ends (RFC 5322 §2.3) where the
    provider's form is MIME; else the parts are filled and ``mime`` is empty.
    """

    delivery_id: str
    to: EmailAddress
    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    mime: bytes = b""
