"""Views of one email as different readers see it, made from the finished HTML.

These copies are never sent. The rewriting relies on the form of finished mails (hex
colours), which the checks and templates ensure.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from html import escape
from typing import assert_never

from newsletter.text.colour import (
    OUTLOOK_PANE,
    Rgb,
    hexadecimal,
    inverted,
    lightness_inverted,
    outlook_background,
    outlook_text,
    rgb,
)

_STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_STYLE_ATTRIBUTE = re.compile(r"""\sstyle=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_COLOUR_ATTRIBUTE = re.compile(r"""\s(?:bgcolor|color)=["']#[0-9a-f]{6}["']""", re.IGNORECASE)
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z_-])", re.IGNORECASE)
_SCHEME_QUERY = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_SCHEME_META = re.compile(
    r'(<meta name="(?:supported-)?color-scheme[s]?" content=")[^"]*"', re.IGNORECASE
)
_SCHEME_STYLE = re.compile(r"((?:supported-)?color-schemes?\s*:\s*)[^;}]+", re.IGNORECASE)
_PICTURE = re.compile(r'(<img\b[^>]*?\ssrc=")([^"]*)"', re.IGNORECASE)
_LAID_BEHIND = re.compile(r"url\([^)]*\)", re.IGNORECASE)
_STYLE_OR_TAG = re.compile(
    r"""(?P<style><style\b.*?</style>)|<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = r"(?P<colour>#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z_-]))"
_OWN_TEXT, _OWN_BACKGROUND, _TEXT_ATTRIBUTE, _BACKGROUND_ATTRIBUTE = (
    re.compile(f"(?P<before>{before}){_COLOUR}", re.IGNORECASE)
    for before in (
        r"""(?<=[\s"';])color\s*:\s*""",
        r"""(?<=[\s"';])background(?:-color)?\s*:\s*""",
        r"""\scolor=["']""",
        r"""\sbgcolor=["']""",
    )
)
_ALWAYS, _NEVER = "(min-width: 0px)", "(max-width: 0px)"


class View(Enum):
    """A way in which mail programs display an email."""

    LIGHT = "light"
    DARK = "dark"
    INVERTED = "inverted"  # dark by inverting every colour, as Gmail for iOS does
    DARKENED = "darkened"  # dark by inverting the lightness only, as Outlook for Windows does
    OUTLOOK = "outlook"  # dark by changing and recording the elements' colours: Outlook.com
    NO_PICTURES = "no pictures"
    NO_STYLES = "no styles"  # without <style> elements, as in Gmail for accounts of other providers


def seen(html: str, view: View) -> str:
    """Return a finished email as displayed in a view."""
    match view:
        case View.LIGHT:
            return _in_scheme(html, "light")
        case View.DARK:
            return _in_scheme(html, "dark")
        case View.INVERTED:
            return _recoloured(_in_scheme(html, "light"), inverted)
        case View.DARKENED:
            return _recoloured(_in_scheme(html, "light"), lightness_inverted)
        case View.OUTLOOK:
            return _noted_by_outlook(_in_scheme(html, "light"))
        case View.NO_PICTURES:
            return _without_pictures(_in_scheme(html, "light"))
        case View.NO_STYLES:
            return _in_scheme(_STYLE.sub("", html), "light")
        case _:
            assert_never(view)


def with_pictures(html: str, pictures: Mapping[str, bytes]) -> str:
    """Return an email with embedded pictures, for viewing without a network."""
    import base64

    def carried(found: re.Match[str]) -> str:
        data = pictures.get(found[2])
        if data is None:
            return found[0]
        kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
        return f'{found[1]}data:image/{kind};base64,{base64.b64encode(data).decode()}"'

    return _PICTURE.sub(carried, html)


def _in_scheme(html: str, scheme: str) -> str:
    """Return the HTML fixed to light or dark, regardless of the system preference."""

    def decided(query: re.Match[str]) -> str:
        return _ALWAYS if query[1].lower() == scheme else _NEVER

    def styles(found: re.Match[str]) -> str:
        return _SCHEME_STYLE.sub(rf"\g<1>{scheme}", _SCHEME_QUERY.sub(decided, found[0]))

    return _SCHEME_META.sub(rf'\g<1>{scheme}"', _STYLE.sub(styles, html))


def _without_pictures(html: str) -> str:
    html = _PICTURE.sub(r'\g<1>data:,"', html)
    return _STYLE.sub(lambda style: _LAID_BEHIND.sub("none", style[0]), _laid_nothing_behind(html))


def _laid_nothing_behind(html: str) -> str:
    html = re.sub(r"""\sbackground=(?:"[^"]*"|'[^']*')""", "", html, flags=re.IGNORECASE)
    return _STYLE_ATTRIBUTE.sub(lambda style: _LAID_BEHIND.sub("none", style[0]), html)


def _recoloured(html: str, turn: Callable[[Rgb], Rgb]) -> str:
    """Return the HTML with all colours inverted, and default colours added."""

    def turned(found: re.Match[str]) -> str:
        return hexadecimal(turn(_rgb(found[0])))

    def recoloured(found: re.Match[str]) -> str:
        return _HEX.sub(turned, found[0])

    for coloured in (_STYLE, _STYLE_ATTRIBUTE, _COLOUR_ATTRIBUTE):
        html = coloured.sub(recoloured, html)
    ground, words = hexadecimal(turn((1, 1, 1))), hexadecimal(turn((0, 0, 0)))
    return html.replace("<head>", f"<head><style>html{{background:{ground};color:{words}}}</style>")


def _noted_by_outlook(html: str) -> str:
    """Return the HTML as Outlook.com and Outlook on phones darken it.

    These programs ignore ``prefers-color-scheme``. They record an element's own text colour
    in ``data-ogsc`` and its background in ``data-ogsb``, or those of its attributes in
    ``data-ogac`` and ``data-ogab``, and change them on the element (hteumeuleu.com,
    "Dealing with Outlook.com's dark mode", 2019; microsoft/roosterjs). The mail's own
    rules for elements with such attributes take precedence.
    """
    html = _STYLE_OR_TAG.sub(lambda found: found[0] if found["style"] else _noted(found[0]), html)
    pane = f"html{{background:{hexadecimal(OUTLOOK_PANE)};color:#ffffff}}"
    return html.replace("<head>", f"<head><style>{pane}</style>")


def _noted(tag: str) -> str:
    """Return a tag with its own colours changed, and with a record of the originals."""
    notes: list[str] = []

    def change(pattern: re.Pattern[str], note: str, turn: Callable[[Rgb], Rgb]) -> Rgb | None:
        nonlocal tag
        if (found := pattern.search(tag)) is None:
            return None
        notes.append(f' {note}="{found["colour"]}"')
        tag = pattern.sub(lambda one: one["before"] + hexadecimal(turn(_rgb(one["colour"]))), tag)
        return turn(_rgb(found["colour"]))

    behind = (
        change(_BACKGROUND_ATTRIBUTE, "data-ogab", outlook_background),
        change(_OWN_BACKGROUND, "data-ogsb", outlook_background),
    )
    own = behind[1] or behind[0] or OUTLOOK_PANE
    change(_TEXT_ATTRIBUTE, "data-ogac", partial(outlook_text, behind=own))
    change(_OWN_TEXT, "data-ogsc", partial(outlook_text, behind=own))
    return re.sub(r"^<[\w:-]+", lambda name: name[0] + "".join(notes), tag)


def _rgb(colour: str) -> Rgb:
    """Return the parts of ``#rrggbb`` or ``#rgb``."""
    return rgb(colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:]))


def framed(html: str, *, title: str, width: int) -> str:
    """Return an email in a sandboxed frame, where no script can run."""
    return (
        f'<iframe title="{escape(title, quote=True)}" width="{width}" height="640"'
        f' sandbox="allow-same-origin" srcdoc="{escape(html, quote=True)}"></iframe>'
    )
