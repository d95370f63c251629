"""Quotes, prompts and cross links in the text, judged by their surroundings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from newsletter.model.blocks import CrossLink, RichText, plain, rich
from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.quotes import pull_quote
from newsletter.sources.structure.rich_text import BLANKS, cut, first_link, stripped, tidy
from newsletter.text.vocabulary import phrases

_FEWEST_QUOTE_WORDS = 3
_LONGEST_QUOTE = 80  # words; a longer one is an excerpt
_DIALOGUE = 3  # quotes in a row
_LONGEST_PROMPT = 300  # characters; a longer one is a paragraph with a bulb
_LONGEST_CROSS_LINK = 200  # characters
_LONGEST_PHRASE = 40
_MOST_CROSS_LINKS = 5
_ADDRESS_BEHIND = re.compile(r"[\s:(<\[\]]+(https?://[^\s<>()\[\]]*[^\s<>()\[\].,;])[)>\]]?[\s.]*$")
_POINTERS = ">👉→➜➔\ufe0f"
_SENTENCE_ENDS = '.!?…:;)»”"—–-'


def settle_quotes(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Turn quotes into text if in dialogue, in an interview or not as long as a pull quote."""
    settled: list[Piece] = []
    interview = _is_interview(pieces)
    for form, group in groupby(pieces, key=lambda piece: piece.form):
        run = list(group)
        dialogue = interview or (form is PieceKind.QUOTE and len(run) >= _DIALOGUE)
        settled.extend(
            replace(piece, form=PieceKind.TEXT, text=rich(piece.whole))
            if form is PieceKind.QUOTE and (dialogue or not _is_pull_quote(piece))
            else piece
            for piece in run
        )
    return tuple(settled)


def _is_interview(pieces: Sequence[Piece]) -> bool:
    """Return whether there is dialogue, and most paragraphs and words are said.

    Pull quotes and testimonials have few of the words.
    """
    runs = [
        len(list(run))
        for form, run in groupby(piece.form for piece in pieces)
        if form is PieceKind.QUOTE
    ]
    if max(runs, default=0) < _DIALOGUE:
        return False
    said = [len(piece.words.split()) for piece in pieces if piece.form is PieceKind.QUOTE]
    texts = [len(piece.words.split()) for piece in pieces if piece.form is PieceKind.TEXT]
    return len(said) > len(texts) and sum(said) > sum(texts)


def _is_pull_quote(piece: Piece) -> bool:
    return _FEWEST_QUOTE_WORDS <= len(piece.words.split()) <= _LONGEST_QUOTE


def settle_prompts(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Turn prompts that are sales pitches, cross links or long paragraphs into text."""
    return tuple(
        replace(piece, form=PieceKind.TEXT)
        if piece.form is PieceKind.PROMPT and not _is_prompt(piece)
        else piece
        for piece in pieces
    )


def _only_links(piece: Piece) -> bool:
    """Return whether it says no more than where to read on: "Read on: what do you feel?" asks."""
    rest, links = part_cross_links(piece.text)
    asks = piece.asks and all(link.text[:1].islower() and not link.url for link in links)
    return bool(links) and not plain(rest).strip() and not asks


def _is_prompt(piece: Piece) -> bool:
    if len(piece.words) > _LONGEST_PROMPT or _only_links(piece):
        return False
    return piece.asks or not phrases.holds("sales", piece.words)


def part_cross_links(text: RichText) -> tuple[RichText, tuple[CrossLink, ...]]:
    """Split off a final ``Lees meer in: …``. Return the text and the links."""
    links: list[CrossLink] = []
    for _ in range(_MOST_CROSS_LINKS):
        text, link = _part_last(text)
        if link is None:
            break
        links.insert(0, link)
    return text, tuple(links)


def _part_last(text: RichText) -> tuple[RichText, CrossLink | None]:
    words = plain(text)
    near_end = max(0, len(words) - _LONGEST_CROSS_LINK - _LONGEST_PHRASE)
    for start, end in reversed(phrases.mentions("see_also", words, near_end)):
        title, address = _part_address(words[end:].lstrip(BLANKS + ":"))
        url = first_link(cut(text, end)) or address
        announced = url is not None or words[end:].lstrip(BLANKS).startswith(":")
        if announced and _opens_a_sentence(words, start) and _is_piece_title(title):
            return stripped(cut(text, 0, start), _POINTERS), CrossLink(_named(title), url)
    return text, None


def _part_address(title: str) -> tuple[str, str | None]:
    """Split off an address that is written out behind the title, often in brackets.

    A link pasted from Markdown has brackets around its title too.
    """
    found = _ADDRESS_BEHIND.search(title)
    if found is None:
        return title, None
    bare = title[: found.start()]
    return bare.removeprefix("[") if found[0].startswith("]") else bare, found[1]


def _opens_a_sentence(words: str, start: int) -> bool:
    before = words[:start].rstrip(BLANKS)
    return not before or before[-1] in _SENTENCE_ENDS + _POINTERS


def _named(title: str) -> str:
    """Return a title without quotation marks and the full stop of its sentence."""
    tidied = tidy(title)
    bare = tidied if tidied.endswith(("..", "?", "!")) else tidied.rstrip(".→ ")
    quoted = pull_quote(bare)
    return quoted.text if quoted else bare


def _is_piece_title(title: str) -> bool:
    return 0 < len(title.strip(BLANKS + ".")) <= _LONGEST_CROSS_LINK and ". " not in title


def is_see_also_lead_in(piece: Piece) -> bool:
    """Return whether it introduces related articles listed below it: ``Lees ook:``."""
    if piece.sure and piece.sure is not CorrectedPlace.SEE_ALSO:
        return False
    is_line = piece.form in (PieceKind.TEXT, PieceKind.HEADING, PieceKind.SUBHEADING)
    return is_line and not first_link(piece.text) and phrases.is_whole("see_also", piece.words)
