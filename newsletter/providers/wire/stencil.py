"""A batch's emails as JSON, with the common parts written only once.

An adapter defines how one email looks. A stencil is cut from the email of an imaginary
reader, and each reader's own values fill its gaps. 30 KB of HTML are thus escaped once
per batch instead of once per reader, and are not copied before they are sent.
"""

import hashlib
import re
from collections.abc import Callable, Mapping

import orjson

from newsletter.model.address import EmailAddress
from newsletter.model.delivery import Batch, Recipient
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.edition import OWN_ADDRESSES, Chunks, Email, Field, FieldPlace, fit
from newsletter.providers.wire.mails import finished

Write = Callable[[Email], Mapping[str, object]]

# Characters of a provider's syntax that an adapter may escape in a reader's values. An email
# with one of them is written without the stencil.
_GUARDED = re.compile(r"[{}%\[\]]")
_TO = Field("to", FieldPlace.TEXT)
_NUMBER = Field("number", FieldPlace.TEXT)


def in_json(batch: Batch, write: Write) -> list[bytes]:
    """Return the batch's emails as a JSON array, in pieces to be sent in order.

    Args:
        batch: The batch with its emails, in the form of parts.
        write: Returns the provider's JSON object for one email. It depends only on that
            email and on what all emails of the batch share.
    """
    emails = finished(batch)
    stencil = _fitting(batch, write)
    pieces: list[bytes] = []
    for place, recipient in enumerate(batch.recipients):
        pieces.append(b"," if place else b"[")
        filled = stencil.filled(recipient) if stencil else None
        pieces += filled or [orjson.dumps(write(emails[place]))]
    return [*pieces, b"]"] if pieces else [b"[]"]


def _fitting(batch: Batch, write: Write) -> "_Stencil | None":
    """Return a stencil that reproduces the adapter's bytes, or none."""
    if len(batch.recipients) < 2:
        return None
    stencil = _Stencil(batch, write)
    for recipient, email in zip(batch.recipients, batch.emails, strict=True):
        filled = stencil.filled(recipient)
        if filled is not None:
            return stencil if b"".join(filled) == orjson.dumps(write(email)) else None
    return None


class _Stencil:
    """An email as JSON, cut at each reader's own values."""

    def __init__(self, batch: Batch, write: Write) -> None:
        cutter = _Cutter(batch)
        raw = orjson.dumps(write(cutter.specimen()))
        pieces = re.split(b"(" + b"|".join(map(re.escape, cutter.marks)) + b")", raw)
        self._pieces = pieces
        self._gaps = [
            (place, cutter.marks[piece]) for place, piece in enumerate(pieces) if place % 2
        ]
        self._fields = {field for _, field in self._gaps} - {_TO, _NUMBER}
        self._names = {field.name for field in self._fields if field.name not in OWN_ADDRESSES}

    def filled(self, recipient: Recipient) -> list[bytes] | None:
        """Return a reader's email in pieces; ``None`` if the stencil does not apply to it."""
        values = recipient.values
        if not all(map(_is_ordinary, [values[name] for name in self._names])):
            return None
        own = {field: _written(field, values[field.name]) for field in self._fields}
        own[_TO] = orjson.dumps(str(recipient.address))[1:-1]
        own[_NUMBER] = recipient.delivery_id.rpartition(".")[2].encode()
        pieces = self._pieces.copy()
        for place, field in self._gaps:
            pieces[place] = own[field]
        return pieces


class _Cutter:
    """A writer of an imaginary reader's email, with marks where readers differ."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        # neither editors nor readers know the key, so nothing they write is a mark
        self._nonce = hashlib.sha256(b"stencil" + batch.key.encode()).hexdigest()[:12]
        number = int(self._nonce, 16) % 9_000_000_000 + 1_000_000_000
        self._to = EmailAddress(f"zz{self._nonce}", "stencil.invalid")
        self._number = number
        self.marks = {str(self._to).encode(): _TO, str(number).encode(): _NUMBER}

    def specimen(self) -> Email:
        """Return the marked email."""
        edition = self._batch.edition
        return Email(
            delivery_id(self._batch.dispatch, self._number),
            self._to,
            self._marked(edition.subject),
            self._marked(edition.html),
            self._marked(edition.text),
            tuple((name, self._marked(chunks)) for name, chunks in edition.headers),
        )

    def _marked(self, chunks: Chunks) -> str:
        return "".join(chunk if isinstance(chunk, str) else self._mark(chunk) for chunk in chunks)

    def _mark(self, field: Field) -> str:
        mark = f"zz{self._nonce}{field.name}-{field.place.value}zz"
        self.marks[mark.encode()] = field
        return mark


def _is_ordinary(value: str) -> bool:
    return value.isprintable() and not _GUARDED.search(value)


def _written(field: Field, value: str) -> bytes:
    """Return a value in the form of a JSON string's content (RFC 8259 §7)."""
    fitted = value if field.name in OWN_ADDRESSES else fit(value, field.place)
    return orjson.dumps(fitted)[1:-1]
