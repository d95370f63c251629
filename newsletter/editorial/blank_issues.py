"""Issues that an editor begins, and completes in their files."""

from collections.abc import Callable

from newsletter.editorial.heads import slug_of
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.blocks import Paragraph, rich
from newsletter.model.issue import Issue


def blank(number: int, title: str) -> Issue:
    """Return an issue with a heading and an empty body."""
    return Issue(
        number=number, slug=slug_of(title), title=title, subject=title, preheader="", blocks=()
    )


def correction(
    number: int, original: int, sent: str, say: Callable[[Message], str], title: str = ""
) -> Issue:
    """Return a short issue for those who received another.

    Args:
        number: Its number.
        original: The number of the issue that it corrects.
        sent: The title of that, as it was sent.
        say: Turns messages into its first sentences.
        title: Its heading; by default one that names the original.
    """
    heading = title or say(Message("correction-title", title=sent))
    return Issue(
        number=number,
        slug=slug_of(heading),
        title=heading,
        subject=heading,
        preheader=say(Message("correction-preheader", title=sent)),
        blocks=(Paragraph(rich(say(Message("correction-opening", title=sent)))),),
        audience=Audience(readers_of=original),
    )
