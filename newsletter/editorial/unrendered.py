"""Markdown that an email does not show: found with its line, and never sent raw.

What the parser knows is taken from its tokens; what it leaves as text is found by its
form. The words stay and the marks go, so that no email has them whatever sends it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from newsletter.model.issue import Markup, Unrendered

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

FOUND: Final = "unrendered"  # the list in the parser's environment
SOURCE: Final = "source"  # the text there whose lines are counted
LINE_END: Final = "\ufdd1"  # of the text before forms were taken out; no text holds it
_LINE: Final = "line"  # of a token, in its own notes; the last one's in the environment
_BLOCKS = {"table_open": Markup.TABLE, "fence": Markup.CODE}
_MARKS = {"code_inline": Markup.CODE, "html_inline": Markup.HTML, "s_open": Markup.STRUCK}
_WITH_TITLE = re.compile(r"\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?")
_ADDRESS = r"(?:https?:|www\.|mailto:)"
_TARGET = (  # of a reference: one word, which a sentence does not begin with
    r"(?:[a-z][a-z0-9+.-]*://|mailto:|tel:|www\.|\.{0,2}/|#(?=\S))"
)
_TITLE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))"
_LABEL, _INNER = r"((?:\\.|[^\[\]\\\n])+)", r"((?:\\.|[^()\\\n])+)"


class _Form(NamedTuple):
    """A form of text, with what is left of it."""

    kind: Markup
    pattern: re.Pattern[str]
    left: str | Callable[[re.Match[str]], str]


# in the raw text of a block, in which a backslash before a mark makes it a character
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
# in text that is no mark to the parser, and no character after a backslash
_LEFT: Final = (
    _Form(Markup.FOOTNOTE, re.compile(r"\[\^[^\]\s]+\]:?|\^\[[^\]]*\]"), ""),
    _Form(Markup.BROKEN_LINK, re.compile(r"\[([^\[\]]*)\]\("), r"\1 ("),
    _Form(Markup.REFERENCE, re.compile(r"\[((?=[^\[\]]*\w)[^\[\]]*)\]\[[^\[\]]*\]"), r"\1"),
    _Form(
        Markup.ASTERISKS,
        re.compile(r"(?<![\w*])\*\*(?!\*)|(?<!\*)\*\*(?![\w*])"),
        "",
    ),
    # a single one that begins a text may be a remark's: "*Not on Sundays."
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
    """Return the parser's tokens without tables and code, and these with their lines.

    Lines count from 0.
    """
    kept: list[Token] = []
    found: list[Unrendered] = []
    within = ""  # the token that closes what is left out
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
    """Return the raw text of a block without what the parser would not see.

    Lines count from 0, where the text begins; ``LINE_END`` stands for each line end that
    was taken out. ``starts_line`` is false behind the mark of a heading.
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


def _words_of_broken(link: re.Match[str]) -> str:
    return link[0] if _is_sound(link[2].strip()) else _counted(link, link[1])


def _remains(form: _Form, found: re.Match[str]) -> str:
    """Return what is left of a form, with its line ends to be counted."""
    left = found.expand(form.left) if isinstance(form.left, str) else form.left(found)
    return _counted(found, left)


def _counted(found: re.Match[str], left: str) -> str:
    return left + LINE_END * (found[0].count("\n") - left.count("\n"))


def _lines(text: str) -> int:
    return text.count("\n") + text.count(LINE_END)


def _is_sound(target: str) -> bool:
    """Return whether a link's parentheses hold nothing, or an address without a blank."""
    return not target or _WITH_TITLE.fullmatch(target) is not None


def _noted(form: _Form, text: str) -> Iterator[Unrendered]:
    for one in form.pattern.finditer(text):
        words = one[0].strip() if len(one[0].strip()) > 2 else _around(text, one)
        at = one.start() + (len(one[0]) - len(one[0].lstrip("\n")))
        yield Unrendered(form.kind, words, _lines(text[:at]))


def _around(text: str, mark: re.Match[str]) -> str:
    """Return the line that a mark is in."""
    start, end = text.rfind("\n", 0, mark.start()) + 1, text.find("\n", mark.end())
    return text[start : end if end >= 0 else None].strip()


def note_line(state: "StateInline", silent: bool) -> bool:
    """Note on each token the line where it begins, which the parser forgets; on a text where it ends.

    It is a rule of the parser that never applies, called where a token may begin.
    """
    if silent or state.env.get(SOURCE) != state.src:  # the words of a picture have another text
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
    """Take the marks that no email shows out of a parsed text, and note them.

    It is a rule of the parser, before escaped characters are joined to the text: what
    stands after a backslash is no mark. Lines count from 0, where the text begins.
    """
    found: list[Unrendered] = state.env.setdefault(FOUND, [])
    for token in state.tokens:
        if token.children:
            is_text = token.children[-1].type == "text"  # it ends where the whole text ends
            _note(token.children, _lines(token.content) if is_text else state.env.get(_LINE, 0))
            token.children = list(_taken(token.children, found))


def _taken(tokens: Sequence["Token"], found: list[Unrendered]) -> Iterator["Token"]:
    for at, token in enumerate(tokens):
        line = token.meta[_LINE]
        if token.type == "text":  # noted where it ends
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
    """Return whether a tag only closes one that was noted."""
    is_closing = token.type == "html_inline" and token.content.startswith("</")
    return is_closing and any(one.kind is Markup.HTML for one in found)


def _of_link(tokens: Sequence["Token"], at: int, line: int) -> Iterator[Unrendered]:
    """Yield what is wrong with the link that begins at a token."""
    address = str(tokens[at].attrs["href"])
    following = (tokens[number] for number in range(at + 1, len(tokens)))
    inside = list(takewhile(lambda token: token.type != "link_close", following))
    words = "".join(token.content for token in inside)
    if not address:
        yield Unrendered(Markup.EMPTY_LINK, words, line)
    elif not any(token.type != "text" or token.content.strip() for token in inside):
        yield Unrendered(Markup.WORDLESS_LINK, address, line)
