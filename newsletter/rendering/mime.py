"""Complete messages as bytes, encoded once: constant pieces with gaps.

``EmailMessage`` takes milliseconds for a message; joining pieces that are
encoded already takes microseconds. A reader's values are in quoted-printable
between soft line breaks, so that they move no other line (RFC 2045 §6.7).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias, assert_never

from newsletter.errors import AuthorError
from newsletter.model.delivery import Recipient
from newsletter.model.edition import Chunks, Edition, Field, fill, fit, whole_header
from newsletter.rendering.encoding import (
    DOT_ATOM,
    addr_spec,
    ascii_host,
    folded,
    phrase,
    quoted_printable,
    unstructured,
)
from newsletter.rendering.sentinels import joined

_SOFT_BREAK = b"=\r\n"
_LONGEST_HEADER_LINE = 998  # RFC 5322 §2.1.1
_LONGEST_VALUE = 75  # and a soft break makes 76


class _Own(Enum):
    """What differs per reader besides the merge fields."""

    TO = "to"
    DATE = "date"
    ID = "id"


_HeaderGap: TypeAlias = tuple[str, Chunks]
_Gap: TypeAlias = _Own | Field | _HeaderGap


class MimePlan:
    """One edition as pieces in the order of sending."""

    def __init__(self, edition: Edition) -> None:
        self._pieces: list[bytes] = []
        self._own: list[tuple[int, _Own]] = []
        self._headers: list[tuple[int, _HeaderGap]] = []
        self._fields: dict[Field, list[int]] = {}
        for constant, group in groupby(_message(edition), lambda piece: isinstance(piece, bytes)):
            if constant:
                self._pieces.append(b"".join(piece for piece in group if isinstance(piece, bytes)))
                continue
            for gap in group:
                if not isinstance(gap, bytes):
                    self._note(gap, len(self._pieces))
                self._pieces.append(b"")

    def _note(self, gap: _Gap, at: int) -> None:
        match gap:
            case _Own():
                self._own.append((at, gap))
            case Field():
                self._fields.setdefault(gap, []).append(at)
            case _:
                self._headers.append((at, gap))

    def write(self, recipient: Recipient, date: datetime) -> bytes:
        """Return the message for one reader: the same values give the same bytes.

        Raises:
            KeyError: If the recipient lacks the value of a merge field.
            AuthorError: If a header cannot hold a value.
        """
        pieces = self._pieces.copy()
        values = recipient.values
        for at, own in self._own:
            pieces[at] = _own(own, recipient, date)
        for at, (name, chunks) in self._headers:
            pieces[at] = _header(name, fill(chunks, values))
        for field, places in self._fields.items():
            value = _value(fit(values[field.name], field.place))
            for at in places:
                pieces[at] = value
        return b"".join(pieces)


def _own(gap: _Own, recipient: Recipient, date: datetime) -> bytes:
    match gap:
        case _Own.TO:
            return addr_spec(recipient.address).encode()
        case _Own.DATE:
            return _date(date, date.utcoffset())
        case _Own.ID:
            if not DOT_ATOM.fullmatch(recipient.delivery_id):
                raise AuthorError("message-id-unusable", value=recipient.delivery_id)
            return recipient.delivery_id.encode("ascii")
        case _:
            assert_never(gap)


@lru_cache(maxsize=8)  # one a batch
def _date(date: datetime, offset: timedelta | None) -> bytes:  # noqa: ARG001  # of the key
    # the offset is part of the key, because equal moments in two zones are written differently
    return format_datetime(date).encode("ascii")


def _message(edition: Edition) -> Iterator[bytes | _Gap]:
    """Yield the message from its first header to its last boundary (RFC 2046 §5.1.4)."""
    # "=_" cannot come from quoted-printable, so no body holds the boundary (RFC 2045 §6.7)
    boundary = b"=_" + edition.sha256[:32].encode("ascii")
    yield from _headers(edition)
    yield b"MIME-Version: 1.0\r\n"
    yield b'Content-Type: multipart/alternative;\r\n boundary="%s"\r\n' % boundary
    for kind, chunks in ((b"plain", edition.text), (b"html", edition.html)):
        yield b"\r\n--%s\r\nContent-Type: text/%s; charset=utf-8\r\n" % (boundary, kind)
        yield b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        yield from _body(chunks)
    yield b"\r\n--%s--\r\n" % boundary


def _headers(edition: Edition) -> Iterator[bytes | _Gap]:
    sender = edition.sender
    by = f"{phrase(whole_header(sender.name))} <{addr_spec(sender.address)}>".lstrip()
    yield f"From: {folded('From', by)}\r\nTo: ".encode()
    yield _Own.TO
    yield f"\r\nReply-To: {addr_spec(edition.reply_to)}\r\n".encode()
    yield from _field("Subject", edition.subject)
    yield b"Date: "
    yield _Own.DATE
    yield b"\r\nMessage-ID: <"
    yield _Own.ID
    yield f"@{ascii_host(sender.address.domain)}>\r\n".encode()
    for name, value in edition.headers:
        yield from _field(name, value)


def _field(name: str, value: Chunks) -> Iterator[bytes | _Gap]:
    """Yield one header, whole if it is the same for all."""
    if any(isinstance(chunk, Field) for chunk in value):
        yield (name, value)
    else:
        yield _header(name, fill(value, {}))


def _header(name: str, value: str) -> bytes:
    """Return a header in one or more lines with CRLF. Non-ASCII is encoded."""
    value = whole_header(value)
    if name != "Subject" and value.isascii():
        # structured: white space alone may be a fold, and encoded words stay as they are
        written = folded(name, value)
    else:
        written = unstructured(name, value)
    if max(map(len, written.split("\r\n"))) > _LONGEST_HEADER_LINE - len(name) - 2:
        raise AuthorError("header-too-long", header=name, start=value[:60])
    return f"{name}: {written}\r\n".encode()


def _body(chunks: Chunks) -> Iterator[bytes | Field]:
    """Yield a text in quoted-printable. Each field begins a line."""
    chunks = joined(chunks)
    at_line_start = True
    for number, chunk in enumerate(chunks):
        if isinstance(chunk, str):
            encoded = quoted_printable(chunk)
            yield encoded
            at_line_start = encoded.endswith(b"\r\n")
            continue
        if not at_line_start:
            yield _SOFT_BREAK
        yield chunk
        following = chunks[number + 1] if number + 1 < len(chunks) else "\n"
        at_line_start = not (isinstance(following, str) and following.startswith("\n"))
        if at_line_start:
            yield _SOFT_BREAK


def _value(text: str) -> bytes:
    """Return a reader's value in quoted-printable, quickly if it is plain."""
    if not text.isascii() or not text.isprintable() or "=" in text or " " in text:
        return quoted_printable(text)
    value = text.encode("ascii")
    if len(value) < _LONGEST_VALUE:
        return value
    return _SOFT_BREAK.join(
        value[at : at + _LONGEST_VALUE] for at in range(0, len(value), _LONGEST_VALUE)
    )
