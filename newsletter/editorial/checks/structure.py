"""Checks of the document's structure, for screen readers and old mail programs."""

import itertools
import re

from newsletter.editorial.checks.finding import Finding, part, shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import HtmlElement, is_seen, words

_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)


def check_doctype(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the document is not rendered in quirks mode."""
    return () if _DOCTYPE.match(inputs.html) else (Finding.error("doctype-missing"),)


def check_title(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the document has a title, which the subject is: none is said only once."""
    if not inputs.issue.subject.strip():
        return ()
    if any((title.text or "").strip() for title in inputs.page.all("title")):
        return ()
    return (Finding.error("title-missing"),)


def check_headings(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there is one main heading and that no level is skipped."""
    headings = [
        (int(element.tag[1]), words(element))
        for element in inputs.page.all("h1", "h2", "h3", "h4", "h5", "h6")
        if is_seen(element)
    ]
    mains = sum(1 for level, _ in headings if level == 1)
    if mains != 1:
        return (Finding.error("heading-one", count=mains),)
    for (level, above), (next_level, _) in itertools.pairwise(headings):
        if next_level > level + 1:
            block = part("part-heading", above)
            return (Finding.error("heading-skips", block=block, level=next_level),)
    return ()


def check_table_roles(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that layout tables are marked as such; tables with header cells hold data."""
    heading = ""
    for element in inputs.page.elements:
        if element.tag in {"h1", "h2", "h3"}:
            heading = words(element)
        elif element.tag == "table" and not _is_table(element) and not _is_presentation(element):
            if not heading:
                return (Finding.error("table-role"),)
            return (Finding.error("table-role-near", heading=shortened(heading)),)
    return ()


def _is_presentation(table: HtmlElement) -> bool:
    return (table.get("role") or "") in {"presentation", "none"}


def _is_table(table: HtmlElement) -> bool:
    return next(table.iter("th"), None) is not None
