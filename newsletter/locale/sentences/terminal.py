"""The terminal's own words: the headings of tables, and what every command may say."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "column-place": "place",
    "column-goes": "goes",
    "column-number": "no.",
    "column-subject": "subject",
    "column-note": "note",
    "command-stopped": "stopped",
    # the machine's trouble
    "disk-full": "the disk is full; make room and do it again",
    "disk-share-full": "your share of the disk is full; make room and do it again",
    "disk-read-only": "this disk can be read and not be written; do it on another one",
    "access-denied": "this user may not; give it the right to read and write there",
    "path-missing": "there is no such file or folder; look at how it is written",
    "path-is-folder": "this is a folder, and a file is needed",
    "path-is-file": "this is a file, and a folder is needed",
    "path-too-long": "this name is too long; choose a shorter one",
}
