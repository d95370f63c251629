"""Checks of markup that mail programs remove, block or misread."""

import re
from collections import Counter

from newsletter.editorial.checks import css, places
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected

_EMBEDDED = re.compile(r"""["'(]\s*cid:([^"')\s]+)""", re.IGNORECASE)
_CONTENT_ID = re.compile(rb"^Content-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
# <!--[if !mso]> … <![endif]--> without the <!--> that shows it to all other programs
_FOR_NOBODY = re.compile(
    r"\[if\s*\(?\s*!\s*\(?\s*(?:(?:gte|gt|lte|lt)\s+)?mso\b[^\]]*\]>(?!\s*<!)(.*)", re.DOTALL
)


def check_event_attributes(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no element has a script in an attribute, such as ``onclick``."""
    return tuple(
        Finding.error(
            "event-attribute",
            tag=element.tag,
            attribute=name,
            place=places.of_attribute(inputs, element, name),
        )
        for element in inputs.page.elements
        for name in element.keys()  # noqa: SIM118  # lxml's, no dict
        if re.fullmatch(r"on[a-z]+", name)
    )


def check_refresh(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the email does not redirect its reader automatically."""
    return tuple(
        Finding.error("meta-refresh", place=places.of_element(inputs, meta))
        for meta in inputs.page.all("meta")
        if (meta.get("http-equiv") or "").strip().lower() == "refresh"
    )


def check_embedded_parts(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every ``cid:`` names a part of the email; ours have only text parts."""
    parts = {name.decode("utf-8", "replace") for name in _CONTENT_ID.findall(inputs.mime)}
    names = dict.fromkeys(_EMBEDDED.findall(inputs.html))
    return tuple(
        Finding.error("embedded-missing", name=name, place=places.of_text(inputs, f"cid:{name}"))
        for name in names
        if name not in parts
    )


def check_hidden_from_all(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that content hidden from Outlook is not a comment to all other programs."""
    return tuple(
        Finding.error("hidden-from-all", condition=comment[: comment.index("]") + 1], place=place)
        for comment in inputs.page.comments
        if (found := _FOR_NOBODY.match(comment)) and found[1].replace("<![endif]", "").strip()
        for place in (places.of_text(inputs, f"<!--{comment[: comment.index(']') + 2]}"),)
    )


def check_ids(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no id is used twice, because a link to it would lead to the first."""
    known = Counter(element.get("id") for element in inputs.page.elements if element.get("id"))
    return tuple(
        Finding.error("id-twice", id=name, place=places.of_text(inputs, f'id="{name}"'))
        for name, count in known.items()
        if count > 1
    )


def check_folded_text(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text is collapsible: many programs always or never show it."""
    return tuple(
        Finding.error("details-folded", place=places.of_element(inputs, element))
        for element in inputs.page.all("details")
    )


def check_container_queries(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no style uses ``@container``: Gmail then drops the whole ``<style>``."""
    preludes = dict.fromkeys(
        around
        for styled in inputs.page.styled
        if styled.rule is not None
        for around in (styled.rule.prelude, *styled.rule.around)
        if css.at_name(around) == "@container"
    )
    return tuple(
        Finding.error("container-query", rule=one, place=places.of_rule(inputs, one))
        for one in preludes
    )
