"""Paragraph styles that word processors name only by class: titles, quotes and captions.

The class names are English in every language of Word and Google Docs (seen in documents saved
as a web page, 2026-11); those of a heading are tags already.
"""

from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.tree import Surplus, classes, words

_TAGS = {
    "msotitle": "h1",
    "msoquote": "blockquote",
    "msointensequote": "blockquote",
    "msocaption": "figcaption",
}
_OF_DOCS, _NAME_OF_DOCS = "title", "h."  # <p class="c7 title" id="h.1x2y">
_LONGEST_CAPTION = 20  # words


def settle_word_styles(root: Element, _: Surplus) -> None:
    """Turn such paragraphs into the elements that their styles stand for."""
    for paragraph in list(root.iter("p")):
        named = {name.partition("cxsp")[0] for name in classes(paragraph)}  # "MsoQuoteCxSpFirst"
        tag = next((tag for name, tag in _TAGS.items() if name in named), None)
        if _OF_DOCS in named and paragraph.get("id", "").startswith(_NAME_OF_DOCS):
            tag = "h1"
        if tag == "figcaption" and len(words(paragraph).split()) > _LONGEST_CAPTION:
            continue  # the style is used for what it looks like
        if tag is not None:
            paragraph.tag = tag
