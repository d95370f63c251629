"""The form in which a letter is written: its text, and what is wrong with its fields."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping

from starlette.datastructures import FormData

from newsletter.message import Message
from newsletter.model.writing import IssueFields, Unreadable

TITLE_MISSING = Message("letter-without-title")
_LONGEST_OPENED = 4_000_000  # bytes of a text that a form brings back


def has_text(form: FormData) -> bool:
    """Return whether a form came from the page, and not from a button of another one."""
    return "text" in form or "body" in form


def typed_in(form: FormData) -> IssueFields | str:
    """Return the text of a form: in fields, or as the whole file."""
    if "body" not in form:
        return str(form.get("text", ""))
    names = ("head", "title", "subject", "preheader", "body")
    return IssueFields(**{name: str(form.get(name, "")) for name in names})


def packed(text: str) -> str:
    """Return the text of a letter for a hidden field, to be read by ``unpacked``.

    A page brings back the text from which its editor started, because no row records what
    was shown, and merging needs that text.
    """
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpacked(form: FormData, name: str) -> str | None:
    """Return the text in a hidden field; ``None`` if there is none, or it is damaged."""
    try:
        data = base64.b64decode(str(form.get(name, "")), validate=True)
        reader = zlib.decompressobj()
        text = reader.decompress(data, _LONGEST_OPENED).decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
    return text if reader.eof else None


def packed_values(values: Mapping[str, str]) -> str:
    """Return values by name for a hidden field, to be read by ``unpacked_values``."""
    return packed(json.dumps(dict(values)))


def unpacked_values(form: FormData, name: str) -> dict[str, str] | None:
    """Return the values in a hidden field; ``None`` if there are none, or they are damaged."""
    try:
        found = json.loads(unpacked(form, name) or "")
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_ours else None


def field_of(unreadable: Unreadable, form: FormData) -> str:
    """Return the field of a form that makes its text unreadable; empty if none does."""
    return unreadable.field if unreadable.field in form else ""


def why_at(field: str, problem: Message) -> Message:
    """Return what is wrong with a field, for its own place on the page."""
    return TITLE_MISSING if (field, problem.code) == ("title", "key-absent") else problem


def line_in_box(form: FormData, typed: str, line: int | None) -> int | None:
    """Return a line of a typed text as its box counts them; ``None`` if it is above that."""
    if line is None or "body" not in form:
        return line
    above = typed.count("\n") - str(form["body"]).count("\n")
    return line - above if line > above else None
