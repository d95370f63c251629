"""Checks of the language and the writing direction, on which pronunciation and layout depend."""

import re
import unicodedata
from collections.abc import Iterator

from newsletter.editorial.checks import places
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import HtmlElement, words

# A language, perhaps with a script, a region and variants (RFC 5646, §2.1).
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)
# ISO 639-1: most issues use one of these only, and importing Babel takes longer than a check.
_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
    """.split()  # noqa: SIM905  # a list of 183 strings would fill a page
)
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = frozenset({"L"}), frozenset({"R", "AL"})


def check_language(inputs: Inspected) -> tuple[Finding, ...]:
    """Check ``lang`` and ``dir`` on ``<html>`` and on what remains when webmail removes it."""
    return tuple(
        Finding.error(code, where=where)
        for attribute, code in (("lang", "lang-missing"), ("dir", "dir-missing"))
        for where, element in _outermost(inputs)
        if _is_missing((element.get(attribute) or "").strip().lower())
    )


def _is_missing(value: str) -> bool:
    return value in {"", "und"}  # mrml writes "und" if the template names no language


def check_language_tags(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every ``lang`` names a language that screen readers can recognise."""
    found = {tag: element for element in reversed(inputs.page.elements) if (tag := _tag(element))}
    return tuple(
        Finding.error("lang-unknown", tag=tag, place=places.of_attribute(inputs, element, "lang"))
        for tag, element in reversed(found.items())
        if not _is_missing(tag.lower()) and not _is_known(tag)
    )


def _tag(element: HtmlElement) -> str:
    return (element.get("lang") or "").strip()


def _is_known(tag: str) -> bool:
    found = _TAG.fullmatch(tag)
    if found is None:
        return False
    language, script, region = (found[name] for name in ("language", "script", "region"))
    if script is None and region is None and len(language) == 2:
        return language.lower() in _TWO_LETTERS
    from babel import Locale

    names = Locale("en")
    return (
        language.lower() in names.languages
        and (script is None or script.title() in names.scripts)
        and (region is None or region.upper() in names.territories)
    )


def check_direction(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that ``dir="auto"`` is used only for words of unknown direction.

    With it, a program guesses from the first letter. That is wrong for the whole email,
    whose language is known, but needed for an embedded text in another direction.
    """
    outermost = [element for _, element in _outermost(inputs)]
    return tuple(
        Finding.error("dir-auto", place=places.of_element(inputs, element))
        for element in inputs.page.elements
        if (element.get("dir") or "").strip().lower() == "auto"
        and (element in outermost or not _is_in_two_directions(element))
    )


def _is_in_two_directions(element: HtmlElement) -> bool:
    """Return whether an element's words run in another direction than those around it."""
    own = {unicodedata.bidirectional(sign) for sign in words(element)}
    around = next((one.get("dir") for one in element.iterancestors() if one.get("dir")), "ltr")
    return bool(own & (_LEFT_TO_RIGHT if around.strip().lower() == "rtl" else _RIGHT_TO_LEFT))


def _outermost(inputs: Inspected) -> Iterator[tuple[str, HtmlElement]]:
    """Yield ``<html>`` and the first element of the body, with a name for each."""
    yield "<html>", inputs.page.root
    body = next(inputs.page.all("body"), None)
    first = (
        next((one for one in body if isinstance(one.tag, str)), None) if body is not None else None
    )
    if first is not None:
        yield f"<body> › <{first.tag}>", first
