"""Removal of shortcodes from lines of text, as a blog's editor exports them.

Text between a shortcode and its end is kept, except for ``[caption]``, which describes a
picture.
"""

import re
from collections.abc import Iterator, Sequence

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.text.shortcodes import SHORTCODE, shortcode_in

# also what site generators fill in: Hugo, Jekyll and Liquid, and GitLab's table of contents
_FILLED_IN = r"\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}|\[\[_?toc_?\]\]"
# of a box: "::: tip" or "::note", and ":::" where it ends; VuePress, Docusaurus, Pandoc, Nuxt
_FENCE = re.compile(r":{2,}(?P<name>(?:(?<=:::)\s?)?[a-z{][^\n:]{0,100})?")
# compiled when they are first used, which few articles need
_OF_PLAYER = r"(?:embed|youtube|video|audio)"
_PLAYED = (
    rf"\[{_OF_PLAYER}(?:\s[^\]\n]{{0,300}})?\]\s*https?://[^\s\[\]]{{1,500}}\s*\[/{_OF_PLAYER}\]"
)
_ALONE = rf"(?:\s*(?:{_PLAYED}|{SHORTCODE.pattern}|{_FILLED_IN}))+\s*"
_END = r"\[/[a-z][a-z0-9_-]*\](?!\()"
_REMOVABLE = (
    r"(?P<caption>\[caption\b[^\]\n]{0,500}\][^\n]{0,2000}?\[/caption\])"
    rf"|{SHORTCODE.pattern}"
)


def name_of(shortcode: str) -> str:
    """Return the name of an opening or closing shortcode, in lower case."""
    return re.split(r"[\s/\]]", shortcode.lstrip("[/"), maxsplit=1)[0].casefold()


def are_alone(text: str) -> bool:
    """Return whether a text consists of shortcodes, or of what a site generator fills in."""
    return re.fullmatch(_ALONE, text, re.IGNORECASE) is not None


def ended_in(text: str) -> set[str]:
    """Return the names of the shortcodes whose end is in a text."""
    return {name_of(end) for end in re.findall(_END, text, re.IGNORECASE)}


def without_shortcodes(
    lines: Sequence[str], start: int = 0
) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Return the lines without shortcodes, and what was left out of them.

    The number of lines does not change. A shortcode without an end that is within a
    sentence is kept. ``start`` is the index of the first line in the whole text.
    """
    kept, left_out = list(lines), []
    ended = {name for line in lines if "[/" in line for name in ended_in(line)}
    fences = _fences(lines)
    for at, line in enumerate(lines):
        if "[" not in line and "{" not in line and at not in fences:
            continue
        text, done = "", 0
        for begin, end in [_visible(line)] if at in fences else _found(line, ended):
            left_out.append(LeftOut(LeftOutKind.SHORTCODE, line[begin:end], (start + at + 1,)))
            text += line[done:begin]
            done = end
        kept[at] = text + line[done:]
    return kept, tuple(left_out)


def _found(line: str, ended: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where each of a line's shortcodes to remove begins and ends."""
    # "[Pauze]" is the writer's own text
    is_sure = shortcode_in(line) or re.search(_FILLED_IN, line, re.IGNORECASE)
    if is_sure and are_alone(line):
        yield _visible(line)
        return
    for found in re.finditer(_REMOVABLE, line, re.IGNORECASE):
        is_link = line.startswith("(", found.end())  # Markdown: "[box](https://…)"
        if found["caption"] or (name_of(found[0]) in ended and not is_link):
            yield found.span()


def _visible(line: str) -> tuple[int, int]:
    return len(line) - len(line.lstrip()), len(line.rstrip())


def _fences(lines: Sequence[str]) -> frozenset[int]:
    """Return the places of the lines that open and close a box. One alone is text."""
    opened: list[int] = []
    found: set[int] = set()
    for at, line in enumerate(lines):
        fence = _FENCE.fullmatch(line.strip()) if "::" in line else None
        if fence and fence["name"]:
            opened.append(at)
        elif fence and opened:
            found |= {opened.pop(), at}
    return frozenset(found)
