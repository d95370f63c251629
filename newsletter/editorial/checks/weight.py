"""Checks of the email's size: Gmail clips at 102 kB and drops styles over 16 kB."""

from collections.abc import Iterator
from dataclasses import dataclass

from tinycss2.ast import FunctionBlock

from newsletter.editorial.checks import css, places
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected

# Beyond this, Gmail shows "[Message clipped]" and hides the unsubscribe link.
CUT_AT_BYTES = 102 * 1024
WARN_AT_BYTES = 90 * 1024
STYLES_AT_BYTES = 16 * 1024  # Gmail drops larger <style> elements
_COLOURS = frozenset({"rgb", "rgba"})


@dataclass(frozen=True, slots=True)
class EmailSize:
    """The size of each part, compared to Gmail's limit."""

    html_bytes: int
    styles_bytes: int
    text_bytes: int
    limit_bytes: int = CUT_AT_BYTES

    @property
    def share(self) -> float:
        """The share of the limit that is used; 1 is full."""
        return self.html_bytes / self.limit_bytes


def weigh(inputs: Inspected) -> EmailSize:
    """Return the email's size before transfer encoding."""
    styles = sum(len(style.encode()) for style in inputs.page.styles)
    return EmailSize(inputs.size_bytes, styles, len(inputs.text.encode()))


def check_size(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the HTML is small enough for Gmail not to clip it."""
    size = inputs.size_bytes
    if size < WARN_AT_BYTES:
        return ()
    weight, limit = kilobytes(size), kilobytes(CUT_AT_BYTES)
    if size >= CUT_AT_BYTES:
        return (Finding.error("html-too-large", size=weight, limit=limit),)
    return (Finding.hint("html-large", size=weight, limit=limit),)


def check_styles_size(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the styles are small enough for Gmail to keep them."""
    size, limit = weigh(inputs).styles_bytes, kilobytes(STYLES_AT_BYTES)
    if size <= STYLES_AT_BYTES:
        return ()
    return (Finding.error("styles-too-large", size=kilobytes(size), limit=limit),)


def check_nested_at_rules(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no @-rule is nested: Gmail then drops the whole ``<style>``."""
    return tuple(
        Finding.error(
            "nested-at-rule", inner=inner, outer=outer, place=places.of_rule(inputs, inner)
        )
        for styled in inputs.page.styled
        if styled.rule is not None and styled.rule.name
        for inner, outer in ((styled.rule.prelude, next(iter(styled.rule.around), "")),)
        if outer.startswith("@")
    )


def check_colours(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that colours use commas: Gmail drops a style with ``rgb(0 0 0 / 50%)``."""
    found = {
        colour: places.of_declaration(inputs, styled, declared)
        for styled in inputs.page.styled
        for declared in styled.declarations
        for colour in _spaced_colours(declared.value)
    }
    return tuple(
        Finding.error("colour-with-spaces", value=value, place=place)
        for value, place in found.items()
    )


def _spaced_colours(value: str) -> Iterator[str]:
    for token in css.all_tokens(css.tokens(value)):
        if isinstance(token, FunctionBlock) and token.lower_name in _COLOURS:
            arguments = [inner for inner in token.arguments if inner.type != "whitespace"]
            if len(arguments) > 1 and not any(css.is_literal(inner, ",") for inner in arguments):
                yield token.serialize()


def kilobytes(size: int) -> float:
    """Return a size in kilobytes, rounded for display."""
    return round(size / 1024, 1)
