"""The Markdown parser as issue files use it: CommonMark, and bare addresses as links.

Addresses are kept as written; the preflight checks report what is wrong with them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from newsletter.editorial import unrendered
from newsletter.editorial.bare_addresses import found_in, web_address_at
from newsletter.model.issue import Unrendered

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

NESTING: Final = 60  # nesting levels of the parser; a list takes two
_UNUSED = ["code", "html_block", "lheading", "reference"]
_SUSPECT = ("`", "<", "[", "~~", "*", "_", "==")
_SCHEME = re.compile(r"(?<![^\W_])https?$", re.IGNORECASE)
_LONGEST_WORD = 1_000  # characters in which a longer address is looked for
_WITHIN_ANOTHER = re.compile(r"(?<![^\W_])www\.", re.IGNORECASE)


@cache
def blocks() -> "MarkdownIt":
    """Return the parser for a body; it leaves the inline text of its tokens unparsed."""
    return _parser("normalize", "block")


@cache
def inline() -> "MarkdownIt":
    """Return the parser for the text of one block."""
    parser = _parser("block", "inline", "text_join")
    parser.inline.ruler.before("text", "bare_address", _bare_address)
    parser.inline.ruler.before("bare_address", "line", unrendered.note_line)
    parser.core.ruler.before("text_join", "leftovers", unrendered.take_leftovers)
    parser.core.ruler.after("leftovers", "bare_names", _bare_names)
    parser.core.ruler.enableOnly(["block", "inline", "leftovers", "bare_names", "text_join"])
    return parser


def leftovers(raw: str) -> Sequence[Unrendered]:
    """Return the markup in the text of one block that an email does not show.

    ``unrendered.LINE_END`` counts as a line end and is not part of the words.
    """
    if not any(mark in raw for mark in _SUSPECT):
        return ()
    found: list[Unrendered] = []
    inline().parseInline(raw, {unrendered.FOUND: found, unrendered.SOURCE: raw})
    return [replace(one, words=one.words.replace(unrendered.LINE_END, "")) for one in found]


def _parser(*core: str) -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    parser.disable(_UNUSED).enable(["table", "strikethrough"])
    parser.core.ruler.enableOnly(core)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # the parser has no option for it
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  # as above
    return parser


def _bare_address(state: "StateInline", silent: bool) -> bool:
    """Turn ``https://…`` in running text into a link; called at the colon."""
    if silent or state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending)
    start = state.pos - len(scheme[0]) if scheme else state.pos
    url = web_address_at(state.src, start)
    if scheme is None or not url or _WITHIN_ANOTHER.search(_last_word(state.pending)):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    address = url.replace("&amp;", "&")  # as in text copied from a page's source
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos = start + len(url)
    return True


def _last_word(text: str) -> str:
    """Return the end of a text after its last white space, of a long one the last characters."""
    end = text[-_LONGEST_WORD:]
    return "" if end != end.rstrip() else (end.rsplit(None, 1) or [""])[-1]


def _bare_names(state: "StateCore") -> None:
    """Turn ``www.…`` and mailboxes in running text into links; an escaped character prevents it."""
    for token in state.tokens:
        if token.children:
            token.children = list(_with_links(token.children))


def _with_links(tokens: Sequence["Token"]) -> Iterator["Token"]:
    from markdown_it.token import Token

    def words(text: str) -> Token:
        return Token("text", "", 0, content=text)

    depth = 0
    for token in _with_ampersands(tokens):
        depth += token.nesting if token.tag == "a" else 0
        if depth or token.type != "text":
            yield token
            continue
        done, text = 0, token.content
        for start, written, url in found_in(text):
            opening = Token("link_open", "a", 1, attrs={"href": url})
            yield from (words(text[done:start]), opening, words(written))
            yield Token("link_close", "a", -1)
            done = start + len(written)
        yield words(text[done:])


def _with_ampersands(tokens: Sequence["Token"]) -> Iterator["Token"]:
    """Yield tokens, with ``&amp;`` as part of the text around it: addresses are written so."""
    waiting: Token | None = None
    for token in tokens:
        is_text = token.type == "text" or token.markup == "&amp;"
        if waiting is not None and is_text:
            waiting.content += token.content
            continue
        if waiting is not None:
            yield waiting
        waiting = token if token.type == "text" else None
        if waiting is None:
            yield token
    if waiting is not None:
        yield waiting
