"""Checks of widths: Outlook for Windows obeys attributes, others overflow."""

import re
from collections.abc import Iterator

from newsletter.editorial.checks import css, places
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import HtmlElement

_WIDEST_PICTURE = 600  # CSS pixels, the width of an email
_WIDEST_LAYOUT = 640  # beyond this, webmail shows a scroll bar or cuts off
_PIXELS = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", re.IGNORECASE)
_LAYOUT = frozenset({"table", "td", "th", "div", "center"})
_OUTLOOK_TABLE = re.compile(r"""<t(?:able|d|h)\b[^>]*\bwidth=["']?(\d+)""", re.IGNORECASE)


def check_tracking_pixels(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there is no invisible picture, which programs treat as a tracker."""
    return tuple(
        Finding.error("picture-one-pixel", src=_source(one), place=places.of_element(inputs, one))
        for one in inputs.page.all("img")
        if _is_pixel(one)
    )


def _is_pixel(picture: HtmlElement) -> bool:
    width, height = _widest(picture, "width"), _widest(picture, "height")
    return width is not None and height is not None and width <= 1 and height <= 1


def check_picture_widths(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every picture has a width in pixels, no more than that of the email.

    Without the attribute, Outlook for Windows shows the file at its original size.
    """
    return tuple(
        Finding.error(
            code,
            src=_source(picture),
            place=places.of_element(inputs, picture),
            width=round(_widest(picture, "width") or 0),
            limit=_WIDEST_PICTURE,
        )
        for picture in inputs.page.all("img")
        if (code := _wrong_with(picture))
    )


def _wrong_with(picture: HtmlElement) -> str:
    if (_widest(picture, "width") or 0) > _WIDEST_PICTURE:
        return "picture-too-wide"
    if _PIXELS.fullmatch(picture.get("width") or "") or _is_pixel(picture):
        return ""
    return "picture-width-missing"


def _source(picture: HtmlElement) -> str:
    return picture.get("src") or "img"


def check_layout_width(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no table, cell or box is too wide for windows and webmail."""
    found = {}
    for width, written, element in _wide(inputs):
        if width not in found:
            place = places.of_text(inputs, written, element)
            found[width] = Finding.error(
                "layout-too-wide", width=width, limit=_WIDEST_LAYOUT, place=place
            )
    return tuple(found.values())


def _wide(inputs: Inspected) -> Iterator[tuple[int, str, HtmlElement | None]]:
    """Yield excessive widths, their source text, and the element if there is one."""
    for element in inputs.page.all(*_LAYOUT):
        attribute = element.get("width") or ""
        widths = {f'width="{attribute}': attribute}
        for declared in css.declarations(element.get("style") or ""):
            if declared.name in {"width", "min-width"}:
                widths[f"{declared.name}:{declared.value}"] = declared.value
        for written, value in widths.items():
            if (pixels := _pixels(value)) and pixels > _WIDEST_LAYOUT:
                yield round(pixels), written, element
    for comment in inputs.page.comments:
        if comment.startswith("[if"):
            for wide in _OUTLOOK_TABLE.findall(comment):
                if int(wide) > _WIDEST_LAYOUT:
                    yield int(wide), f'width="{wide}', None


def _pixels(value: str) -> float | None:
    found = _PIXELS.fullmatch(value)
    return float(found[1]) if found else None


def _widest(element: HtmlElement, name: str) -> float | None:
    """Return the larger of an attribute and the declaration of that name, in CSS pixels."""
    declared = [
        one.value for one in css.declarations(element.get("style") or "") if one.name == name
    ]
    values = map(_pixels, (element.get(name) or "", *declared))
    return max((value for value in values if value is not None), default=None)
