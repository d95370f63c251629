"""What a line or paragraph can be by its form alone."""

import re

from newsletter.sources.shape import wording
from newsletter.sources.shape.pieces import ARROWS
from newsletter.sources.shape.rich_text import BLANKS, tidy

BULB = "\N{ELECTRIC LIGHT BULB}"
_SELECTOR = "\N{VARIATION SELECTOR-16}"
_LONGEST_HEADING = 150  # characters
_LONGEST_TITLE = 200
_LONGEST_BUTTON = 100
_MOST_HEADING_WORDS = 20
_MOST_DASHED_WORDS = 26  # where the part behind a dash explains the part before it
_CLOSING_ARROWS = (*ARROWS, ">>", "»", "›", "⟩")
_CLOSING_MARKS = "\"”’»'"
_BULLET = re.compile(
    r"(?:[•●▪▫◦‣·⁃✓✔✅☑►▸➤★]\ufe0f?(?=\s*\w)"  # needs no space
    r"|[-–—*+](?=\s)"
    r"|(?:→|➜|➔|➡|⇒|⟶|->)\ufe0f?(?=\s*[\w\"“‘'])"
    r"|\d{1,2}[.)](?=\s)"
    r"|[a-h]\)(?=\s))"
)
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4}[.…]\s+[^\W\d_a-zà-ÿ]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")


def bullet(text: str) -> str:
    """The bullet, number or arrow that the text begins with, else nothing."""
    found = _BULLET.match(text)
    return found.group() if found and text[found.end() :].strip(BLANKS) else ""


def is_prompt(text: str) -> bool:
    """Whether it begins with a bulb."""
    return text.startswith(BULB)


def without_bulb(text: str) -> str:
    """The words behind the bulb."""
    return text.lstrip(BULB + _SELECTOR + BLANKS)


def without_arrow(text: str) -> str | None:
    """The words before an arrow at the end, if there is one and it is no closing quote mark."""
    bare = text.rstrip(BLANKS + _SELECTOR)
    for arrow in _CLOSING_ARROWS:
        if bare.endswith(arrow) and not (arrow in "»›" and ("«" in bare or "‹" in bare)):
            words = tidy(bare[: -len(arrow)])
            return words if re.search(r"\w", words) else None
    return None


def is_button(text: str) -> bool:
    """Whether it is short, ends in an arrow, and is not a question waiting for its hint."""
    words = without_arrow(text)
    return words is not None and len(words) <= _LONGEST_BUTTON and "?" not in words


def could_be_heading(text: str) -> bool:
    """Whether the line is short, one phrase, and does not end as a sentence or a lead-in does."""
    most_words = _MOST_DASHED_WORDS if " — " in text or " – " in text else _MOST_HEADING_WORDS
    if len(text) > _LONGEST_HEADING or len(text.split()) > most_words:
        return False
    if text.rstrip(_CLOSING_MARKS)[-1:] in ".,;:…" or without_arrow(text) is not None:
        return False
    if not _begins_large(text) or _TWO_SENTENCES.search(text) or _ADDRESS.search(text):
        return False
    label, colon, _ = text.partition(":")
    if colon and wording.is_whole("example", label):
        return False
    return not wording.is_whole("see_also", label)


def could_be_title(text: str) -> bool:
    """Whether the line could head an article: as a heading, but a full stop or colon may end it."""
    return (
        len(text) <= _LONGEST_TITLE
        and bool(re.search(r"\w", text))
        and not _TWO_SENTENCES.search(text)
        and not _ADDRESS.search(text)
        and not text.endswith((":", ",", ";"))
    )


def without_words(text: str) -> bool:
    """Whether there is not one letter or digit: a rule, a row of stars, a lone emoji."""
    return re.search(r"[^\W_]", text) is None


def _begins_large(text: str) -> bool:
    """Whether the first letter is a capital, a digit, or follows as in ``'s Avonds``."""
    first = re.search(r"[^\W_]", text)
    if first is None:
        return False
    letter = first.group()
    if not letter.islower():
        return True
    return text[first.start() - 1 : first.start()] in ("'", "’", "‘") and bool(
        re.match(r"[a-z]{1,3}[\s\N{NO-BREAK SPACE}][^\W\d_a-zà-ÿ]", text[first.start() :])
    )
