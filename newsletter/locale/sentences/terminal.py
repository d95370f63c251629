"""The terminal's own words: the headings of tables, and what every command may say."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "column-place": "place",
    "column-goes": "goes",
    "column-number": "no.",
    "column-subject": "subject",
    "column-note": "note",
}
