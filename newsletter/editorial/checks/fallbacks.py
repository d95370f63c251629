"""Fallbacks for features that mail programs lack, and why they suffice.

Without this module, a good newsletter would be faulted for each feature that some
program lacks. Excusing a feature here must not lose content in any program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsletter.editorial.checks import css
from newsletter.editorial.checks.features import OUTLOOK, Use
from newsletter.editorial.checks.page import EmailPage

_CORNERS = "corners are square, shadows are gone; the shape stays"
_ALOUD = "a screen reader that knows it says more; nothing is lost from view"
_DARK = "programs without it show the light colours, or darken by themselves"
_LINES = "the line stays, drawn plainly"
_POINTER = "it answers to the pointer; at rest nothing differs"
_TYPE = "the letters fall a little differently"
_TAKES_OVER = "the tag goes and its content stays"
_IN_FLEX = "has an effect only inside flex or grid, which is reported itself"
_IN_PICTURE = "has an effect only on a background picture, which is reported itself"
_QUERY = "what is in the query adds to a layout that works without it"
_TARGET = "mail programs open links outside the mail whether asked to or not"

# Optional features: without them the email reads the same and looks as good.
ADDS: Mapping[str, str] = {
    "css-border-radius": _CORNERS,
    "css-border-radius-logical": _CORNERS,
    "css-box-shadow": _CORNERS,
    "css-text-shadow": _CORNERS,
    "css-color-scheme": _DARK,
    "html-meta-color-scheme": _DARK,
    "css-at-media-prefers-color-scheme": _DARK,
    "css-at-media-prefers-reduced-motion": _QUERY,
    "css-at-media-hover": _QUERY,
    "css-at-media-orientation": _QUERY,
    "css-at-media-device-pixel-ratio": _QUERY,
    "css-at-media": _QUERY,
    "css-pseudo-class-hover": _POINTER,
    "css-pseudo-class-focus": _POINTER,
    "css-pseudo-class-active": _POINTER,
    "css-pseudo-class-visited": _POINTER,
    "css-pseudo-class-link": _POINTER,
    "css-transition": _POINTER,
    "css-cursor": _POINTER,
    "css-outline": _POINTER,
    "css-outline-offset": _POINTER,
    "css-user-select": _POINTER,
    "css-text-decoration-color": _LINES,
    "css-text-decoration-style": _LINES,
    "css-text-decoration-thickness": _LINES,
    "css-text-decoration-skip-ink": _LINES,
    "css-text-underline-offset": _LINES,
    "css-text-underline-position": _LINES,
    "css-font-kerning": _TYPE,
    "css-hyphens": _TYPE,
    "css-hyphenate-character": _TYPE,
    "css-hyphenate-limit-chars": _TYPE,
    "css-orphans": _TYPE,
    "css-widows": _TYPE,
    "css-text-wrap": _TYPE,
    "css-overflow-wrap": _TYPE,
    "css-word-wrap": _TYPE,
    "css-word-break": _TYPE,
    "html-semantics": _TAKES_OVER,
    "html-abbr": _TAKES_OVER,
    "html-wbr": _TAKES_OVER,
    "html-bdi": _TAKES_OVER,
    "html-role": _ALOUD,
    "html-aria-label": _ALOUD,
    "html-aria-labelledby": _ALOUD,
    "html-aria-describedby": _ALOUD,
    "html-aria-hidden": _ALOUD,
    "html-target": _TARGET,
    "html-loading-attribute": "the picture loads at once",
    "html-srcset": "the picture in src is shown",
    "html-body": "webmail puts a <div> in its place, and the first element inside carries the same",
    "css-height": "Yahoo reads it as min-height: the same, unless the content overflows",
    "css-align-items": _IN_FLEX,
    "css-justify-content": _IN_FLEX,
    "css-flex-direction": _IN_FLEX,
    "css-flex-wrap": _IN_FLEX,
    "css-gap": _IN_FLEX,
    "css-grid-template": _IN_FLEX,
    "css-background-size": _IN_PICTURE,
    "css-background-position": _IN_PICTURE,
    "css-background-repeat": _IN_PICTURE,
    "css-background-origin": _IN_PICTURE,
    "css-background-clip": _IN_PICTURE,
    "css-background-blend-mode": _IN_PICTURE,
}

# Values that are the default in every program; ``*`` means every other property.
AS_USUAL: Mapping[str, frozenset[str]] = {
    "*": frozenset({"normal", "none", "unset", "revert"}),
    "display": frozenset(),
    "border-spacing": frozenset({"0", "0px"}),  # used together with cellspacing="0"
    "opacity": frozenset({"1", "100%"}),
    "visibility": frozenset({"visible"}),
    "z-index": frozenset({"auto"}),
    "position": frozenset({"static"}),
    "min-width": frozenset({"0", "0px", "auto"}),
    "min-height": frozenset({"0", "0px", "auto"}),
}

# Selectors that target a single program; all others are meant to ignore them.
ONE_PROGRAM = (
    "[data-ogs",  # Outlook.com and the Outlook apps, in dark mode: data-ogsc, data-ogsb
    "[owa",  # Outlook.com
    "#outlook",
    ".externalclass",
    ".moz-text-html",  # Thunderbird
    "u + ",  # Gmail puts a <u> before the body
    "u+",
    "#messageviewbody",  # Samsung
    "div[style*=",
    "a[x-apple-data-detectors",  # Apple Mail
    ".mj-outlook-group-fix",
)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A reason why a use needs no finding, and when it holds.

    Attributes:
        clients: The programs for which it holds; empty for all.
    """

    reason: str
    holds: Callable[[Use, EmailPage], bool]
    clients: frozenset[str] = frozenset()


