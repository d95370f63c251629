"""Labels that announce a question to the reader."""

import re

from newsletter.sources.structure.rich_text import BLANKS
from newsletter.text.vocabulary import phrases


def label_of_prompt(text: str) -> str:
    """Return the label that announces a question, such as ``Reflectievraag``, or an empty string.

    A label of the entries of a FAQ, such as ``Vraag``, announces none.
    """
    label = re.split(r"[:\n]", text, maxsplit=1)[0].strip(BLANKS)
    announces = phrases.is_whole("prompt_label", label) and not phrases.is_whole("entry", label)
    return label if announces else ""
