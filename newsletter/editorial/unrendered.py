"""Detection and removal of Markdown that an email does not show.

Markup that the parser knows is taken from its tokens; markup that it leaves as text is
found by its form. The words are kept and the marks removed, so that no email is ever
sent with them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from newsletter.model.issue import Markup, Unrendered

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

FOUND: Final = "unrendered"  # the key of the findings in the parser's environment
SOURCE: Final = "source"  # the key of the text whose lines are counted
LINE_END: Final = "\ufdd1"  # a line end of the text before forms were removed; occurs in no text
_LINE: Final = "line"  # the key in a token's meta; that of the last token is in the environment
_BLOCKS = {"table_open": Markup.TABLE, "fence": Markup.CODE}
_MARKS = {"code_inline": Markup.CODE, "html_inline": Markup.HTML, "s_open": Markup.STRUCK}
_WITH_TITLE = re.compile(r"\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?")
_ADDRESS = r"(?:https?:|www\.|mailto:)"
_TARGET = (  # the target of a reference: a word with which no sentence begins
    r"(?:[a-z][a-z0-9+.-]*://|mailto:|tel:|www\.|\.{0,2}/|#(?=\S))"
)
_TITLE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))"
_NARROW = 45  # characters; people who wrap running text by hand do so at 60 or more
_NARROWEST = 30  # characters, where some do so
_ROOM = 60
# how an entry of a list begins that was typed without knowing Markdown, or a line of a dialogue;
# within a sentence, a dash, an arrow or a bracket may begin a line
_TYPED_ENTRY = re.compile(r"(?:[•·▪◦‣●○■□✓✔✅☑➔]|(?P<unsure>[→–—]|\(?\w\)))[ \t]+\S")
_CLOSING = tuple('.,:;!?…"”’»)')
_HARD_BREAK = ("  ", "\\")
_LABEL, _INNER = r"((?:\\.|[^\[\]\\\n])+)", r"((?:\\.|[^()\\\n])+)"


class _Form(NamedTuple):
    """A form of text, and its replacement."""

    kind: Markup
    pattern: re.Pattern[str]
    left: str | Callable[[re.Match[str]], str]


# in the raw text of a block, where a backslash turns a mark into a character
_AT_LINE_START: Final = (
    _Form(Markup.TABLE, re.compile(r"^\|.*\|[ \t]*$", re.MULTILINE), lambda row: _cells(row[0])),
    _Form(Markup.UNDERLINED_HEADING, re.compile(r"\n=+[ \t]*$", re.MULTILINE), ""),
    _Form(Markup.GLUED_HEADING, re.compile(r"^#{2,6}(?=[^\s#])", re.MULTILINE), ""),
    _Form(Markup.TASK, re.compile(r"^\[[ xX]\][ \t]+", re.MULTILINE), ""),
    _Form(
        Markup.REFERENCE,
        re.compile(
            rf"^\[(?!\^){_LABEL}\]:[ \t]*(?:<{_TARGET}[^<>\n]*>|{_TARGET}\S*)"
            rf"(?:[ \t]+{_TITLE})?[ \t]*(?:\n|\Z)",
            re.MULTILINE | re.IGNORECASE,
        ),
        "",
    ),
)
_ANYWHERE: Final = (
    _Form(
        Markup.BROKEN_LINK,
        re.compile(rf"(?<!\\)\[{_LABEL}\][ \t]+\({_ADDRESS}[^()\s]*\)"),
        r"\1",
    ),
    _Form(
        Markup.BROKEN_LINK,
        re.compile(rf"(?<![\\\]])\({_INNER}\)\[{_ADDRESS}[^\[\]\s]*\](?!\()"),
        r"\1",
    ),
)
_LINK = re.compile(r"(?<!\\)!?\[((?:\\.|[^\[\]\\])*)\]\((?!\s*<)((?:\\.|[^()\\])*)\)", re.DOTALL)
# in text that the parser does not treat as a mark, without escaped characters
_LEFT: Final = (
    _Form(Markup.FOOTNOTE, re.compile(r"\[\^[^\]\s]+\]:?|\^\[[^\]]*\]"), ""),
    _Form(Markup.BROKEN_LINK, re.compile(r"\[([^\[\]]*)\]\("), r"\1 ("),
    _Form(Markup.REFERENCE, re.compile(r"\[((?=[^\[\]]*\w)[^\[\]]*)\]\[[^\[\]]*\]"), r"\1"),
    _Form(
        Markup.ASTERISKS,
        re.compile(r"(?<![\w*])\*\*(?!\*)|(?<!\*)\*\*(?![\w*])"),
        "",
    ),
    # a single one at the start of a text may mark a remark: "*Not on Sundays."
    _Form(
        Markup.OPEN_EMPHASIS,
        re.compile(
            r"(?<![\w*])\*{3}(?=\w)|(?<![\w_])_{2,3}(?=[^\W_])|(?<=[\s(“\"])[*_](?=[^\W\d_])"
        ),
        "",
    ),
    _Form(
        Markup.HIGHLIGHTED,
        re.compile(r"(?<![\w=])==(?=[^\s=])([^=\n]{0,500}[^\s=])==(?![\w=])"),
        r"\1",
    ),
)


def _cells(row: str) -> str:
    return " ".join(cell.strip() for cell in row.strip(" \t|").split("|"))


def without_blocks(tokens: Sequence["Token"]) -> tuple[list["Token"], list[Unrendered]]:
    """Return tokens without tables and code, and the removed blocks with their lines.

    Lines count from 0.
    """
    kept: list[Token] = []
    found: list[Unrendered] = []
    within = ""  # the token that closes the omitted block
    for token in tokens:
        if within:
            if token.type == "inline" and not found[-1].words:
                found[-1] = replace(found[-1], words=token.content)
            within = "" if token.type == within else within
        elif (kind := _BLOCKS.get(token.type)) is None:
            kept.append(token)
        else:
            words = next(filter(None, token.content.split("\n")), "")
            found.append(Unrendered(kind, words, (token.map or [0])[0]))
            within = "table_close" if kind is Markup.TABLE else ""
    return kept, found


def without_forms(raw: str, *, starts_line: bool = True) -> tuple[str, list[Unrendered]]:
    """Return a block's raw text without the markup that the parser does not know.

    Lines count from 0, where the text begins; each removed line end is replaced with
    ``LINE_END``. ``starts_line`` is false after the mark of a heading.
    """
    forms = (*_AT_LINE_START, *_ANYWHERE) if starts_line else _ANYWHERE
    if not ("[" in raw or "|" in raw or "=" in raw or "#" in raw):
        return raw, []
    found: list[Unrendered] = []
    for form in forms:
        found += _noted(form, raw)
    for link in _LINK.finditer(raw):
        if not _is_sound(link[2].strip()):
            found.append(Unrendered(Markup.BROKEN_LINK, link[0], raw.count("\n", 0, link.start())))
    if not found:
        return raw, []
    raw = _LINK.sub(_words_of_broken, raw)
    for form in forms:
        raw = form.pattern.sub(partial(_remains, form), raw)
    return raw, found


def run_together(raw: str) -> Iterator[Unrendered]:
    """Yield the first of the lines that a paragraph joins, although they seem meant to end.

    Lines count from 0. They are the short lines of a poem, an address or a farewell, and those
    that begin as the entries of a list do.
    """
    lines = raw.split("\n")
    joined = [at for at, line in enumerate(lines[:-1]) if not line.endswith(_HARD_BREAK)]
    if joined and not _are_short(lines):
        joined = [at for at in joined if _begins_entry(lines, at + 1)]
    for at in joined[:1]:
        yield Unrendered(Markup.RUN_TOGETHER, lines[at].strip(), at)


def _are_short(lines: Sequence[str]) -> bool:
    """Return whether all lines but the last are shorter than those of wrapped text.

    Wrapped text may have short lines too, above words that had no room on them; of two
    such lines, the first ends within a sentence.
    """
    above, widest = lines[:-1], max(map(len, lines))
    needed = [len(line) + len(f" {one}".split(" ", 2)[1]) for line, one in pairwise(lines)]
    if max(map(len, above)) > _NARROW or max(needed) >= _ROOM:
        return False
    is_full = min(needed) >= widest and min(map(len, above)) >= _NARROWEST
    return not is_full or (len(above) == 1 and above[0].endswith(_CLOSING))


def _begins_entry(lines: Sequence[str], at: int) -> bool:
    """Return whether a line seems to begin an entry, and not to continue a sentence."""
    entry = _TYPED_ENTRY.match(lines[at])
    if entry is None or entry["unsure"] is None:
        return entry is not None
    above = lines[at - 1].rstrip()
    return above.endswith(_CLOSING) or _TYPED_ENTRY.match(above) is not None


def _words_of_broken(link: re.Match[str]) -> str:
    return link[0] if _is_sound(link[2].strip()) else _counted(link, link[1])


def _remains(form: _Form, found: re.Match[str]) -> str:
    """Return the replacement of a form, which keeps its line ends for counting."""
    left = found.expand(form.left) if isinstance(form.left, str) else form.left(found)
    return _counted(found, left)


def _counted(found: re.Match[str], left: str) -> str:
    return left + LINE_END * (found[0].count("\n") - left.count("\n"))


def _lines(text: str) -> int:
    return text.count("\n") + text.count(LINE_END)


def _is_sound(target: str) -> bool:
    """Return whether a link's parentheses are empty or hold an address without spaces."""
    return not target or _WITH_TITLE.fullmatch(target) is not None


