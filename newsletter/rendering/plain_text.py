"""Readable plain text: wrapped by visible width, with addresses unbroken and once."""

import re
import unicodedata

COLUMNS = 72

_ADDRESS_LINE = re.compile(r"\s*(?:https?://\S+|\ufdd0\w+_url\ufdd1\S*)\s*")
_BLANKS = re.compile(r"[ \t]+")  # never NBSP: it is there to hold two words together
_JOINER = "\u200d"
# Before an address in a sentence, which wrapping may put on a line of its own: no text holds this
# noncharacter, and `tidy` takes it out.
_KEPT = "\ufdd2"
_IN_WORDS = re.compile(r"https?://\S", re.IGNORECASE)


def width(text: str) -> int:
    """Return the columns of a text: two for wide signs, none for combining marks."""
    if text.isascii():
        return len(text)
    columns = 0
    joined = False
    for sign in text:
        if sign == _JOINER:
            joined = True
        elif sign != _KEPT and unicodedata.category(sign) not in {"Mn", "Me", "Cf"}:
            wide = unicodedata.east_asian_width(sign) in "WF"
            columns += 0 if joined else 2 if wide else 1
            joined = False
    return columns


def wrap(text: str, first: str = "", rest: str | None = None, columns: int = COLUMNS) -> str:
    """Wrap text to so many columns, keeping line ends. No address is broken.

    Args:
        text: Its own line ends stay.
        first: Prefix of the first line, such as a bullet.
        rest: Prefix of every other line; as wide as ``first`` by default.
        columns: The widest a line may be.
    """
    rest = " " * width(first) if rest is None else rest
    lines: list[str] = []
    for line in text.split("\n"):
        for filled in _fill(line, columns - width(rest)):
            lines.append((rest if lines else first) + filled)
    return "\n".join(line.rstrip() for line in lines)


def _fill(line: str, columns: int) -> list[str]:
    """Return one line of the writer as lines that fit."""
    lines: list[str] = []
    current, taken = "", 0
    for word in _BLANKS.split(line.strip(" \t")):
        more = width(word)
        if current and taken + 1 + more <= columns:
            current, taken = f"{current} {word}", taken + 1 + more
            continue
        if current:
            lines.append(current)
        *full, current = _break_wide(word, columns)
        taken = more if not full else width(current)
        lines += full
    return [*lines, current]


def _break_wide(text: str, columns: int) -> list[str]:
    """Return a text cut where a script without spaces is too wide."""
    if width(text) <= columns:
        return [text]
    pieces = [""]
    for sign in text:
        # the cheap test first: measuring before every sign takes the square of the length
        if unicodedata.east_asian_width(sign) in "WF" and width(pieces[-1] + sign) > columns:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def underlined(text: str, sign: str = "=") -> str:
    """Return a heading, wrapped, with a line under it that is as wide."""
    lines = wrap(text)
    return "\n".join([lines, sign * max(map(width, lines.split("\n")))])


def in_sentence(text: str) -> str:
    """Return words in which every address belongs to the sentence, also if it is repeated."""
    return _IN_WORDS.sub(rf"{_KEPT}\g<0>", text)


def tidy(text: str) -> str:
    """Return the final text: single blank lines, and each address that has a line once.

    An address in a sentence stays, wherever its line was broken.
    """
    seen: set[str] = set()
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        if _ADDRESS_LINE.fullmatch(line):
            if bare in seen:
                continue
            seen.add(bare)
        if bare or (lines and lines[-1]):
            lines.append(line.rstrip(" \t"))
    return "\n".join(lines).strip("\n").replace(_KEPT, "") + "\n"
