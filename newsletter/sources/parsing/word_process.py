"""Conversion of a Word file to HTML in a child process with strict limits."""

from dataclasses import dataclass
from typing import Final

from newsletter.confined.process import Child, ChildError, ChildRefusal, Job, Trouble
from newsletter.errors import ArticleError
from newsletter.sources.parsing.word_child import html_of_word

_IN_CHILD: Final = Job(function=html_of_word, seconds=10, largest_answer=0)


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word file as HTML, one block per line, and its unknown styles."""

    html: str
    unknown_styles: tuple[str, ...] = ()


def converted(data: bytes, name: str) -> WordText:
    """Return a Word file's text as HTML.

    Raises:
        ArticleError: It is not a Word file, exceeds a limit, or cannot be read.
        DeskError: Too many other files are being read.
    """
    try:
        with Child(_IN_CHILD) as child:
            values = child.ask({}, data).values
    except ChildRefusal as refusal:
        raise ArticleError(refusal.problem, name) from None
    except ChildError as error:
        is_damaged = error.trouble is Trouble.ENDED
        code = "word-file-damaged" if is_damaged else "word-file-too-full"
        raise ArticleError(code, name) from error
    match values:
        case {"html": str() as html, "unknown_styles": [*styles]}:
            return WordText(html, tuple(map(str, styles)))
        case _:  # a file may have taken over the child
            raise ArticleError("word-file-damaged", name)
