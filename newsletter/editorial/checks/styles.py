"""Checks of declarations that programs drop or that make an email hard to read."""

import re
from collections.abc import Iterator

from tinycss2.ast import DimensionToken, FunctionBlock, HashToken, Node, NumberToken

from newsletter.editorial.checks import css, places
from newsletter.editorial.checks.finding import Finding, shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import Styled
from newsletter.message import Message

_BY_HUE = frozenset({"hsl", "hsla", "hwb"})
_WITH_ALPHA = frozenset({4, 8})  # hexadecimal digits: #rgba, #rrggbbaa
_RUN = frozenset({"behavior", "-moz-binding"})  # for Internet Explorer and old versions of Firefox
_SCRIPT = re.compile(
    r"\bexpression\s*\(|url\(\s*[\"']?\s*(?:java\s*script|vb\s*script)\s*:", re.IGNORECASE
)
_COLOUR_ATTRIBUTES = ("bgcolor", "color")


def check_margins(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no margin is negative: Gmail and Outlook drop the whole declaration."""
    return tuple(
        dict.fromkeys(
            Finding.error(
                "margin-negative",
                declaration=_written(declared),
                place=places.of_declaration(inputs, styled, declared),
            )
            for styled, declared in _declared(inputs, "-")
            if declared.name.startswith("margin") and _is_negative(declared)
        )
    )


def _is_negative(declared: css.Declaration) -> bool:
    return any(
        isinstance(token, DimensionToken | NumberToken) and token.value < 0
        for token in css.all_tokens(css.tokens(declared.value))
    )


def check_colours_by_hue(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no colour is specified by hue: Outlook for Windows shows black."""
    return tuple(
        Finding.error("colour-by-hue", value=value, place=place)
        for value, place in dict(_by_hue(inputs)).items()
    )


def _by_hue(inputs: Inspected) -> Iterator[tuple[str, Message]]:
    for styled, declared, token in _tokens(inputs, "("):
        if isinstance(token, FunctionBlock) and token.lower_name in _BY_HUE:
            yield token.serialize(), places.of_declaration(inputs, styled, declared)


def check_colours_with_alpha(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no hexadecimal colour has a fourth part: old programs ignore it all."""
    return tuple(
        Finding.error("colour-with-alpha", value=value, place=place)
        for value, place in dict(_with_alpha(inputs)).items()
    )


def _with_alpha(inputs: Inspected) -> Iterator[tuple[str, Message]]:
    for styled, declared, token in _tokens(inputs, "#"):
        if isinstance(token, HashToken) and _has_alpha(token.value):
            yield f"#{token.value}", places.of_declaration(inputs, styled, declared)
    for element in inputs.page.elements:
        for name in _COLOUR_ATTRIBUTES:
            value = (element.get(name) or "").strip()
            if value.startswith("#") and _has_alpha(value[1:]):
                yield value, places.of_attribute(inputs, element, name)


def _has_alpha(digits: str) -> bool:
    return len(digits) in _WITH_ALPHA and all(one in "0123456789abcdefABCDEF" for one in digits)


def check_justified_text(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text is justified: narrow, unhyphenated lines get wide gaps."""
    found = next(_justified(inputs), None)
    return () if found is None else (Finding.error("text-justified", place=found),)


def _justified(inputs: Inspected) -> Iterator[Message]:
    for styled, declared in _declared(inputs):
        if declared.name == "text-align" and declared.value.lower() == "justify":
            yield places.of_declaration(inputs, styled, declared)
    for element in inputs.page.elements:
        if (element.get("align") or "").lower() == "justify":
            yield places.of_attribute(inputs, element, "align")


def check_scripts_in_styles(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no style runs a script, as old programs allowed: filters block it."""
    return tuple(
        dict.fromkeys(
            Finding.error(
                "style-script",
                declaration=shortened(_written(declared)),
                place=places.of_declaration(inputs, styled, declared),
            )
            for styled, declared in _declared(inputs, "(")
            if declared.name in _RUN or _SCRIPT.search(declared.value)
        )
    )


def _declared(inputs: Inspected, sign: str = "") -> Iterator[tuple[Styled, css.Declaration]]:
    """Yield the declarations whose value contains a sign, with their origin."""
    for styled in inputs.page.styled:
        for declared in styled.declarations:
            if sign in declared.value:
                yield styled, declared


def _tokens(inputs: Inspected, sign: str) -> Iterator[tuple[Styled, css.Declaration, Node]]:
    """Yield every token of the declarations whose value contains a sign."""
    for styled, declared in _declared(inputs, sign):
        for token in css.all_tokens(css.tokens(declared.value)):
            yield styled, declared, token


def _written(declared: css.Declaration) -> str:
    return f"{declared.name}:{declared.value}"
