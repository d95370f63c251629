"""Checks of how the subject line reads in an inbox."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from newsletter.editorial.checks.finding import Finding, shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
from newsletter.text.first_names import NameGap, filled, pieces
from newsletter.text.vocabulary import is_placeholder
from newsletter.text.vocabulary.phrases import health_word

_FIELD = re.compile(r"\{[^{}]*\}")
_ABBREVIATION = 6  # letters; a shorter subject may be an abbreviation, such as "ADHD?"
# Prefixes that mail programs put before the subject of a reply or a forwarded email, in Western
# European languages: Outlook writes "Antw:" and "Doorst:" in Dutch, "AW:" and "WG:" in German.
_ANSWER = re.compile(r"\s*((?:re|fwd?|antw|doorst|aw|wg|tr)(?:\[\d+\])?\s*:)", re.IGNORECASE)
# Soft hyphen, zero-width characters and bidirectional controls (Unicode 16, §23.2 and UAX #9).
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_RAW = re.compile(
    r"\*\*[^*\s][^*\n]*\*\*|(?<!\w)__[^_\s][^_\n]*__(?!\w)|`[^`\n]+`|\[[^\[\]\n]+\]\([^()\s]*\)"
    r"|</?[a-z][a-z0-9]*(?:\s[^<>\n]*)?/?>|&(?:#\d+|#x[\da-f]+|[a-z][a-z0-9]{1,30});",
    re.IGNORECASE,
)
_JOINERS = "\u200c\u200d"
_JOINED = frozenset({"Lo", "Mn", "So", "Sk"})  # scripts with joined letters, and emoji


def check_placeholders(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that neither subject nor title is the name of an article that has no title."""
    issue = inputs.issue
    lines = (
        ("subject-placeholder", Message("part-subject"), issue.subject),
        ("title-placeholder", Message("part-title"), issue.title),
    )
    return tuple(
        Finding.error(code, block=part, text=text)
        for code, part, text in lines
        if is_placeholder(text)
    )


def check_subject_capitals(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the subject is not entirely in capitals."""
    letters = [sign for sign in _FIELD.sub("", inputs.issue.subject) if sign.isalpha()]
    shouts = len(letters) >= _ABBREVIATION and all(map(str.isupper, letters))
    return (Finding.hint("subject-capitals"),) if shouts else ()


def check_subject_exclamations(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the subject has at most one exclamation mark."""
    count = sum(inputs.issue.subject.count(mark) for mark in "!\N{FULLWIDTH EXCLAMATION MARK}")
    return (Finding.hint("subject-exclamations", count=count),) if count > 1 else ()


def check_subject_prefix(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the subject does not pretend to be a reply or a forwarded email."""
    found = _ANSWER.match(inputs.issue.subject)
    return (Finding.hint("subject-answers", prefix=found[1]),) if found else ()


def check_marks_in_lines(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that subject, preheader and title have no Markdown or HTML.

    Markup has an effect only in the body.
    """
    issue = inputs.issue
    lines = (
        (Message("part-subject"), issue.subject),
        (Message("part-preheader"), issue.preheader),
        (Message("part-title"), issue.title),
    )
    return tuple(
        Finding.error("marks-in-line", block=part, text=shortened(found))
        for part, text in lines
        if (found := next(_raw_marks(text), ""))
    )


def _raw_marks(text: str) -> Iterator[str]:
    for found in _RAW.finditer(text):
        if found[0][0] != "&" or unescape(found[0]) != found[0]:  # "Q&A;" is not an entity
            yield found[0]


def check_name_next_to_health(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the inbox does not show a reader's name together with a word about health.

    A locked phone shows sender, subject and preheader to anybody who sees it.
    """
    shown = f"{inputs.issue.subject}\n{inputs.issue.preheader}"
    has_name = any(isinstance(piece, NameGap) for piece in pieces(shown))
    word = health_word(filled(shown))
    return (Finding.hint("name-beside-health", word=word),) if has_name and word else ()


def check_hidden_characters(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that inbox texts have no invisible or text-reversing characters."""
    issue = inputs.issue
    lines = ((Message("part-subject"), issue.subject), (Message("part-preheader"), issue.preheader))
    return tuple(
        Finding.error("character-hidden", block=part, character=_name(sign), at=at + 1)
        for part, text in lines
        for at, sign in _hidden(text)[:1]
    )


def _hidden(text: str) -> list[tuple[int, str]]:
    return [
        (found.start(), found[0])
        for found in _HIDDEN.finditer(text)
        if not (found[0] in _JOINERS and _joins(text[: found.start()]))
    ]


def _joins(before: str) -> bool:
    """Return whether a joiner after this text is legitimate, as in a family emoji."""
    before = before.rstrip("\ufe0f")
    return bool(before) and unicodedata.category(before[-1]) in _JOINED


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