def _noted(form: _Form, text: str) -> Iterator[Unrendered]:
    for one in form.pattern.finditer(text):
        words = one[0].strip() if len(one[0].strip()) > 2 else _around(text, one)
        at = one.start() + (len(one[0]) - len(one[0].lstrip("\n")))
        yield Unrendered(form.kind, words, _lines(text[:at]))


def _around(text: str, mark: re.Match[str]) -> str:
    """Return the line that contains a mark."""
    start, end = text.rfind("\n", 0, mark.start()) + 1, text.find("\n", mark.end())
    return text[start : end if end >= 0 else None].strip()


def note_line(state: "StateInline", silent: bool) -> bool:
    """Record on each token the line where it begins, or for a text where it ends.

    The parser does not keep these lines. This is a parser rule that never applies; it is
    called where a token may begin.
    """
    # a picture's words are parsed from a text of their own
    if silent or state.env.get(SOURCE) != state.src:
        return False
    _note(state.tokens, state.env.get(_LINE, 0))
    state.env[_LINE] = _lines(state.src[: state.pos])
    return False


def _note(tokens: Sequence["Token"], line: int) -> None:
    for token in reversed(tokens):
        if _LINE in token.meta:
            break
        token.meta[_LINE] = line


def take_leftovers(state: "StateCore") -> None:
    """Remove the marks that no email shows from a parsed text, and record them.

    This is a parser rule that runs before escaped characters are joined to the text,
    because an escaped character is no mark. Lines count from 0, where the text begins.
    """
    found: list[Unrendered] = state.env.setdefault(FOUND, [])
    for token in state.tokens:
        if token.children:
            is_text = token.children[-1].type == "text"  # it ends with the whole text
            _note(token.children, _lines(token.content) if is_text else state.env.get(_LINE, 0))
            token.children = list(_taken(token.children, found))


