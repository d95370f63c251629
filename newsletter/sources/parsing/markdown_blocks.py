"""Conversion of Markdown to blocks, with the parser's line numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.model.blocks import Span
from newsletter.sources.parsing.blocks import BREAK, SOFT_BREAK, Bit, Block, Setting
from newsletter.sources.parsing.html_blocks import read_fragment
from newsletter.sources.parsing.inline_tags import changed_by_tag, has_picture, sign_of
from newsletter.sources.parsing.line_shortcodes import without_shortcodes
from newsletter.sources.parsing.links import LinkBase, clean
from newsletter.sources.parsing.markdown_notes import without_notes
from newsletter.sources.parsing.note_apps import without_app_marks
from newsletter.sources.parsing.shapes.quotes import names_a_maker
from newsletter.sources.parsing.shapes.tables import BETWEEN_CELLS
from newsletter.sources.structure.lines import BULB, has_two_sentences, is_prompt
from newsletter.sources.structure.quotes import attribution, pull_quote
from newsletter.text.vocabulary import phrases

_ATTRIBUTES = re.compile(r"\{\s?[#.][\w.:# -]+\}\s*$")  # {#name .class}, of PHP Markdown Extra
_QUOTED = re.compile(r" {0,3}>(?P<words>.*)")
_ENDS_A_SENTENCE = re.compile(r"[.!?…][*_\"”“»’)]*$")
_LONGEST_CAPTION = 20  # words
_DASHES = ("—", "–", "―")
_OPENING = re.compile(r"<(?:a|button)\b", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:a|button)\s*>", re.IGNORECASE)
# a callout as Notion exports it: the sign, then the words after a blank line
_BULB_IN_BOX = re.compile(rf"\s*<aside>\s*(?P<bulb>{BULB})\ufe0f?\s*", re.IGNORECASE)


def read_blocks(
    lines: Sequence[str], start: int, name: str, base: LinkBase
) -> tuple[tuple[Block, ...], tuple[LeftOut, ...]]:
    """Read the text below its front matter, which takes ``start`` lines.

    Returns:
        Its blocks, and what was left out of the HTML between them.
    """
    # the parser counts lines by \n only, and knows neither \r nor our front matter
    kept, notes = without_notes([line.rstrip("\r\n") for line in lines[start:]], start)
    kept, shortcodes = without_shortcodes(kept, start)
    kept, marks = without_app_marks(kept, start)
    kept = _with_speakers_apart(kept)
    text = "".join(f"{line}\n" for line in kept)
    parser = MarkdownIt("commonmark").enable("table")
    parser.validateLink = _is_any  # type: ignore[method-assign]  # `clean` judges them
    parser.normalizeLink = _as_it_is  # type: ignore[method-assign]  # likewise
    reader = _Reader(start, name, base)
    blocks = tuple(reader.read(parser.parse(text)))
    return blocks, tuple(
        sorted((*reader.left_out, *notes, *shortcodes, *marks), key=lambda one: one.lines[:1])
    )


def _with_speakers_apart(lines: Sequence[str]) -> list[str]:
    """Return the lines with a break above a quote's last line if it is a name: ``> — Anna Vos``."""
    kept = list(lines)
    for at in range(1, len(lines)):
        if lines[at].lstrip("> \t").startswith(_DASHES) and _names_a_speaker(lines, at):
            kept[at - 1] += "  "
    return kept


