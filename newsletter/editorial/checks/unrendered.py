"""Checks of what an issue file has that an email does not show."""

from newsletter.editorial.checks.finding import Finding, Severity, line_of, shortened, texts
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
from newsletter.model.blocks import Prompt, plain
from newsletter.text.shortcodes import shortcode_in


def check_markup(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the file has no Markdown that is left out of the email."""
    return tuple(
        Finding(Severity.ERROR, Message.of(one.kind, text=shortened(one.words)), one.line)
        for one in inputs.issue.unrendered
    )


def check_prompts(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every prompt has words."""
    return tuple(
        Finding.error("prompt-empty", line=line_of(inputs, number))
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, Prompt) and not plain(block.text).strip()
    )


def check_shortcodes(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text has a shortcode, which only a website fills in."""
    return tuple(
        Finding.error("shortcode-in-text", block=block, line=line, text=shortened(found))
        for block, text, line in texts(inputs)
        if (found := shortcode_in(text))
    )
