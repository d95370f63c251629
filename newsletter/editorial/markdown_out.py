"""Blocks as the Markdown body of an issue file, in the form that ``markdown_in`` reads."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from newsletter.editorial import marks
from newsletter.editorial.inline import link, write, write_plain
from newsletter.editorial.markdown_in import DEEPEST
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
    Rule,
    Span,
    Subheading,
)
from newsletter.text.vocabulary import vocabulary

_ARROW = f"&#{ord(marks.ARROW)};"


def markdown_of(blocks: Iterable[Block], language: str = "nl") -> str:
    """Return the body, with a blank line between blocks and a final line end.

    Args:
        blocks: In their order. A paragraph without words is left out.
        language: For the words before a cross link.
    """
    written: list[str] = []
    before: Block | None = None
    is_other = False  # whether the previous list used the other mark
    for block in blocks:
        # adjacent lists would be one list if they had the same mark
        is_other = (
            not is_other
            if isinstance(block, BulletList | Questions) and _is_list(before, block)
            else False
        )
        text = _written(block, before, is_other=is_other, language=language)
        if text:
            written.append(text)
            before = block
    return "\n\n".join(written) + "\n" if written else ""


def _is_list(before: Block | None, block: BulletList | Questions) -> bool:
    if isinstance(block, Questions) and block.title:
        return False
    ordered = isinstance(block, BulletList) and block.ordered
    if isinstance(before, BulletList):
        return before.ordered == ordered
    return isinstance(before, Questions) and not ordered


def _written(  # noqa: C901  # one line for each kind of block
    block: Block, before: Block | None, *, is_other: bool, language: str
) -> str:
    match block:
        case Paragraph(text=text):
            return marks.disguised(write(text))
        case Subheading(text=heading):
            return _heading(heading)
        case BulletList():
            return _list(block, is_other=is_other)
        case PullQuote():
            return _quote(block)
        case Prompt(text=text):
            return f"{marks.PROMPT} {write(text, starts_line=False)}".rstrip()
        case CrossLink():
            return _cross_link(block, language)
        case Button(text=label, url=url):
            return link(f"{label} {marks.ARROW}", url)
        case Questions():
            return _questions(
                block, is_other=is_other, after_heading=isinstance(before, Subheading)
            )
        case PostScript():
            return _post_script(block)
        case Image(source=source, alt=alt):
            return f"!{link(alt, source)}"
        case Rule():
            return marks.RULE
        case _:
            assert_never(block)


def _heading(text: str) -> str:
    written = write_plain(text, one_line=True, starts_line=False)
    if written.endswith("#"):  # hashes at the end would be dropped (CommonMark §4.2)
        written = f"{written[:-1]}\\#"
    return f"## {written}".rstrip()


def _cross_link(block: CrossLink, language: str) -> str:
    lead = marks.disguised(write(block.lead_in))
    pointer = f"{vocabulary(language).read_more[0]}: {link(block.text, block.url)}"
    return f"{lead}\n{pointer}" if lead else pointer


def _quote(quote: PullQuote) -> str:
    raw = write_plain(quote.text)
    if marks.unquoted(raw) is not None:
        raw = f"&#{ord(raw[0])};{raw[1:]}" if not raw[0].isascii() else f"\\{raw}"
    lines = raw.split("\n")
    if quote.by is not None:
        lines.append(f"— {write_plain(quote.by, one_line=True, starts_line=False)}")
    elif len(lines) > 1 and marks.BY.match(lines[-1]):
        lines[-1] = f"&#{ord(lines[-1][0])};{lines[-1][1:]}"
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _list(block: BulletList, *, is_other: bool) -> str:
    # an empty item would be read as part of the line above it (CommonMark §5.2)
    items = [item for item in block.items if item.text]
    texts = [write(item.text) for item in items]
    if not any(item.level for item in items) and marks.is_list_of_questions(texts):
        texts[0] = texts[0].replace(marks.ARROW, _ARROW)
    return "\n".join(_lines(items, texts, block, is_other=is_other))


def _lines(
    items: Sequence[ListItem], texts: Sequence[str], block: BulletList, *, is_other: bool
) -> Iterator[str]:
    """Yield the lines of a list; nested items are indented to their parent's text."""
    counts: list[int] = []  # the number of items so far on each level
    widths: list[int] = []
    for item, text in zip(items, texts, strict=True):
        level = _level(item, len(counts))
        counts = [*counts[: level + 1], *([0] * (level + 1 - len(counts)))]
        counts[level] += 1
        number = counts[level] + (0 if level else block.start - 1)
        numbered = f"{number}{')' if is_other else '.'}"
        mark = numbered if block.ordered else "*" if is_other else "-"
        indent = sum(widths[:level])
        widths = [*widths[:level], len(mark) + 1]
        yield f"{' ' * indent}{mark} {text}".rstrip().replace("\n", "\n" + " " * sum(widths))


def _level(item: ListItem, deepest_open: int) -> int:
    """Return an item's level, at most one deeper than the item before it."""
    return max(0, min(item.level, deepest_open, DEEPEST))


def _questions(block: Questions, *, is_other: bool, after_heading: bool) -> str:
    # without a title, an empty heading keeps the heading above from becoming the title
    title = [_heading(block.title)] if block.title or after_heading else []
    mark = "*" if is_other else "-"
    items = [_asked(item) for item in block.items]
    if not marks.is_list_of_questions(items):
        items = [_asked(item, bold=True) for item in block.items]
    return "\n\n".join([*title, "\n".join(f"{mark} {item}" for item in items)])


def _asked(question: Question, *, bold: bool = False) -> str:
    text = write((Span(question.text, strong=bold),), one_line=True)
    hint = write_plain(question.hint or "", one_line=True, starts_line=False)
    return f"{text.replace(marks.ARROW, _ARROW)} {marks.ARROW} {hint}".rstrip()


def _post_script(block: PostScript) -> str:
    text = block.answer
    if block.question:
        between = (Span(" "),) if text else ()
        text = (Span(block.question, strong=True), *between, *text)
    return f"{block.mark or marks.POST_SCRIPT} {write(text, starts_line=False)}".rstrip()
