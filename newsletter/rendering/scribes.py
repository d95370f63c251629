"""Two writers of the same content: for MJML, with sentinels, and for plain text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from markupsafe import Markup

from newsletter.model.blocks import BulletList, ListItem, RichText, Span
from newsletter.rendering.encoding import written
from newsletter.rendering.name_fields import NameFields
from newsletter.rendering.plain_text import in_sentence, wrap
from newsletter.rendering.sentinels import Vault, clean
from newsletter.text.first_names import Piece, pieces, rich_pieces

# A word with a hyphen in it; a longer one must be able to break on a phone.
_HYPHENATED = re.compile(r"(?<!\S)(?=\S{3,24}(?!\S))(\S*\w-\w\S*)(?!\S)")
DEEPEST_LIST = 5  # deeper levels are shown at this one: six indents fill a phone's width


class Scribe(Protocol):
    """How words, addresses and merge fields are written for one kind of template."""

    def words(self, text: str) -> str:
        """Return plain words, or an empty text for none."""
        ...

    def heading(self, text: str) -> str:
        """Return the words of a heading, which do not break at a hyphen; empty for none."""
        ...

    def rich(self, text: RichText) -> str:
        """Return words with their styles, or an empty text for none."""
        ...

    def address(self, url: str) -> str:
        """Return a web address, encoded, or an empty text for none.

        Raises:
            AuthorError: If it is of a kind that a mail may not carry.
        """
        ...

    def merge(self, name: str) -> str:
        """Return the place of a merge field."""
        ...

    def bullets(self, block: BulletList) -> str:
        """Return a list, nested by level."""
        ...


def levels(items: tuple[ListItem, ...]) -> list[int]:
    """Return the depth of each item: no step skipped, none too deep to read."""
    depths: list[int] = []
    for item in items:
        above = depths[-1] if depths else -1
        depths.append(max(0, min(item.level, above + 1, DEEPEST_LIST)))
    return depths


def _pieces(text: str, names: NameFields | None) -> tuple[Piece, ...]:
    """Return a text in pieces; as a single piece where no name is filled in."""
    return (text,) if names is None else pieces(text)


def _pieces_of_each(text: RichText, names: NameFields | None) -> tuple[tuple[Piece, ...], ...]:
    return tuple((span.text,) for span in text) if names is None else rich_pieces(text)


@dataclass(frozen=True, slots=True)
class MarkupScribe:
    """Writes MJML: structure as tags, every word as a sentinel from the vault."""

    vault: Vault = field(default_factory=Vault)
    names: NameFields | None = None

    def words(self, text: str) -> str:
        """Return sentinels."""
        return "".join(map(self._piece, _pieces(text, self.names)))

    def heading(self, text: str) -> str:
        """Return sentinels, in a ``span`` that keeps a hyphenated word on one line.

        A non-breaking hyphen (U+2011) would do so too, but is not found by a
        search and is missing in many fonts.
        """
        return Markup("").join(
            Markup('<span style="white-space:nowrap">{}</span>').format(self._piece(run))
            if at % 2
            else self._piece(run)
            for piece in _pieces(clean(text), self.names)
            for at, run in enumerate(
                _HYPHENATED.split(piece) if isinstance(piece, str) else [piece]
            )
        )

    def rich(self, text: RichText) -> str:
        """Return sentinels in tags, without white space that a parser might drop."""
        parts = zip(text, _pieces_of_each(text, self.names), strict=True)
        return Markup("").join(self._span(span, inside) for span, inside in parts)

    def address(self, url: str) -> str:
        """Return a sentinel."""
        return self.vault.words(written(url)) if url else ""

    def merge(self, name: str) -> str:
        """Return a sentinel."""
        return self.vault.merge(name)

    def bullets(self, block: BulletList) -> str:
        """Return ``ul`` or ``ol``, with deeper lists inside the item they belong to."""
        items, depths = block.items, levels(block.items)
        tag = "ol" if block.ordered else "ul"
        opening, closing = Markup("<{}>").format(tag), Markup("</{}>").format(tag)
        goes_on = block.ordered and block.start != 1
        first = Markup('<ol start="{}">').format(block.start) if goes_on else opening
        out = [first] if items else []
        for item, (depth, following) in zip(items, pairwise([*depths, 0]), strict=True):
            out.append(Markup("<li>{}").format(self.rich(item.text)))
            if following > depth:
                out.append(opening)
            else:
                out.append(Markup("</li>") + (closing + Markup("</li>")) * (depth - following))
        return Markup("").join(out) + (closing if items else "")

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return self.vault.words(piece)
        return self.vault.merge(self.names.name(piece)) if self.names else ""

    def _span(self, span: Span, pieces_of_span: Sequence[Piece]) -> Markup:
        inside = Markup("").join(
            Markup("<br/>").join(map(self.vault.words, clean(piece).split("\n")))
            if isinstance(piece, str)
            else self._piece(piece)
            for piece in pieces_of_span
        )
        if span.strong:
            inside = Markup("<strong>{}</strong>").format(inside)
        if span.emphasis:
            inside = Markup("<em>{}</em>").format(inside)
        if span.url and inside:
            inside = Markup('<a href="{}">{}</a>').format(self.address(span.url), inside)
        return inside


# Noncharacters around a merge field's name: `clean` takes them out of every editor's text.
MERGE_OPEN, MERGE_CLOSE = "\ufdd0", "\ufdd1"


@dataclass(frozen=True, slots=True)
class TextScribe:
    """Writes plain text, with each address on a line of its own after its words."""

    names: NameFields | None = None

    def words(self, text: str) -> str:
        """Return the words themselves."""
        words = "".join(map(self._piece, _pieces(clean(text), self.names)))
        # an address that is all there is, such as a contact line, has its line to itself
        return in_sentence(words) if " " in text.strip() else words

    def heading(self, text: str) -> str:
        """Return the words themselves."""
        return self.words(text)

    def rich(self, text: RichText) -> str:
        """Return the words, then one line for each address that they do not show themselves."""
        words = "".join(
            self.address(span.url or "")
            if self._is_address(span)
            else "".join(map(self._piece, inside))
            for span, inside in zip(text, _pieces_of_each(text, self.names), strict=True)
        )
        hidden = (span.url for span in text if span.url and not self._is_address(span))
        return "\n".join([in_sentence(words), *map(self.address, hidden)])

    def address(self, url: str) -> str:
        """Return the address, without the scheme of a mailbox or telephone number."""
        return written(url).removeprefix("mailto:").removeprefix("tel:") if url else ""

    def merge(self, name: str) -> str:
        """Return the field's name between two characters that no text holds."""
        return f"{MERGE_OPEN}{name}{MERGE_CLOSE}"

    def bullets(self, block: BulletList) -> str:
        """Return a line for each item, with its mark, indented by level."""
        counts = [block.start - 1]
        lines = []
        for item, depth in zip(block.items, levels(block.items), strict=True):
            counts[depth + 1 :] = []
            counts += [0] * (depth + 1 - len(counts))
            counts[depth] += 1
            mark = f"{counts[depth]}. " if block.ordered else "- "
            indent = "   " * depth if block.ordered else "  " * depth
            lines.append(wrap(self.rich(item.text), first=indent + mark))
        return "\n".join(lines)

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return clean(piece)
        return self.merge(self.names.name(piece)) if self.names else ""

    def _is_address(self, span: Span) -> bool:
        """Return whether the words of a link are its own address."""
        if not span.url:
            return False
        address = self.address(span.url)
        return span.text.strip() in {span.url.strip(), address, address.removeprefix("https://")}
