"""Articles by their address: what a page holds, and why it is not taken in."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "page-without-article": "no article was found here; paste its text into a file and add that",
    "page-only-beginning": Plural(
        "only the beginning can be read here ({count} word); paste the whole text into a file",
        "only the beginning can be read here ({count} words); paste the whole text into a file",
    ),
    "page-by-script": (
        "this page makes its text in the browser only; paste it into a file and add that"
    ),
    "page-restricted": (
        "not everybody may read this page: it is for subscribers or behind a password; paste its"
        " text into a file"
    ),
    "page-closed": (
        "the site does not show this page (status {status}); paste its text into a file"
    ),
    "page-is-feed": "this is a feed; a feed is followed, not added",
    "page-is-pdf": "this is a PDF; paste its text into a file and add that",
    "page-is-picture": "this is a picture; there is no text to read",
    "page-kind-unknown": "this is {kind}; only pages, text and Word files are read",
    "html-attributes-too-many": "has an element with more than {limit} attributes; is this a page?",
    "page-lines-nowhere": Plural(
        "{count} line of the page fits nowhere and is only in the original.",
        "{count} lines of the page fit nowhere and are only in the original.",
    ),
}
