"""Text in headers and bodies in seven bits (RFC 2047, RFC 2045 §6.7)."""

import re
from base64 import b64encode
from urllib.parse import quote, urlsplit, urlunsplit

from newsletter.errors import AuthorError
from newsletter.model.address import EmailAddress
from newsletter.rendering.sentinels import clean

_KINDS = frozenset({"http", "https", "mailto", "tel", ""})
_STAYS = "%/:?#[]@!$&'()*+,;=~-._"  # what has a meaning of its own (RFC 3986 §2.2, §2.3)


def written(url: str) -> str:
    """Return an address as HTML and text have it: ASCII, without white space.

    Raises:
        AuthorError: If it is no address, or of a kind that runs a script or
            reads a file.
    """
    bare = "".join(clean(url).split("\n")).strip()
    try:
        parts = urlsplit(bare)
        host = parts.hostname or ""
    except ValueError as error:
        raise AuthorError("address-malformed", address=bare, reason=str(error)) from error
    if parts.scheme.lower() not in _KINDS:
        raise AuthorError("address-not-for-email", address=bare)
    if host and not host.isascii():
        user, at, place = parts.netloc.rpartition("@")
        place = place.lower().replace(host, ascii_host(host))  # urlsplit lower-cases the host too
        bare = urlunsplit(parts._replace(netloc=f"{user}{at}{place}"))
    return quote(bare, safe=_STAYS)


def ascii_host(host: str) -> str:
    """Return a host name as mail and DNS write it (IDNA 2008, RFC 5891).

    Raises:
        AuthorError: If no such name can exist.
    """
    if host.isascii():
        return host
    import idna  # 40 ms to import, and few hosts need it

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise AuthorError("host-name-unusable", host=host, reason=str(error)) from error


LONGEST_LINE = 76  # octets, in quoted-printable and with encoded words
_LONGEST_WORD = 75  # RFC 2047 §2
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN_IN_Q = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


# Every octet as quoted-printable writes it inside a line (RFC 2045 §6.7, rules 1 to 3).
_QP = tuple(
    bytes([octet]) if octet == 9 or (32 <= octet < 127 and octet != 61) else b"=%02X" % octet
    for octet in range(256)
)


def unstructured(name: str, value: str) -> str:
    """Return a value, such as a subject, folded to follow ``Name: `` (RFC 5322 §2.2.1)."""
    if value.isascii() and value.isprintable() and "=?" not in value and value == value.strip():
        lines = folded(name, value)
        if max(map(len, lines.split("\r\n"))) <= LONGEST_LINE:
            return lines
    return encoded_words(value, LONGEST_LINE - len(name) - 2)


def folded(name: str, value: str) -> str:
    """Return ASCII words folded at spaces into lines of 76 (RFC 5322 §2.2.3)."""
    lines = [""]
    room = LONGEST_LINE - len(name) - 2
    for word in value.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if len(joined) > room and lines[-1] and word:
            lines.append(word)
            room = LONGEST_LINE - 1
        else:
            lines[-1] = joined
    return "\r\n ".join(lines)


def phrase(value: str) -> str:
    """Return a display name for an address (RFC 5322 §3.2.5), in ASCII on one line."""
    if _ATOM.fullmatch(value) and "=?" not in value:
        return value
    if value.isascii() and value.isprintable() and "=?" not in value and len(value) < 60:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return encoded_words(value, 60).replace("\r\n", "") if value else ""


def addr_spec(address: EmailAddress) -> str:
    """Return an address for a header, with its local part unchanged (RFC 6532)."""
    local = address.local
    if local.isascii() and not DOT_ATOM.fullmatch(local):
        escaped = local.replace("\\", "\\\\").replace('"', '\\"')
        local = f'"{escaped}"'
    return f"{local}@{ascii_host(address.domain)}"


def encoded_words(value: str, first_room: int) -> str:
    """Return a value as encoded words, each of whole characters, one a line."""
    in_base64 = 4 * ((len(value.encode()) + 2) // 3)
    in_q = sum(len(_q(sign)) for sign in value)
    make, start = (_base64_word, "=?utf-8?B?") if in_base64 < in_q else (_q_word, "=?utf-8?Q?")
    words: list[str] = []
    current = ""
    room = min(first_room, _LONGEST_WORD)
    for sign in value:
        if current and len(start) + len(make(current + sign)) + 2 > room:
            words.append(f"{start}{make(current)}?=")
            current, room = "", _LONGEST_WORD
        current += sign
    words.append(f"{start}{make(current)}?=")
    return "\r\n ".join(words)


def _base64_word(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _q_word(text: str) -> str:
    return "".join(map(_q, text))


def _q(sign: str) -> str:
    if sign == " ":
        return "_"
    return "".join(chr(byte) if byte in _PLAIN_IN_Q else f"={byte:02X}" for byte in sign.encode())


def quoted_printable(text: str) -> bytes:
    """Return a text in quoted-printable, in lines of at most 75 octets.

    A line that starts with ``From `` is encoded, because some servers put a
    ``>`` before it and so break the signature.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return b"\r\n".join(_line(line.encode()) for line in lines)


def _line(line: bytes) -> bytes:
    """Return one line cut by soft breaks. ``binascii.b2a_qp`` may exceed 76 octets."""
    signs = [_QP[octet] for octet in line]
    if line.startswith(b"From "):
        signs[0] = b"=46"
    if line.endswith((b" ", b"\t")):
        signs[-1] = b"=%02X" % line[-1]
    lines: list[bytes] = []
    start = length = 0
    for at, sign in enumerate(signs):
        length += len(sign)
        if length >= LONGEST_LINE:  # one octet stays free for the soft break
            lines.append(b"".join(signs[start:at]))
            start, length = at, len(sign)
    lines.append(b"".join(signs[start:]))
    return b"=\r\n".join(lines)
