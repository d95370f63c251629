"""Corrections: what a person says the lines of an article are."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # why one is not used
    "correction-unfit": "The correction of line {number} (“{text}”) is not used: {why}.",
    "misfit-text-changed": "the line has another text",
    "misfit-beyond-end": "the article has fewer lines",
    "misfit-no-words": "the line holds no words of the article",
    "misfit-several-parts": (
        "the line holds more than one part of the article; put each on a line of its own"
    ),
    "misfit-same-part": "another line of the same paragraph is corrected otherwise",
    "misfit-no-minutes": "the line names no number of minutes",
    "misfit-no-question": "no question comes before this answer",
    # what is wrong with the file
    "corrections-no-toml": "is not TOML: {reason}",
    "corrections-key-unknown": "has the unknown key ‘{key}’; write ‘article’ and [[line]]",
    "corrections-without-hash": (
        "does not name its article; write article = with the hash that is shown with its lines"
    ),
    "corrections-no-entries": "has a ‘line’ that is no list of entries; write [[line]] above each",
    "correction-entry": (
        'entry {entry} must have a number, a text and a place: number = 12, text = "…",'
        ' place = "heading"'
    ),
    "correction-number": "line {number} does not exist; lines are counted from 1",
    "correction-place-unknown": (
        "the place ‘{place}’ of line {number} is unknown; choose one of {places}"
    ),
    "correction-twice": "line {number} is corrected twice; keep one of the entries",
}
