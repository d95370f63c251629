"""The editor's own notes in an issue file, ``<!-- … -->``, which never leave it.

Those of other programs count too: ``%% … %%`` of Obsidian, ``{>> … <<}`` of CriticMarkup,
``{/* … */}`` of MDX, ``{# … #}`` and ``{% comment %}`` of Jinja and Liquid, and
``{::comment}`` of kramdown.
"""

import re
from dataclasses import dataclass

# "<!-->" is a complete comment (CommonMark 0.31 §6.6). Some keyboards turn the mark into "<!—",
# and the note must stay private then as well.
# of Obsidian; a word or two between such signs is a field of another mail program. A field may
# end in them behind a bracket or "=", and behind a number they are a slip for one sign.
_PERCENTS = (
    r"(?<![^\s\\>(\[{*_“‘«.,:;!?…—–\ufdd0])(?<!\d[^\w%])%%(?!%)"
    r"(?=\s|$|(?:[^\s%]{1,40}\s{1,9}){2,9}[^\s%])"
)
_MARK = (
    r"(?:<!(?:[–—]-?|-{1,2})|\{>>|\{/\*|\{#(?=[ \t]|$)"
    rf"|\{{%-?[ \t]*comment[ \t]*-?%\}}|\{{::comment\}}|{_PERCENTS})"
)
_BEGIN = re.compile(rf"\\.|<!--(?P<empty>-?>)|{_MARK}")
_ENDS = {
    "<!--": re.compile("-->"),
    "{>>": re.compile("<<}"),
    "{/*": re.compile(r"\*/}"),
    "%%": re.compile("%%"),
    "{#": re.compile("#}"),
    "{%": re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}"),
    "{::": re.compile(r"\{:/(?:comment)?\}"),
}
_END_OF_OTHER = re.compile("(?:[–—]-?|-[–—]?|--) ?>")
_SIGNS = ("<!", "{>>", "{/*", "%%", "{#", "{%", "{::")
# a note written as an unused link reference
_UNUSED = re.compile(
    r" {0,3}\[(?:(?://|comment)\]:[ \t]*(?:#|<>)[ \t]*(?:\(.*\)|\".*\"|'.*')?"
    r"|[^\[\]]{1,40}\]:[ \t]*(?:#|<>)[ \t]+(?:\(.*\)|\".*\"|'.*'))[ \t]*",
    re.IGNORECASE,
)
_TAKEN = "\ufdd0"  # the place of a removed note; `folding.clean` removes it from every text
# The remainder of a line that held only a note: the marks of quotes, lists and headings. Each sign
# is one alternative, because a run that can be divided in many ways takes exponential time.
_EMPTY = re.compile(rf"(?:[ \t>#{_TAKEN}]|[-*+](?=[ \t]|$)|[0-9]{{1,9}}[.)])*")
_GAP = re.compile(rf"(?P<before>(?<![ \t])[ \t]*)(?:{_TAKEN}[ \t]*)+(?P<next>.?)")
_ESCAPED = re.compile(rf"(\\+)({_MARK})")
_UNESCAPED = re.compile(rf"(\\*)({_MARK})")
_CLOSES_UP = frozenset(".,;:!?)]”’")


@dataclass(frozen=True, slots=True)
class Published:
    """A text without the editor's notes.

    Attributes:
        lines: The remaining text of each line that was not removed entirely.
        numbers: The number of each of these lines in the whole text, counted from 0.
        unclosed: The number of the line where a note without an end begins.
    """

    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    unclosed: int | None = None


def published(text: str) -> Published:
    r"""Return a text without the editor's notes.

    A line that held only a note is removed with it, so the text around it is as if the
    note had never been there. ``\<!--`` begins no note. A note without an end extends to
    the end of the text, so that an editor's slip does not publish it.
    """
    lines: list[str] = []
    numbers: list[int] = []
    begun: int | None = None
    end: re.Pattern[str] | None = None
    for number, line in enumerate(text.split("\n")):
        if end is None and _UNUSED.fullmatch(line):
            continue
        left, end = _left(line, end)
        begun = (number if begun is None else begun) if end else None
        if _TAKEN in left:
            if _EMPTY.fullmatch(left):
                continue
            left = _GAP.sub(_closed_up, left)
        lines.append(left)
        numbers.append(number)
    return Published(tuple(lines), tuple(numbers), begun)


def without_notes(text: str) -> str:
    """Return a value of the front matter, such as a subject, without the editor's notes."""
    if not any(sign in text for sign in _SIGNS):
        return text
    left = "\n".join(published(text).lines)
    return _ESCAPED.sub(lambda found: found[1][: len(found[1]) // 2] + found[2], left)


def with_escapes(text: str) -> str:
    """Return a value of the front matter that ``without_notes`` reads as this text."""
    return _UNESCAPED.sub(r"\1\1\\\2", text)


def _left(line: str, end: re.Pattern[str] | None) -> tuple[str, re.Pattern[str] | None]:
    """Return a line with a mark for each note, and the end of a note left open.

    ``end`` matches the end of a note that is open where the line begins; ``None`` if
    there is none.
    """
    if end is None and not any(sign in line for sign in _SIGNS):
        return line, None
    left, at = "", 0
    while True:
        if end is not None:
            left += _TAKEN
            closing = end.search(line, at)
            if closing is None:
                return left, end
            at = closing.end()
        begin = next((one for one in _BEGIN.finditer(line, at) if one[0][0] != "\\"), None)
        if begin is None:
            return left + line[at:], None
        left += line[at : begin.start()]
        at, end = begin.end(), _end_of(begin[0])
        if begin["empty"] is not None:
            left += _TAKEN
            end = None


def _end_of(begin: str) -> re.Pattern[str]:
    return next((end for sign, end in _ENDS.items() if begin.startswith(sign)), _END_OF_OTHER)


def _closed_up(gap: re.Match[str]) -> str:
    """Return the text between the words before and after a note."""
    before, following = gap["before"], gap["next"]
    if not following:
        return ""
    if gap.start() == 0:
        return before + following
    is_apart = before or gap[0][len(before) : -1].strip(_TAKEN)
    return following if following in _CLOSES_UP or not is_apart else f" {following}"
