"""Checks of pictures, quotes, prompts, markup and the text part."""

import re

from newsletter.editorial.checks import places
from newsletter.editorial.checks.finding import (
    Finding,
    Severity,
    line_of,
    name_block,
    part,
    shortened,
    texts,
    words_of,
)
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
from newsletter.model.blocks import Image, Prompt, PullQuote, plain
from newsletter.model.issue import Markup
from newsletter.text.quotation import unpaired
from newsletter.text.shortcodes import SHORTCODE, shortcode_in

_NO_ANSWER = re.compile(
    r"(?:een |an? )?(?:afbeelding|beeld|foto|plaatje|image|picture|photo|img)(?:[ _-]?\d+)?"
    r"|.*\.(?:jpe?g|png|gif|webp|heic)|[\d\W_]+|(?:IMG|DSC|PXL)[\W_]?\d.*",
    re.IGNORECASE,
)

_OF_ADDRESS = r"A-Za-z0-9_.~/?#@&=+%-"  # a character before an address that shows it begins earlier
_MARKUP = {Markup.RUN_TOGETHER: Severity.HINT}  # an error, if it is not here
_LONGEST_ALT = 150  # characters; readers cannot pause or go back in an alt text


def check_alt_texts(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every picture of the issue has a meaningful alt text."""
    found = []
    for number, block in enumerate(inputs.issue.blocks):
        if not isinstance(block, Image):
            continue
        alt = block.alt.strip()
        called, line = name_block(inputs, number), line_of(inputs, number)
        if not alt:
            found.append(Finding.error("alt-missing", block=called, line=line))
        elif _NO_ANSWER.fullmatch(alt):
            found.append(Finding.hint("alt-says-nothing", block=called, line=line, alt=alt))
    return tuple(found)


def check_alt_length(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no alt text is too long for a screen reader to read without a pause."""
    return tuple(
        Finding.hint(
            "alt-long",
            block=name_block(inputs, number),
            line=line_of(inputs, number),
            length=len(block.alt.strip()),
            limit=_LONGEST_ALT,
        )
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, Image) and len(block.alt.strip()) > _LONGEST_ALT
    )


def check_pictures_of_the_template(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every ``<img>`` has an ``alt``; an empty one marks it as decorative."""
    return tuple(
        Finding.error(
            "picture-unspoken",
            src=image.get("src") or "img",
            place=places.of_element(inputs, image),
        )
        for image in inputs.page.all("img")
        if image.get("alt") is None
    )


def check_quotes(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that unattributed quotes are verbatim from the article."""
    issue, article = inputs.issue, inputs.article
    quotes = [
        (number, block.text)
        for number, block in enumerate(issue.blocks)
        if isinstance(block, PullQuote) and block.by is None
    ]
    if not quotes or issue.article is None:
        return ()
    if article is None:
        return (Finding.error("article-missing", article=issue.article),)
    return tuple(
        Finding.error(
            "quote-not-verbatim",
            block=name_block(inputs, number),
            line=line_of(inputs, number),
            article=issue.article,
        )
        for number, quote in quotes
        if not article.holds(quote)
    )


def check_text_part(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there is a text part, and that it has every address of the issue."""
    if not inputs.text.strip():
        return (Finding.error("text-missing"),)
    own = inputs.values.get("unsubscribe_url", "")  # `check_unsubscribe_link` covers it
    lacking = {
        link.url: link
        for link in reversed(inputs.page.links)
        if link.url not in {"", "#", own} and not _is_named(link.url, inputs.text)
    }
    return tuple(
        Finding.error(
            "text-lacks-link",
            block=part("part-link", link.text or link.url),
            url=link.url,
        )
        for link in reversed(lacking.values())
    )


def _is_named(url: str, text: str) -> bool:
    """Return whether a text contains a complete address, as a text part writes it.

    The address may be followed by the punctuation of its sentence, but not by more
    characters of an address.
    """
    scheme, _, rest = url.partition(":")
    kind = scheme.lower()
    if kind == "mailto":
        rest, _, _ = rest.partition("?")  # parameters such as a subject, which are not shown
    shown = rest if kind in {"mailto", "tel"} else url
    parameters = r"|\?" if kind == "mailto" else ""
    whole = re.compile(
        rf"(?<![{_OF_ADDRESS}]){re.escape(shown)}(?=[.,;:!?)\]>\"']*(?:[^!-~]|\Z){parameters})"
    )
    return whole.search(text) is not None


def check_quotation_marks(inputs: Inspected) -> tuple[Finding, ...]:
    """Report unpaired straight quotation marks, which remain straight in the letter."""
    return tuple(
        Finding.hint(
            "quotation-mark-unpaired",
            block=name_block(inputs, number),
            line=line_of(inputs, number),
        )
        for number, block in enumerate(inputs.issue.blocks)
        if unpaired(SHORTCODE.sub("", words_of(block)))  # `check_shortcodes` reports that
    )


def check_moving_pictures(inputs: Inspected) -> tuple[Finding, ...]:
    """Report animated pictures, because readers see only the first frame."""
    return _of_pictures(inputs, inputs.moving, "picture-moves")


def check_dark_pictures(inputs: Inspected) -> tuple[Finding, ...]:
    """Report dark drawings on a transparent background, which disappear in dark mode."""
    return _of_pictures(inputs, inputs.dark_on_clear, "picture-dark-on-clear")


def _of_pictures(inputs: Inspected, sources: frozenset[str], code: str) -> tuple[Finding, ...]:
    return tuple(
        Finding.hint(code, block=name_block(inputs, number), line=line_of(inputs, number))
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, Image) and block.source in sources
    )


def check_markup(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the file has no Markdown that is left out of the email, or not as typed."""
    return tuple(
        Finding(_MARKUP.get(one.kind, Severity.ERROR), Message.of(one.kind, text=words), one.line)
        for one in inputs.issue.unrendered
        for words in [shortened(one.words)]
    )


def check_prompts(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every prompt has words."""
    return tuple(
        Finding.error("prompt-empty", line=line_of(inputs, number))
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, Prompt) and not plain(block.text).strip()
    )


def check_shortcodes(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text has a shortcode, which only a website fills in."""
    return tuple(
        Finding.error("shortcode-in-text", block=block, line=line, text=shortened(found))
        for block, text, line in texts(inputs)
        if (found := shortcode_in(text))
    )
