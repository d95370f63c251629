"""Assembly of an article from its pieces, and the role of each line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from newsletter.model.article import Article, FaqEntry, LeftOut, LeftOutKind, LinePlace, PlacedLine
from newsletter.model.blocks import Button, CrossLink
from newsletter.model.corrections import CorrectedPlace, Correction, IgnoredCorrection, Misfit
from newsletter.sources.structure.back_matter import (
    answers_alone,
    faq_entries,
    farewell_text,
    related_pieces,
)
from newsletter.sources.structure.body import settle_prompts, settle_quotes
from newsletter.sources.structure.corrected import Corrected, corrected, corrected_hints
from newsletter.sources.structure.furniture_lines import without_furniture
from newsletter.sources.structure.head import ArticleHead
from newsletter.sources.structure.headings import settle_headings
from newsletter.sources.structure.lines import is_blank
from newsletter.sources.structure.numbers import with_numbers_joined
from newsletter.sources.structure.opening import Opening
from newsletter.sources.structure.pieces import Hints, Piece, PieceKind
from newsletter.sources.structure.placing import place_head, place_opening, place_zones
from newsletter.sources.structure.post_facts import facts_above, with_facts
from newsletter.sources.structure.prompts import with_own_sign, with_prompts_found
from newsletter.sources.structure.regions import Zone
from newsletter.sources.structure.rich_text import first_link
from newsletter.sources.structure.sections import build_sections
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import is_placeholder, language_of, vocabulary

_PLACES = {
    Zone.RELATED: LinePlace.RELATED,
    Zone.FAQ: LinePlace.FAQ,
    Zone.SUBSCRIBE: LinePlace.SUBSCRIBE_CALL,
    Zone.SIGN_OFF: LinePlace.SIGN_OFF,
    Zone.OUTSIDE: LinePlace.UNPLACED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The parts around the text, and the roles of their pieces by index.

    ``alone`` holds the corrected answers that do not follow a question.
    """

    faq: tuple[FaqEntry, ...]
    related: tuple[CrossLink, ...]
    subscribe_calls: tuple[str, ...]
    sign_off: str | None
    places: Mapping[int, LinePlace]
    alone: tuple[Piece, ...]


def read_surroundings(pieces: Sequence[Piece], zones: Mapping[int, Zone]) -> Surroundings:
    """Read all zones but the text. A FAQ after the farewell is the site's."""
    farewell = [at for at, zone in zones.items() if zone is Zone.SIGN_OFF]
    places = {at: _PLACES[zone] for at, zone in zones.items() if zone is not Zone.BODY}
    for at, place in places.items():
        if place is LinePlace.FAQ and farewell and at > farewell[-1]:
            places[at] = LinePlace.SITE_FAQ
    faqs = [
        (run, place is LinePlace.SITE_FAQ)
        for place in (LinePlace.FAQ, LinePlace.SITE_FAQ)
        for run in _runs(pieces, places, place)
    ]
    return Surroundings(
        faq=tuple(entry for run, site in faqs for entry in faq_entries(run, site=site)),
        alone=tuple(piece for run, _ in faqs for piece in answers_alone(run)),
        related=tuple(
            link for run in _runs(pieces, places, LinePlace.RELATED) for link in related_pieces(run)
        ),
        subscribe_calls=tuple(
            "\n".join(piece.words for piece in run)
            for run in _runs(pieces, places, LinePlace.SUBSCRIBE_CALL)
        ),
        sign_off=farewell_text([pieces[at] for at in farewell]),
        places=places,
    )


def _runs(
    pieces: Sequence[Piece], places: Mapping[int, LinePlace], wanted: LinePlace
) -> Iterator[list[Piece]]:
    """Yield runs of pieces with this role."""
    for place, group in groupby(places, key=places.__getitem__):
        if place is wanted:
            yield [pieces[at] for at in group]