def _names_a_speaker(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is the last of a quote and names who said the sentence above it."""
    above, line = _words_quoted(lines[at - 1]), _words_quoted(lines[at])
    is_last = at + 1 == len(lines) or not _words_quoted(lines[at + 1])
    return bool(is_last and _ENDS_A_SENTENCE.search(above) and attribution(line))


def _words_quoted(line: str) -> str:
    found = _QUOTED.match(line)
    return found["words"].strip() if found else ""


def _is_any(url: str) -> bool:
    """Accept every link, so that the markup of unsuitable ones is dropped too."""
    return url is not None


def _as_it_is(url: str) -> str:
    """Keep an address unchanged. The parser would encode non-ASCII characters."""
    return url


class _Reader:
    """A single pass over the parser's tokens that tracks the open elements."""

    def __init__(self, start: int, name: str, base: LinkBase) -> None:
        self.start = start
        self.name = name
        self.base = base
        self.heading = 0
        self.quotes = 0  # seen so far
        self.left_out: list[LeftOut] = []
        self.open_quotes: list[int] = []
        self.lists: list[bool] = []  # for each open list, whether it is numbered
        self.mark = ""  # of the item that starts with the next paragraph
        self.bulb: list[Bit] = []  # from a box above the next paragraph
        self.below_picture = False  # whether only a picture is directly above
        self.row: list[Bit] | None = None  # of a table, as far as it is read

    def read(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks in order. Embedded HTML is parsed as HTML."""
        for token in tokens:
            match token.type:
                case "heading_open" | "heading_close":
                    self.heading = int(token.tag[1]) if token.nesting == 1 else 0
                case "blockquote_open":
                    self.quotes += 1
                    self.open_quotes.append(self.quotes)
                case "blockquote_close":
                    self.open_quotes.pop()
                case "bullet_list_open" | "ordered_list_open":
                    self.lists.append(token.type.startswith("ordered"))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.mark = f"{token.info or 1}." if self.lists[-1] else token.markup
                case "tr_open":
                    self.row = []
                case "tr_close":
                    yield from self._row()
                case _:
                    yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        first = self.start + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            if found := _BULB_IN_BOX.fullmatch(token.content):
                line = first + token.content.count("\n", 0, found.start("bulb"))
                self.bulb = [Bit(Span(f"{BULB} "), line, line)]
                return
            blocks = list(self._fragment(token.content, first))
            self.below_picture = has_picture(token) and not any(one.words for one in blocks)
            yield from blocks
            return
        bits = self._without_credit(token, self._bits(token, first))
        if self.row is not None:
            self._add_cell(bits)
            return
        if bits and self.bulb:
            bits, self.bulb = [*self.bulb, *bits], []
        if bits:
            setting, self.mark = self._setting(), ""
            yield Block(tuple(bits), setting)

    def _add_cell(self, bits: list[Bit]) -> None:
        if self.row and bits:
            self.row.append(Bit(Span(BETWEEN_CELLS), bits[0].first, bits[0].last))
        self.row = [*(self.row or ()), *bits]

    def _row(self) -> Iterator[Block]:
        """Yield a row of a table as an item of a list."""
        bits, self.row = self.row, None
        if bits:
            yield Block(tuple(bits), replace(self._setting(), mark="-"))

    def _fragment(self, text: str, first: int) -> Iterator[Block]:
        """Yield an HTML fragment's blocks, with continued quote numbers."""
        met = self.quotes
        blocks, left_out = read_fragment(text, first, self.name)
        self.left_out.extend(left_out)
        bulb, self.bulb = self.bulb, []  # an empty box ends here: it marks nothing after it
        for block in blocks:
            number = block.setting.quoted and met + block.setting.quoted
            self.quotes = max(self.quotes, number)
            bits, bulb = (*bulb, *block.bits), []
            yield replace(block, bits=bits, setting=replace(block.setting, quoted=number))

    def _without_credit(self, token: Token, bits: list[Bit]) -> list[Bit]:
        """Return the bits, or none if they are a picture's caption or say who made it.

        A caption is in the picture's paragraph, below it.
        """
        if token.type not in ("inline", "fence", "code_block", "hr"):
            return bits
        pictured, below = has_picture(token), self.below_picture
        self.below_picture = False
        if not (pictured or below):
            return bits
        words = Block(tuple(bits)).words
        self.below_picture = pictured and not words
        captions = pictured and _is_caption(token, bits)
        if not words or not (captions or names_a_maker(words)):
            return bits
        lines = range(bits[0].first, bits[-1].last + 1)
        self.left_out.append(LeftOut(LeftOutKind.CAPTION, words, tuple(line + 1 for line in lines)))
        return []

    def _bits(self, token: Token, first: int) -> list[Bit]:
        if token.type == "inline":
            children = token.children or ()
            shown = _without_anchors(children) if self.heading else children
            return list(_inline_bits(shown, first, self.base))
        if token.type in ("fence", "code_block"):
            opening = first + (token.type == "fence")
            return list(_code_bits(token.content, opening))
        return []

    def _setting(self) -> Setting:
        return Setting(
            heading=self.heading,
            mark=self.mark or ("-" if self.lists else ""),
            depth=max(len(self.lists) - 1, 0),
            quoted=self.open_quotes[-1] if self.open_quotes else 0,
        )


def _is_caption(token: Token, bits: Sequence[Bit]) -> bool:
    """Return whether a short text in italics follows a picture.

    The writer's own words are a question, a prompt, a quote, a link to another article, and
    more than a sentence.
    """
    words = Block(tuple(bits)).words
    shown = (one for one in token.children or () if one.type == "image" or one.content.strip())
    first = next(shown, None)
    below = first is not None and first.type in ("image", "html_inline")
    short = len(words.split()) <= _LONGEST_CAPTION and not has_two_sentences(words)
    own = is_prompt(words) or words.endswith("?") or pull_quote(words) is not None
    if not (below and short) or own or phrases.begins("see_also", words):
        return False
    return all(bit.span.emphasis for bit in bits if bit.span.text.strip())


def _without_anchors(children: Sequence[Token]) -> list[Token]:
    """Return a heading's tokens without its attributes, its anchor link and its buttons.

    An anchor link is one whose only text is a sign, or that says only that it leads there.
    """
    kept: list[Token] = []
    at = 0  # of the last link or button
    for token in children:
        if token.type == "link_open" or _OPENING.match(token.content):
            at = len(kept)
        kept.append(token)
        if token.type == "link_close" or _CLOSING.match(token.content):
            first, *inside = kept[at:]
            if _is_anchor(first, "".join(one.content for one in inside if one.type == "text")):
                del kept[at:]
    if kept and kept[-1].type == "text":
        kept[-1].content = _ATTRIBUTES.sub("", kept[-1].content)
    return kept


def _is_anchor(first: Token, shown: str) -> bool:
    if first.content.casefold().startswith("<button"):
        return True
    address = first.content or str(first.attrs.get("href", ""))
    return "#" in address and (
        not any(map(str.isalnum, shown)) or phrases.is_whole("anchor", shown)
    )


def _inline_bits(children: Sequence[Token], line: int, base: LinkBase) -> Iterator[Bit]:
    """Yield the spans of one paragraph, without pictures and tags."""
    manner = Span("")
    for child in children:
        match child.type:
            case "text" | "code_inline" | "text_special":
                yield Bit(replace(manner, text=child.content), line, line)
            case "softbreak" | "hardbreak":
                text = SOFT_BREAK if child.type == "softbreak" else BREAK
                yield Bit(Span(text), line, line)
                line += 1
            case "html_inline" if child.content.casefold().startswith("<br"):
                yield Bit(Span(BREAK), line, line)
            case "image" | "html_inline" if shown := sign_of(child):
                yield Bit(replace(manner, text=shown), line, line)
            case _:
                manner = _changed(manner, child, base)


def _changed(manner: Span, token: Token, base: LinkBase) -> Span:
    opens = token.nesting == 1
    match token.type:
        case "strong_open" | "strong_close":
            return replace(manner, strong=opens)
        case "em_open" | "em_close":
            return replace(manner, emphasis=opens)
        case "link_open":
            return replace(manner, url=clean(str(token.attrs.get("href", "")), base))
        case "link_close":
            return replace(manner, url=None)
        case "html_inline":
            return changed_by_tag(manner, token.content, base)
        case _:
            return manner


def _code_bits(content: str, line: int) -> Iterator[Bit]:
    for at, text in enumerate(content.splitlines()):
        yield Bit(Span(text), line + at, line + at)
        yield Bit(Span(BREAK), line + at, line + at)
