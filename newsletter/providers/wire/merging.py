"""An edition as a template for a provider that merges, with values per reader.

Names of variables are derived from the dispatch's key. Neither editors nor readers
know it, so nothing they write can act as a variable. Text that the provider would
mistake for its own syntax is escaped: in HTML by an entity, elsewhere by a variable
whose value is the character itself.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from newsletter.model.batch import Column, RecipientsOfBatch
from newsletter.model.delivery import Recipient
from newsletter.model.edition import (
    OWN_ADDRESSES,
    Chunks,
    Edition,
    Field,
    FieldPlace,
    fill,
    fitting,
)
from newsletter.providers.wire.mails import OWN_PARAMETERS, headers_for

# The first character of everything that Mailgun replaces besides our own variables.
PERCENT = re.compile(
    r"%(?=recipient(?:[._][\w.-]*)?%|(?:tag_|mailing_list_)?unsubscribe_(?:url|email)%)", re.ASCII
)
# Templates with braces (Handlebars, Jinja and similar): {{x}} {%x%} {#x#}, and a
# brace that would touch one of ours.
BRACE = re.compile(r"\{(?=[{%#]|\Z)|\A\}+")
_STYLE = re.compile(r"(<style\b.*?</style>)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Syntax:
    """A provider's syntax for variables, and the text it would mistake for one.

    Attributes:
        before: Text before a variable's name.
        after: Text after it.
        guarded: A pattern for the characters to escape. ``None`` where the provider
            replaces only the names that we give it.
        is_keyed_whole: Whether values are keyed by the whole variable instead of
            its name alone.
    """

    before: str
    after: str
    guarded: re.Pattern[str] | None = None
    is_keyed_whole: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """An edition in a provider's syntax, with the variables that it uses.

    Attributes:
        headers: All headers, with their variables.
        fixed_headers: Headers that are the same for all readers.
        own_headers: Headers that differ per reader, with their fields.
        delivery: The variable that holds our delivery id, as written in a text.
        plain: Variables and fields whose values are used unchanged.
        fields: Variables, fields and functions that escape their values.
    """

    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    fixed_headers: tuple[tuple[str, str], ...]
    own_headers: tuple[tuple[str, Chunks], ...]
    delivery: str
    plain: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str, Callable[[str], str]], ...]
    literals: dict[str, str]
    delivery_key: str

    def values(self, recipient: Recipient) -> dict[str, str]:
        """Return the variables' values for one reader, escaped for their places."""
        return self.values_of((recipient,))[0]

    def values_of(self, recipients: Iterable[Recipient]) -> list[dict[str, str]]:
        """Return ``values`` for each of many readers."""
        plain, fields, delivery = self.plain, self.fields, self.delivery_key
        keys = (*(key for key, _ in plain), *(key for key, _, _ in fields), delivery)
        blank = dict.fromkeys(keys, "") | self.literals  # a copy of it has the room at once
        all_filled = []
        for delivery_id, _, values in recipients:
            filled = blank.copy()
            for key, name in plain:
                filled[key] = values[name]
            for key, name, fitted in fields:
                filled[key] = fitted(values[name])
            filled[delivery] = delivery_id
            all_filled.append(filled)
        return all_filled

    def columns_of(self, recipients: RecipientsOfBatch) -> dict[str, Column]:
        """Return what ``values_of`` does, by column."""
        filled: dict[str, Column] = {key: recipients.values[name] for key, name in self.plain}
        for key, name, fitted in self.fields:
            filled[key] = _fitted(recipients.values[name], fitted)
        return {**filled, self.delivery_key: recipients.delivery_ids, **self.literals}

    def headers_of(self, recipient: Recipient) -> dict[str, str]:
        """Return one reader's own headers, without line ends in their values."""
        return {name: fill(chunks, recipient.values) for name, chunks in self.own_headers}


def _fitted(column: Column, fitted: Callable[[str], str]) -> Column:
    if isinstance(column, str):
        return fitted(column)
    together = "".join(column)
    # what has nothing to be fitted as one text has nothing in its parts
    return column if fitted(together) == together else list(map(fitted, column))


@lru_cache(maxsize=4)
def merge(edition: Edition, key: str, syntax: Syntax) -> Merged:
    """Write an edition in a provider's syntax. The same key gives the same text.

    The result is cached, because all batches of a dispatch share it.
    """
    writer = _Writer(syntax, hashlib.sha256(key.encode()).hexdigest()[:8])
    subject = writer.write(edition.subject, writer.guard_text)
    html = writer.write(edition.html, writer.guard_html)
    text = writer.write(edition.text, writer.guard_text)
    sent = tuple(
        (name, value) for name, value in edition.headers if name.lower() not in OWN_PARAMETERS
    )
    fixed = [header for header in sent if all(isinstance(chunk, str) for chunk in header[1])]
    delivery = writer.name("d")
    return Merged(
        subject=subject,
        html=html,
        text=text,
        headers=tuple(
            headers_for((name, writer.write(value, writer.guard_text)) for name, value in sent)
        ),
        fixed_headers=tuple(headers_for((name, fill(value, {})) for name, value in fixed)),
        own_headers=tuple(header for header in sent if header not in fixed),
        delivery=writer.variable(delivery),
        plain=tuple(
            (writer.key(name), field.name)
            for field, name in writer.fields.items()
            if field.place is FieldPlace.TEXT
        ),
        fields=tuple(
            (writer.key(name), field.name, fitting(field.place))
            for field, name in writer.fields.items()
            if field.place is not FieldPlace.TEXT
        ),
        literals=writer.literals,
        delivery_key=writer.key(delivery),
    )


def _entities(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in found[0])


class _Writer:
    """A writer that assigns names to variables while it writes an edition."""

    def __init__(self, syntax: Syntax, nonce: str) -> None:
        self.syntax = syntax
        self.nonce = nonce
        self.fields: dict[Field, str] = {}
        self.literals: dict[str, str] = {}

    def name(self, which: str) -> str:
        return f"v{self.nonce}{which}"

    def variable(self, name: str) -> str:
        return f"{self.syntax.before}{name}{self.syntax.after}"

    def key(self, name: str) -> str:
        return self.variable(name) if self.syntax.is_keyed_whole else name

    def write(self, chunks: Chunks, guard: Callable[[str], str]) -> str:
        return "".join(
            guard(chunk) if isinstance(chunk, str) else self._field(chunk) for chunk in chunks
        )

    def _field(self, field: Field) -> str:
        if field.name in OWN_ADDRESSES:
            field = Field(field.name, FieldPlace.TEXT)  # written alike: one value for all places
        elif field.place is FieldPlace.ATTRIBUTE:
            field = Field(field.name, FieldPlace.HTML)  # escaped alike
        name = self.fields.setdefault(field, self.name(str(len(self.fields))))
        return self.variable(name)

    def guard_text(self, text: str) -> str:
        if self.syntax.guarded is None:
            return text
        return self.syntax.guarded.sub(lambda found: "".join(map(self._literal, found[0])), text)

    def guard_html(self, html: str) -> str:
        guarded = self.syntax.guarded
        if guarded is None:
            return html
        parts = _STYLE.split(html)
        for number, part in enumerate(parts):
            if number % 2:  # in a style sheet white space is allowed, an entity is not
                parts[number] = guarded.sub(lambda found: f"{found[0]} ", part)
            else:
                parts[number] = guarded.sub(_entities, part)
        return "".join(parts)

    def _literal(self, character: str) -> str:
        name = self.name(f"c{ord(character)}")
        self.literals[self.key(name)] = character
        return self.variable(name)
