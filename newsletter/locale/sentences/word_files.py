"""Word files that are read as articles, and why one is not."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "word-styles-unknown": Plural(
        "read as ordinary text: the style {styles}", "read as ordinary text: the styles {styles}"
    ),
    # another file than a .docx
    "word-file-of-another-kind": (
        "is {kind}; save it as .docx, or copy its text into a .txt file, and add that"
    ),
    "kind-doc": "an old Word document (doc)",
    "kind-docm": "a Word document with macros (docm)",
    "kind-odt": "an OpenDocument text (odt)",
    "kind-other-office-file": "an Office file without a text of Word",
    "kind-pages": "a Pages document",
    "kind-rtf": "a rich-text document (rtf)",
    "kind-web-page": "a web page (html)",
    "kind-word-template": "a Word template",
    "kind-zip": "a zip archive",
    # refused
    "word-file-damaged": (
        "is damaged or no Word file; open it in Word, save it as .docx, and add it again"
    ),
    "word-file-empty": "holds no text; is it in pictures or in comments?",
    "word-file-protected": (
        "is protected by a password; open it in Word, remove the password, and add it again"
    ),
    "word-file-swells": (
        "unpacks to much more than an article; copy its text into a new Word file, and add that"
    ),
    "word-file-too-full": (
        "holds more than can be read in a moment; copy its text into a new Word file, and add that"
    ),
    "word-file-too-large": (
        "is {size} MB, and a Word file may have {limit} MB; remove its pictures, and add it again"
    ),
    "word-file-too-long": (
        "has more than {limit} paragraphs; an article has fewer. Is this the right file?"
    ),
    "word-file-with-doctype": (
        "holds a document type, which no word processor writes; copy its text into a new Word file, and add that"
    ),
    "word-file-with-macros": "holds macros; save it as .docx without them, and add it again",
}
