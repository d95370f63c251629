"""One issue with defaults, for every package."""

from typing import Any

from newsletter.model.blocks import Block, Paragraph, rich
from newsletter.model.issue import Issue


def an_issue(*blocks: Block, **changes: Any) -> Issue:
    """An issue of these blocks, else of one short paragraph."""
    values: dict[str, Any] = {
        "number": 12,
        "slug": "rust-in-je-lijf",
        "title": "Rust in je lijf — een begin",
        "subject": "Rust in je lijf",
        "preheader": "Wie stilstaat bij de dag, hoort wat er al de hele tijd klonk.",
        "blocks": blocks or (Paragraph(rich("Je zit even.")),),
    }
    return Issue(**(values | changes))
