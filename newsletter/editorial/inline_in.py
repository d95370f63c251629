"""Reader for the text of one block: inline Markdown to spans."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsletter.editorial import commonmark
from newsletter.errors import AuthorError
from newsletter.model.blocks import RichText, Span, plain

if TYPE_CHECKING:
    from markdown_it.token import Token

_LONGEST, _BRACKETS = 30_000, 500  # in one paragraph


def is_readable(raw: str) -> bool:
    """Return whether a text is short enough for the parser, which is slow with many brackets."""
    return len(raw) <= _LONGEST and raw.count("[") <= _BRACKETS


def read(raw: str, line: int) -> RichText:
    """Return inline Markdown as spans; only hard breaks remain line ends."""
    return spans_of(tokens_of(raw, line), line)


def tokens_of(raw: str, line: int) -> list["Token"]:
    """Return the parser's tokens of inline Markdown.

    Raises:
        AuthorError: It is too long for the parser.
    """
    # for each bracket, the parser scans the rest of the text
    if not is_readable(raw):
        raise AuthorError("paragraph-too-long", line=line, characters=_LONGEST, brackets=_BRACKETS)
    return commonmark.inline().parseInline(raw)[0].children or []


def spans_of(tokens: Sequence["Token"], line: int) -> RichText:
    """Return tokens as spans.

    Raises:
        AuthorError: The text contains a picture.
    """
    spans: list[Span] = []
    depth = {"strong": 0, "em": 0}
    url: str | None = None
    for token in tokens:
        if token.type == "image":
            raise AuthorError("picture-within-text", line=line)
        if token.tag in depth:
            depth[token.tag] += token.nesting
        elif token.tag == "a":
            url = str(token.attrs["href"]) or None if token.nesting == 1 else None
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            span = Span(text, strong=depth["strong"] > 0, emphasis=depth["em"] > 0, url=url)
            _append(spans, span)
    return tuple(spans)


def _append(spans: list[Span], span: Span) -> None:
    """Add a span, merged into the last one if the formatting is the same."""
    if spans and replace(spans[-1], text=span.text) == span:
        spans[-1] = replace(span, text=spans[-1].text + span.text)
    elif span.text:
        spans.append(span)


def joined(texts: Sequence[RichText]) -> RichText:
    """Return the paragraphs of one item as a single text, separated by line ends."""
    spans: list[Span] = []
    for text in texts:
        if spans:
            _append(spans, Span("\n"))
        for span in text:
            _append(spans, span)
    return tuple(spans)


class LinkAlone(NamedTuple):
    """The only link of a paragraph that begins with it, and the text after it."""

    words: str
    url: str | None
    after: str


def link_alone(tokens: Sequence["Token"], line: int) -> LinkAlone | None:
    """Return the only link of a paragraph that begins with it, and the text after it."""
    seen = [
        token
        for token in tokens
        if token.tag not in {"strong", "em"} and (token.tag or token.content)
    ]
    ends = [at for at, token in enumerate(seen) if token.type == "link_close"]
    if len(ends) != 1 or seen[0].type != "link_open":
        return None
    end = ends[0]
    words, after = plain(spans_of(seen[1:end], line)), plain(spans_of(seen[end + 1 :], line))
    return LinkAlone(words, str(seen[0].attrs["href"]) or None, after.strip(" "))