def _nothing_asked(use: Use, _: EmailPage) -> bool:
    """Return whether the use asks for the default."""
    declared = use.declaration
    return (
        declared is not None
        and use.feature == f"css-{declared.name}"
        and declared.value.lower() in AS_USUAL.get(declared.name, AS_USUAL["*"])
    )


def _earlier_declaration(use: Use, _: EmailPage) -> bool:
    """Return whether an earlier declaration sets the property without the feature."""
    declared = use.declaration
    return declared is not None and any(
        one.name == declared.name and one.value != declared.value for one in use.before
    )


def _may_break(use: Use, _: EmailPage) -> bool:
    """Return whether the use only prevents line breaks, which other programs allow."""
    declared = use.declaration
    return use.feature == "css-white-space" and declared is not None and declared.value == "nowrap"


def _another_font(use: Use, _: EmailPage) -> bool:
    declared = use.declaration
    if use.feature != "css-sytem-ui" or declared is None:
        return False
    return any(
        not font.strip("\"' ").lower().startswith(("system-ui", "ui-"))
        for font in css.comma_separated(declared.value)
    )


def _hidden_for_good(use: Use, _: EmailPage) -> bool:
    """Return whether the use hides something that ``display:none`` already hides."""
    block = (*use.before, *use.after)
    return use.feature != "css-display-none" and any(
        one.name == "display" and one.value == "none" for one in block
    )


def _hidden_from_outlook(use: Use, _: EmailPage) -> bool:
    return any(one.name == "mso-hide" for one in (*use.before, *use.after))


def _speaks_to_one_program(use: Use, _: EmailPage) -> bool:
    return bool(use.selector) and all(
        any(mark in selector.lower() for mark in ONE_PROGRAM)
        for selector in css.comma_separated(use.selector)
    )


def _drawn_for_outlook(use: Use, page: EmailPage) -> bool:
    """Return whether the same picture is drawn in VML, in a comment for Outlook."""
    declared = use.declaration
    if declared is None or not use.feature.startswith(("css-background", "image-")):
        return False
    pictures = css.addresses(declared.value)
    return bool(pictures) and all(
        any("<v:" in comment and picture in comment for comment in page.comments)
        for picture in pictures
    )


def _in_a_picture_with_choice(use: Use, _: EmailPage) -> bool:
    """Return whether it is ``<picture>`` or ``<source>``, with ``<img>`` as fallback."""
    element = use.element
    if element is None:
        return False
    if element.tag == "picture":
        return next(element.iter("img"), None) is not None
    return element.tag == "source" and bool(element.getparent().tag == "picture")


EXCUSES: tuple[Excuse, ...] = (
    Excuse("it asks for what programs do unasked", _nothing_asked),
    Excuse("an earlier declaration of the same property stands in", _earlier_declaration),
    Excuse("the words break as they fit", _may_break),
    Excuse("another font is in the list", _another_font),
    Excuse("it is hidden by display:none all the same", _hidden_for_good),
    Excuse("mso-hide hides it from Outlook", _hidden_from_outlook, OUTLOOK),
    Excuse("the rule speaks to one program alone", _speaks_to_one_program),
    Excuse("VML draws it for Outlook", _drawn_for_outlook, OUTLOOK),
    Excuse("the <img> in the <picture> stands in", _in_a_picture_with_choice),
)


def excused(use: Use, client: str, page: EmailPage) -> str:
    """Return why a missing feature does no harm here; empty if it does harm."""
    if client in use.unseen_by:
        return "the program is kept away from it"
    if reason := ADDS.get(use.feature):
        return reason
    for excuse in EXCUSES:
        if (not excuse.clients or client in excuse.clients) and excuse.holds(use, page):
            return excuse.reason
    return ""
