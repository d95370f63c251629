"""Pull quotes: lines enclosed in quotation marks.

Speech inside a paragraph (``"Ja," zei ze, "morgen."``) also begins and ends with marks
but closes in between. Whether a straight mark opens or closes follows from its
neighbours. An apostrophe is not a mark, and an opening mark may stay unclosed.
"""

import re
from dataclasses import dataclass

from newsletter.sources.structure.rich_text import BLANKS, tidy

_CLOSERS = {
    '"': '"”“',
    "“": '”"“',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’'‘",
    "‚": "‘’",
    "'": "'’",
}
_SINGLE = "‘‚'"
_ELISIONS = ("s", "t", "n", "k", "m", "tis", "twas", "em")  # 's avonds, 't is, ’n, 'k
_DASHES = "—–-―~"
_LONGEST = 2_000  # characters
_LONGEST_NAME = 60  # characters
_CAPITAL = r"[^\W\d_a-zà-ÿ][\w.’'-]*"
# with van, de and the like between the names; a verb, as in "Ja", zei Anna, is none
_FULL_NAME = re.compile(rf",\s*{_CAPITAL}(?:\s(?:[a-z]{{2,3}}|{_CAPITAL})){{0,3}}\s{_CAPITAL}")
_LONGEST_UNCLOSED = 200  # characters; a longer one is a paragraph that begins with speech


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """The words between the marks, and their speaker."""

    text: str
    by: str | None = None


def pull_quote(line: str) -> FoundQuote | None:
    """Return the quote if the whole line is one, with or without a name after it."""
    start = _opening(line)
    if start is None or len(line) > _LONGEST:
        return None
    end = _closing(line)
    if end is None:
        rest = line[1:]
        unclosed = start == '"' or start in "“„«"
        closes = any(mark in rest for mark in _CLOSERS[start])
        if unclosed and not closes and len(line) <= _LONGEST_UNCLOSED:
            return FoundQuote(tidy(rest))
        return None
    by = attribution(line[end + 1 :]) if line[end + 1 :].strip(BLANKS + ".") else None
    if by is None and line[end + 1 :].strip(BLANKS + "."):
        return None
    text = tidy(line[1:end])
    return FoundQuote(text, by) if text else None


def opens_only(line: str) -> bool:
    """Return whether a double mark opens the line and is never closed."""
    start = _opening(line)
    return (
        start is not None
        and start not in _SINGLE
        and not any(mark in line[1:] for mark in _CLOSERS[start])
    )


def closes_only(line: str, opened_by: str) -> bool:
    """Return whether the line closes the quote that an earlier line opened."""
    bare = line.rstrip(BLANKS)
    before, dash, name = _parted_name(bare)
    if dash and attribution(dash + name):
        bare = before.rstrip(BLANKS)
    closers = _CLOSERS[opened_by[0]]
    return bare[-1:] != "" and bare[-1] in closers and not any(m in bare[:-1] for m in closers)


def attribution(text: str) -> str | None:
    """Return the name after a dash (``— Rumi``), in brackets, or in full after a comma."""
    bare = text.strip(BLANKS)
    if bare[:1] in _DASHES and bare[:1]:
        name = tidy(bare.lstrip(_DASHES + BLANKS))
    elif bare.startswith("(") and bare.endswith(")"):
        name = tidy(bare[1:-1])
    elif _FULL_NAME.fullmatch(bare):
        name = tidy(bare[1:])
    else:
        return None
    is_name = name[:1].isupper() and len(name) <= _LONGEST_NAME and name[-1:] not in ".?!:;"
    return name if is_name else None


def _opening(line: str) -> str | None:
    """Return the mark at the start of the line, if it opens a quote."""
    mark, rest = line[:1], line[1:]
    if mark not in _CLOSERS or not rest.strip(BLANKS):
        return None
    if mark in _SINGLE + "’" and _first_word(rest) in _ELISIONS:
        return None
    return mark


def _first_word(text: str) -> str:
    word = text[:5].split(" ", maxsplit=1)[0]
    return word.split("\N{NO-BREAK SPACE}")[0].casefold()


def _closing(line: str) -> int | None:
    """Return where the first mark is closed, if it is."""
    opener = line[0]
    closers = _CLOSERS[opener]
    depth = 1
    for at in range(1, len(line)):
        char = line[at]
        if opener in _SINGLE and char in closers and _is_apostrophe(line, at):
            continue
        if char in closers and ((char in "«»" and char != opener) or _looks_back(line, at)):
            depth -= 1
        elif char in closers or char == opener:
            depth += 1
        if depth == 0:
            return at
    return None


def _looks_back(line: str, at: int) -> bool:
    """Return whether an ambiguous mark closes here: a word before it, none after."""
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    return bool(before.strip(BLANKS + "(—–")) and not after.isalnum()


def _is_apostrophe(line: str, at: int) -> bool:
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    return after.isalnum() and (before.isalnum() or line[at + 1 :].startswith(("s ", "t ", "n ")))


def _parted_name(line: str) -> tuple[str, str, str]:
    for dash in ("—", "–", " - "):
        before, found, name = line[-_LONGEST_NAME - 5 :].rpartition(dash)
        if found:
            return line[: -_LONGEST_NAME - 5] + before, found.strip(), name
    return line, "", ""
