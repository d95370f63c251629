"""Checks of the picture files of an issue."""

from newsletter.editorial.checks.finding import Finding, line_of, name_block
from newsletter.editorial.checks.inspected import Inspected
from newsletter.model.blocks import Image


def check_moving_pictures(inputs: Inspected) -> tuple[Finding, ...]:
    """Report pictures that move in the file: readers get the first frame."""
    return _of_pictures(inputs, inputs.moving, "picture-moves")


def check_dark_pictures(inputs: Inspected) -> tuple[Finding, ...]:
    """Report dark drawings without a ground, which disappear in dark mode."""
    return _of_pictures(inputs, inputs.dark_on_clear, "picture-dark-on-clear")


def _of_pictures(inputs: Inspected, sources: frozenset[str], code: str) -> tuple[Finding, ...]:
    return tuple(
        Finding.hint(code, block=name_block(inputs, number), line=line_of(inputs, number))
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, Image) and block.source in sources
    )
