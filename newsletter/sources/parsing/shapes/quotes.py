"""Quotes with their speakers, captions of pictures, and posts of other sites.

A speaker is named inside the quote, or in the caption of the same figure. The
caption of a picture next to a quote is not a name.
"""

import re

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, is_quote
from newsletter.sources.parsing.shapes.buttons import is_sharing
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    classes,
    elements,
    is_element,
    is_within,
    remove,
    words,
)

_NAMES = ("cite", "footer", "figcaption")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CAPTION_CLASSES = frozenset({"wp-caption-text", "image-caption", "caption-text", "tr-caption"})
_CREDIT = re.compile(
    r"(?:(?:foto|photo|fotografie|photography|beeld|afbeelding|bild|image|illustratie|illustration"
    r"|abbildung|bron|quelle|source|credits?|cr[ée]dit(?: photo)?)['’]?s?\s*"
    r"(?P<sign>:|\b(?:door|by|von|par|via)\b)|©(?:\s*\d{4}\b)?)\s*",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 20  # words
_MOST_NAMES = 6  # words after a colon
_BANKS = re.compile(
    r"\b(?:unsplash|pexels|pixabay|shutterstock|istock|getty|adobe stock|freepik|rawpixel|wikimedia)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(  # whose picture it is, without a name
    r"(?:uit )?(?:(?:mijn|ons) )?eigen(?: (?:archief|collectie|foto['’]?s?|beeld|bezit|werk|album|opname))?"
    r"|(?:(?:uit )?(?:priv[ée]|familie|persoonlijk) ?)?(?:archief|collectie|album|bezit)|priv[ée]|onbekend"
    r"|(?:my |our )?own (?:archives?|work|photos?|pictures?|collection)|(?:the )?author(?:['’]s own)?"
    r"|private(?: (?:archive|collection))?|unknown|privat(?:archiv|besitz|foto)?|unbekannt"
    r"|eigene[sr]? (?:archiv|foto|bild|aufnahme)|archives? (?:personnelles?|priv[ée]es?)"
    r"|collection (?:personnelle|priv[ée]e)"
    r"|(?:gemaakt|gegenereerd|generated|created|made|erstellt|generiert) (?:met|door|by|with|mit) [ak]i",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@\w|https?://|\b[\w-]+\.(?:com|net|org|eu|nl|be|de|fr|uk|io)\b")
_BETWEEN_NAMES = frozenset(
    (
        "van",
        "de",
        "den",
        "der",
        "von",
        "vom",
        "du",
        "la",
        "le",
        "di",
        "da",
        "en",
        "and",
        "und",
        "et",
    )
)
_SENTENCE_ENDS = (".", "!", "?", "…")
_LINES = frozenset({"p", "div"})
_CAPTION = "caption"  # too generic a name: it must be below a picture


def settle_quotes(root: Element, surplus: Surplus) -> None:
    """Move speakers into quotes, and leave out captions and embedded posts."""
    quotes = [one for one in elements(root) if is_quote(one)]
    for quote in quotes:
        _drop_sharing(quote, surplus)
        if _is_embedded_post(quote):
            surplus.leave_out(quote, LeftOutKind.EMBEDDED)
        elif _is_bookmark(quote):
            quote.tag = "div"
        else:
            _take_in_speaker(quote, surplus)
    for caption in [one for one in elements(root) if _is_caption(one) or _is_credit(one)]:
        if is_within(caption, root):
            for image in caption.iter("img"):
                if text := image.get("alt", "").strip():
                    surplus.note(text, LeftOutKind.PICTURE, image.sourceline or 1)
            surplus.leave_out(caption, LeftOutKind.CAPTION)


def _drop_sharing(quote: Element, surplus: Surplus) -> None:
    for link in list(quote.iter("a")):
        if is_sharing(link.get("href", "")):
            surplus.leave_out(link, LeftOutKind.SHARING)


def _take_in_speaker(quote: Element, surplus: Surplus) -> None:
    """Take the speaker from the quote's own caption, if the quote names none."""
    for caption in [one for one in quote.iter("figcaption") if _describes_picture(one, quote)]:
        surplus.leave_out(caption, LeftOutKind.CAPTION)
    names = [one for one in elements(quote) if one is not quote and one.tag in _NAMES]
    if names:
        first, *others = names
        first.tag = "cite"
        for other in others:
            if is_within(other, first):
                other.tag = "span"
            elif is_within(other, quote):
                surplus.leave_out(other, LeftOutKind.CAPTION)
    figure = next(quote.iterancestors("figure"), None)
    caption = None if figure is None else figure.find("figcaption")
    if figure is None or caption is None or not words(caption):
        return
    if any(not is_within(image, caption) for image in figure.iter("img")):
        return  # the caption is the picture's, unless that is a portrait within it
    if names:
        surplus.leave_out(caption, LeftOutKind.CAPTION)
    else:
        remove(caption)
        quote.append(caption)
        caption.tag = "cite"


def _is_bookmark(quote: Element) -> bool:
    """Return whether it is only a link with a title, as WordPress embeds other articles."""
    link = next(quote.iter("a"), None)
    if quote.tag != "blockquote" or link is None or link.get("href", "#").startswith("#"):
        return False
    said = words(quote)
    return bool(said) and said == words(link) and not said.endswith((*_SENTENCE_ENDS, *'"”’»'))


def _describes_picture(caption: Element, quote: Element) -> bool:
    """Return whether it is the caption of a picture that is within a quote."""
    figure = caption.getparent()
    if figure.tag != "figure" or not is_within(figure, quote):
        return False
    return any(not is_within(image, caption) for image in figure.iter("img"))


def _is_embedded_post(quote: Element) -> bool:
    """Return whether it ends in a dated link, like an embedded post."""
    last = quote
    while len(last) and not (last[-1].tail or "").strip():
        last = last[-1]
        if last.tag in _NAMES:
            return False
    link = last if last.tag == "a" else next(last.iterancestors("a"), None)
    return link is not None and _YEAR.search(words(link)) is not None


def _is_caption(element: Element) -> bool:
    """Return whether it describes a picture.

    The caption of a quote's own figure is already in the quote.
    """
    named = classes(element)
    is_named = element.tag == "figcaption" or not _CAPTION_CLASSES.isdisjoint(named)
    if not is_named and not (_CAPTION in named and _is_below_picture(element)):
        return False
    return element.getparent() is not None and not any(map(is_quote, element.iterancestors()))


def _is_credit(element: Element) -> bool:
    """Return whether it says who made a picture in it, or the one directly before it."""
    if element.tag not in _LINES or element.getparent() is None:
        return False
    if any(one.tag in BLOCKS for one in element):
        return False
    if not names_a_maker(words(element)):
        return False
    return element.find(".//img") is not None or _is_below_picture(element)


def names_a_maker(text: str) -> bool:
    """Return whether a text names who made or sold a picture, unlike a sentence about one."""
    if len(text.split()) > _LONGEST_CREDIT:
        return False
    bare = text.strip("()[] ")
    found = _CREDIT.match(bare)
    rest = bare[found.end() :] if found else ""
    if found is not None and found["sign"] == ":" and _NAMELESS.fullmatch(rest.rstrip(". ")):
        return True
    named = [
        bool(_ADDRESS.search(one)) or one.strip("(\"'“‘[")[:1].isupper() for one in _names(rest)
    ]
    are_names = 2 * sum(named) > len(named)
    if found is None or not named or (rest.endswith(_SENTENCE_ENDS) and not are_names):
        return False
    if found["sign"] not in (":", None):
        return named[0]
    is_short = len(rest.split()) <= _MOST_NAMES
    return (are_names and is_short) or bool(_BANKS.search(rest))


def _names(text: str) -> list[str]:
    """Return the words of a text that a name would begin with a capital."""
    every = [one for one in text.split() if any(map(str.isalpha, one))]
    return [one for one in every if one not in _BETWEEN_NAMES]


def _is_below_picture(element: Element) -> bool:
    """Return whether the element directly before it is a picture without words."""
    before = element.getprevious()
    if before is None or not is_element(before) or (before.tail or "").strip() or words(before):
        return False
    return any(True for _ in before.iter("img", "picture", "svg"))
