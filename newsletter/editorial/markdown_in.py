"""Parsing of an issue file's Markdown body into blocks, each with its first line.

CommonMark without what a letter has no use for: code, rules, references and
raw HTML arrive as text, as they were written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.editorial import marks
from newsletter.errors import AuthorError
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    RichText,
    Span,
    Subheading,
    plain,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NESTING = 60  # levels of the parser; a list takes two of them
_LONGEST, _BRACKETS = 30_000, 500  # in one paragraph
DEEPEST = 9  # levels of a list that an email distinguishes
_UNUSED = [
    "code",
    "fence",
    "hr",
    "html_block",
    "lheading",
    "reference",
    "autolink",
    "backticks",
    "html_inline",
]


class PlacedBlock(NamedTuple):
    """A block and its first line in the file."""

    block: Block
    line: int


def blocks_of(markdown: str, first_line: int = 1) -> tuple[PlacedBlock, ...]:
    """Return the blocks of a body that starts at ``first_line`` of its file.

    Raises:
        AuthorError: A picture stands inside a line, or lists are nested deeper
            than anyone can read; with the line.
    """
    found: list[PlacedBlock] = []
    for group in _groups(_parser("normalize", "block").parse(markdown)):
        line = first_line + (group[0].map or [0])[0]
        block = _block(group, line)
        if _says_nothing(block):
            continue
        title = found[-1].block if found else None
        if isinstance(block, Questions) and isinstance(title, Subheading):
            found[-1] = PlacedBlock(Questions(title.text, block.items), found[-1].line)
        else:
            found.append(PlacedBlock(block, line))
    return tuple(found)


def _says_nothing(block: Block) -> bool:
    """Return whether a block is empty without characters that no email can carry."""
    match block:
        case BulletList(items=()) | Paragraph(text=()):
            return True
        case _:
            return False


@cache
def _parser(*core: str) -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).disable(_UNUSED)
    parser.core.ruler.enableOnly(core)
    # addresses are kept as written; the preflight checks report what is wrong with them
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def _groups(tokens: Sequence["Token"]) -> Iterator[list["Token"]]:
    """Yield the tokens of each top-level block."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting < 1:
            yield group
            group = []


def _block(group: list["Token"], line: int) -> Block:
    for token in group:
        # the parser silently drops deeper nesting
        if token.nesting == 1 and token.level + 1 >= _NESTING:
            depth = _NESTING // 2 - 1
            raise AuthorError("blocks-too-deep", line=line, depth=depth)
    match group[0].type:
        case "heading_open":
            return Subheading(plain(_rich(group[1].content, line)))
        case "blockquote_open":
            return _pull_quote([token.content for token in group if token.type == "inline"], line)
        case "bullet_list_open" | "ordered_list_open":
            return _list(group, line)
        case _:
            return _paragraph(group[1].content, line)


def _rich(raw: str, line: int) -> RichText:
    """Return inline Markdown as spans; only a hard break stays a line end."""
    return _spans(_inline(raw, line), line)


def _inline(raw: str, line: int) -> list["Token"]:
    # for each bracket, the parser scans the rest of the text
    if len(raw) > _LONGEST or raw.count("[") > _BRACKETS:
        raise AuthorError("paragraph-too-long", line=line, characters=_LONGEST, brackets=_BRACKETS)
    return _parser("block", "inline", "text_join").parseInline(raw)[0].children or []


def _spans(tokens: Sequence["Token"], line: int) -> RichText:
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


def _paragraph(raw: str, line: int) -> Block:
    if raw.startswith(marks.PROMPT):
        return Prompt(_rich(re.sub(r"^\ufe0f?\s*", "", raw.removeprefix(marks.PROMPT)), line))
    if raw.startswith(marks.POST_SCRIPT):
        return _post_script(_rich(raw.removeprefix(marks.POST_SCRIPT).lstrip(" \t\n"), line))
    tokens = _inline(raw, line)
    if len(tokens) == 1 and tokens[0].type == "image":
        return Image(str(tokens[0].attrs["src"]), plain(_spans(tokens[0].children or [], line)))
    return (
        _cross_link(raw, line)
        or _led_in(raw, line)
        or _button(raw, tokens, line)
        or Paragraph(_spans(tokens, line))
    )


