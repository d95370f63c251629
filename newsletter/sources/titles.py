"""A title for a text that has none of its own."""

import re
from pathlib import PurePath


def title_of_file(name: str) -> str:
    """The file's name as words: ``nee-zeggen.txt`` is "Nee zeggen"."""
    words = re.sub(r"[\s_-]+", " ", PurePath(name).stem).strip()
    return words[:1].upper() + words[1:] or name