def _taken(tokens: Sequence["Token"], found: list[Unrendered]) -> Iterator["Token"]:
    for at, token in enumerate(tokens):
        line = token.meta[_LINE]
        if token.type == "text":  # recorded where it ends
            start = max(0, line - _lines(token.content))
            for form in _LEFT:
                found += [
                    replace(one, line=start + one.line) for one in _noted(form, token.content)
                ]
                token.content = form.pattern.sub(form.left, token.content)
        elif token.type == "link_open":
            found += _of_link(tokens, at, line)
        elif (kind := _MARKS.get(token.type)) and not _closes(token, found):
            words = tokens[at + 1].content if kind is Markup.STRUCK else token.content
            found.append(Unrendered(kind, words, line))
        if token.type != "html_inline":
            yield token


def _closes(token: "Token", found: Sequence[Unrendered]) -> bool:
    """Return whether a tag only closes one that was recorded."""
    is_closing = token.type == "html_inline" and token.content.startswith("</")
    return is_closing and any(one.kind is Markup.HTML for one in found)


def _of_link(tokens: Sequence["Token"], at: int, line: int) -> Iterator[Unrendered]:
    """Yield the faults of the link that begins at a token."""
    address = str(tokens[at].attrs["href"])
    following = (tokens[number] for number in range(at + 1, len(tokens)))
    inside = list(takewhile(lambda token: token.type != "link_close", following))
    words = "".join(token.content for token in inside)
    if not address:
        yield Unrendered(Markup.EMPTY_LINK, words, line)
    elif not any(token.type != "text" or token.content.strip() for token in inside):
        yield Unrendered(Markup.WORDLESS_LINK, address, line)
