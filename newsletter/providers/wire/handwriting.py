"""An email that anybody sent, and the sender, subject and text that a person wrote in it."""

import html
import re
from collections.abc import Sequence
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from typing import Final

_LONGEST_TEXT: Final = 2_000  # characters; an unsubscribe request is a line above a quoted issue
_LONGEST_LINE: Final = 320
_LONGEST_HEADER: Final = 8_000  # what Python reads from one takes time by the square of its length
# What is never closed reaches to the end, and a tag to the next: else each one that is begun
# would be followed through all of an email, which anybody can send.
_HIDDEN = re.compile(
    r"<(style|script|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MACHINES = frozenset({"bulk", "junk", "list"})


class _ShortHeaders(Compat32):
    """Python's usual way to read an email, with each header cut to a length."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Return a header's name and value, from its lines."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:_LONGEST_HEADER]


_POLICY: Final = _ShortHeaders()


def read_letter(raw: bytes) -> Message:
    """Return an email that anybody may have sent, with its headers cut to 8,000 characters."""
    return message_from_bytes(raw, policy=_POLICY)


def written_by_hand(letter: Message) -> dict[str, str]:
    """Return the ``sender``, ``subject`` and ``text`` of an email.

    Control characters and quoted lines are left out. ``sender`` is the address in From,
    which anybody can forge. It is empty if there is none.
    """
    _, sender = parseaddr(_decoded(str(letter["From"] or "")))
    return {
        "sender": _plain(sender).replace("\n", "")[:_LONGEST_LINE],
        "subject": " ".join(_plain(_decoded(str(letter["Subject"] or ""))).split())[:_LONGEST_LINE],
        "text": _own_words(_text(letter))[:_LONGEST_TEXT],
    }


def is_automatic(letter: Message) -> bool:
    """Return whether a machine wrote it, such as an autoresponder, list or host.

    See RFC 3834 §5 for Auto-Submitted and RFC 5321 §4.5.5 for the empty return path.
    """
    answered = str(letter["Auto-Submitted"] or "").strip().lower()
    return (
        answered not in {"", "no"}
        or letter["X-Autoreply"] is not None
        or str(letter["Precedence"] or "").strip().lower() in _MACHINES
    )


def is_from_nobody(letter: Message) -> bool:
    """Return whether it has the empty return path of a bounce."""
    return str(letter["Return-Path"] or "").strip() == "<>"


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):  # an unknown or wrong encoding is left unchanged
        return value


def _text(letter: Message) -> str:
    parts = [part for part in letter.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                written = _content(part)
                return written if kind == "text/plain" else _without_tags(written)
    return ""


def _content(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _without_tags(written: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", written))))


def _own_words(text: str) -> str:
    lines = (line.rstrip() for line in _plain(text).split("\n") if not line.startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str) -> str:
    """Return the text with bare line feeds and without control characters."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())
