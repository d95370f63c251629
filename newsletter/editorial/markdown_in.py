"""Parser for an issue file's Markdown body: blocks, each with its first line.

Editors' notes are left out. Markup that an email does not show is recorded with its line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from newsletter.editorial import commonmark, inline_in, marks, unrendered
from newsletter.editorial.editor_notes import published
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
    Rule,
    Subheading,
    plain,
)
from newsletter.model.issue import Markup, Unrendered

if TYPE_CHECKING:
    from markdown_it.token import Token

DEEPEST = 9  # list levels that an email distinguishes
# Two spaces, or a backslash that is not escaped itself (CommonMark 0.31 §6.7).
_HARD_BREAK = re.compile(r"  \Z|(?<!\\)(?:\\\\)*\\\Z")


class PlacedBlock(NamedTuple):
    """A block and its first line in the file."""

    block: Block
    line: int


class Body(NamedTuple):
    """A body's blocks, and its markup that an email does not show."""

    blocks: tuple[PlacedBlock, ...]
    unrendered: tuple[Unrendered, ...]


def blocks_of(markdown: str, first_line: int = 1) -> tuple[PlacedBlock, ...]:
    """Return the blocks of a body that starts at ``first_line`` of its file.

    Raises:
        AuthorError: As ``read`` does.
    """
    return read(markdown, first_line).blocks


def read(markdown: str, first_line: int = 1) -> Body:
    """Read a body that starts at ``first_line`` of its file.

    Raises:
        AuthorError: A line contains a picture, or lists are nested too deeply to be
            readable; the error gives the line.
    """
    text = published(markdown)
    parsed = commonmark.blocks().parse("\n".join(text.lines))
    tokens, left_out = unrendered.without_blocks(parsed)
    if text.unclosed is not None:
        words = markdown.split("\n")[text.unclosed]
        left_out.append(Unrendered(Markup.OPEN_NOTE, words, len(text.lines)))
    found: list[PlacedBlock] = []
    numbers = [first_line + number for number in (*text.numbers, text.unclosed or 0)]
    for group in _groups(tokens):
        at = (group[0].map or [0])[0]
        is_heading = group[0].type == "heading_open"
        marked = [one for token in group for one in _marked(token, is_heading=is_heading)]
        if _is_emptied(group, left_out):
            continue
        block = _block(group, numbers[at])
        left_out += marked[: _shown(block, marked)]
        if isinstance(block, Paragraph) and not marked:
            left_out += _run_together(group)
        if not _says_nothing(block):
            _add(found, PlacedBlock(block, numbers[at]))
    placed = (replace(one, line=numbers[one.line]) for one in dict.fromkeys(left_out))
    return Body(tuple(found), tuple(sorted(placed, key=lambda one: one.line)))


def _marked(token: "Token", *, is_heading: bool) -> Iterator[Unrendered]:
    """Remove the markup that an email does not show from a token's text, and yield it."""
    if token.type != "inline" or not inline_in.is_readable(token.content):
        return  # a text that is too long is refused with its block
    start = (token.map or [0])[0]
    left, found = unrendered.without_forms(token.content, starts_line=not is_heading)
    token.content = left.replace(unrendered.LINE_END, "")
    for one in (*found, *commonmark.leftovers(left)):
        yield replace(one, line=one.line + start)


def _run_together(paragraph: Sequence["Token"]) -> Iterator[Unrendered]:
    """Yield the lines that a paragraph joins, although they seem meant to end."""
    for token in paragraph:
        if token.type == "inline" and "\n" in token.content:
            start = (token.map or [0])[0]
            for one in unrendered.run_together(token.content):
                yield replace(one, line=one.line + start)


def _is_emptied(group: Sequence["Token"], left_out: Sequence[Unrendered]) -> bool:
    """Return whether a quote contained only text that is left out."""
    start, end = group[0].map or [0, 0]
    return (
        group[0].type == "blockquote_open"
        and not any(token.content for token in group)
        and any(start <= one.line < end for one in left_out)
    )


def _shown(block: Block, marked: Sequence[Unrendered]) -> int:
    """Return how many of the marks count; a button may still lack its address."""
    waits = isinstance(block, Button | CrossLink) and not block.url
    return len(marked) - (waits and marked[-1:] != [] and marked[-1].kind is Markup.EMPTY_LINK)


def _add(found: list[PlacedBlock], placed: PlacedBlock) -> None:
    """Add a block; a heading becomes the title of the questions below it."""
    title = found[-1].block if found else None
    if isinstance(placed.block, Questions) and isinstance(title, Subheading):
        found[-1] = PlacedBlock(Questions(title.text, placed.block.items), found[-1].line)
    else:
        found.append(placed)