def article_of(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    hints: Hints,
    *,
    outside: Sequence[Piece] = (),
    left_out: Sequence[LeftOut] = (),
    spaced: bool = False,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Build the article, with the role of every line.

    Pieces ``outside`` the article are given no place, and what was ``left_out`` of the page is
    recorded. In a ``spaced`` text blank lines separate paragraphs, so that lines without one
    between them belong together. The ``corrections`` take precedence over everything
    that is read. Those that do not fit become the article's ``ignored_corrections``.
    """
    known = corrected(lines, pieces, outside, left_out, corrections)
    article, alone = _assembled(lines, known, hints, spaced=spaced)
    refused = [one for one in corrections if _answers(one, alone)]
    ignored = (*known.ignored, *(IgnoredCorrection(one, Misfit.NO_QUESTION) for one in refused))
    if refused:  # read again without them
        kept = [one for one in corrections if one not in refused]
        known = corrected(lines, pieces, outside, left_out, kept)
        article, _ = _assembled(lines, known, hints, spaced=spaced)
    return replace(article, ignored_corrections=ignored)


def _answers(correction: Correction, alone: Iterable[Piece]) -> bool:
    """Return whether the correction makes one of these pieces an answer."""
    return correction.place is CorrectedPlace.FAQ_ANSWER and any(
        piece.first < correction.number <= piece.last + 1 for piece in alone
    )


def _assembled(
    lines: Sequence[str], known: Corrected, hints: Hints, *, spaced: bool
) -> tuple[Article, tuple[Piece, ...]]:
    """Return the article, and the corrected answers without a question."""
    kept, furniture = without_furniture(with_numbers_joined(known.pieces))
    pieces, labels = with_prompts_found(kept)
    left_out = (*known.left_out, *furniture, *labels)
    hints = corrected_hints(hints, pieces)
    head = place_head(pieces, hints)
    opening = place_opening(pieces, head)
    zones = place_zones(pieces, head, opening)
    around = read_surroundings(pieces, zones)
    language = hints.language or language_of(" ".join(piece.words for piece in pieces))
    begun = _begun(head, opening, hints, language)
    text = _text(pieces, zones, begun.title, head.end)
    begun = with_facts(begun, pieces, text.places)
    sections, in_text = build_sections(text.pieces, text.call, spaced=spaced)
    places = {**head.places, **opening.places, **around.places, **in_text, **text.places}
    left_out = (*left_out, *_crowded_out((*pieces, *known.outside), places))
    article = replace(
        begun,
        sections=sections,
        faq=around.faq,
        related=around.related,
        call_to_action=_button(pieces, text.call),
        subscribe_calls=around.subscribe_calls,
        sign_off=around.sign_off,
        lines=_placed(lines, (*pieces, *known.outside), places, left_out),
        left_out=left_out,
    )
    return article, around.alone


def _crowded_out(pieces: Sequence[Piece], places: Mapping[int, LinePlace]) -> Iterator[LeftOut]:
    """Yield the pieces without a place on lines of others, where nobody would see them.

    A page without line ends has all its text on one line.
    """
    taken = {
        line
        for at, piece in enumerate(pieces)
        if places.get(at, LinePlace.UNPLACED) is not LinePlace.UNPLACED
        for line in range(piece.first, piece.last + 1)
    }
    for at, piece in enumerate(pieces):
        lines = range(piece.first, piece.last + 1)
        if places.get(at, LinePlace.UNPLACED) is LinePlace.UNPLACED and taken.issuperset(lines):
            words = piece.whole or piece.words
            yield LeftOut(LeftOutKind.ELSEWHERE, words, tuple(line + 1 for line in lines))


def _begun(head: ArticleHead, opening: Opening, hints: Hints, language: str) -> Article:
    """Return the article up to its questions. Hints take precedence over the text."""
    found = head.title or hints.page_title or hints.fallback_title
    title = found or vocabulary(language).untitled
    return Article(
        title=title,
        is_titled=not is_placeholder(title),
        language=language,
        short_title=hints.short_title or head.short_title,
        category=hints.category or head.category,
        reading_minutes=head.minutes if hints.reading_minutes is None else hints.reading_minutes,
        author=hints.author or head.author,
        address=hints.address,
        rights=hints.rights,
        intro=opening.intro,
        questions_title=opening.questions_title,
        questions=opening.questions,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The pieces of the text by their index, with their final kinds.

    Attributes:
        call: The index of the article's own button.
        places: The roles of that button, and of a first heading that repeats the title.
    """

    pieces: Mapping[int, Piece]
    call: int | None
    places: Mapping[int, LinePlace]


def _text(pieces: Sequence[Piece], zones: Mapping[int, Zone], title: str, head_end: int) -> _Text:
    where = [at for at, zone in zones.items() if zone is Zone.BODY]
    body = with_own_sign([pieces[at] for at in where])
    settled = settle_headings(settle_prompts(settle_quotes(body)))
    text = {
        at: pieces[at] if pieces[at].sure else piece
        for at, piece in zip(where, settled, strict=True)
    }
    places = facts_above(text) if where[:1] == [head_end] else {}
    text = {at: piece for at, piece in text.items() if at not in places}
    first = next((at for at, piece in text.items() if piece.form is PieceKind.HEADING), None)
    if first is not None and not text[first].sure and are_alike(text[first].words, title):
        del text[first]  # the section below it has no heading
        places[first] = LinePlace.TITLE
    call = _call_to_action(pieces, text, zones)
    if call is not None:
        places[call] = LinePlace.CALL_TO_ACTION
    return _Text(pieces=text, call=call, places=places)


def _call_to_action(
    pieces: Sequence[Piece], text: Mapping[int, Piece], zones: Mapping[int, Zone]
) -> int | None:
    """Return the last button a person marked, else in the text, else outside."""
    named = [at for at in text if pieces[at].sure is CorrectedPlace.CALL_TO_ACTION]
    of_text = [at for at, piece in text.items() if piece.form is PieceKind.BUTTON]
    outside = [
        at
        for at, zone in zones.items()
        if zone is Zone.OUTSIDE and pieces[at].form is PieceKind.BUTTON
    ]
    return max(named or of_text or outside, default=None)


def _button(pieces: Sequence[Piece], at: int | None) -> Button | None:
    return None if at is None else Button(pieces[at].words, first_link(pieces[at].text))


def _placed(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    places: Mapping[int, LinePlace],
    left_out: Sequence[LeftOut],
) -> tuple[PlacedLine, ...]:
    """Return the lines with their places.

    A line takes the place of the first piece on it. Others are left out, blank or markup.
    """
    found: dict[int, LinePlace] = {}
    for at, piece in enumerate(pieces):
        for index in range(piece.first, piece.last + 1):
            found.setdefault(index, places.get(at, LinePlace.UNPLACED))
    for number in (number for one in left_out for number in one.lines):
        found.setdefault(number - 1, LinePlace.LEFT_OUT)
    return tuple(
        PlacedLine(
            index + 1,
            line,
            LinePlace.BLANK if is_blank(line) else found.get(index, LinePlace.MARKUP),
        )
        for index, line in enumerate(lines)
    )