def _post_script(spans: RichText) -> PostScript:
    if not spans or replace(spans[0], text="") != Span("", strong=True):
        return PostScript("", spans)
    answer = spans[1:]
    if answer and answer[0].text.startswith(" "):  # the space between question and answer
        first = replace(answer[0], text=answer[0].text[1:])
        answer = (first, *answer[1:]) if first.text else answer[1:]
    return PostScript(spans[0].text, answer)


def _cross_link(raw: str, line: int) -> CrossLink | None:
    label = marks.read_more(raw)
    found = _link_alone(_inline(raw[label.end() :], line), line) if label else None
    if found is None or found.after not in {"", "."}:
        return None
    return CrossLink(found.words, found.url)


def _led_in(raw: str, line: int) -> CrossLink | None:
    """A paragraph whose last line is a cross link, which it leads in to."""
    head, _, last = raw.rpartition("\n")
    if not head.strip() or head.endswith(("\\", "  ")) or marks.read_more(head):
        return None
    link = _cross_link(last, line)
    return link and replace(link, lead_in=_rich(head, line))


def _button(raw: str, tokens: Sequence["Token"], line: int) -> Button | None:
    found = _link_alone(tokens, line)
    if found is None:
        return None
    if found.after == "" and found.words.endswith(marks.ARROW) and marks.ARROW_IN_LABEL.search(raw):
        return Button(found.words.removesuffix(marks.ARROW).removesuffix(" "), found.url)
    if found.after == marks.ARROW and marks.ARROW_AFTER.search(raw):
        return Button(found.words, found.url)
    return None


class _LinkAlone(NamedTuple):
    words: str
    url: str | None
    after: str


def _link_alone(tokens: Sequence["Token"], line: int) -> _LinkAlone | None:
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
    words, after = plain(_spans(seen[1:end], line)), plain(_spans(seen[end + 1 :], line))
    return _LinkAlone(words, str(seen[0].attrs["href"]) or None, after.strip(" "))


def _pull_quote(raws: list[str], line: int) -> PullQuote:
    lines = [text.strip(" \t") for raw in raws for text in raw.split("\n")]
    by = None
    if len(lines) > 1 and (mark := marks.BY.match(lines[-1])):
        by = plain(_rich(lines[-1][mark.end() :], line)) or None
        last = "\n".join(raws[-1].split("\n")[:-1])
        raws = [*raws[:-1], re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", last).rstrip(" ")]
    raws = [raw for raw in raws if raw]
    if len(raws) == 1:
        raws = [marks.unquoted(raws[0]) or raws[0]]
    text = "\n".join(plain(_rich(raw, line)) for raw in raws)
    if not text:
        raise AuthorError("quote-without-words", line=line)
    return PullQuote(text, by)


@dataclass(slots=True)
class _Item:
    level: int
    raws: list[str] = field(default_factory=list)


def _list(group: Sequence["Token"], line: int) -> BulletList | Questions:
    items = _items(group)
    if all(item.level == 0 for item in items) and marks.is_list_of_questions(
        ["\n".join(item.raws) for item in items]
    ):
        return Questions("", tuple(_question("\n".join(item.raws), line) for item in items))
    listed = (
        ListItem(_joined([_rich(raw, line) for raw in item.raws]), item.level) for item in items
    )
    return BulletList(
        tuple(listed),
        ordered=group[0].type == "ordered_list_open",
        start=int(group[0].attrs.get("start", 1)),
    )


def _items(group: Sequence["Token"]) -> list[_Item]:
    """Yield the non-empty items of a list and its nested lists in order, with their depth."""
    items: list[_Item] = []
    open_items: list[_Item] = []
    for token in group:
        if token.type == "list_item_open":
            depth = sum(any(item.raws) for item in open_items)
            items.append(_Item(min(depth, DEEPEST)))
            open_items.append(items[-1])
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline":
            open_items[-1].raws.append(token.content)
    return [item for item in items if any(item.raws)]


def _joined(texts: Sequence[RichText]) -> RichText:
    """Return the paragraphs of one item as one text, separated by line ends."""
    spans: list[Span] = []
    for text in texts:
        if spans:
            _append(spans, Span("\n"))
        for span in text:
            _append(spans, span)
    return tuple(spans)


def _question(raw: str, line: int) -> Question:
    asked, hint = marks.ASKED.split(raw, maxsplit=1)
    return Question(plain(_rich(asked, line)), plain(_rich(hint, line)) or None)