def _says_nothing(block: Block) -> bool:
    """Return whether a block is empty without characters that no email can carry."""
    match block:
        case BulletList(items=()) | Paragraph(text=()):
            return True
        case _:
            return False


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
        if token.nesting == 1 and token.level + 1 >= commonmark.NESTING:
            depth = commonmark.NESTING // 2 - 1
            raise AuthorError("blocks-too-deep", line=line, depth=depth)
    match group[0].type:
        case "hr":
            return Rule()
        case "heading_open":
            return Subheading(plain(inline_in.read(group[1].content, line)))
        case "blockquote_open":
            return _pull_quote([token.content for token in group if token.type == "inline"], line)
        case "bullet_list_open" | "ordered_list_open":
            return _list(group, line)
        case _:
            return _paragraph(group[1].content, line)


def _paragraph(raw: str, line: int) -> Block:
    if raw.startswith(marks.PROMPT):
        return Prompt(
            inline_in.read(re.sub(r"^\ufe0f?\s*", "", raw.removeprefix(marks.PROMPT)), line)
        )
    if after := marks.afterword(raw):
        return replace(_post_script(inline_in.read(after.words, line)), mark=after.mark)
    tokens = inline_in.tokens_of(raw, line)
    if len(tokens) == 1 and tokens[0].type == "image":
        return Image(
            str(tokens[0].attrs["src"]), plain(inline_in.spans_of(tokens[0].children or [], line))
        )
    return (
        _cross_link(raw, line)
        or _led_in(raw, line)
        or _button(raw, tokens, line)
        or Paragraph(inline_in.spans_of(tokens, line))
    )


def _post_script(spans: RichText) -> PostScript:
    bold = tuple(takewhile(lambda span: span.strong and not span.emphasis, spans))
    if not bold or bold[0].url:  # a bold link is no question, which would lose its address
        return PostScript("", spans)
    answer = spans[len(bold) :]
    if answer and answer[0].text.startswith(" "):  # the white space between question and answer
        first = replace(answer[0], text=answer[0].text[1:])
        answer = (first, *answer[1:]) if first.text else answer[1:]
    return PostScript(plain(bold), answer)


def _cross_link(raw: str, line: int) -> CrossLink | None:
    label = marks.read_more(raw)
    found = (
        inline_in.link_alone(inline_in.tokens_of(raw[label.end() :], line), line) if label else None
    )
    if found is None or found.after not in {"", "."}:
        return None
    return CrossLink(found.words, found.url)


def _led_in(raw: str, line: int) -> CrossLink | None:
    """Return the cross link on a paragraph's last line, with the rest as its lead-in."""
    head, _, last = raw.rpartition("\n")
    if not head.strip() or _HARD_BREAK.search(head) or marks.read_more(head):
        return None
    link = _cross_link(last, line)
    return link and replace(link, lead_in=inline_in.read(head, line))


def _button(raw: str, tokens: Sequence["Token"], line: int) -> Button | None:
    found = inline_in.link_alone(tokens, line)
    if found is None:
        return None
    if found.after == "" and found.words.endswith(marks.ARROW) and marks.ARROW_IN_LABEL.search(raw):
        return Button(found.words.removesuffix(marks.ARROW).removesuffix(" "), found.url)
    if found.after == marks.ARROW and marks.ARROW_AFTER.search(raw):
        return Button(found.words, found.url)
    return None


def _pull_quote(raws: list[str], line: int) -> PullQuote:
    lines = [text.strip(" \t") for raw in raws for text in raw.split("\n")]
    by = None
    if len(lines) > 1 and (mark := marks.BY.match(lines[-1])):
        by = plain(inline_in.read(lines[-1][mark.end() :], line)) or None
        last = "\n".join(raws[-1].split("\n")[:-1])
        raws = [*raws[:-1], re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", last).rstrip(" ")]
    raws = [raw for raw in raws if raw]
    if len(raws) == 1:
        raws = [marks.unquoted(raws[0]) or raws[0]]
    text = "\n".join(plain(inline_in.read(raw, line)) for raw in raws)
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
        ListItem(inline_in.joined([inline_in.read(raw, line) for raw in item.raws]), item.level)
        for item in items
    )
    return BulletList(
        tuple(listed),
        ordered=group[0].type == "ordered_list_open",
        start=int(group[0].attrs.get("start", 1)),
    )


def _items(group: Sequence["Token"]) -> list[_Item]:
    """Return the non-empty items of a list and its nested lists, with their depth."""
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


def _question(raw: str, line: int) -> Question:
    asked, hint = marks.ASKED.split(raw, maxsplit=1)
    return Question(plain(inline_in.read(asked, line)), plain(inline_in.read(hint, line)) or None)
