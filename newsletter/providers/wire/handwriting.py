"""The sender, subject and text that a person wrote in an email."""

import html
import re
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Final

_LONGEST_TEXT: Final = 2_000  # characters; an unsubscribe request is a line above a quoted issue
_LONGEST_LINE: Final = 320
_HIDDEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_MACHINES = frozenset({"bulk", "junk", "list"})


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
