"""Lines that were pasted with an article but belong to its page.

A contents list, the link back to all posts, the links to share a post, and the form for
comments. Markup tells them on a page; in a text their words and their place do.
"""

import re
from collections.abc import Iterator, Sequence

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import phrases

_LINES = (PieceKind.TEXT, PieceKind.HEADING)
_FEWEST_ENTRIES = 3
_NAMED = 0.6  # share of a contents list's entries that are lines below it
_TOP, _BOTTOM = 2, 8  # pieces from the ends, where a link back may be
_ARROWS = ("←", "⟵", "<-")
_LONGEST_LINK = 8  # words
_LONGEST_FORM = 60  # words of a form for comments
_FIELD = re.compile(r"(?:\S+\s){0,2}\S+\s?\*|e-?mail(?:\s?adres|\sadd?ress)?[:*\s]*", re.IGNORECASE)
_LONGEST_LINE = 150  # characters; a longer one is a paragraph
_LONG_TEXT = 12  # words; above it is a heading
_NETWORK = (
    r"(?:facebook|linkedin|whatsapp|twitter|x|pinterest|instagram|telegram|threads|bluesky|mastodon"
    r"|youtube|google\+|messenger|reddit|tumblr|e-?mail|mail|print|afdrukken|tweet|rss|share|app|pin)"
)
_NETWORKS = re.compile(rf"{_NETWORK}(?:[\s,|·•/]+(?:op\s|on\s|via\s)?{_NETWORK})*", re.IGNORECASE)
_FEWEST_NETWORKS = 2  # of a line without a title


def without_furniture(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[LeftOut, ...]]:
    """Return the pieces of the article, and the lines of its page that were left out."""
    out = {
        **dict(_contents(pieces)),
        **dict.fromkeys(_links_back(pieces), LeftOutKind.NAVIGATION),
        **dict.fromkeys(_sharing(pieces), LeftOutKind.SHARING),
        **dict.fromkeys(_comments(pieces), LeftOutKind.COMMENTS),
    }
    if len(out) == len(pieces):
        return tuple(pieces), ()
    kept = tuple(piece for at, piece in enumerate(pieces) if at not in out)
    return kept, tuple(_left_out(pieces[at], out[at]) for at in sorted(out))


def _left_out(piece: Piece, kind: LeftOutKind) -> LeftOut:
    lines = tuple(line + 1 for line in range(piece.first, piece.last + 1))
    return LeftOut(kind, piece.whole or piece.words, lines)


def _is_line(piece: Piece) -> bool:
    return piece.form in _LINES and not piece.sure


def _contents(pieces: Sequence[Piece]) -> Iterator[tuple[int, LeftOutKind]]:
    """Yield the places of a contents list and its title. Most entries are lines below it."""
    for at, piece in enumerate(pieces):
        is_title = _is_line(piece) and len(piece.words) <= _LONGEST_LINE
        if not is_title or not phrases.is_whole("contents", piece.words):
            continue
        end = at + 1
        while end < len(pieces) and pieces[end].form is PieceKind.ITEM and not pieces[end].sure:
            end += 1
        lines = [one.words for one in pieces[end:] if one.form is not PieceKind.ITEM]
        entries = [one.words for one in pieces[at + 1 : end]]
        named = sum(any(are_alike(one, line) for line in lines) for one in entries)
        if len(entries) >= _FEWEST_ENTRIES and named >= _NAMED * len(entries):
            yield from ((place, LeftOutKind.CONTENTS) for place in range(at, end))
            return


def _links_back(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of links to all posts, at the top or the bottom.

    A heading has a long text below it, and of several arrows each is the mark of an item.
    """
    for at, piece in enumerate(pieces):
        outer = at < _TOP or len(pieces) - at <= _BOTTOM
        if not outer or not _is_line(piece) or _heads_text(pieces, at):
            continue
        if phrases.is_whole("back", piece.words) or _has_arrow(pieces, at):
            yield at


def _has_arrow(pieces: Sequence[Piece], at: int) -> bool:
    words = pieces[at].words
    near = (pieces[place].words for place in (at - 1, at + 1) if 0 <= place < len(pieces))
    alone = not any(one.startswith(_ARROWS) or one.endswith(":") for one in near)
    short = len(words.split()) <= _LONGEST_LINK and "→" not in words
    return words.startswith(_ARROWS) and short and alone


def _heads_text(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether it is a heading by its markup, or a long text is below it."""
    if pieces[at].is_sure_heading:
        return True
    below = pieces[at + 1 : at + 2]
    return any(one.form is PieceKind.TEXT and len(one.words.split()) >= _LONG_TEXT for one in below)


def _sharing(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of links to share the post, and of their title."""
    below_title = False
    for at, piece in enumerate(pieces):
        if len(piece.words) > _LONGEST_LINE:
            below_title = False
            continue
        names = _NETWORKS.fullmatch(piece.words.strip(" :·|•"))
        is_link = piece.form in (*_LINES, PieceKind.ITEM) and not piece.sure and names is not None
        many = names is not None and len(names[0].split()) >= _FEWEST_NETWORKS
        many = many and "," not in piece.words and not piece.is_sure_heading
        titles = _is_line(piece) and _titles_sharing(piece.words) and not _is_section(pieces, at)
        below_title = titles or (below_title and is_link)
        if below_title or (is_link and many and piece.form is not PieceKind.ITEM):
            yield at


def _is_section(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a text is below it, and another above it, which the page's links precede."""
    above = any(len(piece.words.split()) >= _LONG_TEXT for piece in pieces[:at])
    return above and _heads_text(pieces, at)


def _titles_sharing(words: str) -> bool:
    """Return whether it only asks to share the post, or also names the networks."""
    end = phrases.after("sharing", words)
    rest = words[end or 0 :].strip(" :·|•")
    return end is not None and (
        _NETWORKS.fullmatch(rest) is not None or phrases.is_whole("sharing", words)
    )


def _comments(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of a form for comments, which closes the page and has fields."""
    title = next(
        (
            at
            for at in range(len(pieces) // 2, len(pieces))
            if _is_line(pieces[at]) and phrases.is_whole("comments", pieces[at].words)
        ),
        len(pieces),
    )
    form = pieces[title:]
    words = sum(len(piece.words.split()) for piece in form)
    ended = any(phrases.begins("sign_off", piece.words) or piece.sure for piece in form)
    filled_in = any(_is_line(piece) and _FIELD.fullmatch(piece.words) for piece in form)
    if words <= _LONGEST_FORM and filled_in and not ended:
        yield from range(title, len(pieces))
